// Doubles and texts of any content, in every format.
#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <gtest/gtest.h>
#include <parquet/arrow/reader.h>

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/encode/arrow/record_batch.h"
#include "rand_engine/encode/csv/csv_encoder.h"
#include "rand_engine/encode/json/json_encoder.h"
#include "rand_engine/encode/parquet/parquet_encoder.h"
#include "rand_engine/encode/text/text_table.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/plan.h"

namespace rand_engine {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();

using Floats = std::vector<std::optional<double>>;
using Texts = std::vector<std::optional<std::string>>;

/// The listed values over and over.
class ListedFloats : public CodeSource {
 public:
  explicit ListedFloats(Floats values) : values_(std::move(values)) {}
  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint64_t* out = codes->Prepare64(count);
    for (int64_t i = 0; i < count; ++i) {
      const auto& value = values_[(first_row + i) % values_.size()];
      out[i] = value ? FloatDomain::CodeOf(*value) : ReservedCodeOf(FloatDomain{});
    }
  }

 private:
  Floats values_;
};

/// The same, in an arena of the buffer's.
class ListedTexts : public CodeSource {
 public:
  explicit ListedTexts(Texts values) : values_(std::move(values)) {}
  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    size_t bytes = 0;
    for (const auto& value : values_) bytes += value.value_or("").size();
    const auto kept = std::make_shared<std::string>(bytes * count, '\0');
    char* arena = kept->data();
    codes->KeepTexts(kept);
    uint64_t* out = codes->Prepare128(count);
    for (int64_t i = 0; i < count; ++i) {
      const auto& value = values_[(first_row + i) % values_.size()];
      out[2 * i] = ReservedCodeOf(TextDomain{});
      if (!value) continue;
      value->copy(arena, value->size());
      TextDomain::PutCode({arena, value->size()}, out + 2 * i);
      arena += value->size();
    }
  }

 private:
  Texts values_;
};

std::shared_ptr<const Plan> MakePlan(Floats floats, Texts texts,
                                     StorageType storage = StorageType::kNative) {
  std::vector<ColumnPlan> columns(2);
  columns[0].schema = {"f", ValueType::kFloat64, true, kAnyTextForm, storage};
  columns[0].domain = FloatDomain{};
  columns[0].source = std::make_unique<ListedFloats>(std::move(floats));
  columns[1].schema = {"t", ValueType::kString, true};
  columns[1].domain = TextDomain{};
  columns[1].source = std::make_unique<ListedTexts>(std::move(texts));
  for (ColumnPlan& column : columns) column.missing_code = ReservedCodeOf(column.domain);
  return Plan::FromColumns(std::move(columns), {});
}

arrow::Result<std::string> TextOf(const TextEncoder& encoder, RowRange rows) {
  std::string text;
  TextScratch scratch;
  ByteBuffer out;
  for (int64_t chunk = 0; chunk < encoder.CountChunks(rows.count); ++chunk) {
    ARROW_RETURN_NOT_OK(encoder.EncodeChunk(rows, chunk, &scratch, &out));
    text += out.view();
  }
  return text;
}

const Floats kFloats = {0.0,          -0.0, 1e16,      0.1 + 0.2,  -1e-7,
                        std::nullopt, kNan, kInfinity, -kInfinity, 100.0};
const Texts kTexts = {"plain",      "",    std::nullopt,         "a,b", "say \"hi\"",
                      "two\nlines", "é€😀", std::string("\0", 1), "nan", "\x7f"};

TEST(AnyValuesTest, CsvQuotesWhatNeedsItAndTellsMissingFromEmpty) {
  const auto encoder = *MakeCsvEncoder(MakePlan(kFloats, kTexts), {}, 10);
  EXPECT_EQ(*TextOf(*encoder, {0, 10}),
            std::string("f,t\n0.0,plain\n-0.0,\"\"\n1e+16,\n0.30000000000000004,\"a,b\"\n"
                        "-1e-07,\"say \"\"hi\"\"\"\n,\"two\nlines\"\nnan,é€😀\ninf,") +
                std::string("\0\n-inf,nan\n100.0,\x7f\n", 19));
}

TEST(AnyValuesTest, CsvFollowsDecimalAndMissingText) {
  CsvOptions options;
  options.decimal = options.separator = ",";
  options.missing = "nan";
  const auto encoder = *MakeCsvEncoder(MakePlan({1.5, kNan}, {"nan", "x"}), options, 2);
  EXPECT_EQ(*TextOf(*encoder, {0, 2}), "f,t\n\"1,5\",\"nan\"\n\"nan\",x\n");
}

