// rand-engine stream: files by the clock, or a feed of rows.
#include "rand_engine/stream.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <unistd.h>

#include <memory>
#include <optional>

#include "arguments.h"
#include "command.h"
#include "messages.h"
#include "run_report.h"
#include "spec_source.h"
#include "stop_signals.h"
#include "stream_manual.h"
#include "stream_request.h"
#include "stream_watch.h"
#include "terminal.h"

namespace rand_engine::cli {
namespace {

// How long a signal, and a line to be printed, wait at the most.
constexpr double kLookSeconds = 0.05;

int Fail(const arrow::Status& status) { return PrintFailure(status, "stream"); }

int DryRun(const StreamRequest& request) {
  const auto preview = MakeWriter(request).dry_run(request.path);
  return preview.ok() ? PrintDryRun(request, *preview) : Fail(preview.status());
}

int PrintEnd(const StreamRequest& request, const StreamReport& report, int signal) {
  const bool json_stands_alone = request.json && request.to_standard_output();
  if (signal != 0 && report.stopped) {
    if (!json_stands_alone) PrintStoppedStream(request, report);
    if (request.json) PrintReport(request, report);
    return ExitCodeOfSignal(signal);
  }
  // The reader of the feed has what it wanted.
  if (report.stopped && !request.json) return kDone;
  return PrintReport(request, report);
}

int Run(const StreamRequest& request) {
  StreamWriter writer = MakeWriter(request);
  std::optional<WritePreview> preview;
  if (ShowsProgress(request)) {
    auto dry_run = writer.dry_run(request.path);
    if (!dry_run.ok()) return Fail(dry_run.status());
    preview = *std::move(dry_run);
  }
  StreamWatch watch(request, preview ? &*preview : nullptr);
  const StopToken token;
  const StopSignals signals(token);
  auto query = writer.observer(&watch).start_in_background(request.path);
  if (!query.ok()) return Fail(query.status());
  while (!(*query)->await_termination(kLookSeconds)) {
    if (token.stop_requested()) (*query)->request_stop();
    watch.Show((*query)->status());
  }
  watch.Finish();
  const auto report = (*query)->report();
  return report.ok() ? PrintEnd(request, *report, signals.received())
                     : Fail(report.status());
}

int RunStream(const Arguments& arguments) {
  auto request = ReadStreamRequest(arguments);
  if (!request.ok()) return Fail(request.status());
  const bool is_slowed = SlowDownForTerminal(&*request);
  if (request->dry_run) return DryRun(*request);
  if (is_slowed && !request->quiet) {
    PrintNote(Paint(STDERR_FILENO, Style::kDim,
                    fmt::format("{} rows a second to be watched; --rate R says how many, "
                                "Ctrl-C ends it",
                                *request->rate)));
  }
  return Run(*request);
}

}  // namespace

Command StreamCommand() {
  return {"stream",
          "write files by the clock, or feed rows to a pipe",
          "SPEC [-o DIR --every TIME --timeout TIME] [options]",
          {"SPEC", SpecOperandText()},
          StreamFlags(),
          {{"stream orders -o out/orders --every 5s --timeout 1h", "files"},
           {"stream shop.yaml -o shop --every 5s --timeout 1m", "tables"},
           {"stream events --rate 1000 | your-program", "a feed"},
           {"stream users --rate 5k --timeout 1m -f csv > a.csv", "a minute"}},
          StreamManual,
          RunStream,
          Driver::kStream};
}

}  // namespace rand_engine::cli
