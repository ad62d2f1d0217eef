#include "rand_engine/generate/row_map.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/generate/distributions/zipf_ranks.h"
#include "rand_engine/generate/row_groups.h"

namespace rand_engine {
namespace {

class UniformRows : public EachRow<UniformRows> {
 public:
  UniformRows(const StreamKey& key, uint64_t targets) : key_(key), targets_(targets) {}

  uint64_t TargetOf(uint64_t row) const {
    return ScaleBits(DrawBits(key_, row), targets_);
  }

 private:
  StreamKey key_;
  uint64_t targets_;
};

class ZipfRows : public EachRow<ZipfRows> {
 public:
  ZipfRows(const StreamKey& key, uint64_t targets, double exponent)
      : key_(key), ranks_(exponent), range_(ranks_.RangeOf(targets)) {}

  uint64_t TargetOf(uint64_t row) const {
    return ranks_.Pick(DrawBits(key_, row), range_);
  }

 private:
  StreamKey key_;
  ZipfRanks ranks_;
  ZipfRanks::Range range_;
};

class ArrivedRows : public RowMap {
 public:
  ArrivedRows(const StreamKey& key, FileRowsPointer rows, FileRowsPointer targets,
              double exponent, uint64_t items)
      : key_(key), rows_(std::move(rows)), targets_(std::move(targets)), items_(items) {
    if (exponent > 0) ranks_.emplace(exponent);
  }

  void Fill(uint64_t first_row, int64_t count, uint64_t* targets) const override {
    File file;
    for (int64_t i = 0; i < count; ++i) {
      targets[i] = TargetOf(first_row + static_cast<uint64_t>(i), &file);
    }
  }

  void Gather(const uint64_t* rows, int64_t count, uint64_t* targets) const override {
    File file;
    for (int64_t i = 0; i < count; ++i) targets[i] = TargetOf(rows[i], &file);
  }

 private:
  /// The file of the row before: most rows are in the same one.
  struct File {
    uint64_t first_item = 0;
    uint64_t end_item = 0;
    uint64_t targets = 0;
    ZipfRanks::Range range = {};
  };

  File FileAround(uint64_t item) const {
    const uint64_t number = rows_->FileOf(item / items_);
    File file{number == 0 ? 0 : rows_->EndOf(number - 1) * items_,
              rows_->EndOf(number) * items_, targets_->EndOf(number)};
    if (ranks_) file.range = ranks_->RangeOf(file.targets);
    return file;
  }

  uint64_t TargetOf(uint64_t row, File* file) const {
    const uint64_t number = RowOf(row);
    if (number < file->first_item || number >= file->end_item) *file = FileAround(number);
    const uint64_t bits = DrawBits(key_, row);
    return ranks_ ? ranks_->Pick(bits, file->range) : ScaleBits(bits, file->targets);
  }

  StreamKey key_;
  FileRowsPointer rows_;
  FileRowsPointer targets_;
  uint64_t items_;
  std::optional<ZipfRanks> ranks_;
};

class EarlierRows : public EachRow<EarlierRows> {
 public:
  EarlierRows(const StreamKey& key, uint64_t roots, double exponent)
      : key_(key), roots_(roots) {
    if (exponent > 0) ranks_.emplace(exponent);
  }

  uint64_t TargetOf(uint64_t row) const {
    row = RowOf(row);
    if (row < roots_) return kNone;
    const uint64_t bits = DrawBits(key_, row);
    return ranks_ ? ranks_->Pick(bits, ranks_->RangeOf(row)) : ScaleBits(bits, row);
  }

 private:
  StreamKey key_;
  uint64_t roots_;
  std::optional<ZipfRanks> ranks_;
};

class GroupRows : public RowMap {
 public:
  GroupRows(std::shared_ptr<const RowGroups> groups, const StreamKey& key)
      : groups_(std::move(groups)), key_(key) {}

  void Fill(uint64_t first_row, int64_t count, uint64_t* targets) const override {
    const uint64_t rows = groups_->rows();
    const int64_t inside =
        first_row >= rows
            ? 0
            : static_cast<int64_t>(std::min(rows - first_row, uint64_t(count)));
    if (inside > 0) groups_->Fill(first_row, inside, targets, nullptr);
    for (int64_t i = inside; i < count; ++i) targets[i] = Drawn(first_row + uint64_t(i));
  }

  void Gather(const uint64_t* rows, int64_t count, uint64_t* targets) const override {
    const uint64_t inside = groups_->rows();
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t row = RowOf(rows[i]);
      targets[i] = row < inside ? groups_->Find(row).group : Drawn(row);
    }
  }

 private:
  uint64_t Drawn(uint64_t row) const {
    return ScaleBits(DrawBits(key_, row), groups_->groups());
  }

