#include "rand_engine/run/stream_run.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/run/clock.h"
#include "rand_engine/run/feed_run.h"
#include "rand_engine/run/part_pipeline.h"
#include "rand_engine/run/run_manifest.h"
#include "rand_engine/run/run_setup.h"
#include "rand_engine/run/stream_setup.h"
#include "rand_engine/stream.h"
#include "rand_engine/write/stream_target.h"

namespace rand_engine {
namespace {

constexpr double kNanosPerSecond = 1e9;

class FileStream final : public StreamRun {
 public:
  FileStream(StreamSetup setup, std::unique_ptr<PartFormat> format)
      : setup_(std::move(setup)),
        format_(std::move(format)),
        manifest_(MakeManifestRecord(setup_.request, setup_.output)),
        target_(setup_.request.file_system, setup_.output.path,
                {setup_.output.mode == WriteMode::kOverwrite, stream().max_files,
                 setup_.request.stop_token, &manifest_}) {
    if (setup_.pending_part) {
      manifest_.SetRowsOf(setup_.pending_part->name, setup_.pending_part->rows);
    }
  }

  arrow::Result<StreamReport> Run() override;
  WritePreview Preview() const override;
  const std::vector<std::string>& warnings() const override {
    return setup_.output.warnings;
  }

 private:
  const StreamPlan& stream() const { return setup_.stream(); }
  const RunRequest& request() const { return setup_.request; }
  TransformedRows* transformed() const { return setup_.transformed.get(); }
  bool waits() const { return stream().pace == Pace::kTicks; }
  bool stopped() const { return request().stop_token.stop_requested(); }

  arrow::Status WriteFiles();
  arrow::Status TakeNextInputs(int64_t first_row);
  arrow::Status PrepareFile(const StreamPart& part, PipelineResult* written);
  arrow::Status PublishFile(const StreamPart& part, const PipelineResult& written,
                            bool was_late);
  arrow::Status SaveCheckpoint(int64_t next_file, int64_t next_row);
  int64_t DueAt(int64_t file) const;

