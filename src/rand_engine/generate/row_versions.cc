#include "rand_engine/generate/row_versions.h"

#include <algorithm>

namespace rand_engine {
namespace {

// Where the row at a place of the next version was before; beyond `rows` if it is new.
uint64_t PlaceBefore(const VersionStep& step, uint64_t place) {
  if (step.inserts >= step.deletes) return place;
  const uint64_t next_rows = step.next_rows();
  // The places that stay empty are paired with those at the end, which go.
  for (;;) {
    const uint64_t rank = step.places.Invert(place);
    if (rank < step.inserts || rank >= step.deletes) return place;
    place = next_rows + (rank - step.inserts);
  }
}

}  // namespace

uint64_t RowVersions::RowAt(uint64_t place, size_t undone) const {
  uint64_t version = 0;
  for (size_t i = steps_.size() - undone; i-- > 0;) {
    const VersionStep& step = steps_[i];
    place = PlaceBefore(step, place);
    if (place >= step.rows) {
      return RowWithVersion(step.first_new + step.deletes + (place - step.rows), version);
    }
    const uint64_t rank = step.places.Invert(place);
    if (rank < std::min(step.inserts, step.deletes)) {
      return RowWithVersion(step.first_new + rank, version);
    }
    const bool is_updated = rank >= step.deletes && rank < step.deletes + step.updates;
    if (version == 0 && is_updated) version = i + 1;
  }
  return RowWithVersion(place, version);
}

RowVersions::Record RowVersions::RecordAt(uint64_t index) const {
  const VersionStep& step = steps_.back();
  const uint64_t rank = step.records.Apply(index);
  const uint64_t changed = step.deletes + step.updates;
  if (rank >= changed) {
    return {Change::kInsert, RowMap::kNone, step.first_new + (rank - changed)};
  }
  const uint64_t before = RowAt(step.places.Apply(rank), 1);
  if (rank < step.deletes) return {Change::kDelete, before, RowMap::kNone};
  return {Change::kUpdate, before, RowWithVersion(RowOf(before), steps_.size())};
}

namespace {

using Pointer = std::shared_ptr<const RowVersions>;

class VersionRows : public EachRow<VersionRows> {
 public:
  VersionRows(Pointer versions, bool itself)
      : versions_(std::move(versions)), itself_(itself) {}

  uint64_t TargetOf(uint64_t place) const {
    const uint64_t row = versions_->RowAt(place, 0);
    return itself_ ? RowOf(row) : row;
  }

 private:
  Pointer versions_;
  bool itself_;
};

class RecordRows : public EachRow<RecordRows> {
 public:
  RecordRows(Pointer versions, RecordSide side)
      : versions_(std::move(versions)), side_(side) {}

  uint64_t TargetOf(uint64_t index) const {
    const RowVersions::Record record = versions_->RecordAt(index);
    switch (side_) {
      case RecordSide::kBefore:
        return record.before;
      case RecordSide::kAfter:
        return record.after;
      case RecordSide::kItself:
        return record.row();
    }
    return kNone;
  }

 private:
  Pointer versions_;
  RecordSide side_;
};

class Changes : public CodeSource {
 public:
  explicit Changes(Pointer versions) : versions_(std::move(versions)) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint32_t* out = codes->Prepare32(count);
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t index = first_row + static_cast<uint64_t>(i);
      out[i] = static_cast<uint32_t>(versions_->RecordAt(index).change);
    }
  }

 private:
  Pointer versions_;
};

}  // namespace

RowMapPointer MakeVersionRows(Pointer versions, bool itself) {
  return std::make_shared<VersionRows>(std::move(versions), itself);
}

RowMapPointer MakeRecordRows(Pointer versions, RecordSide side) {
  return std::make_shared<RecordRows>(std::move(versions), side);
}

std::unique_ptr<CodeSource> MakeChangeSource(Pointer versions) {
  return std::make_unique<Changes>(std::move(versions));
}

}  // namespace rand_engine
