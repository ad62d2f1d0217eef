// Parquet files of record batches that come from outside (a user's transform).
//
// Arrow's own writer does the work: it takes batches of any size in order and makes row
// groups, dictionaries and statistics of what they hold.
#pragma once

#include <arrow/type_fwd.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "rand_engine/compress/codec.h"
#include "rand_engine/encode/parquet/parquet_encoder.h"
#include "rand_engine/plan/format_options.h"

namespace rand_engine {

/// One file. The stream is the caller's and stays open.
class BatchFileWriter {
 public:
  virtual ~BatchFileWriter() = default;
  /// `first_row` is the number of the first of its rows, for the index column.
  virtual arrow::Status Append(const arrow::RecordBatch& batch, int64_t first_row) = 0;
  virtual arrow::Status Finish(const KeyValues& key_values) = 0;
};

/// What the files of a run share.
struct BatchFileShape {
  std::shared_ptr<arrow::Schema> schema;  ///< of written types (batch_plan.h)
  ParquetOptions options;
  Codec codec = Codec::kSnappy;
  std::optional<int> level;
  double row_bytes = 8;  ///< of a typical row, uncompressed
};

arrow::Result<std::unique_ptr<BatchFileWriter>> OpenBatchFile(
    const BatchFileShape& shape, std::shared_ptr<arrow::io::OutputStream> stream);

}  // namespace rand_engine
