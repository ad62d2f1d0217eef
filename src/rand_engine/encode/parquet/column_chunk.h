// One column of one row group as finished pages: what workers hand to the file's writer.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rand_engine/encode/parquet/encoding_choice.h"
#include "rand_engine/encode/parquet/page_compressor.h"
#include "rand_engine/encode/parquet/parquet_values.h"
#include "rand_engine/memory/byte_buffer.h"
#include "rand_engine/plan/plan.h"

namespace arrow {
class Status;
}

namespace rand_engine {

/// Statistics of a page or a chunk: those of its rows.
struct RowStatistics {
  bool has_extremes = false;
  Extremes extremes;
  int64_t missing = 0;
};

struct EncodedPage {
  ByteBuffer bytes;  ///< compressed, if the codec is one
  int64_t uncompressed_size = 0;
  int32_t rows = 0;
  int64_t first_row = 0;  ///< in the row group
  RowStatistics statistics;
};

struct EncodedColumnChunk {
  PageEncoding encoding = PageEncoding::kPlain;
  ByteBuffer dictionary;  ///< PLAIN, not compressed; empty if there is none
  int32_t dictionary_values = 0;
  bool has_dictionary = false;
  std::vector<EncodedPage> pages;
  size_t page_count = 0;  ///< pages in use; the others only lend their buffers
  RowStatistics statistics;
};

/// What a thread keeps between chunks.
struct ColumnChunkScratch {
  CodeBuffer codes;
  CodeBuffer present;  ///< without the missing ones
  std::vector<int16_t> levels;
  std::vector<uint64_t> used;     ///< one bit a code
  std::vector<uint32_t> indices;  ///< of a used code in the dictionary
  ByteBuffer page;
  ByteBuffer values;
};

/// Encodes chunks of one column. Immutable; shared by all threads.
class ColumnChunkEncoder {
 public:
  /// `column` outlives the encoder.
  explicit ColumnChunkEncoder(const ColumnPlan& column);

  const ParquetValues& values() const { return *values_; }
  const ColumnSchema& schema() const { return column_.schema; }

  /// Encode `rows` of the column; `compressor` may be null: pages stay as they are.
  arrow::Status Encode(RowRange rows, PageCompressor* compressor,
                       ColumnChunkScratch* scratch, EncodedColumnChunk* chunk) const;

 private:
  const ColumnPlan& column_;
  std::unique_ptr<ParquetValues> values_;
};

}  // namespace rand_engine
