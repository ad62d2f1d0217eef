// Parquet files: units of (row group, column) encoded on any thread, joined in order.
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

/// What a thread keeps between units.
struct ParquetScratch {
  ColumnChunkScratch chunk;
  std::unique_ptr<PageCompressor> compressor;  ///< made when first needed
};

/// The ordered side: one file. Units come in order; the stream is the caller's and stays
/// open.
class ParquetFileWriter {
 public:
  virtual ~ParquetFileWriter() = default;
  virtual arrow::Status Begin() = 0;
  virtual arrow::Status Append(const EncodedColumnChunk& chunk) = 0;
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

  /// Row groups times columns; 0 for no rows.
  int64_t CountUnits(int64_t rows) const;

  /// Encode unit `unit` of the part that holds `part`: column `unit % columns` of row
  /// group `unit / columns`.
  arrow::Status EncodeUnit(RowRange part, int64_t unit, ParquetScratch* scratch,
                           EncodedColumnChunk* chunk) const;

  arrow::Result<std::unique_ptr<ParquetFileWriter>> OpenFile(
      RowRange part, std::shared_ptr<arrow::io::OutputStream> stream) const;

  /// Bytes of the file of `rows` rows before compression, roughly.
  int64_t EstimateBytes(int64_t rows) const;

 private:
  ParquetEncoder() = default;

  std::shared_ptr<const Plan> plan_;
  std::unique_ptr<const ColumnPlan> index_;  ///< __index_level_0__, if asked for
  std::vector<std::unique_ptr<ColumnChunkEncoder>> columns_;
  Codec codec_ = Codec::kSnappy;
  std::optional<int> level_;
  StopToken stop_token_;
  int64_t row_group_rows_ = 0;
};

}  // namespace rand_engine
