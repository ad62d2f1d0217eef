#include "rand_engine/plan/plan.h"

#include <arrow/result.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/plan/plan_test_support.h"
#include "rand_engine/spec/nearest_name.h"
#include "rand_engine/spec/value.h"

namespace rand_engine {
namespace {

arrow::Status Check(const std::string& json) {
  return Plan::Make(*Spec::FromJson(json, "spec.json"), {"1", 0, 0}).status();
}

struct BadSpec {
  std::string json;
  std::string message;
};

void ExpectMessages(const std::vector<BadSpec>& specs) {
  for (const BadSpec& bad : specs) {
    const arrow::Status status = Check(bad.json);
    EXPECT_EQ(MessageWithoutExamples(status), bad.message) << bad.json;
    EXPECT_EQ(GetErrorKind(status), ErrorKind::kSpec) << bad.json;
  }
}

// A spec of column "c" with this method and these parameters.
std::string Column(const std::string& method, const std::string& parms) {
  return R"({"c": {"method": ")" + method + R"(", "parms": )" + parms + "}}";
}

const std::string kInts =
    R"({"method": "gen_ints", "parms": {"min": 18, "max": 65}})";  // NOLINT

TEST(BadSpecTest, ShapesOfSpecAndColumn) {
  ExpectMessages({
      {"[1]", "spec.json:1:1: a spec is an object of columns, e.g. {\"age\": " + kInts +
                  "}, got a list of 1"},
      {"{}",
       "spec.json:1:1: a spec needs at least one column, e.g. {\"age\": " + kInts + "}"},
      {R"({"": {"method": "gen_uuid"}})",
       "spec.json:1:2: column '': a column's name must not be empty"},
      {R"({"c": 5})",
       "spec.json:1:7: column 'c': must be an object with a method, e.g. " + kInts +
           "; got 5"},
      {R"({"c": {}})", "spec.json:1:2: column 'c': needs a method, e.g. " + kInts},
      {R"({"c": {"method": 5}})",
       "spec.json:1:18: column 'c': method must be a name such as \"gen_ints\", got 5"},
      {R"({"c": {"metod": "gen_uuid"}})",
       "spec.json:1:8: column 'c': unknown key 'metod'; did you mean 'method'?; a column "
       "has: method, parms, kwargs, args, cols, splitable, sep, null_rate, anomaly_rate, "
       "anomalies, hidden"},
      {R"({"c": {"method": "gen_uuid", "parms": {}, "args": {}}})",
       "spec.json:1:43: column 'c': has both 'parms' and 'args'; they mean the same, "
       "keep "
       "one"},
  });
}

TEST(BadSpecTest, MethodsAndParameterNames) {
  ExpectMessages({
      {R"({"c": {"method": "gen_int"}})",
       "spec.json:1:18: column 'c': unknown method 'gen_int'; did you mean 'gen_ints'?; "
       "there are: " +
           JoinNames(MethodNames())},
      {Column("gen_ints", R"({"min": 1})"),
       "spec.json:1:2: column 'c': gen_ints needs parameter 'max' (the largest value); "
       "e.g. " +
           kInts},
      {Column("gen_floats", R"({"min": 1, "max": 2, "rond": 2})"),
       "spec.json:1:62: column 'c': gen_floats has no parameter 'rond'; did you mean "
       "'round'?; it has: min, max, round, distribution"},
      {Column("gen_uuid", R"({"version": 4})"),
       "spec.json:1:40: column 'c': gen_uuid takes no parameters, got 'version'"},
      {Column("gen_ints", "[1, 2, \"zipf\", 3]"),
       "spec.json:1:39: column 'c': gen_ints takes at most 3 parameters, got 4"},
      {Column("gen_ints", "7"),
       "spec.json:1:39: column 'c': parms must be an object, got 7; "
       "e.g. " +
           kInts},
  });
}

TEST(BadSpecTest, Numbers) {
  ExpectMessages({
      {Column("gen_ints", R"({"min": "a", "max": 2})"),
       "spec.json:1:47: column 'c': parms.min must be a whole number of 64 bits, got "
       "\"a\""},
      {Column("gen_ints", R"({"min": 0.5, "max": 2})"),
       "spec.json:1:47: column 'c': parms.min must be a whole number of 64 bits, got "
       "0.5"},
      {Column("gen_ints", R"({"min": true, "max": 2})"),
       "spec.json:1:47: column 'c': parms.min must be a whole number of 64 bits, got "
       "true"},
      {Column("gen_ints", R"({"min": null, "max": 2})"),
       "spec.json:1:47: column 'c': parms.min must be a whole number of 64 bits, got "
       "null"},
      {Column("gen_ints", R"({"min": 0, "max": 9223372036854775808})"),
       "spec.json:1:57: column 'c': parms.max must be a whole number of 64 bits, got "
       "9223372036854775808"},
      {R"({"c": {"method": "gen_ints", "kwargs": {"min": 9, "max": 2}}})",
       "spec.json:1:48: column 'c': kwargs.min must be <= kwargs.max (got 9, 2)"},
      {Column("gen_incremental", R"({"step": 0})"),
       "spec.json:1:55: column 'c': parms.step must not be 0 (for a constant use "
       "gen_ints "
       "with min = max)"},
      {Column("gen_floats", R"({"min": 2, "max": 1.5})"),
       "spec.json:1:49: column 'c': parms.min must be <= parms.max (got 2, 1.5)"},
      {Column("gen_floats", R"({"min": 0.001, "max": 0.009})"),
       "spec.json:1:49: column 'c': parms.min to parms.max: no multiple of 10^-2 lies "
       "from "
       "0.001 to 0.009; raise parms.round or widen the range"},
      {Column("gen_floats", R"({"min": 0, "max": 1, "round": 16})"),
       "spec.json:1:71: column 'c': parms.round must be a whole number from 0 to 15, "
       "got 16"},
      {Column("gen_floats", R"({"min": 0, "max": 1, "round": -1})"),
       "spec.json:1:71: column 'c': parms.round must be a whole number from 0 to 15, "
       "got -1"},
      {Column("gen_floats", R"({"min": 0, "max": 1000000000000000, "round": 0})"),
       "spec.json:1:59: column 'c': parms.max 1000000000000000 with parms.round 0 has "
       "more "
       "than 15 significant digits, which a double cannot hold"},
      {Column("gen_floats", R"({"min": 0, "max": 10, "round": 15})"),
       "spec.json:1:59: column 'c': parms.max 10 with parms.round 15 has more than 15 "
       "significant digits, which a double cannot hold"},
  });
}

TEST(BadSpecTest, Dates) {
  const std::string wanted =
      " must be a date \"YYYY-MM-DD\" that exists (years 0001 to 9999), got ";
  ExpectMessages({
      {Column("gen_dates", R"({"date_min": "2024-02-30", "date_max": "2024-03-01"})"),
       "spec.json:1:53: column 'c': parms.date_min" + wanted + "\"2024-02-30\""},
      {Column("gen_dates", R"({"date_min": "2024-02-01", "date_max": 20240301})"),
       "spec.json:1:79: column 'c': parms.date_max" + wanted + "20240301"},
      {Column("gen_dates", R"({"date_min": "2024-02-02", "date_max": "2024-02-01"})"),
       "spec.json:1:53: column 'c': parms.date_min must be <= parms.date_max (got "
       "\"2024-02-02\", \"2024-02-01\")"},
  });
}

TEST(BadSpecTest, OptionsAndWeights) {
  const auto choice = [](const std::string& parms) {
    return Column("gen_str_choice", parms);
  };
  ExpectMessages({
      {choice(R"({"options": []})"),
       "spec.json:1:57: column 'c': parms.options must not be empty, e.g. [\"a\", "
       "\"b\"]"},
      {choice(R"({"options": "ab"})"),
       "spec.json:1:57: column 'c': parms.options must be a list of texts, numbers, "
       "booleans "
       "or null, got \"ab\""},
      {choice(R"({"options": ["a", ["b"]]})"),
       "spec.json:1:57: column 'c': parms.options must be a list of texts, numbers, "
       "booleans "
       "or null, but item 2 is a list of 1"},
      {choice(R"({"options": ["a", 1]})"),
       "spec.json:1:57: column 'c': parms.options must be of one type, but \"a\" and 1 "
       "are "
       "not; write numbers as text (\"5\") to mix them with text"},
      {choice(R"({"options": [true, null, 1]})"),
       "spec.json:1:57: column 'c': parms.options must be of one type, but true and 1 "
       "are "
       "not; write numbers as text (\"5\") to mix them with text"},
      {choice(R"({"options": [1, 9223372036854775808]})"),
       "spec.json:1:57: column 'c': parms.options holds 9223372036854775808, which does "
       "not "
       "fit 64 bits; write it as text"},
      {choice(R"({"options": ["a", "b"], "weights": [1]})"),
       "spec.json:1:80: column 'c': parms.weights must have one weight an option: 1 "
       "weights "
       "for 2 options"},
      {choice(R"({"options": ["a", "b"], "weights": [1, -0.5]})"),
       "spec.json:1:80: column 'c': parms.weights must be finite and >= 0, got -0.5"},
      {choice(R"({"options": ["a", "b"], "weights": [0, 0.0]})"),
       "spec.json:1:80: column 'c': parms.weights must not all be 0"},
      {choice(R"({"options": ["a", "b"], "weights": [1, "2"]})"),
       "spec.json:1:80: column 'c': parms.weights must be a list of numbers, but item 2 "
       "is "
       "\"2\""},
      {choice(R"({"options": ["a", "a"], "weights": [1e308, 1e308]})"),
       "spec.json:1:80: column 'c': parms.weights of a repeated option must add up to a "
       "finite number"},
      {Column("gen_email", R"({"domains": []})"),
       "spec.json:1:52: column 'c': parms.domains must list 1 to 10000 domains, e.g. "
       "[\"example.com\"]; got 0"},
      {Column("gen_email", R"({"domains": ["a b"]})"),
       "spec.json:1:52: column 'c': parms.domains must list domain names such as "
       "\"example.com\", got \"a b\""},
  });
}

// Text of a spec cannot hold such numbers (the reader refuses them), a Python dict can.
TEST(BadSpecTest, NumbersBeyondEveryDouble) {
  const auto check = [](const std::string& method, std::vector<Value::Member> parms) {
    const Value column = Value::Object({{"method", Value::String(method), {}},
                                        {"parms", Value::Object(std::move(parms)), {}}});
    const Spec spec = Spec::FromValue(Value::Object({{"c", column, {}}}));
    return MessageWithoutExamples(Plan::Make(spec, {"1", 0, 0}).status());
  };
  const Value huge = Value::Number("1e999999999");
  const Value one = Value::Number("1");
  EXPECT_EQ(check("gen_floats", {{"min", one, {}}, {"max", huge, {}}}),
            "spec: column 'c': parms.max 1e999999999 with parms.round 2 has more than 15 "
            "significant digits, which a double cannot hold");
  EXPECT_EQ(
      check("gen_ints", {{"min", one, {}}, {"max", huge, {}}}),
      "spec: column 'c': parms.max must be a whole number of 64 bits, got 1e999999999");
  const Value half = Value::Number("0.5");
  EXPECT_EQ(
      check("gen_str_choice", {{"options", Value::List({half, huge}), {}}}),
      "spec: column 'c': parms.options holds 1e999999999, which is no finite double");
  EXPECT_EQ(check("gen_str_choice", {{"options", Value::List({half, one}), {}},
                                     {"weights", Value::List({one, huge}), {}}}),
            "spec: column 'c': parms.weights must be finite and >= 0, got 1e999999999");
  const Value tiny = Value::Number("1e-999999999");
  EXPECT_EQ(check("gen_floats", {{"min", tiny, {}}, {"max", one, {}}}), "");
}

TEST(BadSpecTest, SeveralMistakesAreReportedTogetherWithTheirLines) {
  const arrow::Status status = Check(R"({
  "id": {"method": "gen_incremental"},
  "age": {"method": "gen_ints", "parms": {"min": 65, "max": 18}},
  "day": {"method": "gen_dates", "parms": {"date_min": "x", "datemax": "2024-01-01"}},
  "kind": {"method": "choice"}
})");
  EXPECT_EQ(
      MessageWithoutExamples(status),
      "5 mistakes in the spec:\n"
      "  spec.json:3:50: column 'age': parms.min must be <= parms.max (got 65, 18)\n"
      "  spec.json:4:56: column 'day': parms.date_min must be a date \"YYYY-MM-DD\" that "
      "exists (years 0001 to 9999), got \"x\"\n"
      "  spec.json:4:61: column 'day': gen_dates has no parameter 'datemax'; did you "
      "mean "
      "'date_max'?; it has: date_min, date_max, distribution\n"
      "  spec.json:4:3: column 'day': gen_dates needs parameter 'date_max' (the last "
      "day); "
      "e.g. {\"method\": \"gen_dates\", \"parms\": {\"date_min\": \"2024-01-01\", "
      "\"date_max\": \"2024-12-31\"}}\n"
      "  spec.json:5:22: column 'kind': unknown method 'choice'; there are: " +
          JoinNames(MethodNames()));
}

TEST(BadSpecTest, NullRates) {
  const std::string wanted = "column 'c': null_rate must be a number from 0 to 1, got ";
  const std::string spec = R"({"c": {"method": "gen_uuid", "null_rate": )";
  ExpectMessages({
      {spec + "1.5}}", "spec.json:1:43: " + wanted + "1.5"},
      {spec + "-0.1}}", "spec.json:1:43: " + wanted + "-0.1"},
      {spec + "\"0.1\"}}", "spec.json:1:43: " + wanted + "\"0.1\""},
      {spec + "true}}", "spec.json:1:43: " + wanted + "true"},
      {R"({"c": {"method": "gen_now", "null_rate": 2, "parms": {"x": 1}}})",
       "2 mistakes in the spec:\n  spec.json:1:42: " + wanted +
           "2\n  spec.json:1:55: column 'c': gen_now takes no parameters, got 'x'"},
  });
  EXPECT_TRUE(Check(spec + "null}}").ok());
}

// --- What a plan knows
// -------------------------------------------------------------------

TEST(PlanTest, ColumnsAreInTheSpecsOrderWithTheirTypes) {
  const auto plan = MakeTestPlan(OrdersSpec());
  std::string columns;
  for (const ColumnSchema& column : plan->schema()) {
    columns += column.name + " " + ValueTypeName(column.type) + "; ";
    EXPECT_FALSE(column.nullable);
  }
  EXPECT_EQ(columns,
            "order_id int64; customer_id int64; product string; price double; order_date "
            "date32[day]; ");
  EXPECT_TRUE(plan->has_sequence());
  EXPECT_FALSE(MakeTestPlan(R"({"u": {"method": "gen_uuid"}})")->has_sequence());
}

TEST(PlanTest, ANullRateMakesAColumnNullable) {
  const auto plan = MakeTestPlan(R"({
    "none": {"method": "gen_uuid", "null_rate": 0},
    "some": {"method": "gen_uuid", "null_rate": 1e-9},
    "own": {"method": "gen_str_choice", "parms": {"options": ["a", null]}},
    "both": {"method": "gen_str_choice", "parms": {"options": ["a", null, "b"]},
             "null_rate": 0.5}})");
  EXPECT_FALSE(plan->schema()[0].nullable);
  EXPECT_EQ(plan->columns()[0].missing_code, std::nullopt);
  EXPECT_TRUE(plan->schema()[1].nullable);
  EXPECT_EQ(plan->columns()[1].missing_code, UINT64_MAX);
  EXPECT_EQ(plan->columns()[2].missing_code, 1);
  EXPECT_EQ(plan->columns()[3].missing_code, 1);
}

