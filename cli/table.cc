#include "table.h"

#include <algorithm>
#include <vector>

#include "display_text.h"

namespace rand_engine::cli {
namespace {

constexpr int kGap = 2;
// A text column is not made narrower than this to save others.
constexpr int kLeastWidth = 12;
// A cell beyond this sticks out of its column instead of widening it, so that one very
// long value does not fill every row with spaces.
constexpr int kMostPadding = 120;

using Row = std::vector<std::string>;

std::vector<Row> PrintableRows(const TextTable& table) {
  std::vector<Row> rows = {table.columns};
  rows.insert(rows.end(), table.rows.begin(), table.rows.end());
  for (Row& row : rows) {
    for (std::string& cell : row) cell = Printable(cell);
  }
  return rows;
}

std::vector<int> MeasureColumns(const std::vector<Row>& rows) {
  std::vector<int> widths(rows[0].size(), 1);
  for (const Row& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], std::min(DisplayWidth(row[i]), kMostPadding));
    }
  }
  return widths;
}

int TotalWidth(const std::vector<int>& widths) {
  int total = -kGap;
  for (const int width : widths) total += width + kGap;
  return total;
}

/// Narrows the widest text columns until all fit, or none can give more. A number cut
/// short would be another number.
void FitColumns(const std::vector<bool>& right_aligned, int limit,
                std::vector<int>* widths) {
  while (TotalWidth(*widths) > limit) {
    int* widest = nullptr;
    for (size_t i = 0; i < widths->size(); ++i) {
      int& width = (*widths)[i];
      if (right_aligned[i] || width <= kLeastWidth) continue;
      if (widest == nullptr || width > *widest) widest = &width;
    }
    if (widest == nullptr) return;
    --*widest;
  }
}

std::string FormatRow(const Row& row, const std::vector<int>& widths,
                      const std::vector<bool>& right_aligned) {
  std::string line;
  for (size_t i = 0; i < row.size(); ++i) {
    if (i > 0) line.append(kGap, ' ');
    const std::string padding(std::max(0, widths[i] - DisplayWidth(row[i])), ' ');
    line += right_aligned[i] ? padding + row[i] : row[i] + padding;
  }
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

Row Dashes(const std::vector<int>& widths) {
  Row dashes;
  for (const int width : widths) dashes.emplace_back(width, '-');
  return dashes;
}

}  // namespace

std::string FormatTable(const TextTable& table, int width) {
  std::vector<Row> rows = PrintableRows(table);
  std::vector<int> widths = MeasureColumns(rows);
  if (width > 0) {
    FitColumns(table.right_aligned, width, &widths);
    for (Row& row : rows) {
      for (size_t i = 0; i < row.size(); ++i) row[i] = CutToWidth(row[i], widths[i]);
    }
  }
  rows.insert(rows.begin() + 1, Dashes(widths));
  std::string text;
  for (const Row& row : rows) {
    const std::string line = FormatRow(row, widths, table.right_aligned);
    text += width > 0 ? CutToWidth(line, width) : line;
    text += '\n';
  }
  return text;
}

}  // namespace rand_engine::cli
