// anomaly_rate and anomalies: how often, which, where nothing changes, mistakes.
#include "rand_engine/methods/anomalies.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/encode/text/text_test_support.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

using Texts = std::vector<std::string>;

// What stands before the keys of dirt, by name; none of them can be an anomaly of its
// own.
const std::map<std::string, std::string>& Columns() {
  static const auto& columns = *new std::map<std::string, std::string>{
      {"sequence", R"({"method": "gen_incremental", "parms": {"start": 7, "step": 3})"},
      {"small", R"({"method": "gen_ints", "parms": {"min": 5, "max": 9})"},
      {"int8", R"({"method": "integers",
                   "parms": {"min": 5, "max": 9, "int_type": "int8"})"},
      {"level", R"({"method": "gen_str_choice", "parms": {"options": [3, 4]})"},
      {"price", R"({"method": "gen_floats", "parms": {"min": 1, "max": 9})"},
      {"share", R"({"method": "gen_str_choice", "parms": {"options": [0.5, 1e30]})"},
      {"day", R"({"method": "gen_dates",
                  "parms": {"date_min": "2024-01-01", "date_max": "2024-01-09"})"},
      {"time", R"({"method": "timestamps", "parms": {
                   "start": "2024-01-01", "end": "2024-02-01", "precision": "s"})"},
      {"word", R"({"method": "gen_str_choice", "parms": {"options": ["a", "b"]})"},
      {"name", R"({"method": "gen_name")"},
      {"uuid", R"({"method": "gen_uuid")"},
      {"code", R"({"method": "template", "parms": ["{n}!"])"}};
  return columns;
}

std::string SpecOf(const std::string& column, const std::string& keys) {
  return R"({"c": )" + Columns().at(column) + keys +
         R"(}, "n": {"method": "gen_incremental"}})";
}

Texts TextsOf(const std::string& spec, RowRange rows, const std::string& seed = "42") {
  Texts texts;
  for (auto& row : MakeTextRows(*MakeTestPlan(spec, rows.end(), seed), rows)) {
    texts.push_back(std::move(row[0]));
  }
  return texts;
}

constexpr int64_t kRows = 20'000;

TEST(AnomaliesTest, EachColumnHitsItsRateAndOtherRowsKeepTheirValues) {
  for (const auto& [name, column] : Columns()) {
    for (const char* seed : {"1", "2", "3"}) {
      const Texts plain = TextsOf(SpecOf(name, ""), {0, kRows}, seed);
      const Texts dirty =
          TextsOf(SpecOf(name, R"(, "anomaly_rate": 0.1)"), {0, kRows}, seed);
      const std::set<std::string> own(plain.begin(), plain.end());
      int64_t changed = 0;
      for (int64_t i = 0; i < kRows; ++i) {
        if (dirty[i] == plain[i]) continue;
        ++changed;
        ASSERT_FALSE(own.contains(dirty[i])) << name << ": " << dirty[i];
      }
      EXPECT_NEAR(changed, 0.1 * kRows, 4 * std::sqrt(kRows * 0.1 * 0.9))
          << name << ", seed " << seed;
    }
  }
}

TEST(AnomaliesTest, AnyRowsAloneAreThoseOfAll) {
  for (const auto& [name, column] : Columns()) {
    const std::string spec = SpecOf(name, R"(, "anomaly_rate": 0.4, "null_rate": 0.2)");
    const Texts all = TextsOf(spec, {0, 3000});
    for (const RowRange rows : {RowRange{0, 1}, RowRange{1234, 1}, RowRange{511, 1030}}) {
      const Texts part(all.begin() + rows.first, all.begin() + rows.end());
      EXPECT_EQ(TextsOf(spec, rows), part) << name;
    }
  }
}

TEST(AnomaliesTest, MissingValuesStaySoAndTheRateIsOneOfTheRest) {
  for (const auto& [name, column] : Columns()) {
    // No method here gives an empty text, and no anomaly may look like one.
    const bool is_text =
        TypeOf(MakeTestPlan(SpecOf(name, ""))->columns()[0].domain) == ValueType::kString;
    const std::string nulls = R"(, "null_rate": 0.3)";
    const std::string rate = nulls + R"(, "anomaly_rate": 0.2, "anomalies": [")" +
                             (is_text ? "quotes" : "extremes") + "\"]";
    const Texts plain = TextsOf(SpecOf(name, nulls), {0, kRows});
    const Texts dirty = TextsOf(SpecOf(name, rate), {0, kRows});
    int64_t present = 0;
    int64_t changed = 0;
    for (int64_t i = 0; i < kRows; ++i) {
      ASSERT_EQ(dirty[i].empty(), plain[i].empty()) << name;
      present += plain[i].empty() ? 0 : 1;
      changed += dirty[i] == plain[i] ? 0 : 1;
    }
    const auto rows = static_cast<double>(present);
    EXPECT_NEAR(changed, 0.2 * rows, 4 * std::sqrt(rows * 0.2 * 0.8)) << name;
  }
}