  StreamSetup setup_;
  std::unique_ptr<PartFormat> format_;
  ManifestRecord manifest_;
  StreamTarget target_;
  int64_t start_ = 0;  // On the monotonic clock, when the first file was ready.
  StreamReport report_;
};

// On the monotonic clock; the first file of this run is due at its start.
int64_t FileStream::DueAt(int64_t file) const {
  return start_ + (file - setup_.next_file) * stream().frequency_ns.value_or(0);
}

arrow::Status FileStream::PrepareFile(const StreamPart& part, PipelineResult* written) {
  if (transformed() != nullptr) ARROW_RETURN_NOT_OK(transformed()->BeginOutput());
  ARROW_ASSIGN_OR_RAISE(const auto plan, setup_.PlanOf(part));
  PartFormat* format = format_.get();
  std::unique_ptr<PartFormat> own;
  if (plan != setup_.plan) {
    ARROW_ASSIGN_OR_RAISE(own, setup_.MakeFormat(plan));
    format = own.get();
  }
  DescribeSource(request(), *plan, setup_.output, &manifest_);
  std::optional<PartTask> task = PartTask{part.rows, setup_.NameOf(part, *plan)};
  const NextPart next_part = [&task] { return std::exchange(task, std::nullopt); };
  const PipelineOptions options{ResolveThreads(setup_.output.threads), part.rows.count,
                                /*observer=*/nullptr, request().stop_token};
  const int64_t rows_before = transformed() == nullptr ? 0 : transformed()->row_count();
  ARROW_RETURN_NOT_OK(WriteParts(format, next_part, options, &target_, written));
  if (transformed() != nullptr) written->rows = transformed()->row_count() - rows_before;
  manifest_.SetRows({{part.rows.first, written->rows}});
  return arrow::Status::OK();
}

arrow::Status FileStream::TakeNextInputs(int64_t first_row) {
  const auto plan = setup_.plan;
  ARROW_RETURN_NOT_OK(setup_.TakeNextInputs(first_row));
  return setup_.plan == plan ? arrow::Status::OK()
                             : setup_.MakeFormat(setup_.plan).Value(&format_);
}

arrow::Status FileStream::PublishFile(const StreamPart& part,
                                      const PipelineResult& written, bool was_late) {
  const auto publish = [this] { return target_.Publish(); };
  ARROW_ASSIGN_OR_RAISE(report_.last_file, transformed() == nullptr
                                               ? publish()
                                               : transformed()->PublishBy(publish));
  ++report_.files;
  report_.rows += written.rows;
  report_.bytes += written.bytes;
  if (part.number + 1 < setup_.end_file) {
    ARROW_RETURN_NOT_OK(TakeNextInputs(part.rows.end()));
  }
  ARROW_RETURN_NOT_OK(SaveCheckpoint(part.number + 1, part.rows.end()));
  if (was_late) ++report_.late_files;
  StreamFile file{report_.last_file, written.rows, written.bytes, 0, 0, was_late};
  if (waits()) {
    const int64_t due = DueAt(part.number);
    const int64_t late = std::max<int64_t>(request().clock->MonotonicNanos() - due, 0);
    file.due_seconds = static_cast<double>(due - start_) / kNanosPerSecond;
    file.late_seconds = static_cast<double>(late) / kNanosPerSecond;
    report_.worst_lateness = std::max(report_.worst_lateness, file.late_seconds);
  }
  if (request().observer != nullptr) request().observer->OnFile(file);
  return arrow::Status::OK();
}

arrow::Status FileStream::SaveCheckpoint(int64_t next_file, int64_t next_row) {
  if (setup_.checkpoint == nullptr) return arrow::Status::OK();
  ARROW_ASSIGN_OR_RAISE(const auto state, setup_.StateBefore(next_file, next_row));
  return setup_.checkpoint->Save(state);
}

// A file is made ready before its tick, so that at the tick it only takes its place.
arrow::Status FileStream::WriteFiles() {
  Clock* clock = request().clock;
  if (setup_.next_file == setup_.end_file) return arrow::Status::OK();
  ARROW_RETURN_NOT_OK(target_.Begin());
  ARROW_RETURN_NOT_OK(SaveCheckpoint(setup_.next_file, setup_.next_row));
  int64_t row = setup_.next_row;
  for (int64_t number = setup_.next_file; number < setup_.end_file; ++number) {
    const StreamPart part = setup_.PartAt(number, row);
    PipelineResult written;
    ARROW_RETURN_NOT_OK(PrepareFile(part, &written));
    const int64_t ready = clock->MonotonicNanos();
    if (number == setup_.next_file) start_ = ready;
    const bool was_late = waits() && ready > DueAt(number);
    if (waits()) {
      if (!clock->SleepUntil(DueAt(number), request().stop_token)) return StoppedError();
    }
    ARROW_RETURN_NOT_OK(PublishFile(part, written, was_late));
    row = part.rows.end();
    if (stopped()) return StoppedError();
  }
  if (!waits()) return arrow::Status::OK();
  const int64_t files_before = setup_.next_file * *stream().frequency_ns;
  const int64_t end = start_ + *stream().timeout_ns - files_before;
  return clock->SleepUntil(end, request().stop_token) ? arrow::Status::OK()
                                                      : StoppedError();
}

arrow::Result<StreamReport> FileStream::Run() {
  const int64_t begin = request().clock->MonotonicNanos();
  FillProvenance(request(), *setup_.plan, setup_.output, &report_);
  report_.path = setup_.output.path;
  report_.first_row = setup_.next_row;
  report_.planned_files = std::max(stream().file_count, setup_.end_file);
  const arrow::Status status = WriteFiles();
  report_.stopped = GetErrorKind(status) == ErrorKind::kStopped;
  if (!status.ok() && !report_.stopped) {
    if (report_.files == 0) return status;
    return status.WithMessage(
        status.message(),
        fmt::format(
            " (the stream had written {} before, which stay)",
            report_.files == 1 ? "1 file" : fmt::format("{} files", report_.files)));
  }
  report_.atomic = target_.atomic();
  for (const std::string& warning : target_.warnings()) {
    report_.warnings.push_back(warning);
  }
  report_.seconds =
      static_cast<double>(request().clock->MonotonicNanos() - begin) / kNanosPerSecond;
  return report_;
}

WritePreview FileStream::Preview() const {
  WritePreview preview =
      DescribeOutput(WrittenSchema(*setup_.plan, transformed()), setup_.output);
  preview.file_count = setup_.end_file - setup_.next_file;
  preview.first_row = setup_.next_row;
  constexpr int64_t kMostShown = 10;
  int64_t row = setup_.next_row;
  for (int64_t number = setup_.next_file; number < setup_.end_file; ++number) {
    const StreamPart part = setup_.PartAt(number, row);
    row = part.rows.end();
    if (static_cast<int64_t>(preview.files.size()) < kMostShown) {
      const auto plan = setup_.PlanOf(part);
      if (plan.ok()) {
        preview.files.push_back(preview.path + "/" + setup_.NameOf(part, **plan));
      }
    } else if (stream().shape.constant()) {
      row += stream().size * (setup_.end_file - number - 1);
      break;
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

}  // namespace

arrow::Result<std::unique_ptr<StreamRun>> StreamRun::Prepare(RunRequest request) {
  ARROW_ASSIGN_OR_RAISE(StreamSetup setup, StreamSetup::Make(std::move(request)));
  if (setup.stream().feed()) return MakeFeedRun(std::move(setup));
  ARROW_ASSIGN_OR_RAISE(auto format, setup.MakeFormat(setup.plan));
  return std::make_unique<FileStream>(std::move(setup), std::move(format));
}

}  // namespace rand_engine
