// Columns that read others: any part alone, null_rate, dependent_choice.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/encode/text/text_test_support.h"
#include "rand_engine/methods/registry.h"

namespace rand_engine {
namespace {

// --- Any part alone --------------------------------------------------------------------

std::vector<std::string> LastColumn(const Plan& plan, RowRange rows) {
  std::vector<std::string> texts;
  for (auto& row : MakeTextRows(plan, rows)) texts.push_back(std::move(row.back()));
  return texts;
}

TEST(ComputedTest, RowsDoNotDependOnHowTheyAreCut) {
  for (const char* name : {"expression", "template", "dependent_choice", "regex"}) {
    const auto plan = MakeTestPlan(ExampleSpec(*FindMethod(name), "c"));
    const auto whole = LastColumn(*plan, {0, 5000});
    for (const int64_t piece : {1, 7, 1024, 1500}) {
      std::vector<std::string> joined;
      for (int64_t row = 0; row < 5000; row += piece) {
        const int64_t count = std::min<int64_t>(piece, 5000 - row);
        for (auto& text : LastColumn(*plan, {row, count})) joined.push_back(text);
      }
      ASSERT_EQ(joined, whole) << name << " by " << piece;
    }
    EXPECT_EQ(LastColumn(*plan, {4999, 1})[0], whole[4999]);
  }
}

TEST(ComputedTest, NullRateLeavesOutResultsAndGoesOnToReaders) {
  const auto plan = MakeTestPlan(R"({
    "n": {"method": "gen_incremental"},
    "c": {"method": "expression", "parms": ["n * 2"], "null_rate": 0.25},
    "d": {"method": "expression", "parms": ["c is null"]}})");
  int missing = 0;
  for (const auto& row : MakeTextRows(*plan, {0, 10'000})) {
    if (row[1].empty()) {
      ++missing;
    } else {
      ASSERT_EQ(row[1], std::to_string(std::stoll(row[0]) * 2));
    }
    ASSERT_EQ(row[2], row[1].empty() ? "True" : "False");
  }
  EXPECT_NEAR(missing, 2500, 4 * std::sqrt(10'000 * 0.25 * 0.75));
}

TEST(ComputedTest, RowsOfAnyNumberUpToALimit) {
  const auto plan = MakeTestPlan(R"({"n": {"method": "gen_incremental"},
    "c": {"method": "expression", "parms": ["n % 1000"]}})");
  EXPECT_EQ(LastColumn(*plan, {int64_t{1} << 47, 1})[0], "329");
  EXPECT_TRUE(plan->CheckRows({int64_t{1} << 47, 1}).ok());
  EXPECT_EQ(plan->CheckRows({(int64_t{1} << 48) - 1, 2}).message(),
            "column 'c' is computed from others, which is possible for the rows below "
            "number 281474976710656; rows up to number 281474976710656 are wanted "
            "(counted from 0)");
}

// --- Choices that depend on others -----------------------------------------------------

std::string DependentSpec(const std::string& parms) {
  return R"({"country": {"method": "gen_str_choice",
                         "parms": {"options": ["US", "FR", null]}},
             "n": {"method": "gen_ints", "parms": {"min": 1, "max": 3}},
             "paid": {"method": "booleans"},
             "c": {"method": "dependent_choice", "parms": )" +
         parms + "}}";
}

TEST(DependentChoiceTest, TakesTheOptionsOfTheOtherValueByTheirWeights) {
  const auto plan = MakeTestPlan(DependentSpec(
      R"({"depends_on": "country", "options": {"US": ["New York", "Chicago"],
                                               "FR": ["Paris"]},
          "weights": {"US": [3, 1]}})"));
  std::map<std::string, int> counts;
  const int rows = 40'000;
  for (const auto& row : MakeTextRows(*plan, {0, rows})) ++counts[row[0] + ">" + row[3]];
  EXPECT_EQ(counts.size(), 4u);
  const auto near = [rows](double share) { return 4 * std::sqrt(rows * share); };
  EXPECT_NEAR(counts["US>New York"], rows / 4.0, near(0.25));
  EXPECT_NEAR(counts["US>Chicago"], rows / 12.0, near(1.0 / 12));
  EXPECT_NEAR(counts["FR>Paris"], rows / 3.0, near(1.0 / 3));
  EXPECT_NEAR(counts[">"], rows / 3.0, near(1.0 / 3));
}

TEST(DependentChoiceTest, DependsOnNumbersBooleansAndComputedValues) {
  const auto number = MakeTestPlan(DependentSpec(
      R"({"depends_on": "n", "options": {"1": [10], "2": [20]}, "default": [0]})"));
  for (const auto& row : MakeTextRows(*number, {0, 100})) {
    EXPECT_EQ(row[3], row[1] == "3" ? "0" : row[1] + "0");
  }
  EXPECT_FALSE(number->schema()[3].nullable);
  const auto boolean = MakeTestPlan(DependentSpec(
      R"({"depends_on": "paid", "options": {"true": ["yes"], "False": ["no"]}})"));
  for (const auto& row : MakeTextRows(*boolean, {0, 100})) {
    EXPECT_EQ(row[3], row[2] == "True" ? "yes" : "no");
  }
  const auto computed = MakeTestPlan(R"({
    "c": {"method": "dependent_choice", "parms": {"depends_on": "size", "options":
          {"small": ["s"]}}},
    "n": {"method": "gen_ints", "parms": {"min": 1, "max": 2}},
    "size": {"method": "template", "parms": ["{if(n > 1, 'large', 'small')}"]}})");
  for (const auto& row : MakeTextRows(*computed, {0, 100})) {
    EXPECT_EQ(row[0], row[2] == "small" ? "s" : "");
  }
}

TEST(DependentChoiceTest, RefusesKeysAndValuesThatDoNotMeet) {
  const auto mistake = [](const std::string& parms) {
    const auto spec = Spec::FromJson(DependentSpec(parms), "s");
    const std::string text =
        MessageWithoutExamples(Plan::Make(*spec, {"1", 0, 0}).status());
    return text.substr(text.find("parms.") + 6);
  };
  EXPECT_EQ(mistake(R"({"depends_on": "country", "options": {"US": ["a"]}})"),
            "options has nothing for \"FR\", which column 'country' can be; add it, or "
            "\"default\": [...] for all others");
  EXPECT_EQ(mistake(R"({"depends_on": "country", "options": {"USA": ["a"]}})"),
            "options has \"USA\", which column 'country' never is; did you mean 'US'?");
  EXPECT_TRUE(mistake(R"({"depends_on": "contry", "options": {"US": ["a"]}})")
                  .starts_with("depends_on \"contry\": there is no column 'contry'; did "
                               "you mean 'country'?"));
  EXPECT_EQ(mistake(R"({"depends_on": "country", "options": {"US": []}})"),
            "options [\"US\"] has no options, e.g. [\"CA\", \"NY\"]");
  EXPECT_EQ(mistake(R"({"depends_on": "country", "options": {"US": ["a"], "FR": [1]}})"),
            "options must be of one type, but \"a\" and 1 are not; write numbers as text "
            "(\"5\") to mix them with text");
  EXPECT_EQ(mistake(R"({"depends_on": "country", "options": {"US": ["a"], "FR": ["b"]},
                        "weights": {"US": [1, 2]}})"),
            "weights [\"US\"] must have one weight an option: 2 weights for 1 options");
}

}  // namespace
}  // namespace rand_engine
