#include "preview_rows.h"

#include <unistd.h>

#include <algorithm>

#include "messages.h"
#include "rand_engine/dataset.h"
#include "rand_engine/domain/time_text.h"
#include "rand_engine/encode/text/text_table.h"
#include "rand_engine/plan/plan.h"
#include "table.h"
#include "terminal.h"

namespace rand_engine::cli {

namespace {

arrow::Result<TextTable> PreviewTable(const PreviewRequest& request) {
  const Dataset dataset(request.spec, request.seed);
  ARROW_ASSIGN_OR_RAISE(DataGenerator generator, dataset.table(*request.table));
  const int64_t rows =
      std::min(request.rows, std::max<int64_t>(generator.size() - request.first_row, 0));
  return generator.size(rows).Preview(request.first_row);
}

}  // namespace

arrow::Result<TextTable> MakePreview(const PreviewRequest& request) {
  if (request.table) return PreviewTable(request);
  DataGenerator generator(request.spec, request.seed);
  ARROW_ASSIGN_OR_RAISE(TextTable table,
                        generator.size(request.rows).Preview(request.first_row));
  if (!request.now) return table;
  // The generator's preview knows no other time than the clock's.
  ARROW_ASSIGN_OR_RAISE(const int64_t now_us, ParseTime(*request.now));
  const RowRange rows{request.first_row, request.rows};
  ARROW_ASSIGN_OR_RAISE(const auto plan, Plan::Make(request.spec, {request.seed.text(),
                                                                   now_us, rows.end()}));
  table.rows = MakeTextRows(*plan, rows);
  return table;
}

int PrintPreview(const TextTable& table) {
  const bool is_terminal = IsTerminal(STDOUT_FILENO);
  return PrintOutput(FormatTable(table, is_terminal ? TerminalWidth(STDOUT_FILENO) : 0));
}

}  // namespace rand_engine::cli
