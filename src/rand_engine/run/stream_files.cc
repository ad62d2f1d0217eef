#include "rand_engine/run/stream_files.h"

#include <arrow/result.h>
#include <arrow/status.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/plan/dataset_reader.h"
#include "rand_engine/run/clock.h"
#include "rand_engine/run/run_manifest.h"
#include "rand_engine/run/run_setup.h"
#include "rand_engine/write/leftovers.h"
#include "rand_engine/write/place.h"

namespace rand_engine {
namespace {

constexpr double kNanosPerSecond = 1e9;

}  // namespace

StreamFiles::StreamFiles(StreamSetup setup, std::unique_ptr<PartFormat> format,
                         bool overwrites)
    : setup_(std::move(setup)),
      format_(std::move(format)),
      overwrites_(overwrites),
      manifest_(MakeManifestRecord(setup_.request, setup_.output)) {
  BeginReport();
}

void StreamFiles::BeginReport() {
  next_row_ = setup_.next_row;
  FillProvenance(request(), *setup_.plan, setup_.output, &report_);
  if (const DatasetTable* table = setup_.streamed_table()) report_.table = table->name;
  report_.path = setup_.output.path;
  report_.first_row = setup_.next_row;
  report_.planned_files = std::max(stream().file_count, setup_.end_file);
  if (const DatasetTable* table = setup_.streamed_table();
      table != nullptr && !table->file_rows->grows()) {
    report_.planned_files = 1;
  }
}

arrow::Status StreamFiles::Begin() {
  if (setup_.next_file == setup_.end_file) {
    ClearLeftoversOfTheLast();
    return arrow::Status::OK();
  }
  ARROW_RETURN_NOT_OK(BeginTarget());
  if (target_->has_ended_changes()) {
    ARROW_RETURN_NOT_OK(LookAgain());
    ARROW_RETURN_NOT_OK(BeginTarget());
  }
  return SaveCheckpoint(setup_.next_file, setup_.next_row);
}

arrow::Status StreamFiles::BeginTarget() {
  manifest_ = MakeManifestRecord(request(), setup_.output);
  if (setup_.pending_part) {
    manifest_.SetRowsOf(setup_.pending_part->name, setup_.pending_part->rows);
  }
  target_.emplace(request().file_system, setup_.output.path,
                  StreamTarget::Options{overwrites_, stream().max_files,
                                        request().stop_token, &manifest_});
  return target_->Begin();
}

// The dataset is another than it was when the stream was set up.
arrow::Status StreamFiles::LookAgain() {
  target_.reset();
  RunRequest again = setup_.request;
  const int64_t now_us = setup_.inputs.now_us;
  setup_.checkpoint.reset();  // And its lock.
  ARROW_ASSIGN_OR_RAISE(setup_, StreamSetup::Make(std::move(again)));
  // That of a dataset's tables is one, which all of them agreed on.
  if (setup_.streamed_table() != nullptr) setup_.inputs.now_us = now_us;
  BeginReport();
  return setup_.MakeFormat(setup_.plan).Value(&format_);
}

// A run that was killed after its last file.
void StreamFiles::ClearLeftoversOfTheLast() {
  std::vector<std::string> paths = {setup_.output.path};
  if (setup_.checkpoint != nullptr) paths.push_back(setup_.checkpoint->shown());
  for (const std::string& path : paths) {
    const auto place = FindPlace(request().file_system, path);
    if (!place.ok()) continue;
    for (std::string& warning : ClearLeftovers(request().file_system, *place)) {
      report_.warnings.push_back(std::move(warning));
    }
  }
}

arrow::Status StreamFiles::Prepare(int64_t number) {
  part_ = setup_.PartAt(number, next_row_);
  written_ = {};
  if (transformed() != nullptr) ARROW_RETURN_NOT_OK(transformed()->BeginOutput());
  ARROW_ASSIGN_OR_RAISE(const auto plan, setup_.PlanOf(part_));
  PartFormat* format = format_.get();
  std::unique_ptr<PartFormat> own;
  if (plan != setup_.plan) {
    ARROW_ASSIGN_OR_RAISE(own, setup_.MakeFormat(plan));
    format = own.get();
  }
  DescribeSource(request(), *plan, setup_.output, &manifest_);
  std::optional<PartTask> task = PartTask{part_.rows, setup_.NameOf(part_, *plan)};
  const NextPart next_part = [&task] { return std::exchange(task, std::nullopt); };
  const PipelineOptions options{ResolveThreads(setup_.output.threads), part_.rows.count,
                                /*observer=*/nullptr, request().stop_token};
  const int64_t rows_before = transformed() == nullptr ? 0 : transformed()->row_count();
  ARROW_RETURN_NOT_OK(WriteParts(format, next_part, options, &*target_, &written_));
  if (transformed() != nullptr) written_.rows = transformed()->row_count() - rows_before;
  manifest_.SetRows({{part_.rows.first, written_.rows}});
  return arrow::Status::OK();
}

arrow::Status StreamFiles::TakeNextInputs(int64_t first_row) {
  const auto plan = setup_.plan;
  ARROW_RETURN_NOT_OK(setup_.TakeNextInputs(first_row));
  return setup_.plan == plan ? arrow::Status::OK()
                             : setup_.MakeFormat(setup_.plan).Value(&format_);
}

arrow::Status StreamFiles::Publish(const Tick& tick) {
  const auto publish = [this] { return target_->Publish(); };
  ARROW_ASSIGN_OR_RAISE(report_.last_file, transformed() == nullptr
                                               ? publish()
                                               : transformed()->PublishBy(publish));
  ++report_.files;
  report_.rows += written_.rows;
  report_.bytes += written_.bytes;
  next_row_ = part_.rows.end();
  if (part_.number + 1 < setup_.end_file) {
    ARROW_RETURN_NOT_OK(TakeNextInputs(next_row_));
  }
  ARROW_RETURN_NOT_OK(SaveCheckpoint(part_.number + 1, next_row_));
  if (tick.was_late) ++report_.late_files;
  StreamFile file{report_.last_file, written_.rows, written_.bytes, 0, 0, tick.was_late};
  if (tick.due) {
    const int64_t late =
        std::max<int64_t>(request().clock->MonotonicNanos() - *tick.due, 0);
    file.due_seconds = static_cast<double>(*tick.due - tick.start) / kNanosPerSecond;
    file.late_seconds = static_cast<double>(late) / kNanosPerSecond;
    report_.worst_lateness = std::max(report_.worst_lateness, file.late_seconds);
  }
  if (request().observer != nullptr) request().observer->OnFile(file);
  return arrow::Status::OK();
}

arrow::Status StreamFiles::SaveCheckpoint(int64_t next_file, int64_t next_row) {
  if (setup_.checkpoint == nullptr) return arrow::Status::OK();
  ARROW_ASSIGN_OR_RAISE(const auto state, setup_.StateBefore(next_file, next_row));
  return setup_.checkpoint->Save(state);
}

StreamReport StreamFiles::Finish(bool stopped) {
  report_.stopped = stopped;
  if (target_) {
    report_.atomic = target_->atomic();
    for (const std::string& warning : target_->warnings()) {
      report_.warnings.push_back(warning);
    }
  }
  return report_;
}

WritePreview StreamFiles::Preview() const {
  WritePreview preview =
      DescribeOutput(WrittenSchema(*setup_.plan, transformed()), setup_.output);
  preview.table = report_.table;
  preview.file_count = setup_.end_file - setup_.next_file;
  preview.first_row = setup_.next_row;
  constexpr int64_t kMostShown = 10;
  int64_t row = setup_.next_row;
  for (int64_t number = setup_.next_file; number < setup_.end_file; ++number) {
    if (static_cast<int64_t>(preview.files.size()) >= kMostShown) {
      // Where the last file begins is known without those between.
      if (const DatasetTable* table = setup_.streamed_table()) {
        row = static_cast<int64_t>(table->file_rows->EndOf(setup_.end_file - 1));
        break;
      }
      if (stream().shape.constant()) {
        row += stream().size * (setup_.end_file - number);
        break;
      }
    }
    const StreamPart part = setup_.PartAt(number, row);
    row = part.rows.end();
    if (static_cast<int64_t>(preview.files.size()) >= kMostShown) continue;
    const auto plan = setup_.PlanOf(part);
    if (plan.ok()) {
      preview.files.push_back(preview.path + "/" + setup_.NameOf(part, **plan));
    }
  }
  preview.rows = row - setup_.next_row;
  preview.estimated_bytes = format_->EstimateBytes(preview.rows);
  if (stream().timeout_ns) {
    preview.timeout_seconds = static_cast<double>(*stream().timeout_ns) / kNanosPerSecond;
  }
  if (stream().frequency_ns) {
    preview.frequency_seconds =
        static_cast<double>(*stream().frequency_ns) / kNanosPerSecond;
  }
  return preview;
}

}  // namespace rand_engine
