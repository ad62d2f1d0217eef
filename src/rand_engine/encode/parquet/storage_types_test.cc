// Numbers held in fewer bits: in Arrow, in Parquet's every encoding, and in statistics.
#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <gtest/gtest.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/statistics.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/encode/arrow/record_batch.h"
#include "rand_engine/encode/parquet/parquet_encoder.h"
#include "rand_engine/encode/parquet/parquet_test_support.h"
#include "rand_engine/encode/parquet/row_statistics.h"
#include "rand_engine/generate/distributions/sequence.h"
#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/generate/missing_codes.h"

namespace rand_engine {
namespace {

constexpr RowRange kRows{0, 5000};

StreamKey Key(const std::string& column, const std::string& purpose = "value") {
  return DeriveStreamKey({"7", "", column, purpose});
}

/// Collects columns; each is there twice, once with missing values.
class Columns {
 public:
  void Add(const std::string& name, const Domain& domain, uint64_t codes,
           StorageType storage) {
    const auto source = [&] { return MakeUniformSource(Key(name), codes); };
    AddOne(name, domain, source(), storage, {});
    const uint64_t missing = ReservedCodeOf(domain);
    auto nullable =
        MakeNullableSource(source(), Key(name, "null"), NullDraws{1} << 62, missing);
    AddOne(name + "_null", domain, std::move(nullable), storage, missing);
  }

  void AddSequence(const std::string& name, const IntegerDomain& domain,
                   StorageType storage) {
    AddOne(name, domain, MakeRowNumberSource(), storage, {});
    columns_.back().follows_row_number = true;
  }

  std::shared_ptr<const Plan> MakePlan() {
    return Plan::FromColumns(std::move(columns_), {"7", 0, kRows.end()});
  }

 private:
  void AddOne(const std::string& name, const Domain& domain,
              std::unique_ptr<CodeSource> source, StorageType storage,
              std::optional<uint64_t> missing) {
    ColumnPlan column;
    column.schema = {name, TypeOf(domain), missing.has_value(), kAnyTextForm, storage};
    column.domain = domain;
    column.source = std::move(source);
    column.missing_code = missing;
    columns_.push_back(std::move(column));
  }

