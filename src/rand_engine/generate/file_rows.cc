#include "rand_engine/generate/file_rows.h"

#include <algorithm>
#include <utility>

#include "rand_engine/generate/row_groups.h"

namespace rand_engine {
namespace {

class EqualFiles : public FileRows {
 public:
  explicit EqualFiles(uint64_t rows) : rows_(rows) {}

  uint64_t EndOf(uint64_t file) const override { return (file + 1) * rows_; }
  uint64_t FileOf(uint64_t row) const override { return row / rows_; }
  bool grows() const override { return true; }

 private:
  uint64_t rows_;
};

class OneFile : public FileRows {
 public:
  explicit OneFile(uint64_t rows) : rows_(rows) {}

  uint64_t EndOf(uint64_t) const override { return rows_; }
  uint64_t FileOf(uint64_t) const override { return 0; }
  bool grows() const override { return false; }

 private:
  uint64_t rows_;
};

class GroupFiles : public FileRows {
 public:
  GroupFiles(FileRowsPointer parents, std::shared_ptr<const RowGroups> groups)
      : parents_(std::move(parents)), groups_(std::move(groups)) {}

  uint64_t EndOf(uint64_t file) const override {
    return groups_->RowsBefore(std::min(parents_->EndOf(file), groups_->groups()));
  }
  uint64_t FileOf(uint64_t row) const override {
    return parents_->FileOf(groups_->Find(row).group);
  }
  bool grows() const override { return parents_->grows(); }

 private:
  FileRowsPointer parents_;
  std::shared_ptr<const RowGroups> groups_;
};

}  // namespace

FileRowsPointer MakeEqualFiles(uint64_t rows) {
  return std::make_shared<EqualFiles>(rows);
}

FileRowsPointer MakeOneFile(uint64_t rows) { return std::make_shared<OneFile>(rows); }

FileRowsPointer MakeGroupFiles(FileRowsPointer parents,
                               std::shared_ptr<const RowGroups> groups) {
  return std::make_shared<GroupFiles>(std::move(parents), std::move(groups));
}

}  // namespace rand_engine
