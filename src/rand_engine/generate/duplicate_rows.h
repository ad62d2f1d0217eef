// Rows that are copies of rows before them.
#pragma once

#include <cstdint>
#include <memory>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/missing_codes.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// Says of any row alone which one it copies. A row is a copy by a draw of its own; then
/// it is, as likely, that of one of the kWindow rows before it (or of those that there
/// are), which may be a copy itself.
class DuplicateRows {
 public:
  static constexpr uint64_t kWindow = 1000;

  /// Of `draws` of 2^64 draws, more than 0, a row is a copy; row 0 never is.
  DuplicateRows(const StreamKey& copies, const StreamKey& distances, NullDraws draws)
      : copies_(copies), distances_(distances), last_(static_cast<uint64_t>(draws - 1)) {}

  bool IsCopy(uint64_t row) const { return row != 0 && DrawBits(copies_, row) <= last_; }
  /// The row, no copy itself, whose values `row` has: itself if it is no copy. Takes
  /// 1 / (1 - rate) steps on average.
  uint64_t OriginalOf(uint64_t row) const;

 private:
  StreamKey copies_;
  StreamKey distances_;
  uint64_t last_;
};

/// The codes of `rows`, those of copies from their originals. Its rows carry no version:
/// tables that change have keys, and those have no copies.
std::unique_ptr<CodeSource> MakeDuplicatingSource(std::shared_ptr<const CodeSource> rows,
                                                  const DuplicateRows& duplicates);

}  // namespace rand_engine
