// Rows of one table -> rows of another: what a foreign key points to.
#pragma once

#include <cstdint>
#include <memory>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/file_rows.h"
#include "rand_engine/generate/missing_codes.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

class RowGroups;

/// A pure function from row numbers to row numbers. Immutable; many threads may ask at
/// once.
class RowMap {
 public:
  /// "No row": a reference that is missing.
  static constexpr uint64_t kNone = UINT64_MAX;

  virtual ~RowMap() = default;

  /// Put the targets of rows [first_row, first_row + count) at `targets`.
  virtual void Fill(uint64_t first_row, int64_t count, uint64_t* targets) const = 0;

  /// Put the targets of `rows`, in any order, at `targets`, which may be `rows`.
  virtual void Gather(const uint64_t* rows, int64_t count, uint64_t* targets) const = 0;
};

using RowMapPointer = std::shared_ptr<const RowMap>;

/// Base of a map that says for each row alone what its target is:
/// `uint64_t TargetOf(uint64_t row) const` of `Derived`, which is called inline.
template <typename Derived>
class EachRow : public RowMap {
 public:
  void Fill(uint64_t first_row, int64_t count, uint64_t* targets) const override {
    const auto& self = static_cast<const Derived&>(*this);
    for (int64_t i = 0; i < count; ++i) {
      targets[i] = self.TargetOf(first_row + static_cast<uint64_t>(i));
    }
  }

  void Gather(const uint64_t* rows, int64_t count, uint64_t* targets) const override {
    const auto& self = static_cast<const Derived&>(*this);
    for (int64_t i = 0; i < count; ++i) targets[i] = self.TargetOf(rows[i]);
  }
};

/// Each of `targets` rows equally likely. REQUIRES: targets >= 1.
RowMapPointer MakeUniformRows(const StreamKey& key, uint64_t targets);

/// Row k of `targets` with a weight of 1 / (k + 1)^exponent.
RowMapPointer MakeZipfRows(const StreamKey& key, uint64_t targets, double exponent);

/// A row that there is once one's own file of a stream is: of `targets`, those of the
/// files up to it. Each is equally likely or, with an exponent above 0, weighted as by
/// MakeZipfRows. Asked for are the `items` items of each row, one row's after the
/// other's. REQUIRES: there is a row to refer to; items >= 1.
RowMapPointer MakeArrivedRows(const StreamKey& key, FileRowsPointer rows,
                              FileRowsPointer targets, double exponent,
                              uint64_t items = 1);

/// A row of the same table above one's own; none for the first `roots` rows. Each is
/// equally likely or, with an exponent above 0, weighted as by MakeZipfRows.
/// REQUIRES: roots >= 1.
RowMapPointer MakeEarlierRows(const StreamKey& key, uint64_t roots, double exponent);

/// The group that a row is in. Rows after those of the groups are in each equally likely.
RowMapPointer MakeGroupRows(std::shared_ptr<const RowGroups> groups,
                            const StreamKey& key);

/// As `map`, but none in the rows whose draw is among the first `draws` of 2^64
/// (missing_codes.h). REQUIRES: draws > 0.
RowMapPointer MakeMissingRows(RowMapPointer map, const StreamKey& key, NullDraws draws);

/// As `map`, but a row of [first, first + count), which there is not, in the rows whose
/// draw is among the first `draws`. REQUIRES: draws > 0, count >= 1.
RowMapPointer MakeOrphanRows(RowMapPointer map, const StreamKey& key, NullDraws draws,
                             const StreamKey& place, uint64_t first, uint64_t count);

/// The codes of `column` in the rows that `map` says. Where they are `limit` or more,
/// `missing_code` (whose width is as in ReplaceCodes).
std::unique_ptr<CodeSource> MakeGatheredSource(RowMapPointer map,
                                               std::shared_ptr<const CodeSource> column,
                                               uint64_t limit, uint64_t missing_code);

}  // namespace rand_engine