TEST(AnomaliesTest, EveryListedValueIsAsLikely) {
  const Texts texts = TextsOf(
      SpecOf("name", R"(, "anomaly_rate": 1, "anomalies": ["N/A", "?", "", "N/A"])"),
      {0, kRows});
  std::map<std::string, int64_t> counts;
  for (const std::string& text : texts) ++counts[text];
  ASSERT_EQ(counts.size(), 3U);
  const double sigma = std::sqrt(kRows * 0.25 * 0.75);
  EXPECT_NEAR(counts["?"], kRows / 4, 4 * sigma);
  EXPECT_NEAR(counts[""], kRows / 4, 4 * sigma);
  EXPECT_NEAR(counts["N/A"], kRows / 2, 4 * std::sqrt(kRows * 0.25));
}

TEST(AnomaliesTest, ExtremesOfTheWholeRangeAreNotMissing) {
  const std::string all = R"({"c": {"method": "gen_ints",
      "parms": {"min": -9223372036854775808, "max": 9223372036854775807},
      "anomaly_rate": 1, "anomalies": ["extremes"], "null_rate": 0.5}})";
  int64_t missing = 0;
  for (const std::string& text : TextsOf(all, {0, kRows})) {
    missing += text.empty() ? 1 : 0;
    ASSERT_TRUE(text.empty() || text == "-9223372036854775808" ||
                text == "9223372036854775807")
        << text;
  }
  EXPECT_NEAR(missing, kRows / 2, 4 * std::sqrt(kRows * 0.25));
}

TEST(AnomaliesTest, NumbersAreThoseThatTheTypeHolds) {
  const auto kinds = [](const std::string& type) {
    const Texts texts = TextsOf(R"({"c": {"method": "integers", "parms": {"min": 5,
        "max": 9, "int_type": ")" + type +
                                    R"("}, "anomaly_rate": 1}})",
                                {0, 1000});
    return std::set<std::string>(texts.begin(), texts.end());
  };
  using Set = std::set<std::string>;
  EXPECT_EQ(kinds("int8"), (Set{"0", "-1", "-128", "127"}));
  EXPECT_EQ(kinds("uint16"), (Set{"0", "65535"}));
  EXPECT_EQ(kinds("uint64"), (Set{"0", "9223372036854775807"}));
}

TEST(AnomaliesTest, TimesKeepTheirStep) {
  const auto plan = MakeTestPlan(SpecOf("time", R"(, "anomaly_rate": 0.1)"));
  EXPECT_EQ(std::get<TimestampDomain>(plan->columns()[0].domain).step_us, 1'000'000);
}

TEST(AnomaliesTest, ANameOfAKindIsTheKindUnlessItIsSaidToBeAValue) {
  const auto only = [](const std::string& item) {
    return TextsOf(SpecOf("name", R"(, "anomaly_rate": 1, "anomalies": [)" + item + "]"),
                   {0, 1})[0];
  };
  EXPECT_EQ(only(R"("empty")"), "");
  EXPECT_EQ(only(R"({"value": "empty"})"), "empty");
  EXPECT_EQ(only(R"("epoch")"), "epoch");  // there is none for texts
  EXPECT_EQ(only(R"("long")").size(), 4096U);
}

TEST(AnomaliesTest, OtherColumnsReadTheValuesWithout) {
  const std::string reader = R"("d": {"method": "expression", "parms": ["c * 2"]}})";
  const std::string price = Columns().at("price");
  const auto plain =
      MakeTextRows(*MakeTestPlan(R"({"c": )" + price + "}, " + reader), {0, 500});
  const auto dirty = MakeTextRows(
      *MakeTestPlan(R"({"c": )" + price + R"(, "anomaly_rate": 0.5}, )" + reader),
      {0, 500});
  int changed = 0;
  for (size_t i = 0; i < plain.size(); ++i) {
    EXPECT_EQ(dirty[i][1], plain[i][1]);
    changed += dirty[i][0] == plain[i][0] ? 0 : 1;
  }
  EXPECT_GT(changed, 200);
}

