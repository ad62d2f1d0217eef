#include "rand_engine/encode/arrow/record_batch.h"

#include <arrow/api.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rand_engine/encode/parquet/parquet_test_support.h"
#include "rand_engine/encode/text/text_table.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

std::shared_ptr<arrow::RecordBatch> Make(const std::string& spec, RowRange rows) {
  const RecordBatchEncoder encoder(MakeTestPlan(spec, rows.end()));
  auto batch = *encoder.Encode(rows);
  const auto valid = batch->ValidateFull();
  EXPECT_TRUE(valid.ok()) << valid.ToString();
  EXPECT_TRUE(batch->schema()->Equals(*encoder.schema()));
  return batch;
}

TEST(RecordBatchTest, TypesAreExact) {
  std::string types;
  const auto batch = Make(EveryKindSpec(), {0, 1});
  for (const auto& field : batch->schema()->fields()) {
    types += field->name() + " " + field->type()->ToString() +
             (field->nullable() ? "?; " : "; ");
  }
  const std::string text = "dictionary<values=string, indices=int32, ordered=0>";
  EXPECT_EQ(
      types,
      "sequence int64; countdown int64; constant int64; dice int64; million int64; "
      "trillion int64; every int64; price double; fine double; near_zero double; day "
      "date32[day]; made timestamp[us, tz=UTC]; text " +
          text + "; maybe " + text + "?; never " + text +
          "?; rarely int64?; listed int64; rate double?; flag bool; maybe_flag bool?; "
          "name string; mail string; key string; code string; due string; time_key "
          "string; invoice string; order string; left " +
          text + "; right int64?; ");
}

TEST(RecordBatchTest, AnyRowsAreValidAndAPartOfTheWhole) {
  const auto whole = Make(EveryKindSpec(), {0, 3000});
  for (const RowRange rows :
       {RowRange{0, 0}, RowRange{0, 1}, RowRange{2999, 1}, RowRange{17, 1025}}) {
    const auto part = Make(EveryKindSpec(), rows);
    ASSERT_EQ(part->num_rows(), rows.count);
    EXPECT_TRUE(part->Equals(*whole->Slice(rows.first, rows.count)));
  }
}

TEST(RecordBatchTest, ValuesAreThoseOfTheText) {
  const std::string spec = R"({
    "i": {"method": "gen_ints", "parms": {"min": -50, "max": 50}},
    "f": {"method": "gen_floats", "parms": {"min": -5, "max": 5}},
    "t": {"method": "gen_str_choice", "parms": {"options": ["x", "", "z"]}},
    "n": {"method": "gen_name"}, "m": {"method": "gen_email"}, "u": {"method": "gen_uuid"},
    "o": {"method": "complex_distincts", "parms": {"pattern": "#!", "replacement": "#",
          "templates": [{"method": "uuid4"}]}},
    "d": {"method": "dates", "parms": {"start": "2024-01-01", "end": "2024-03-01"}}})";
  const auto batch = Make(spec, {5, 500});
  const auto texts = MakeTextRows(*MakeTestPlan(spec), {5, 500});
  for (size_t i = 0; i < texts.size(); ++i) {
    const auto integer =
        static_cast<const arrow::Int64Array&>(*batch->column(0)).Value(i);
    ASSERT_EQ(std::to_string(integer), texts[i][0]);
    const auto real = static_cast<const arrow::DoubleArray&>(*batch->column(1)).Value(i);
    ASSERT_EQ(real, std::stod(texts[i][1]));
    for (int c = 2; c < 8; ++c) ASSERT_EQ(CellAt(*batch->column(c), i), texts[i][c]);
  }
}

TEST(RecordBatchTest, MissingValuesAreThoseOfTheTextAndOthersAsWithoutThem) {
  const RowRange rows{17, 3000};
  const auto batch = Make(NullableSpec("0.3"), rows);
  const auto plain = Make(EveryKindSpec(), rows);
  const auto texts = MakeTextRows(*MakeTestPlan(NullableSpec("0.3"), rows.end()), rows);
  for (int c = 0; c < batch->num_columns(); ++c) {
    const std::string& name = batch->column_name(c);
    const arrow::Array& column = *batch->column(c);
    EXPECT_TRUE(batch->schema()->field(c)->nullable()) << name;
    EXPECT_EQ(column.null_count(), column.data()->ComputeLogicalNullCount()) << name;
    EXPECT_NE(column.null_count(), 0) << name;
    for (int64_t i = 0; i < rows.count; ++i) {
      if (column.IsNull(i)) {
        ASSERT_EQ(texts[i][c], "") << name;
      } else {
        ASSERT_FALSE(plain->column(c)->IsNull(i)) << name;
        ASSERT_EQ(CellAt(column, i), CellAt(*plain->column(c), i)) << name;
      }
    }
    if (plain->column(c)->null_count() > 0) continue;
    EXPECT_NEAR(static_cast<double>(column.null_count()), 900, 115) << name;
  }
}

TEST(RecordBatchTest, ValuesOfARateOfOneAreAllMissing) {
  const auto batch = Make(NullableSpec("1"), {0, 1000});
  for (const auto& column : batch->columns()) EXPECT_EQ(column->null_count(), 1000);
}

// pandas refuses categories that are there twice.
TEST(RecordBatchTest, ADictionaryHoldsEachOptionOnceAndNoFiller) {
  const auto batch = Make(R"({"c": {"method": "gen_str_choice",
                              "parms": {"options": ["a", null, "", "b"]}}})",
                          {0, 1000});
  const auto& column = static_cast<const arrow::DictionaryArray&>(*batch->column(0));
  const auto& dictionary = static_cast<const arrow::StringArray&>(*column.dictionary());
  ASSERT_EQ(dictionary.length(), 3);
  EXPECT_EQ(dictionary.GetString(0), "a");
  EXPECT_EQ(dictionary.GetString(1), "");
  EXPECT_EQ(dictionary.GetString(2), "b");
  EXPECT_NEAR(static_cast<double>(column.null_count()), 250, 60);
  const auto texts = MakeTextRows(*MakeTestPlan(R"({"c": {"method": "gen_str_choice",
                        "parms": {"options": ["a", null, "", "b"]}}})"),
                                  {0, 1000});
  for (int64_t i = 0; i < 1000; ++i) {
    if (column.IsNull(i)) continue;
    ASSERT_EQ(CellAt(column, i), texts[i][0]);
  }
}

TEST(RecordBatchTest, AColumnOfNothingHasAnEmptyDictionary) {
  const auto batch = Make(
      R"({"c": {"method": "gen_str_choice", "parms": {"options": [null]}}})", {0, 10});
  EXPECT_EQ(batch->column(0)->null_count(), 10);
}

}  // namespace
}  // namespace rand_engine