TEST(AnyValuesTest, JsonHasNullForWhatIsNotFinite) {
  JsonOptions options;
  options.lines = true;
  const auto encoder = *MakeJsonEncoder(MakePlan(kFloats, kTexts), options, 10);
  EXPECT_EQ(*TextOf(*encoder, {3, 7}),
            "{\"f\":0.30000000000000004,\"t\":\"a,b\"}\n"
            "{\"f\":-1e-07,\"t\":\"say \\\"hi\\\"\"}\n"
            "{\"f\":null,\"t\":\"two\\nlines\"}\n"
            "{\"f\":null,\"t\":\"\\u00e9\\u20ac\\ud83d\\ude00\"}\n"
            "{\"f\":null,\"t\":\"\\u0000\"}\n"
            "{\"f\":null,\"t\":\"nan\"}\n"
            "{\"f\":100.0,\"t\":\"\\u007f\"}\n");
}

TEST(AnyValuesTest, AnEncodingThatCannotHoldAValueNamesItsColumn) {
  CsvOptions options;
  options.encoding = "latin-1";
  const auto encoder = *MakeCsvEncoder(MakePlan({1.0}, {"é", "€"}), options, 2);
  EXPECT_TRUE(TextOf(*encoder, {0, 1}).ok());
  const auto failed = TextOf(*encoder, {0, 2});
  EXPECT_EQ(
      failed.status().message(),
      "option 'encoding': 'iso8859-1' cannot hold \"€\" (a value of column 't'); use "
      "\"utf-8\"");
}

TEST(AnyValuesTest, ArrowHasTheValuesAsTheyAre) {
  const RecordBatchEncoder encoder(MakePlan(kFloats, kTexts));
  const auto batch = *encoder.Encode({0, 10});
  ASSERT_TRUE(batch->ValidateFull().ok());
  EXPECT_EQ(batch->column(1)->null_count(), 1);
  const auto& floats = static_cast<const arrow::DoubleArray&>(*batch->column(0));
  const auto& texts = static_cast<const arrow::StringArray&>(*batch->column(1));
  EXPECT_TRUE(floats.IsNull(5));
  EXPECT_EQ(floats.Value(3), 0.1 + 0.2);
  EXPECT_NE(floats.Value(6), floats.Value(6));
  EXPECT_EQ(texts.GetString(4), "say \"hi\"");
}

std::shared_ptr<arrow::Table> WriteAndRead(std::shared_ptr<const Plan> plan,
                                           RowRange rows) {
  const auto encoder = *ParquetEncoder::Make(std::move(plan), {}, Codec::kZstd, {});
  auto sink = *arrow::io::BufferOutputStream::Create();
  const auto writer = *encoder->OpenFile(rows, sink);
  EXPECT_TRUE(writer->Begin().ok());
  ParquetScratch scratch;
  EncodedPages pages;
  for (int64_t unit = 0; unit < encoder->CountUnits(rows.count); ++unit) {
    EXPECT_TRUE(encoder->EncodeUnit(rows, unit, &scratch, &pages).ok());
    EXPECT_TRUE(writer->Append(pages).ok());
  }
  EXPECT_TRUE(writer->Finish({}).ok());
  const auto source = std::make_shared<arrow::io::BufferReader>(*sink->Finish());
  return *(*parquet::arrow::OpenFile(source, arrow::default_memory_pool()))->ReadTable();
}

TEST(AnyValuesTest, ParquetHasThemToo) {
  for (const int64_t rows : {10, 300'000}) {
    const auto plan = MakePlan(kFloats, kTexts);
    const auto made = *RecordBatchEncoder(plan).Encode({0, rows});
    const auto read = WriteAndRead(plan, {0, rows});
    ASSERT_EQ(read->num_rows(), rows);
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(
          read->column(i)->Equals(arrow::ChunkedArray(made->column(i)),
                                  arrow::EqualOptions::Defaults().nans_equal(true)))
          << i;
    }
  }
  const auto narrow =
      WriteAndRead(MakePlan(kFloats, kTexts, StorageType::kFloat32), {0, 9});
  EXPECT_TRUE(narrow->field(0)->type()->Equals(arrow::float32()));
}

TEST(AnyValuesTest, PreviewsShowThem) {
  const auto rows = MakeTextRows(*MakePlan({kNan, 2.5}, {"a\"b", std::nullopt}), {0, 2});
  EXPECT_EQ(rows[0], (std::vector<std::string>{"nan", "a\"b"}));
  EXPECT_EQ(rows[1], (std::vector<std::string>{"2.5", ""}));
}

}  // namespace
}  // namespace rand_engine
