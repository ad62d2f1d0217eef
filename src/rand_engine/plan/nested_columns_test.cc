// Structs, lists and maps: any part alone, in the order of rows or not; names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <string>
#include <vector>

#include "rand_engine/encode/text/text_table.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/plan/nested.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

std::vector<std::string> TextsOf(const Plan& plan, RowRange rows) {
  std::vector<std::string> texts;
  for (auto& row : MakeTextRows(plan, rows)) texts.push_back(std::move(row.back()));
  return texts;
}

TEST(NestedColumnsTest, AnotherColumnChangesNoOtherAndANewNameChangesItsOwn) {
  for (const MethodInfo& method : Methods()) {
    if (!method.is_nested) continue;
    const RowRange rows{0, 100};
    const auto texts = TextsOf(*MakeTestPlan(ExampleSpec(method, "c")), rows);
    const std::string other = R"("other": {"method": "gen_uuid"})";
    const auto behind = MakeTestPlan("{" + other + ", \"c\": " + method.example + "}");
    EXPECT_EQ(TextsOf(*behind, rows), texts) << method.name;
    EXPECT_NE(TextsOf(*MakeTestPlan(ExampleSpec(method, "d")), rows), texts);
    EXPECT_NE(TextsOf(*MakeTestPlan(ExampleSpec(method, "c"), 0, "43"), rows), texts);
  }
}

TEST(NestedColumnsTest, PartsOfOneNameInTwoPlacesAreDrawnApart) {
  const auto plan = MakeTestPlan(R"({"c": {"method": "struct", "parms": {"fields": {
    "a": {"method": "struct", "parms": {"fields": {"x": {"method": "gen_uuid"}}}},
    "b": {"method": "struct", "parms": {"fields": {"x": {"method": "gen_uuid"}}}},
    "x": {"method": "gen_uuid"}}}}})");
  const Nested& fields = NestedOf(plan->columns()[0].domain);
  const auto codes = [](const ColumnPlan& column) {
    return CodesOf(*column.source, 0, 10);
  };
  const auto a = codes(NestedOf(fields.columns[0].domain).columns[0]);
  const auto b = codes(NestedOf(fields.columns[1].domain).columns[0]);
  EXPECT_NE(a, b);
  EXPECT_NE(a, codes(fields.columns[2]));
}

TEST(NestedColumnsTest, KeysOfAMapAreTheSameInWhateverOrderItemsAreAsked) {
  const auto plan = MakeTestPlan(R"({"c": {"method": "map", "parms": {"min": 5, "max": 5,
    "keys": {"method": "gen_ints", "parms": {"min": 1, "max": 5}},
    "values": {"method": "gen_uuid"}}}})");
  const CodeSource& keys = *NestedOf(plan->columns()[0].domain).columns[0].source;
  std::vector<uint64_t> rows(500);
  std::iota(rows.begin(), rows.end(), 0u);
  CodeBuffer codes;
  keys.Gather(rows.data(), 500, &codes);
  const std::vector<uint64_t> in_order(codes.codes64(), codes.codes64() + 500);
  const std::vector<uint64_t> backwards(rows.rbegin(), rows.rend());
  keys.Gather(backwards.data(), 500, &codes);
  const std::vector<uint64_t> reversed(codes.codes64(), codes.codes64() + 500);
  EXPECT_THAT(reversed, testing::ElementsAreArray(in_order.rbegin(), in_order.rend()));
}

TEST(NestedColumnsTest, NamesOfTypesSayWhatIsInside) {
  const auto plan = MakeTestPlan(R"({"c": {"method": "list", "parms": {"max": 2, "items":
    {"method": "struct", "parms": {"fields": {
      "n": {"method": "integers", "parms": {"min": 0, "max": 9}},
      "m": {"method": "map", "parms": {"max": 1, "keys": {"method": "gen_uuid"},
            "values": {"method": "latitude"}}}}}}}}})");
  EXPECT_EQ(TypeName(plan->columns()[0].schema),
            "list<struct<n: int32, m: map<string, double>>>");
  EXPECT_NEAR(TypicalItems(plan->columns()[0]), 1, 0.3);
}

TEST(NestedColumnsTest, SequencesInsideAreSeenFromOutside) {
  const auto counts = MakeTestPlan(R"({"c": {"method": "struct", "parms": {"fields": {
    "n": {"method": "gen_incremental"}}}}})");
  EXPECT_TRUE(counts->has_sequence());
  const auto items = MakeTestPlan(R"({"c": {"method": "list", "parms": {"max": 2,
    "items": {"method": "gen_incremental"}}}})");
  EXPECT_FALSE(items->has_sequence());
  const auto now = MakeTestPlan(R"({"c": {"method": "list", "parms": {"max": 2,
    "items": {"method": "gen_now"}}}})");
  EXPECT_TRUE(now->depends_on_now());
}

TEST(NestedColumnsTest, UniqueFieldsBoundTheRows) {
  const auto plan = MakeTestPlan(R"({"c": {"method": "list", "parms": {"max": 10,
    "items": {"method": "unique_ids", "parms": {"strategy": "zint", "length": 4}}}}})");
  EXPECT_TRUE(plan->CheckRows({0, 1000}).ok());
  EXPECT_FALSE(plan->CheckRows({0, 1001}).ok());
}

}  // namespace
}  // namespace rand_engine
