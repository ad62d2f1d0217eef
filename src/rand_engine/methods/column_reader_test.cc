// Mistakes in columns of the methods of the Python library rand_engine; those of the
// others stand in plan_test.cc.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rand_engine/encode/text/text_test_support.h"

namespace rand_engine {
namespace {

// What is wrong with a column of this method, without source, position and column.
std::string Mistake(const std::string& method, const std::string& rest) {
  const std::string text = MistakeOf(R"({"method": ")" + method + "\", " + rest + "}");
  const size_t place = text.find("column 'c': ");
  return place == std::string::npos ? text : text.substr(place + 12);
}

struct BadColumn {
  std::string method;
  std::string rest;
  std::string message;
};

void ExpectMistakes(const std::vector<BadColumn>& columns) {
  for (const BadColumn& bad : columns) {
    EXPECT_EQ(Mistake(bad.method, bad.rest), bad.message) << bad.rest;
  }
}

TEST(BadColumnTest, Numbers) {
  ExpectMistakes({
      {"integers", R"("kwargs": {"min": 0, "max": 3000000000})",
       "kwargs.max must be from -2147483648 to 2147483647, which kwargs.int_type int32 "
       "holds, got 3000000000; for more give \"int_type\": \"int64\""},
      {"integers", R"("args": [-1, 5, "uint8"])",
       "args.min must be from 0 to 255, which args.int_type uint8 holds, got -1; for "
       "more "
       "give \"int_type\": \"int64\""},
      {"integers", R"("kwargs": {"min": 0, "max": 1, "int_type": "int9"})",
       "kwargs.int_type must be one of int8, int16, int32, int64, uint8, uint16, uint32, "
       "uint64, got \"int9\"; did you mean 'int8'?"},
      {"integers", R"("kwargs": {"min": 0, "max": 1, "int_type": 8})",
       "kwargs.int_type must be a text, got 8"},
      {"int_zfilled", R"("parms": {"length": 19})",
       "parms.length must be a whole number from 1 to 18, got 19"},
      {"floats", R"("parms": {"min": 0, "max": 1, "decimals": 16})",
       "parms.decimals must be a whole number from 0 to 15, got 16"},
      {"floats", R"("parms": {"min": 0, "max": 1, "decimals": 1, "round": 1})",
       "has both 'round' and 'decimals'; they mean the same, keep one"},
      {"floats_normal", R"("parms": {"mean": 0, "std": -1})",
       "parms.std must be a number >= 0, got -1"},
      {"floats_normal", R"("parms": {"mean": 1e14, "std": 1})",
       "parms.mean 1e14 with parms.std 1 and parms.round 2 gives values of more than 15 "
       "significant digits, which a double cannot hold"},
      {"booleans", R"("parms": {"true_prob": 1.5})",
       "parms.true_prob must be a number from 0 to 1, got 1.5"},
  });
}

TEST(BadColumnTest, Choices) {
  ExpectMistakes({
      {"distincts", R"("parms": {"distincts": {"a": 1}})",
       "parms.distincts must be a list of values, got an object of 1"},
      {"distincts", R"("parms": {"distincts": []})",
       "parms.distincts must not be empty, e.g. [\"a\", \"b\"]"},
      {"distincts", R"("parms": {"distincts": [[1], 2]})",
       "parms.distincts must be of one type, but a list of 1 and 2 are not; write "
       "numbers "
       "as text (\"5\") to mix them with text"},
      {"distincts_prop", R"("parms": {"distincts": {"a": "7"}})",
       "parms.distincts must be an object {\"value\": weight, ...} or a list of [value, "
       "weight], but the weight of \"a\" is \"7\""},
      {"distincts_prop", R"("parms": {"distincts": ["a", "b"]})",
       "parms.distincts must be an object {\"value\": weight, ...} or a list of [value, "
       "weight], but item 1 is \"a\""},
      {"distincts_prop", R"("parms": {"distincts": {"a": -7}})",
       "parms.distincts weights must be finite and >= 0, got -7"},
      {"distincts_prop", R"("parms": {"distincts": {}})",
       "parms.distincts must not be empty, e.g. {\"mobile\": 70, \"desktop\": 30}"},
      {"distincts_prop", R"("parms": {"distincts": {"a": 0}})",
       "parms.distincts weights must not all be 0"},
  });
}

TEST(BadColumnTest, CorrelatedColumns) {
  const std::string two = R"("cols": ["a", "b"], )";
  ExpectMistakes({
      {"distincts_map", two + R"("parms": {"distincts": {}})",
       "parms.distincts must not be empty, e.g. {\"phone\": [\"android\", \"ios\"]}"},
      {"distincts_map", two + R"("parms": {"distincts": {"k": 5}})",
       "parms.distincts must be an object of lists {\"key\": [...], ...} or a list of "
       "[key, [...]], but \"k\" holds 5"},
      {"distincts_map", two + R"("parms": {"distincts": {"k": []}})",
       "parms.distincts[\"k\"] must not be an empty list; e.g. {\"phone\": [\"android\", "
       "\"ios\"]}"},
      {"distincts_map_prop", two + R"("parms": {"distincts": {"k": [["v", "w"]]}})",
       "parms.distincts[\"k\"] must list pairs [value, weight], but holds [\"v\",\"w\"]; "
       "e.g. {\"notebook\": [[\"new\", 80], [\"used\", 20]]}"},
      {"distincts_multi_map", two + R"("parms": {"distincts": {"k": ["v"]}})",
       "parms.distincts[\"k\"] must be a list of lists of values, but holds \"v\"; e.g. "
       "{\"tech\": [[\"software\", \"hardware\"], [\"small\", \"large\"]]}"},
      {"distincts_multi_map",
       two + R"("parms": {"distincts": {"k": [[1]], "l": [[1],[2]]}})",
       "parms.distincts[\"l\"] must have 1 lists as the first key has, got 2; e.g. "
       "{\"tech\": [[\"software\", \"hardware\"], [\"small\", \"large\"]]}"},
  });
  const std::string list = "[" + std::string(R"("a")") + [] {
    std::string more;
    for (int i = 0; i < 2100; ++i) more += ",\"" + std::to_string(i) + "\"";
    return more;
  }() + "]";
  EXPECT_EQ(Mistake("distincts_multi_map", R"("cols": ["a", "b", "c"], "parms":
                    {"distincts": {"k": [)" + list +
                                               "," + list + "]}}"),
            "parms.distincts has more than 4194304 combinations; use columns of their "
            "own");
}

TEST(BadColumnTest, Cols) {
  const std::string pairs = R"("parms": {"distincts": {"k": ["v"]}})";
  ExpectMistakes({
      {"distincts_map", pairs,
       "distincts_map gives several columns, which 'cols' has to name; e.g. {\"method\": "
       "\"distincts_map\", \"cols\": [\"device\", \"os\"], \"kwargs\": {\"distincts\": "
       "{\"phone\": [\"android\", \"ios\"], \"desktop\": [\"linux\"]}}}"},
      {"distincts_map", pairs + R"(, "cols": ["a", "b", "c"])",
       "cols must name the 2 columns that distincts_map gives here, got 3 names"},
      {"distincts_map", pairs + R"(, "cols": ["a", 2])",
       "cols must be a list of texts, but item 2 is 2"},
      {"distincts_map", pairs + R"(, "cols": ["a", "a"])",
       "the name \"a\" is taken by column 'c'; each column needs a name of its own"},
      {"distincts_map", pairs + R"(, "cols": ["a", "b"], "splitable": 1)",
       "splitable must be true or false, got 1"},
      {"distincts_map", pairs + R"(, "cols": ["a", "b"], "sep": 1)",
       "sep must be a text, got 1"},
      {"uuid4", R"("cols": ["a", "b"])",
       "cols must name the 1 columns that uuid4 gives here, got 2 names"},
  });
}

TEST(BadColumnTest, Times) {
  const std::string range = R"("start": "2024-01-01", "end": "2024-02-01")";
  ExpectMistakes({
      {"dates", R"("parms": {)" + range + R"(, "format": "%Y-%Q"})",
       "parms.format must be a pattern of %Y %m %d %H %M %S %f %y %b %B %I %p %% such as "
       "\"%d-%m-%Y\", got \"%Y-%Q\""},
      {"unix_timestamps",
       R"("parms": {"start": "2024-02-30", "end": "2024-02-01", "date_format": "%d/%m/%Y"})",
       "parms.start must be a time that exists, as parms.date_format \"%d/%m/%Y\" writes "
       "it (\"01/06/2024\") or as YYYY-MM-DD; got \"2024-02-30\""},
      {"dates", R"("parms": {"start": "2024-02-01", "end": "2024-02-01"})",
       "parms.start must be before parms.end, which no value reaches (got "
       "\"2024-02-01\", "
       "\"2024-02-01\")"},
      {"unix_timestamps", R"("parms": {"start": "1950-01-01", "end": "1960-01-01"})",
       "parms.end must be after 1970-01-01, where unix time begins; got \"1960-01-01\""},
  });
}

TEST(BadColumnTest, UniqueIds) {
  ExpectMistakes({
      {"unique_ids", R"("parms": {"strategy": "zints"})",
       "parms.strategy must be one of zint, uuid4, uuid1, sequence, got \"zints\"; did "
       "you mean 'zint'?"},
      {"unique_ids", R"("parms": {"length": 0})",
       "parms.length must be a whole number from 1 to 18, got 0"},
  });
}

TEST(BadColumnTest, AllMistakesOfAColumnAreReportedAtOnce) {
  const std::string all = MistakeOf(
      R"({"method": "distincts_map", "cols": [], "sep": 1, "parms":
          {"distincts": {"k": 1}, "x": 2}})");
  for (const char* part : {"4 mistakes", "cols must name", "sep must be", "\"k\" holds 1",
                           "no parameter 'x'"}) {
    EXPECT_NE(all.find(part), std::string::npos) << part << "\n" << all;
  }
}

TEST(BadColumnTest, AWrongKeyHidesNoMistakeInTheParameters) {
  const std::string all = MistakeOf(
      R"({"method": "distincts_map", "colz": ["a", "b"],
          "parms": {"distincts": {"k": 3, "j": []}}})");
  EXPECT_TRUE(all.starts_with("2 mistakes")) << all;
  for (const char* part : {"did you mean 'cols'?", "but \"k\" holds 3"}) {
    EXPECT_NE(all.find(part), std::string::npos) << part << "\n" << all;
  }
}

TEST(BadColumnTest, TwoMembersCannotGiveOneName) {
  const auto spec = Spec::FromJson(R"({"a": {"method": "uuid4"},
      "m": {"method": "distincts_map", "cols": ["b", "a"],
            "parms": {"distincts": {"k": ["v"]}}}})",
                                   "s");
  EXPECT_EQ(
      Plan::Make(*spec, {"1", 0, 0}).status().message(),
      "s:2:54: column 'm': the name \"a\" is taken by column 'a'; each column needs "
      "a name of its own");
}

}  // namespace
}  // namespace rand_engine
