#include "rand_engine/encode/parquet/parquet_encoder.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rand_engine/encode/parquet/parquet_file_writer.h"
#include "rand_engine/error.h"
#include "rand_engine/generate/distributions/sequence.h"

namespace rand_engine {
namespace {

constexpr int64_t kMostRowGroupRows = 1'048'576;
// With more rows a dictionary pays for more columns; but a reader that splits its work by
// row groups is to find some, and holds what it reads of one.
constexpr double kRowGroupBytes = 256.0 * 1024 * 1024;
// All codes of a chunk are in memory where its dictionary has those that are used.
constexpr double kColumnChunkBytes = 32.0 * 1024 * 1024;
// Bounds the memory of specs with many columns.
constexpr double kKeptDictionaryBytes = 16.0 * 1024 * 1024;

std::unique_ptr<const ColumnPlan> MakeIndexColumn() {
  auto column = std::make_unique<ColumnPlan>();
  column->schema = {kPandasIndexName, ValueType::kInt64, false};
  column->domain = IntegerDomain{0, 1, 0};
  column->source = MakeRowNumberSource();
  column->follows_row_number = true;
  return column;
}

RowBytes RowBytesOf(const std::vector<std::unique_ptr<ColumnChunkEncoder>>& columns) {
  RowBytes bytes;
  for (const auto& column : columns) {
    bytes.all += column->row_bytes();
    bytes.largest = std::max(bytes.largest, column->row_bytes());
  }
  return bytes;
}

}  // namespace

int64_t RowGroupRows(const ParquetOptions& options, RowBytes row_bytes) {
  if (options.row_group_size > 0) return options.row_group_size;
  const double fitting = std::min(kRowGroupBytes / std::max(row_bytes.all, 1.0),
                                  kColumnChunkBytes / std::max(row_bytes.largest, 1.0));
  return std::clamp<int64_t>(static_cast<int64_t>(fitting), 1024, kMostRowGroupRows);
}

arrow::Status CheckIndexName(const Schema& schema, const ParquetOptions& options) {
  for (const ColumnSchema& column : schema) {
    if (!options.index || column.name != kPandasIndexName) continue;
    return OptionError(
        fmt::format("option 'index': the spec has a column '{}' already, which is the "
                    "index's own name; "
                    "rename that column or leave the index out",
                    column.name));
  }
  return arrow::Status::OK();
}

arrow::Result<std::unique_ptr<ParquetEncoder>> ParquetEncoder::Make(
    std::shared_ptr<const Plan> plan, const ParquetOptions& options, Codec codec,
    std::optional<int> level, StopToken stop_token) {
  ARROW_RETURN_NOT_OK(CheckIndexName(plan->schema(), options));
  std::unique_ptr<ParquetEncoder> encoder(new ParquetEncoder());
  for (const ColumnPlan& column : plan->columns()) {
    for (Leaf& leaf : LeavesOf(column)) {
      encoder->columns_.push_back(std::make_unique<ColumnChunkEncoder>(std::move(leaf)));
    }
  }
  if (options.index) {
    encoder->index_ = MakeIndexColumn();
    for (Leaf& leaf : LeavesOf(*encoder->index_)) {
      encoder->columns_.push_back(std::make_unique<ColumnChunkEncoder>(std::move(leaf)));
    }
  }
  encoder->plan_ = std::move(plan);
  encoder->codec_ = codec;
  encoder->level_ = level;
  encoder->stop_token_ = std::move(stop_token);
  encoder->row_group_rows_ = RowGroupRows(options, RowBytesOf(encoder->columns_));
  encoder->KeepDictionaries();
  encoder->row_group_units_ = encoder->UnitsOf(encoder->row_group_rows_).first.back();
  return encoder;
}

void ParquetEncoder::KeepDictionaries() {
  double bytes_left = kKeptDictionaryBytes;
  for (const auto& column : columns_) {
    const PageEncoding encoding =
        column->EncodingOf(row_group_rows_, codec_ != Codec::kNone);
    const ParquetValues& values = column->values();
    const double bytes = static_cast<double>(values.domain_size()) * values.plain_bytes();
    if (encoding != PageEncoding::kFullDictionary || bytes > bytes_left) continue;
    bytes_left -= bytes;
    column->KeepDictionary();
  }
}

RowGroupUnits ParquetEncoder::UnitsOf(int64_t rows) const {
  RowGroupUnits units;
  units.rows = rows;
  for (const auto& column : columns_) {
    const int64_t pieces = column->CountPieces(rows, codec_ != Codec::kNone);
    units.first.push_back(units.first.back() + pieces);
  }
  return units;
}

int64_t ParquetEncoder::CountUnits(int64_t rows) const {
  return rows / row_group_rows_ * row_group_units_ +
         UnitsOf(rows % row_group_rows_).first.back();
}

int64_t ParquetEncoder::EstimateBytes(int64_t rows) const {
  double bytes = 4096;
  const int64_t group = std::min(rows, row_group_rows_);
  for (const auto& column : columns_) {
    const ParquetValues& values = column->values();
    const uint64_t size = values.domain_size();
    const double plain = values.plain_bytes();
    const double count = static_cast<double>(rows) * column->values_per_row();
    const double packed = size == 0 ? plain : BitWidth(size) / 8.0;
    const double dictionary =
        size == 0 ? 0 : std::min<double>(static_cast<double>(size), group) * plain;
    const double groups = static_cast<double>(CountPieces(rows, row_group_rows_));
    bytes += std::min(count * plain, count * packed + groups * dictionary);
  }
  return static_cast<int64_t>(std::min(bytes, 4e18));
}

arrow::Status ParquetEncoder::EncodeUnit(RowRange part, int64_t unit,
                                         ParquetScratch* scratch,
                                         EncodedPages* piece) const {
  if (scratch->compressor == nullptr && codec_ != Codec::kNone) {
    ARROW_ASSIGN_OR_RAISE(scratch->compressor,
                          PageCompressor::Make(codec_, level_, stop_token_));
  }
  const int64_t group = std::min(unit / row_group_units_, part.count / row_group_rows_);
  const int64_t begin = group * row_group_rows_;
  const RowRange rows{part.first + begin, std::min(row_group_rows_, part.count - begin)};
  RowGroupUnits& units = scratch->units;
  if (units.rows != rows.count) units = UnitsOf(rows.count);
  const int64_t in_group = unit - group * row_group_units_;
  const auto next = std::upper_bound(units.first.begin(), units.first.end(), in_group);
  const auto column = next - units.first.begin() - 1;
  return columns_[column]->Encode(rows, in_group - units.first[column],
                                  scratch->compressor.get(), &scratch->chunk, piece);
}

arrow::Result<std::unique_ptr<ParquetFileWriter>> ParquetEncoder::OpenFile(
    RowRange part, std::shared_ptr<arrow::io::OutputStream> stream) const {
  FileShape shape;
  shape.rows = part.count;
  shape.row_group_rows = row_group_rows_;
  shape.codec = codec_;
  shape.has_pandas_index = index_ != nullptr;
  shape.schema = plan_->schema();
  if (index_ != nullptr) shape.schema.push_back(index_->schema);
  for (const auto& column : columns_) {
    shape.types.push_back(column->values().physical_type());
  }
  return MakeParquetFileWriter(std::move(shape), std::move(stream));
}

}  // namespace rand_engine
