// Writing with the progress shown and signals obeyed, whatever is written.
#pragma once

#include <errno.h>

#include <optional>

#include "messages.h"
#include "progress.h"
#include "rand_engine/error.h"
#include "rand_engine/run_control.h"
#include "run_report.h"
#include "stop_signals.h"
#include "write_request.h"

namespace rand_engine::cli {

/// Save, report, and return the exit code of `command`. `left` says what a stop leaves.
template <typename Writer>
int Save(const WriteRequest& request, Writer writer, const char* command,
         const char* left) {
  const StopToken token;
  writer.stop_token(token);
  std::optional<ProgressLine> progress;
  if (ShowsProgress(request)) writer.observer(&progress.emplace());
  const StopSignals signals(token);
  const auto report = writer.save(request.path);
  if (progress) progress->Erase();
  if (report.ok()) return PrintReport(request, *report);
  if (GetErrorKind(report.status()) == ErrorKind::kStopped) {
    PrintStopped(left);
    return ExitCodeOfSignal(signals.received());
  }
  // The reader of a pipe has what it wanted.
  if (request.to_standard_output() && GetErrorNumber(report.status()) == EPIPE) {
    return kDone;
  }
  return PrintFailure(report.status(), command);
}

/// Save, or say what would be saved.
template <typename Writer>
int SaveOrDryRun(const WriteRequest& request, Writer writer, const char* command,
                 const char* left) {
  if (!request.dry_run) return Save(request, std::move(writer), command, left);
  const auto preview = writer.dry_run(request.path);
  if (!preview.ok()) return PrintFailure(preview.status(), command);
  return PrintDryRun(request, *preview);
}

/// What a stop leaves of one table.
inline const char* LeftOfTable(const WriteRequest& request) {
  return request.to_standard_output() ? "stopped" : "stopped; nothing was changed";
}

}  // namespace rand_engine::cli
