// A column of values too long for cells, rendered block by block.
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "rand_engine/encode/text/cell_column.h"

namespace rand_engine {

/// Digits are put in groups of four, which may touch three bytes behind the value.
inline constexpr size_t kOverrun = 3;

/// Renders with `Put` as ComputedColumn does (cell_column.cc), but values that no cell
/// holds: they stand one behind the other in the scratch text.
template <typename Put>
class ComputedWideColumn : public CellColumn {
 public:
  ComputedWideColumn(Put put, std::string prefix, std::string suffix)
      : put_(std::move(put)), prefix_(std::move(prefix)), suffix_(std::move(suffix)) {}

  CellScratch MakeScratch(int) const override { return {}; }

  CellView Render(const CodeBuffer& codes, int count, const uint32_t* row_numbers,
                  CellScratch* scratch) const override {
    scratch->wide.resize(count);
    if (codes.width() == CodeWidth::k32) {
      RenderCodes(codes.codes32(), count, scratch);
    } else {
      RenderCodes(codes.codes64(), count, scratch);
    }
    return {nullptr, scratch->wide.data(), row_numbers, 0};
  }

  bool is_wide() const override { return true; }
  size_t longest() const override {
    return prefix_.size() + put_.longest + suffix_.size();
  }
  size_t typical() const override {
    return prefix_.size() + put_.typical + suffix_.size();
  }

 private:
  template <typename Code>
  void RenderCodes(const Code* codes, int count, CellScratch* scratch) const {
    const size_t reach = longest() + kOverrun;
    std::string& text = scratch->text;
    size_t end = 0;
    for (int i = 0; i < count; ++i) {
      if (text.size() - end < reach) text.resize(2 * text.size() + reach);
      char* const begin = text.data() + end;
      std::memcpy(begin, prefix_.data(), prefix_.size());
      char* out = begin + prefix_.size();
      if constexpr (Put::kTwoWords) {
        out = put_(codes[2 * i], codes[2 * i + 1], out);
      } else {
        out = put_(codes[i], out);
      }
      std::memcpy(out, suffix_.data(), suffix_.size());
      scratch->wide[i].length = static_cast<uint32_t>(out + suffix_.size() - begin);
      end += scratch->wide[i].length;
    }
    PointAtText(text, &scratch->wide);
  }

  Put put_;
  std::string prefix_;
  std::string suffix_;
};

}  // namespace rand_engine