  std::shared_ptr<const RowGroups> groups_;
  StreamKey key_;
};

/// Changes the targets of some rows.
template <typename Change>
class ChangedRows : public RowMap {
 public:
  ChangedRows(RowMapPointer map, Change change)
      : map_(std::move(map)), change_(std::move(change)) {}

  void Fill(uint64_t first_row, int64_t count, uint64_t* targets) const override {
    map_->Fill(first_row, count, targets);
    for (int64_t i = 0; i < count; ++i) {
      targets[i] = change_(first_row + static_cast<uint64_t>(i), targets[i]);
    }
  }

  void Gather(const uint64_t* rows, int64_t count, uint64_t* targets) const override {
    if (rows != targets) {
      map_->Gather(rows, count, targets);
      for (int64_t i = 0; i < count; ++i) targets[i] = change_(rows[i], targets[i]);
      return;
    }
    const auto copy = std::make_unique_for_overwrite<uint64_t[]>(count);
    std::copy_n(rows, count, copy.get());
    Gather(copy.get(), count, targets);
  }

 private:
  RowMapPointer map_;
  Change change_;
};

template <typename Change>
RowMapPointer MakeChangedRows(RowMapPointer map, Change change) {
  return std::make_shared<ChangedRows<Change>>(std::move(map), std::move(change));
}

class Gathered : public CodeSource {
 public:
  Gathered(RowMapPointer map, std::shared_ptr<const CodeSource> column, uint64_t limit,
           uint64_t missing_code)
      : map_(std::move(map)),
        column_(std::move(column)),
        limit_(limit),
        missing_(missing_code) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    const auto targets = std::make_unique_for_overwrite<uint64_t[]>(count);
    map_->Fill(first_row, count, targets.get());
    GatherTargets(targets.get(), count, codes);
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    const auto targets = std::make_unique_for_overwrite<uint64_t[]>(count);
    map_->Gather(rows, count, targets.get());
    GatherTargets(targets.get(), count, codes);
  }

 private:
  void GatherTargets(uint64_t* targets, int64_t count, CodeBuffer* codes) const {
    bool all_there = true;
    for (int64_t i = 0; i < count; ++i) all_there &= targets[i] < limit_;
    if (all_there) return column_->Gather(targets, count, codes);
    const auto is_missing = std::make_unique_for_overwrite<bool[]>(count);
    for (int64_t i = 0; i < count; ++i) {
      is_missing[i] = targets[i] >= limit_;
      targets[i] = is_missing[i] ? 0 : targets[i];
    }
    column_->Gather(targets, count, codes);
    ReplaceCodes(count, missing_, codes, [&](int64_t i) { return is_missing[i]; });
  }

  RowMapPointer map_;
  std::shared_ptr<const CodeSource> column_;
  uint64_t limit_;
  uint64_t missing_;
};

}  // namespace

RowMapPointer MakeUniformRows(const StreamKey& key, uint64_t targets) {
  return std::make_shared<UniformRows>(key, targets);
}

RowMapPointer MakeZipfRows(const StreamKey& key, uint64_t targets, double exponent) {
  return std::make_shared<ZipfRows>(key, targets, exponent);
}

RowMapPointer MakeArrivedRows(const StreamKey& key, FileRowsPointer rows,
                              FileRowsPointer targets, double exponent, uint64_t items) {
  return std::make_shared<ArrivedRows>(key, std::move(rows), std::move(targets), exponent,
                                       items);
}

RowMapPointer MakeEarlierRows(const StreamKey& key, uint64_t roots, double exponent) {
  return std::make_shared<EarlierRows>(key, roots, exponent);
}

RowMapPointer MakeGroupRows(std::shared_ptr<const RowGroups> groups,
                            const StreamKey& key) {
  return std::make_shared<GroupRows>(std::move(groups), key);
}

RowMapPointer MakeMissingRows(RowMapPointer map, const StreamKey& key, NullDraws draws) {
  const auto last = static_cast<uint64_t>(draws - 1);
  return MakeChangedRows(std::move(map), [key, last](uint64_t row, uint64_t target) {
    return DrawBits(key, row) <= last ? RowMap::kNone : target;
  });
}

RowMapPointer MakeOrphanRows(RowMapPointer map, const StreamKey& key, NullDraws draws,
                             const StreamKey& place, uint64_t first, uint64_t count) {
  const auto last = static_cast<uint64_t>(draws - 1);
  return MakeChangedRows(std::move(map), [=](uint64_t row, uint64_t target) {
    if (DrawBits(key, row) > last || target == RowMap::kNone) return target;
    return first + ScaleBits(DrawBits(place, row), count);
  });
}

std::unique_ptr<CodeSource> MakeGatheredSource(RowMapPointer map,
                                               std::shared_ptr<const CodeSource> column,
                                               uint64_t limit, uint64_t missing_code) {
  return std::make_unique<Gathered>(std::move(map), std::move(column), limit,
                                    missing_code);
}

}  // namespace rand_engine