  std::vector<ColumnPlan> columns_;
};

ChoiceDomain Listed(const std::vector<int64_t>& values) {
  ChoiceDomain choice;
  choice.type = ValueType::kInt64;
  choice.integers = values;
  return choice;
}

// All values of the type where few, else its ends and what lies between: dictionaries,
// deltas, plain values.
void AddIntegers(StorageType storage, int64_t min, int64_t max, Columns* columns) {
  const std::string name = TypeName(ValueType::kInt64, storage);
  const uint64_t size = static_cast<uint64_t>(max) - static_cast<uint64_t>(min) + 1;
  columns->Add(name, IntegerDomain{min, 1, size}, size, storage);
  columns->Add(name + "_few", IntegerDomain{max - 9, 1, 10}, 10, storage);
  columns->Add(name + "_listed", Listed({max, 0, min, 1}), 4, storage);
  if (size > 10'000) {
    columns->AddSequence(name + "_up", IntegerDomain{max - 5000, 1, 5000}, storage);
    columns->AddSequence(name + "_down", IntegerDomain{max, -1, 5000}, storage);
  }
}

template <typename T>
void AddIntegersOf(StorageType storage, Columns* columns) {
  AddIntegers(storage, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(),
              columns);
}

std::shared_ptr<const Plan> MakePlan() {
  Columns columns;
  AddIntegersOf<int8_t>(StorageType::kInt8, &columns);
  AddIntegersOf<int16_t>(StorageType::kInt16, &columns);
  AddIntegersOf<int32_t>(StorageType::kInt32, &columns);
  AddIntegersOf<uint8_t>(StorageType::kUint8, &columns);
  AddIntegersOf<uint16_t>(StorageType::kUint16, &columns);
  AddIntegersOf<uint32_t>(StorageType::kUint32, &columns);
  AddIntegers(StorageType::kUint64, 0, INT64_MAX, &columns);
  AddIntegersOf<int64_t>(StorageType::kNative, &columns);
  const StorageType real = StorageType::kFloat32;
  columns.Add("float", DecimalDomain{-100'000'000, 5, 200'000'001}, 200'000'001, real);
  columns.Add("float_few", DecimalDomain{-5, 1, 11}, 11, real);
  ChoiceDomain listed;
  listed.type = ValueType::kFloat64;
  listed.floats = {0.1, -0.1, 1e30, 0};
  columns.Add("float_listed", listed, 4, real);
  return columns.MakePlan();
}

std::shared_ptr<arrow::Table> MakeTable(const std::shared_ptr<const Plan>& plan) {
  const RecordBatchEncoder encoder(plan);
  const auto batch = *encoder.Encode(kRows);
  EXPECT_TRUE(batch->ValidateFull().ok());
  return *arrow::Table::FromRecordBatches(encoder.schema(), {batch});
}

std::string WriteFile(const std::shared_ptr<const Plan>& plan, Codec codec) {
  ParquetOptions options;
  options.index = true;
  options.row_group_size = 2000;
  const auto encoder = *ParquetEncoder::Make(plan, options, codec, {});
  const auto sink = *arrow::io::BufferOutputStream::Create();
  const auto writer = *encoder->OpenFile(kRows, sink);
  EXPECT_TRUE(writer->Begin().ok());
  ParquetScratch scratch;
  EncodedPages pages;
  for (int64_t unit = 0; unit < encoder->CountUnits(kRows.count); ++unit) {
    EXPECT_TRUE(encoder->EncodeUnit(kRows, unit, &scratch, &pages).ok());
    EXPECT_TRUE(writer->Append(pages).ok());
  }
  EXPECT_TRUE(writer->Finish({}).ok());
  return (*sink->Finish())->ToString();
}

std::unique_ptr<parquet::ParquetFileReader> Open(const std::string& bytes) {
  return parquet::ParquetFileReader::Open(
      std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(bytes)));
}

std::shared_ptr<arrow::Table> ReadTable(const std::string& bytes) {
  parquet::arrow::FileReaderBuilder builder;
  EXPECT_TRUE(builder
                  .Open(std::make_shared<arrow::io::BufferReader>(
                      arrow::Buffer::FromString(bytes)))
                  .ok());
  return *(*builder.Build())->ReadTable();
}

TEST(StorageTypeTest, ArrowHoldsTheValuesInArraysOfTheType) {
  const auto table = MakeTable(MakePlan());
  for (const auto& field : table->schema()->fields()) {
    const std::string name = field->name();
    EXPECT_EQ(field->type()->ToString(), name.substr(0, name.find('_')));
  }
  const auto& listed = static_cast<const arrow::UInt8Array&>(
      *table->GetColumnByName("uint8_listed")->chunk(0));
  const auto& floats = static_cast<const arrow::FloatArray&>(
      *table->GetColumnByName("float_listed")->chunk(0));
  for (int64_t i = 0; i < kRows.count; ++i) {
    ASSERT_TRUE(listed.Value(i) <= 1 || listed.Value(i) == 255);
    const float value = floats.Value(i);
    ASSERT_TRUE(value == 0.1F || value == -0.1F || value == 1e30F || value == 0);
  }
}

TEST(StorageTypeTest, ParquetHoldsTheValuesThatArrowHolds) {
  const auto plan = MakePlan();
  const auto made = MakeTable(plan);
  for (const Codec codec : {Codec::kNone, Codec::kSnappy}) {
    const auto read = ReadTable(WriteFile(plan, codec));
    for (const auto& field : made->schema()->fields()) {
      const std::string& name = field->name();
      ASSERT_TRUE(read->schema()->GetFieldByName(name)->Equals(*field)) << name;
      EXPECT_TRUE(read->GetColumnByName(name)->Equals(*made->GetColumnByName(name)))
          << name;
    }
  }
}

// The extremes of a run of Arrow's values, as doubles: exact enough to tell orders apart.
std::pair<double, double> ExtremesOf(const arrow::ChunkedArray& column, int64_t begin,
                                     int64_t end) {
  std::pair<double, double> found{std::numeric_limits<double>::infinity(),
                                  -std::numeric_limits<double>::infinity()};
  for (int64_t i = begin; i < end; ++i) {
    const auto scalar = *column.GetScalar(i);
    if (!scalar->is_valid) continue;
    const double value = std::strtod(scalar->ToString().c_str(), nullptr);
    found.first = std::min(found.first, value);
    found.second = std::max(found.second, value);
  }
  return found;
}

template <typename T>
double ValueOf(const std::string& bytes) {
  T value;
  EXPECT_EQ(bytes.size(), sizeof(value));
  std::memcpy(&value, bytes.data(), sizeof(value));
  return static_cast<double>(value);
}

double ValueOf(const parquet::ColumnDescriptor& column, const std::string& bytes) {
  const bool is_unsigned = column.sort_order() == parquet::SortOrder::UNSIGNED;
  switch (column.physical_type()) {
    case parquet::Type::INT32:
      return is_unsigned ? ValueOf<uint32_t>(bytes) : ValueOf<int32_t>(bytes);
    case parquet::Type::INT64:
      return is_unsigned ? ValueOf<uint64_t>(bytes) : ValueOf<int64_t>(bytes);
    default:
      return ValueOf<float>(bytes);
  }
}

TEST(StorageTypeTest, StatisticsAreInTheOrderOfTheType) {
  const auto plan = MakePlan();
  const auto table = MakeTable(plan);
  const auto reader = Open(WriteFile(plan, Codec::kSnappy));
  const auto metadata = reader->metadata();
  int64_t begin = 0;
  for (int g = 0; g < metadata->num_row_groups(); ++g) {
    const auto group = metadata->RowGroup(g);
    const int64_t end = begin + group->num_rows();
    for (int c = 0; c < table->num_columns(); ++c) {
      const auto& column = *metadata->schema()->Column(c);
      const auto statistics = group->ColumnChunk(c)->encoded_statistics();
      const auto truth = ExtremesOf(*table->column(c), begin, end);
      EXPECT_FLOAT_EQ(ValueOf(column, statistics->min()), truth.first) << column.name();
      EXPECT_FLOAT_EQ(ValueOf(column, statistics->max()), truth.second) << column.name();
    }
    begin = end;
  }
}

template <typename T>
void ExpectMerged(PhysicalType type, T low, T high) {
  for (const bool low_first : {true, false}) {
    const RowStatistics of_low{true, {BytesOf(low), BytesOf(low)}, 1};
    const RowStatistics of_high{true, {BytesOf(high), BytesOf(high)}, 2};
    RowStatistics merged = low_first ? of_low : of_high;
    merged.Merge(low_first ? of_high : of_low, type);
    EXPECT_EQ(merged.extremes.min, BytesOf(low));
    EXPECT_EQ(merged.extremes.max, BytesOf(high));
    EXPECT_EQ(merged.missing, 3);
  }
}

TEST(StorageTypeTest, StatisticsOfPagesAreMergedInTheOrderOfTheType) {
  ExpectMerged<int32_t>(PhysicalType::kInt32, -1, 1);
  ExpectMerged<uint32_t>(PhysicalType::kUint32, 1, UINT32_MAX);
  ExpectMerged<int64_t>(PhysicalType::kInt64, -1, 1);
  ExpectMerged<uint64_t>(PhysicalType::kUint64, 1, UINT64_MAX);
  ExpectMerged<float>(PhysicalType::kFloat, -1, 1);
  ExpectMerged<double>(PhysicalType::kDouble, -1, 1);
}

TEST(StorageTypeTest, ValuesOfUpTo32BitsTakeFourBytes) {
  const auto reader = Open(WriteFile(MakePlan(), Codec::kNone));
  const auto& schema = *reader->metadata()->schema();
  for (int c = 0; c < schema.num_columns() - 1; ++c) {
    const std::string& name = schema.Column(c)->name();
    const bool is_wide = name.find("int64") != std::string::npos;
    const bool is_real = name.starts_with("float");
    EXPECT_EQ(schema.Column(c)->physical_type(), is_wide   ? parquet::Type::INT64
                                                 : is_real ? parquet::Type::FLOAT
                                                           : parquet::Type::INT32)
        << name;
  }
}

}  // namespace
}  // namespace rand_engine
