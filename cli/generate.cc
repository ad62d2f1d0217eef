// rand-engine generate: rows of a spec to files or to standard output.
#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>
#include <unistd.h>

#include <optional>

#include "arguments.h"
#include "command.h"
#include "generate_manual.h"
#include "generate_request.h"
#include "messages.h"
#include "preview_rows.h"
#include "progress.h"
#include "rand_engine/error.h"
#include "run_report.h"
#include "stop_signals.h"
#include "terminal.h"

namespace rand_engine::cli {
namespace {

constexpr int64_t kPreviewRows = 10;

int Fail(const arrow::Status& status) { return PrintFailure(status, "generate"); }

void PrintWarnings(const GenerateRequest& request,
                   const std::vector<std::string>& warnings) {
  if (request.quiet) return;
  for (const std::string& warning : warnings) PrintWarning(warning);
}

int DryRun(const GenerateRequest& request) {
  const auto preview = MakeWriter(request).dry_run(request.path);
  if (!preview.ok()) return Fail(preview.status());
  PrintWarnings(request, preview->warnings);
  return PrintOutput(request.json ? preview->ToJson() + "\n"
                                  : DryRunText(request, *preview));
}

bool GoesToTerminal(const GenerateRequest& request) {
  return request.to_standard_output() ? IsTerminal(STDOUT_FILENO)
                                      : IsTerminal(request.path);
}

/// Bytes that would garble a terminal do not go there.
arrow::Status CheckTerminal(const GenerateRequest& request, const WritePreview& preview) {
  const bool is_parquet = preview.format == "parquet";
  if (is_parquet || preview.compression != "none") {
    const std::string name = SuggestPath(request, preview.format, preview.compression);
    return OptionError(fmt::format(
        "{} is not for a terminal to show; say where to write, for example -o {}",
        is_parquet ? "parquet is binary and" : preview.compression + " data", name));
  }
  if (request.json && !request.path_was_given) {
    return OptionError(
        "--json reports about a run; say where its data goes, for example -o "
        "orders.csv, or -o - for this terminal");
  }
  return arrow::Status::OK();
}

std::string Hint(const GenerateRequest& request, const Seed& seed, int64_t shown,
                 const WritePreview& preview) {
  const std::string name = SuggestPath(request, preview.format, preview.compression);
  return fmt::format(
      "{} of {} rows, seed {}. To write them all, add: -s {} -o {}   (-o - prints them)",
      shown, request.rows, seed.text(), seed.text(), name);
}

int ShowOnTerminal(const GenerateRequest& request, const WritePreview& preview) {
  const auto seed = request.seed ? arrow::Result<Seed>(*request.seed) : Seed::Draw();
  if (!seed.ok()) return Fail(seed.status());
  const int64_t shown = std::min(kPreviewRows, request.rows);
  const auto table =
      MakePreview({*request.spec, *seed, preview.first_row, shown, request.now});
  if (!table.ok()) return Fail(table.status());
  PrintWarnings(request, preview.warnings);
  const int code = PrintPreview(*table);
  if (code == kDone && !request.quiet) {
    PrintNote(Paint(STDERR_FILENO, Style::kDim, Hint(request, *seed, shown, preview)));
  }
  return code;
}

/// The report where it is wanted: as JSON beside the data, or for people. JSON on
/// standard error stands there alone, so that a program can read it.
int PrintReport(const GenerateRequest& request, const WriteReport& report) {
  if (request.json && request.to_standard_output()) {
    PrintNote(report.ToJson());
    return kDone;
  }
  PrintWarnings(request, report.warnings);
  if (!report.atomic && !request.quiet) {
    PrintWarning(
        "the new data did not take the old one's place in one step (atomic: false)");
  }
  const bool is_told = request.verbose || IsTerminal(STDERR_FILENO);
  if (is_told && !request.quiet && !request.json) PrintNote(ClosingLine(request, report));
  if (request.verbose && !request.json) PrintNote(RunDetails(report));
  return request.json ? PrintOutput(report.ToJson() + "\n") : kDone;
}

bool ShowsProgress(const GenerateRequest& request) {
  if (request.quiet || !IsTerminal(STDERR_FILENO)) return false;
  // Data on the same screen would be mixed with it.
  return !GoesToTerminal(request);
}

int Write(const GenerateRequest& request) {
  BatchWriter writer = MakeWriter(request);
  const StopToken token;
  writer.stop_token(token);
  std::optional<ProgressLine> progress;
  if (ShowsProgress(request)) writer.observer(&progress.emplace());
  const StopSignals signals(token);
  const auto report = writer.save(request.path);
  if (progress) progress->Erase();
  if (report.ok()) return PrintReport(request, *report);
  if (GetErrorKind(report.status()) == ErrorKind::kStopped) {
    PrintStopped(request.to_standard_output());
    return ExitCodeOfSignal(signals.received());
  }
  // The reader of a pipe has what it wanted.
  if (request.to_standard_output() && GetErrorNumber(report.status()) == EPIPE) {
    return kDone;
  }
  return Fail(report.status());
}

int RunGenerate(const Arguments& arguments) {
  const auto request = ReadGenerateRequest(arguments);
  if (!request.ok()) return Fail(request.status());
  if (request->dry_run) return DryRun(*request);
  if (GoesToTerminal(*request)) {
    const auto preview = MakeWriter(*request).dry_run(request->path);
    if (!preview.ok()) return Fail(preview.status());
    const arrow::Status status = CheckTerminal(*request, *preview);
    if (!status.ok()) return Fail(status);
    if (!request->path_was_given) return ShowOnTerminal(*request, *preview);
  }
  return Write(*request);
}

}  // namespace

Command GenerateCommand() {
  return {"generate",
          "write rows of a spec to files or to standard output",
          "SPEC [-o PATH] [-n ROWS] [options]",
          {"SPEC", SpecOperandText()},
          GenerateFlags(),
          {{"generate orders -n 50k -o orders.csv.gz", "a gzip file"},
           {"generate users -n 1M -p 10 -o users.parquet", "ten parts"},
           {"generate spec.yaml -f jsonl -n 1M | head -3", "a filter"},
           {"generate orders -o eu.csv -O sep=';' -O decimal=,", "options"}},
          GenerateManual,
          RunGenerate};
}

}  // namespace rand_engine::cli