TEST(AnomaliesTest, ColumnsOfAMemberHaveTheirOwn) {
  const auto plan = MakeTestPlan(R"({"p": {"method": "address",
      "cols": ["city", "latitude"], "anomaly_rate": 0.5,
      "anomalies": ["Nowhere", "nan"]}})");
  std::map<std::pair<bool, bool>, int> counts;
  for (const auto& row : MakeTextRows(*plan, {0, kRows})) {
    ++counts[{row[0] == "Nowhere" || row[0] == "nan", row[1] == "nan"}];
  }
  for (const auto& [which, count] : counts) {
    EXPECT_NEAR(count, kRows / 4, 4 * std::sqrt(kRows * 0.25 * 0.75));
  }
}

TEST(AnomaliesTest, SequencesAndUniqueColumnsEndWhereTheyDid) {
  const auto plan = MakeTestPlan(R"({"c": {"method": "gen_incremental",
      "parms": {"start": 9223372036854775800}, "anomaly_rate": 0.1}})");
  EXPECT_TRUE(plan->has_sequence());
  EXPECT_TRUE(plan->CheckRows({0, 8}).ok());
  EXPECT_EQ(plan->CheckRows({0, 9}).message(),
            "column 'c' leaves the range of 64-bit integers after 8 rows, but rows up to "
            "number 8 are wanted (counted from 0)");
}

std::string MistakeOf(const std::string& spec) {
  const auto status = Plan::Make(*Spec::FromJson(spec), {"1", 0, 0}).status();
  return MessageWithoutExamples(status);
}

TEST(AnomaliesTest, MistakesAreTold) {
  const auto expect = [](const std::string& column, const std::string& keys,
                         const std::string& text) {
    const std::string message = MistakeOf(SpecOf(column, keys));
    EXPECT_NE(message.find("column 'c': " + text), std::string::npos) << message;
  };
  expect("name", R"(, "anomaly_rate": 1.5)",
         "anomaly_rate must be a number from 0 to 1, got 1.5");
  expect("name", R"(, "anomaly_rate": 0.1, "anomalies": "empty")",
         "anomalies must be a list of values, got \"empty\"");
  expect("name", R"(, "anomaly_rate": 0.1, "anomalies": [])",
         "anomalies must list a value at least");
  expect("name", R"(, "anomalies": ["x"])", "anomalies need anomaly_rate");
  expect("name", R"(, "anomaly_rate": 0.1, "anomalies": ["x", 5])",
         "anomalies[1] must be a text of at most 65536 bytes or one of the kinds empty,");
  expect("name", R"(, "anomaly_rate": 0, "anomalies": ["x", null])",
         "anomalies[1] must be a text");
  expect("small", R"(, "anomaly_rate": 0.1, "anomalies": ["extreme"])",
         "anomalies[0] must be a whole number from -9223372036854775808 to "
         "9223372036854775807 or one of the kinds zero, negative, extremes, got "
         "\"extreme\"; did you mean 'extremes'?");
  expect("int8", R"(, "anomaly_rate": 0.1, "anomalies": [128])",
         "anomalies[0] must be a whole number from -128 to 127");
  expect("price", R"(, "anomaly_rate": 0.1, "anomalies": ["empty"])",
         "anomalies[0] must be a number or one of the kinds zero, negative, extremes, "
         "tiny, nan, infinity, got \"empty\"");
  expect("day", R"(, "anomaly_rate": 0.1, "anomalies": ["2023-02-29"])",
         "anomalies[0] must be a date");
  expect("time", R"(, "anomaly_rate": 0.1, "anomalies": ["10:00"])",
         "anomalies[0] must be a time such as");
  expect("word", R"(, "anomaly_rate": 0.1, "hidden": true)",
         "anomaly_rate of a hidden column would show nowhere");
  EXPECT_NE(MistakeOf(R"({"c": {"method": "gen_str_choice",
                "parms": {"options": [true, false]}, "anomaly_rate": 0.1}})")
                .find("a column of true and false has no other value"),
            std::string::npos);
  EXPECT_NE(MistakeOf(R"({"p": {"method": "address", "cols": ["city", "latitude"],
                "anomaly_rate": 0.1, "anomalies": ["Nowhere"]}})")
                .find("anomalies has nothing for \"latitude\", which takes a number"),
            std::string::npos);
}

}  // namespace
}  // namespace rand_engine
