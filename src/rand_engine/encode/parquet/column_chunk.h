// Pieces of column chunks as finished pages: what workers hand to the file's writer.
#pragma once

#include <arrow/status.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "rand_engine/compress/zstd_uuids.h"
#include "rand_engine/encode/parquet/encoding_choice.h"
#include "rand_engine/encode/parquet/file_page.h"
#include "rand_engine/encode/parquet/known_matches.h"
#include "rand_engine/encode/parquet/leaf.h"
#include "rand_engine/encode/parquet/match_trial.h"
#include "rand_engine/encode/parquet/page_compressor.h"
#include "rand_engine/encode/parquet/parquet_values.h"
#include "rand_engine/encode/parquet/row_statistics.h"
#include "rand_engine/memory/byte_buffer.h"
#include "rand_engine/plan/plan.h"

namespace rand_engine {

struct EncodedPage : FilePage {
  int32_t values = 0;  ///< missing ones included: as many as rows, but in nested columns
  int64_t first_row = 0;  ///< in the row group
  RowStatistics statistics;
};

/// One piece of a column chunk; the first one brings the dictionary.
struct EncodedPages {
  EncodedPages() = default;
  EncodedPages(const EncodedPages&) = delete;
  EncodedPages& operator=(const EncodedPages&) = delete;

  PageEncoding encoding = PageEncoding::kPlain;
  const FilePage* dictionary = nullptr;  ///< own_dictionary, the encoder's, or null
  FilePage own_dictionary;
  std::vector<EncodedPage> pages;
  size_t page_count = 0;  ///< pages in use; the others only lend their buffers
  bool ends_chunk = false;
};

/// What a thread keeps between pieces.
struct ColumnChunkScratch {
  CodeBuffer codes;
  CodeBuffer present;  ///< without the missing ones
  LeafScratch leaf;    ///< of nested columns, as the next
  LeafValues leaf_values;
  std::vector<int16_t> levels;
  std::vector<uint64_t> used;     ///< one bit a code
  std::vector<uint32_t> indices;  ///< of a used code in the dictionary
  std::vector<uint32_t> page_indices;
  ByteBuffer page;       ///< not yet compressed
  KnownMatches matches;  ///< in the page
  ByteBuffer values;
  std::vector<UuidBits> uuids;
};

/// The dictionary page of a column whose chunks all have the same one: made by the first
/// chunk, kept for the others. Thread-safe.
class SharedDictionary {
 public:
  /// The page, which `make` (FilePage* -> arrow::Status) fills in unless it is there.
  template <typename Make>
  arrow::Status Get(Make make, const FilePage** page) {
    const std::lock_guard lock(mutex_);
    if (!made_) ARROW_RETURN_NOT_OK(make(&page_));
    made_ = true;
    *page = &page_;
    return arrow::Status::OK();
  }

 private:
  std::mutex mutex_;
  bool made_ = false;
  FilePage page_;
};

/// Encodes one leaf. Immutable; shared by all threads.
class ColumnChunkEncoder {
 public:
  /// The leaf's columns outlive the encoder.
  explicit ColumnChunkEncoder(Leaf leaf);

  /// Make a dictionary of all codes only once, for the memory that it takes; before the
  /// first Encode.
  void KeepDictionary() { dictionary_ = std::make_unique<SharedDictionary>(); }

  /// How the pages of a chunk of so many rows are encoded.
  PageEncoding EncodingOf(int64_t rows, bool compressed) const;

  const ParquetValues& values() const { return *values_; }
  /// PLAIN bytes that a row takes, roughly.
  double row_bytes() const { return values_->plain_bytes() * leaf_.typical_values; }
  double values_per_row() const { return leaf_.typical_values; }

  /// In how many pieces a chunk of so many rows is encoded, each by itself: pages, or the
  /// whole of it where the dictionary depends on all rows.
  int64_t CountPieces(int64_t rows, bool compressed) const;

  /// Encode piece `piece` of the chunk that holds `rows`; `compressor` may be null: pages
  /// stay as they are. What comes out may refer to the encoder's dictionary.
  arrow::Status Encode(RowRange rows, int64_t piece, PageCompressor* compressor,
                       ColumnChunkScratch* scratch, EncodedPages* encoded) const;

 private:
  /// True if what is known to repeat is told to the compressor.
  arrow::Result<bool> TellsMatches(PageEncoding encoding, int64_t rows,
                                   PageCompressor* compressor) const;

  Leaf leaf_;
  std::unique_ptr<ParquetValues> values_;
  int64_t page_rows_;
  std::unique_ptr<SharedDictionary> dictionary_;  ///< null if it is not kept
  std::unique_ptr<MatchTrial> plain_trial_;
  std::unique_ptr<MatchTrial> distinct_trial_;
};

}  // namespace rand_engine
