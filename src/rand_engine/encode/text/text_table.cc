#include "rand_engine/encode/text/text_table.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "rand_engine/encode/json/json_style.h"
#include "rand_engine/encode/text/cell_column.h"

namespace rand_engine {
namespace {

TextStyle PlainStyle() {
  TextStyle style;
  style.true_text = "True";
  style.false_text = "False";
  style.quote_text = [](std::string_view text) { return std::string(text); };
  style.is_plain.fill(true);
  style.escape_fragment = [](std::string_view text) {
    return std::optional(std::string(text));
  };
  JsonOptions nested;
  nested.force_ascii = false;
  style.nested = std::make_shared<const TextStyle>(JsonStyle(nested));
  return style;
}

constexpr int kBlockRows = 512;

void FillColumn(const ColumnPlan& column, RowRange rows, size_t place,
                std::vector<std::vector<std::string>>* table) {
  const auto cells =
      MakeCellColumn(column.domain, column.missing_code, PlainStyle(), "", "");
  CellScratch scratch = cells->MakeScratch(kBlockRows);
  std::vector<uint32_t> row_numbers(kBlockRows);
  for (uint32_t i = 0; i < kBlockRows; ++i) row_numbers[i] = i;
  CodeBuffer codes;
  for (int64_t done = 0; done < rows.count; done += kBlockRows) {
    const int count = static_cast<int>(std::min<int64_t>(kBlockRows, rows.count - done));
    column.source->Fill(static_cast<uint64_t>(rows.first + done), count, &codes);
    const CellView view = cells->Render(codes, count, row_numbers.data(), &scratch);
    for (int i = 0; i < count; ++i) {
      (*table)[done + i][place] = CellAt(view, i);
    }
  }
}

}  // namespace

std::vector<std::vector<std::string>> MakeTextRows(const Plan& plan, RowRange rows) {
  std::vector<std::vector<std::string>> table(
      rows.count, std::vector<std::string>(plan.columns().size()));
  for (size_t i = 0; i < plan.columns().size(); ++i) {
    FillColumn(plan.columns()[i], rows, i, &table);
  }
  return table;
}

}  // namespace rand_engine