struct SequenceCase {
  std::string parms;
  int64_t fitting;  ///< rows
};

TEST(PlanTest, ASequenceIsRefusedAtTheFirstRowThatLeavesInt64) {
  for (const SequenceCase& c : std::vector<SequenceCase>{
           {R"({"start": 9223372036854775805})", 3},
           {R"({"start": 9223372036854775807})", 1},
           {R"({"start": 9223372036854775807, "step": 9223372036854775807})", 1},
           {R"({"start": 0, "step": 9223372036854775807})", 2},
           {R"({"start": -9223372036854775808, "step": 9223372036854775807})", 3},
           {R"({"start": 0, "step": -9223372036854775808})", 2},
           {R"({"start": -1, "step": -9223372036854775808})", 1},
           {R"({"start": 9223372036854775807, "step": -9223372036854775808})", 2},
           {R"({"start": -9223372036854775806, "step": -1})", 3},
           {R"({"start": 1, "step": 1000000000000000000})", 10}}) {
    const auto plan = MakeTestPlan(Column("gen_incremental", c.parms));
    EXPECT_TRUE(plan->CheckRows({0, c.fitting}).ok()) << c.parms;
    EXPECT_TRUE(plan->CheckRows({c.fitting - 1, 1}).ok()) << c.parms;
    EXPECT_TRUE(plan->CheckRows({c.fitting, 0}).ok()) << c.parms;
    EXPECT_FALSE(plan->CheckRows({0, c.fitting + 1}).ok()) << c.parms;
    EXPECT_FALSE(plan->CheckRows({c.fitting, 1}).ok()) << c.parms;
  }
  const auto plan =
      MakeTestPlan(Column("gen_incremental", R"({"start": 9223372036854775805})"));
  const arrow::Status status = plan->CheckRows({0, 10});
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kSpec);
  EXPECT_EQ(
      status.message(),
      "column 'c': start 9223372036854775805 with step 1 leaves the range of 64-bit "
      "integers after 3 rows, but rows up to number 9 are wanted (counted from 0); take "
      "a smaller step, another start or fewer rows");
  EXPECT_TRUE(MakeTestPlan(Column("gen_incremental", R"({"start": 0})"))
                  ->CheckRows({INT64_MAX - 1, 1})
                  .ok());
}

}  // namespace
}  // namespace rand_engine
