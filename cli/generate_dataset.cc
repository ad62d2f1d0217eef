#include "generate_dataset.h"

#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <optional>

#include "messages.h"
#include "progress.h"
#include "rand_engine/dataset.h"
#include "rand_engine/error.h"
#include "run_report.h"
#include "stop_signals.h"

namespace rand_engine::cli {
namespace {

int Fail(const arrow::Status& status) { return PrintFailure(status, "generate"); }

arrow::Status NeedsDirectory(const WriteRequest& request) {
  return OptionError(fmt::format(
      "a dataset goes into a directory: rand-engine generate {0} -o DIR; one table "
      "alone can go to standard output: rand-engine generate {0} --tables NAME -o -; to "
      "look at one: rand-engine preview {0} --table NAME",
      request.spec_name));
}

/// Write with the progress shown and signals obeyed; `written` says what a stop leaves.
template <typename Writer>
int Save(const WriteRequest& request, Writer writer, const char* left) {
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
  if (request.to_standard_output() && GetErrorNumber(report.status()) == EPIPE) {
    return kDone;
  }
  return Fail(report.status());
}

int WriteTableStraight(const WriteRequest& request, const Dataset& dataset) {
  const auto generator = dataset.table(request.tables[0]);
  if (!generator.ok()) return Fail(generator.status());
  BatchWriter writer = generator->write();
  Instruct(request, &writer);
  if (!request.dry_run) return Save(request, std::move(writer), "stopped");
  const auto preview = writer.dry_run(request.path);
  return preview.ok() ? PrintDryRun(request, *preview) : Fail(preview.status());
}

}  // namespace

int GenerateDataset(const WriteRequest& request) {
  const Dataset dataset(*request.spec, request.seed);
  if (request.to_standard_output()) {
    const bool is_for_eyes = !request.path_was_given && GoesToTerminal(request);
    if (request.tables.size() != 1 || is_for_eyes) return Fail(NeedsDirectory(request));
    return WriteTableStraight(request, dataset);
  }
  DatasetWriter writer = dataset.write();
  Instruct(request, &writer);
  writer.tables(request.tables);
  if (!request.dry_run) {
    return Save(request, std::move(writer),
                "stopped; tables written before are there, the others as they were");
  }
  const auto preview = writer.dry_run(request.path);
  return preview.ok() ? PrintDryRun(request, *preview) : Fail(preview.status());
}

}  // namespace rand_engine::cli
