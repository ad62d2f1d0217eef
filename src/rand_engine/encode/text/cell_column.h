// Columns of cells: the first of the two passes that make text.
//
// A cell is a fixed number of bytes (its stride: 16, 32 or 64) that holds what one column
// puts into one row: prefix (separator, key), value, suffix; its last byte is the length.
// Columns with few values have their cells made once and hand out their codes as indices
// into them; others render the codes of a block of rows into scratch cells. Either way
// the merge (row_encoder.cc) copies whole cells side by side without looking at types.
//
// A value too long for a cell is wide: its column hands out pointers and lengths instead.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/domain/domain.h"
#include "rand_engine/encode/text/text_style.h"
#include "rand_engine/generate/code_source.h"

namespace rand_engine {

/// One run of bytes of a wide column.
struct WideCell {
  const char* bytes;
  uint32_t length;
};

/// What the merge reads of one column: cell i of the block is at cells + index[i] *
/// stride; or, for a wide column (stride 0), wide[index[i]].
struct CellView {
  const char* cells = nullptr;
  const WideCell* wide = nullptr;
  const uint32_t* index = nullptr;
  uint32_t stride = 0;
};

struct NestedScratch;  // nested_column.cc

/// What a thread keeps for one column between blocks.
struct CellScratch {
  std::unique_ptr<char[]> cells;
  std::vector<uint32_t> index;
  std::vector<WideCell> wide;
  std::string text;
  /// Of a column whose values can be missing.
  CodeBuffer present;
  std::vector<uint8_t> is_present;
  /// Of a struct, list or map.
  std::shared_ptr<NestedScratch> nested;
};

/// The bytes of a row of the block.
inline std::string_view CellAt(const CellView& view, int64_t row) {
  if (view.stride == 0) {
    const WideCell& wide = view.wide[view.index[row]];
    return {wide.bytes, wide.length};
  }
  const char* cell = view.cells + size_t{view.index[row]} * view.stride;
  return {cell, static_cast<unsigned char>(cell[view.stride - 1])};
}

/// Point wide cells whose lengths are known at their bytes, which stand in `text` one
/// behind the other. Only once the text has stopped growing does it stay where it is.
inline void PointAtText(const std::string& text, std::vector<WideCell>* cells) {
  const char* begin = text.data();
  for (WideCell& cell : *cells) {
    cell.bytes = begin;
    begin += cell.length;
  }
}

inline constexpr uint32_t kLargestStride = 64;
/// The merge copies whole strides, so it may read and write this much beyond a cell's
/// end.
inline constexpr size_t kCellSlack = 64;

/// Immutable; shared by all threads.
class CellColumn {
 public:
  virtual ~CellColumn() = default;

  /// Make the scratch of one thread, for blocks of up to `block_rows` rows.
  virtual CellScratch MakeScratch(int block_rows) const = 0;

  /// Turn the codes of a block into cells. `row_numbers` is 0, 1, 2, ... and serves as
  /// the index of columns whose cells are in the block's own order.
  virtual CellView Render(const CodeBuffer& codes, int count, const uint32_t* row_numbers,
                          CellScratch* scratch) const = 0;

  /// True if the column hands out wide cells instead of cells of a stride.
  virtual bool is_wide() const = 0;
  /// Bytes of the longest cell's content; of a wide column its longest value.
  virtual size_t longest() const = 0;
  /// Bytes that a row takes on average, roughly (from the domain alone).
  virtual size_t typical() const = 0;
};

/// Note in the cell's last byte how many bytes it has: those up to `end`.
inline void FinishCell(char* cell, uint32_t stride, const char* end) {
  cell[stride - 1] = static_cast<char>(end - cell);
}

/// Make the column of `domain` with constant bytes around each value; `missing_code`, if
/// there is one, means a missing value.
std::unique_ptr<CellColumn> MakeCellColumn(const Domain& domain,
                                           std::optional<uint64_t> missing_code,
                                           const TextStyle& style,
                                           const std::string& prefix,
                                           const std::string& suffix);

/// Make a column that puts the same bytes into every row (its codes are all 0).
std::unique_ptr<CellColumn> MakeConstantColumn(const std::string& bytes);

/// Call `visit` with each text that the domain can hold and that its user chose (options,
/// words), and with the names of fields; texts of digits are left out. Ends early when
/// `visit` returns false.
void VisitTexts(const Domain& domain,
                const std::function<bool(std::string_view text)>& visit);

}  // namespace rand_engine
