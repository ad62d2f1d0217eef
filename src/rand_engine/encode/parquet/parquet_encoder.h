// Parquet files: units of (row group, column, page) encoded on any thread, joined in
// order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/compress/codec.h"
#include "rand_engine/encode/parquet/column_chunk.h"
#include "rand_engine/plan/format_options.h"
#include "rand_engine/plan/plan.h"

namespace arrow {
class Status;
template <class T>
class Result;
namespace io {
class OutputStream;
}
}  // namespace arrow

namespace rand_engine {

/// What one file says of itself beside its columns.
using KeyValues = std::vector<std::pair<std::string, std::string>>;

/// Plain bytes of a typical row.
struct RowBytes {
  double all = 0;      ///< of all columns
  double largest = 0;  ///< of the column with most
};

/// Rows of a row group: as asked for, else as many as readers and writers hold with ease.
int64_t RowGroupRows(const ParquetOptions& options, RowBytes row_bytes);

/// Fail (OptionError) if the index column is asked for and its name is taken.
arrow::Status CheckIndexName(const Schema& schema, const ParquetOptions& options);

/// Where the units of each column begin in a row group of `rows` rows; ends with their
/// number.
struct RowGroupUnits {
  int64_t rows = 0;
  std::vector<int64_t> first{0};
};

/// What a thread keeps between units.
struct ParquetScratch {
  RowGroupUnits units;  ///< of the latest row group
  ColumnChunkScratch chunk;
  std::unique_ptr<PageCompressor> compressor;  ///< made when first needed
};

/// The ordered side: one file. Units come in order; the stream is the caller's and stays
/// open.
class ParquetFileWriter {
 public:
  virtual ~ParquetFileWriter() = default;
  virtual arrow::Status Begin() = 0;
  virtual arrow::Status Append(const EncodedPages& piece) = 0;
  /// Write page index and footer.
  virtual arrow::Status Finish(const KeyValues& key_values) = 0;
};

/// Immutable; shared by all threads.
class ParquetEncoder {
 public:
  /// REQUIRES: codec is one that Parquet takes, level in its range there.
  static arrow::Result<std::unique_ptr<ParquetEncoder>> Make(
      std::shared_ptr<const Plan> plan, const ParquetOptions& options, Codec codec,
      std::optional<int> level, StopToken stop_token = {});

  /// 0 for no rows.
  int64_t CountUnits(int64_t rows) const;

  /// Encode unit `unit` of the part that holds `part`. Units go through the row groups,
  /// in each through the columns, in each through the pages.
  arrow::Status EncodeUnit(RowRange part, int64_t unit, ParquetScratch* scratch,
                           EncodedPages* piece) const;

  arrow::Result<std::unique_ptr<ParquetFileWriter>> OpenFile(
      RowRange part, std::shared_ptr<arrow::io::OutputStream> stream) const;

  /// Bytes of the file of `rows` rows before compression, roughly.
  int64_t EstimateBytes(int64_t rows) const;

 private:
  ParquetEncoder() = default;
  void KeepDictionaries();
  RowGroupUnits UnitsOf(int64_t rows) const;

  std::shared_ptr<const Plan> plan_;
  std::unique_ptr<const ColumnPlan> index_;  ///< __index_level_0__, if asked for
  std::vector<std::unique_ptr<ColumnChunkEncoder>> columns_;  ///< one a leaf
  Codec codec_ = Codec::kSnappy;
  std::optional<int> level_;
  StopToken stop_token_;
  int64_t row_group_rows_ = 0;
  int64_t row_group_units_ = 0;  ///< of a row group that is full
};

}  // namespace rand_engine
