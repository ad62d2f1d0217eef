// The versions of a table: which rows each has, and what became of them.
//
// Version 0 has rows 0, 1, ... n - 1. A step to the next version deletes some rows,
// updates others and inserts new ones, whose numbers go on after all before. A version
// is kept as a list of places. A keyed permutation of the places says which rows change:
// those of the first D of it are deleted, those of the next U updated. New rows take the
// places of deleted ones, then places at the end; where there are fewer of them than of
// deleted ones, rows from the end of the list move into the places that are left. So any
// place of any version is found by going back through the steps, and nothing is kept of
// rows: a step costs one or two permutations.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rand_engine/generate/distributions/unique.h"
#include "rand_engine/generate/row_map.h"

namespace rand_engine {

/// From one version to the next. REQUIRES: deletes + updates <= rows.
struct VersionStep {
  uint64_t rows = 0;  ///< of the version before
  uint64_t deletes = 0;
  uint64_t updates = 0;
  uint64_t inserts = 0;
  uint64_t first_new = 0;  ///< number of the first row that is inserted
  Permutation places;      ///< of `rows` (or 1)
  Permutation records;     ///< of the step's records (or 1), so that they come mixed

  uint64_t next_rows() const { return rows - deletes + inserts; }
  uint64_t record_count() const { return deletes + updates + inserts; }
};

class RowVersions {
 public:
  /// What a record is about.
  enum class Change : uint32_t { kInsert, kUpdate, kDelete };

  explicit RowVersions(std::vector<VersionStep> steps) : steps_(std::move(steps)) {}

  /// The row at a place of the version after all steps but the last `undone`, with the
  /// version of its latest update (RowWithVersion).
  uint64_t RowAt(uint64_t place, size_t undone) const;

  /// Record `index` of the last step; `before` or `after` is RowMap::kNone where there is
  /// no row. REQUIRES: a step with this record.
  struct Record {
    Change change;
    uint64_t before;
    uint64_t after;
    /// The row itself, whichever of its versions.
    uint64_t row() const { return RowOf(before == RowMap::kNone ? after : before); }
  };
  Record RecordAt(uint64_t index) const;

 private:
  std::vector<VersionStep> steps_;
};

/// Place -> row of the last version; `itself`: without the version of its update.
RowMapPointer MakeVersionRows(std::shared_ptr<const RowVersions> versions, bool itself);

enum class RecordSide { kBefore, kAfter, kItself };

/// Record -> row of the last step.
RowMapPointer MakeRecordRows(std::shared_ptr<const RowVersions> versions,
                             RecordSide side);

/// Record -> RowVersions::Change, 32 bits wide.
std::unique_ptr<CodeSource> MakeChangeSource(std::shared_ptr<const RowVersions> versions);

}  // namespace rand_engine
