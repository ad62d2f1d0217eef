// Columns that read others: in any order, hidden, in circles, too many of them.
#include <arrow/result.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rand_engine/encode/text/text_test_support.h"

namespace rand_engine {
namespace {

std::string Expression(const std::string& name, const std::string& text,
                       const std::string& more = "") {
  return "\"" + name + R"(": {"method": "expression", "parms": [")" + text + "\"]" +
         more + "}";
}

std::string MistakesOf(const std::string& spec_json) {
  const auto spec = Spec::FromJson(spec_json, "s");
  return MessageWithoutExamples(Plan::Make(*spec, {"1", 0, 0}).status());
}

TEST(ColumnPlansTest, ColumnsMayReadOthersBeforeAndBehindThem) {
  const auto plan =
      MakeTestPlan("{" + Expression("a", "b + c") + ", " + Expression("b", "c * 10") +
                   R"(, "c": {"method": "gen_incremental"}})");
  EXPECT_EQ(MakeTextRows(*plan, {1, 1})[0], (std::vector<std::string>{"22", "20", "2"}));
}

TEST(ColumnPlansTest, AReadColumnIsTheSameWhetherItIsReadOrNot) {
  const std::string drawn = R"("n": {"method": "gen_ints", "parms": [0, 1000000]})";
  const auto alone = MakeTestPlan("{" + drawn + "}");
  const auto read = MakeTestPlan("{" + Expression("m", "n") + ", " + drawn + "}");
  for (const auto& row : MakeTextRows(*read, {0, 100})) ASSERT_EQ(row[0], row[1]);
  EXPECT_EQ(MakeTextRows(*read, {0, 100})[7][1], MakeTextRows(*alone, {7, 1})[0][0]);
}

TEST(ColumnPlansTest, ReadsTheColumnsOfAGroup) {
  const auto plan = MakeTestPlan("{" + Expression("both", "country || '-' || currency") +
                                 R"(, "place": {"method": "distincts_map", "cols":
      ["country", "currency"], "parms": {"distincts": {"US": ["USD"]}}}})");
  EXPECT_EQ(MakeTextRows(*plan, {0, 1})[0][0], "US-USD");
}

TEST(ColumnPlansTest, HiddenColumnsAreReadButAreNoData) {
  const auto plan =
      MakeTestPlan(R"({"h": {"method": "gen_incremental", "hidden": true}, )" +
                   Expression("double", "h * 2") + "}");
  ASSERT_EQ(plan->schema().size(), 1u);
  EXPECT_EQ(plan->schema()[0].name, "double");
  EXPECT_EQ(MakeTextRows(*plan, {4, 1})[0], (std::vector<std::string>{"10"}));
  EXPECT_TRUE(plan->has_sequence());
  EXPECT_NE(MistakesOf(R"({"h": {"method": "gen_uuid", "hidden": true}})")
                .find("all columns are hidden; at least one must be without"),
            std::string::npos);
  EXPECT_NE(MistakesOf(R"({"h": {"method": "gen_uuid", "hidden": "yes"}})")
                .find("column 'h': hidden must be true"),
            std::string::npos);
}

TEST(ColumnPlansTest, ARunChecksTheRowsOfHiddenColumnsToo) {
  const auto plan = MakeTestPlan(
      R"({"h": {"method": "gen_incremental", "parms": {"start": 9223372036854775800},
                "hidden": true}, )" +
      Expression("c", "h % 7") + "}");
  EXPECT_TRUE(plan->CheckRows({0, 8}).ok());
  EXPECT_FALSE(plan->CheckRows({0, 9}).ok());
}

TEST(ColumnPlansTest, NamesTheCircleOnce) {
  EXPECT_EQ(MistakesOf("{" + Expression("a", "b + 1") + ", " + Expression("b", "c") +
                       ", " + Expression("c", "a") + "}"),
            "s:1:140: column 'c': parms.expression \"a\": the "
            "columns read each other in a circle: a -> b -> c -> a (character 1)");
  const std::string itself = MistakesOf("{" + Expression("a", "1 + a") + "}");
  EXPECT_NE(itself.find("reads itself: a -> a (character 5)"), std::string::npos)
      << itself;
}

TEST(ColumnPlansTest, AMistakeIsSaidOnceThoughOthersReadTheColumn) {
  const std::string text =
      MistakesOf("{" + Expression("a", "n") + ", " + Expression("b", "n") +
                 R"(, "n": {"method": "gen_ints", "parms": {"min": 2, "max": 1}}})");
  EXPECT_TRUE(text.starts_with("s:1:141: column 'n': parms.min must be <=")) << text;
}

TEST(ColumnPlansTest, LongChainsAndTooMuchWorkAreRefused) {
  const auto chain = [](int length, bool forwards) {
    std::string spec = "{\"c0\": {\"method\": \"gen_incremental\"}";
    for (int i = 0; i < length; ++i) {
      const int own = forwards ? i + 1 : length - i;
      spec += ", " + Expression("c" + std::to_string(own),
                                "c" + std::to_string(own - 1) + " + 1");
    }
    return spec + "}";
  };
  EXPECT_EQ(MistakesOf(chain(60, true)), "");
  EXPECT_EQ(MistakesOf(chain(60, false)), "");
  for (const bool forwards : {true, false}) {
    EXPECT_TRUE(MistakesOf(chain(5000, forwards)).find("64") != std::string::npos);
  }
  // Each reads the two before it, whose work doubles and doubles.
  std::string spec =
      "{\"c0\": {\"method\": \"gen_incremental\"}, " + Expression("c1", "c0");
  for (int i = 2; i < 40; ++i) {
    spec +=
        ", " + Expression("c" + std::to_string(i),
                          "c" + std::to_string(i - 1) + " + c" + std::to_string(i - 2));
  }
  EXPECT_NE(MistakesOf(spec + "}").find("at most 10000 and 64 are possible"),
            std::string::npos);
}

}  // namespace
}  // namespace rand_engine
