// rand-engine preview: a few rows as a table.
#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <unistd.h>

#include "arguments.h"
#include "command.h"
#include "display_text.h"
#include "messages.h"
#include "numbers.h"
#include "preview_rows.h"
#include "rand_engine/dataset.h"
#include "rand_engine/error.h"
#include "spec_source.h"
#include "terminal.h"

namespace rand_engine::cli {
namespace {

// All cells are in memory before the first is printed.
constexpr int64_t kMostRows = 100'000;

arrow::Result<PreviewRequest> ReadRequest(const Arguments& arguments) {
  ARROW_ASSIGN_OR_RAISE(const int64_t rows,
                        ParseCount("-n", arguments.Text("--rows").value_or("10")));
  if (rows > kMostRows) {
    return OptionError(
        fmt::format("-n: a preview shows at most {} rows, got {}; for more: rand-engine "
                    "generate {} -n {}",
                    kMostRows, rows, arguments.operands()[0], rows));
  }
  ARROW_ASSIGN_OR_RAISE(const int64_t first_row,
                        ParseCount("--from", arguments.Text("--from").value_or("0")));
  const auto seed_text = arguments.Text("--seed");
  ARROW_ASSIGN_OR_RAISE(const Seed seed,
                        seed_text ? Seed::FromText(*seed_text) : Seed::Draw());
  ARROW_ASSIGN_OR_RAISE(const Spec spec, LoadSpec(arguments.operands()[0]));
  const auto table = arguments.Text("--table");
  if (table && !Dataset::IsDataset(spec)) {
    return OptionError("--table is for a dataset; this spec is that of one table");
  }
  return PreviewRequest{spec, seed, first_row, rows, std::nullopt, table};
}

/// Every table of a dataset under its name.
int PreviewTables(PreviewRequest request) {
  const auto tables = Dataset(request.spec, request.seed).tables();
  if (!tables.ok()) return PrintFailure(tables.status(), "preview");
  for (const TableSummary& table : *tables) {
    request.table = table.name;
    const auto rows = MakePreview(request);
    if (!rows.ok()) return PrintFailure(rows.status(), "preview");
    const std::string title =
        fmt::format("{} ({})\n", Printable(table.name), FormatPlural(table.rows, "row"));
    const int code = PrintOutput(Paint(STDOUT_FILENO, Style::kBold, title));
    if (code != kDone) return code;
    if (const int shown = PrintPreview(*rows); shown != kDone) return shown;
  }
  return kDone;
}

int RunPreview(const Arguments& arguments) {
  const auto request = ReadRequest(arguments);
  if (!request.ok()) return PrintFailure(request.status(), "preview");
  if (Dataset::IsDataset(request->spec) && !request->table) {
    return PreviewTables(*request);
  }
  const auto table = MakePreview(*request);
  if (!table.ok()) return PrintFailure(table.status(), "preview");
  const int code = PrintPreview(*table);
  // Without a seed these rows come only once, so the drawn one is named.
  if (code == kDone && IsTerminal(STDOUT_FILENO) && IsTerminal(STDERR_FILENO)) {
    PrintNote(
        Paint(STDERR_FILENO, Style::kDim, fmt::format("seed {}", request->seed.text())));
  }
  return code;
}

}  // namespace

Command PreviewCommand() {
  return {"preview",
          "show a few rows of a spec as a table",
          "SPEC [-n ROWS] [--from ROW] [-s SEED] [--table NAME]",
          {"SPEC", SpecOperandText()},
          {{{"-n", "--rows"}, "ROWS", "how many (default 10, at most 100k)", ""},
           {{"--from"},
            "ROW",
            "number of the first row (default 0), also 1_000_000_000",
            "Any row costs the same: nothing before it is made"},
           {{"-s", "--seed"}, "SEED", "whole number; the same seed, the same rows", ""},
           {{"--table"}, "NAME", "of a dataset: this table (default all)", ""}},
          {{"preview orders", "ten orders"},
           {"preview orders -s 42 -n 3 --from 1G", "rows of a long run"},
           {"preview - < spec.yaml", "a spec from standard input"}},
          nullptr,
          RunPreview};
}

}  // namespace rand_engine::cli
