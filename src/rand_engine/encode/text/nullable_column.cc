#include "rand_engine/encode/text/nullable_column.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "rand_engine/generate/missing_codes.h"

namespace rand_engine {
namespace {

/// Lets `values` render the rows as if none was missing, puts one cell of a missing value
/// behind theirs, and points the rows that miss theirs at it.
class NullableColumn : public CellColumn {
 public:
  NullableColumn(std::unique_ptr<CellColumn> values, uint64_t missing_code,
                 std::string missing)
      : values_(std::move(values)),
        missing_code_(missing_code),
        missing_(std::move(missing)) {}

  CellScratch MakeScratch(int block_rows) const override {
    CellScratch scratch = values_->MakeScratch(block_rows + 1);
    scratch.is_present.resize(block_rows);
    scratch.index.resize(block_rows);
    return scratch;
  }

  CellView Render(const CodeBuffer& codes, int count, const uint32_t* row_numbers,
                  CellScratch* scratch) const override {
    uint8_t* is_present = scratch->is_present.data();
    ReplaceMissing(codes, count, missing_code_, &scratch->present, is_present);
    CellView view = values_->Render(scratch->present, count, row_numbers, scratch);
    // Behind the cells of a whole block, whose prefixes have to stay.
    const auto place = static_cast<uint32_t>(scratch->index.size());
    if (view.stride == 0) {
      scratch->wide.resize(place + 1);
      scratch->wide[place] = {missing_.data(), static_cast<uint32_t>(missing_.size())};
      view.wide = scratch->wide.data();
    } else {
      char* cell = scratch->cells.get() + size_t{place} * view.stride;
      std::memcpy(cell, missing_.data(), missing_.size());
      FinishCell(cell, view.stride, cell + missing_.size());
    }
    uint32_t* index = scratch->index.data();
    for (int i = 0; i < count; ++i) index[i] = is_present[i] != 0 ? i : place;
    view.index = index;
    return view;
  }

  bool is_wide() const override { return values_->is_wide(); }
  size_t longest() const override {
    return std::max(values_->longest(), missing_.size());
  }
  size_t typical() const override { return values_->typical(); }

 private:
  std::unique_ptr<CellColumn> values_;
  uint64_t missing_code_;
  std::string missing_;  ///< a whole cell: with prefix and suffix
};

}  // namespace

std::unique_ptr<CellColumn> MakeNullableColumn(std::unique_ptr<CellColumn> values,
                                               uint64_t missing_code,
                                               std::string missing) {
  return std::make_unique<NullableColumn>(std::move(values), missing_code,
                                          std::move(missing));
}

}  // namespace rand_engine
