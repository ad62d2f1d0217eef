#include "rand_engine/generate/row_groups.h"

#include <algorithm>
#include <utility>

namespace rand_engine {

RowGroups::RowGroups(GroupSizes sizes, uint64_t groups)
    : sizes_(std::move(sizes)), groups_(groups) {
  if (sizes_.is_fixed()) {
    rows_ = groups * sizes_.least;
    return;
  }
  sums_.reserve(groups / kBlock + 1);
  for (uint64_t begin = 0; begin < groups; begin += kBlock) {
    sums_.push_back(rows_);
    const uint64_t end = std::min(begin + kBlock, groups);
    for (uint64_t group = begin; group < end; ++group) rows_ += sizes_.SizeOf(group);
  }
}

RowGroups::Place RowGroups::Find(uint64_t row) const {
  if (sizes_.is_fixed()) return {row / sizes_.least, row % sizes_.least};
  const auto block = std::upper_bound(sums_.begin(), sums_.end(), row) - 1;
  uint64_t group = static_cast<uint64_t>(block - sums_.begin()) * kBlock;
  uint64_t number = row - *block;
  for (uint64_t size = sizes_.SizeOf(group); number >= size;
       size = sizes_.SizeOf(++group)) {
    number -= size;
  }
  return {group, number};
}

uint64_t RowGroups::RowsBefore(uint64_t groups) const {
  if (sizes_.is_fixed()) return groups * sizes_.least;
  if (groups == groups_) return rows_;
  uint64_t rows = sums_[groups / kBlock];
  for (uint64_t group = groups - groups % kBlock; group < groups; ++group) {
    rows += sizes_.SizeOf(group);
  }
  return rows;
}

void RowGroups::Fill(uint64_t first_row, int64_t count, uint64_t* groups,
                     uint64_t* numbers) const {
  if (count == 0) return;
  auto [group, number] = Find(first_row);
  uint64_t size = sizes_.SizeOf(group);
  for (int64_t i = 0; i < count;) {
    const auto rest = static_cast<int64_t>(size - number);
    const int64_t end = std::min(count, i + rest);
    for (; i < end; ++i, ++number) {
      if (groups != nullptr) groups[i] = group;
      if (numbers != nullptr) numbers[i] = number;
    }
    if (i < count) size = sizes_.SizeOf(++group);
    number = 0;
  }
}

namespace {

class GroupNumbers : public CodeSource {
 public:
  explicit GroupNumbers(std::shared_ptr<const RowGroups> groups)
      : groups_(std::move(groups)) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint32_t* out = codes->Prepare32(count);
    std::fill_n(out, count, 0u);
    if (first_row >= groups_->rows()) return;
    const auto inside = static_cast<int64_t>(
        std::min(groups_->rows() - first_row, static_cast<uint64_t>(count)));
    const auto numbers = std::make_unique_for_overwrite<uint64_t[]>(inside);
    groups_->Fill(first_row, inside, nullptr, numbers.get());
    std::copy_n(numbers.get(), inside, out);
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    uint32_t* out = codes->Prepare32(count);
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t row = RowOf(rows[i]);
      const bool inside = row < groups_->rows();
      out[i] = inside ? static_cast<uint32_t>(groups_->Find(row).number) : 0;
    }
  }

 private:
  std::shared_ptr<const RowGroups> groups_;
};

}  // namespace

std::unique_ptr<CodeSource> MakeGroupNumberSource(
    std::shared_ptr<const RowGroups> groups) {
  return std::make_unique<GroupNumbers>(std::move(groups));
}

}  // namespace rand_engine
