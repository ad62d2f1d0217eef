#include "rand_engine/run/feed_run.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/run/clock.h"
#include "rand_engine/run/feed_schedule.h"
#include "rand_engine/run/part_pipeline.h"
#include "rand_engine/run/run_setup.h"
#include "rand_engine/stream.h"
#include "rand_engine/write/target.h"

namespace rand_engine {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;
// Rows of one part of a feed without a rate.
constexpr int64_t kPartRows = 1 << 16;
// So much later than its timeout a feed may end, so that what waited a moment for its
// reader comes out whole.
constexpr int64_t kGraceNanos = 250'000'000;

/// Remembers when the parts in flight happen, for the threads that encode them.
class PartTimes {
 public:
  struct Entry {
    int64_t first_row;
    int64_t time_us;
    int64_t span_us;
  };

  void Add(const Entry& entry) {
    const std::lock_guard lock(mutex_);
    entries_.push_back(entry);
    // Far more than a pipeline has in flight.
    if (entries_.size() > 4096) entries_.pop_front();
  }

  Entry Find(int64_t first_row) const {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(entries_.rbegin(), entries_.rend(),
                     [=](const Entry& entry) { return entry.first_row == first_row; });
    return *found;
  }

 private:
  mutable std::mutex mutex_;
  std::deque<Entry> entries_;
};

/// Text of which only the first part has a header, and each part its own time.
class FeedFormat final : public PartFormat {
 public:
  static arrow::Result<std::unique_ptr<FeedFormat>> Make(const StreamSetup& setup,
                                                         const PartTimes* times) {
    auto format = std::unique_ptr<FeedFormat>(new FeedFormat(setup, times));
    ARROW_ASSIGN_OR_RAISE(format->first_, format->MakeText(setup.plan, /*first=*/true));
    ARROW_ASSIGN_OR_RAISE(format->next_, format->MakeText(setup.plan, /*first=*/false));
    return format;
  }

  int64_t CountUnits(RowRange part) const override { return next_->CountUnits(part); }
  std::unique_ptr<Unit> NewUnit() const override { return next_->NewUnit(); }

  arrow::Status Prepare(RowRange part, int64_t number, Unit* unit) override {
    if (setup_.transformed == nullptr) return arrow::Status::OK();
    if (!times_differ_) return FormatOf(part)->Prepare(part, number, unit);
    ARROW_ASSIGN_OR_RAISE(const auto format, MakeOwnFormat(part));
    return format->Prepare(part, number, unit);
  }

  arrow::Status Encode(RowRange part, int64_t number, Unit* unit) const override {
    // Rows that were transformed have their times already.
    if (!times_differ_ || setup_.transformed != nullptr) {
      return FormatOf(part)->Encode(part, number, unit);
    }
    ARROW_ASSIGN_OR_RAISE(const auto format, MakeOwnFormat(part));
    return format->Encode(part, number, unit);
  }

  arrow::Result<std::unique_ptr<PartWriter>> Open(RowRange part, const std::string& name,
                                                  OutputFile* file) const override {
    return next_->Open(part, name, file);
  }

  int64_t EstimateBytes(int64_t rows) const override {
    return next_->EstimateBytes(rows);
  }

 private:
  FeedFormat(const StreamSetup& setup, const PartTimes* times)
      : setup_(setup),
        times_(times),
        times_differ_(setup.plan->depends_on_now() &&
                      setup.plan->inputs().event_times.at_once()) {}

  bool IsFirst(RowRange part) const { return part.first == setup_.next_row; }
  PartFormat* FormatOf(RowRange part) const {
    return IsFirst(part) ? first_.get() : next_.get();
  }

  // The format of a part whose rows happen when it comes.
  arrow::Result<std::unique_ptr<PartFormat>> MakeOwnFormat(RowRange part) const {
    const PartTimes::Entry time = times_->Find(part.first);
    PlanInputs inputs = setup_.inputs;
    inputs.now_us = time.time_us;
    inputs.event_times = {part.first, part.count, time.span_us};
    ARROW_ASSIGN_OR_RAISE(auto plan, Plan::Make(setup_.request.spec, inputs));
    return MakeText(std::move(plan), IsFirst(part));
  }

  arrow::Result<std::unique_ptr<PartFormat>> MakeText(std::shared_ptr<const Plan> plan,
                                                      bool first) const {
    OutputPlan output = setup_.output;
    output.csv.begins_file = first;
    output.json.begins_file = first;
    return MakeFormatOf(setup_.request, std::move(plan), output, setup_.inputs.row_end,
                        setup_.transformed.get());
  }

  const StreamSetup& setup_;
  const PartTimes* times_;
  bool times_differ_;  // From part to part, in a way that the plan does not know.
  std::unique_ptr<PartFormat> first_;
  std::unique_ptr<PartFormat> next_;
};

/// Holds each slot back until it may be written.
class PacedSink final : public PartSink {
 public:
  PacedSink(Target* target, const RunRequest& request, std::optional<int64_t> timeout_ns)
      : target_(target),
        clock_(request.clock),
        stop_token_(request.stop_token),
        timeout_ns_(timeout_ns) {}

  /// The next part will be this slot; from any thread.
  void Announce(const Slot& slot) {
    const std::lock_guard lock(mutex_);
    announced_.push_back(slot);
  }

  arrow::Result<OutputFile*> OpenPart(const std::string& name) override {
    const Slot slot = TakeAnnounced();
    const int64_t now = clock_->MonotonicNanos();
    if (!pacer_) pacer_.emplace(start_ = now);
    const int64_t moment = pacer_->MomentOf(slot, now);
    time_is_up_ = timeout_ns_ && moment - start_ >= *timeout_ns_ + kGraceNanos;
    if (time_is_up_) return StoppedError();
    if (!clock_->SleepUntil(moment, stop_token_)) return StoppedError();
    begun_ = clock_->MonotonicNanos();
    return target_->OpenPart(name);
  }

  arrow::Status FinishPart() override {
    pacer_->Wrote(begun_, clock_->MonotonicNanos());
    return arrow::Status::OK();
  }

  /// A feed with few rows lasts as long as it was told to.
  arrow::Status AwaitTimeout() {
    const bool ended =
        !timeout_ns_ || !pacer_ || clock_->SleepUntil(start_ + *timeout_ns_, stop_token_);
    return ended ? arrow::Status::OK() : StoppedError();
  }

  /// True if the timeout came before all rows, because the reader was slow.
  bool time_is_up() const { return time_is_up_; }

 private:
  Slot TakeAnnounced() {
    const std::lock_guard lock(mutex_);
    const Slot slot = announced_.front();
    announced_.pop_front();
    return slot;
  }

  Target* target_;
  Clock* clock_;
  StopToken stop_token_;
  std::optional<int64_t> timeout_ns_;
  std::mutex mutex_;
  std::deque<Slot> announced_;  // Those in flight.
  std::optional<SlotPacer> pacer_;
  int64_t start_ = 0;
  int64_t begun_ = 0;
  bool time_is_up_ = false;
};

/// As fast as possible.
class PlainSink final : public PartSink {
 public:
  explicit PlainSink(Target* target) : target_(target) {}
  arrow::Result<OutputFile*> OpenPart(const std::string& name) override {
    return target_->OpenPart(name);
  }
  arrow::Status FinishPart() override { return arrow::Status::OK(); }

 private:
  Target* target_;
};

class FeedRun final : public StreamRun {
 public:
  explicit FeedRun(StreamSetup setup) : setup_(std::move(setup)) {}

  arrow::Status MakeFormat() { return FeedFormat::Make(setup_, &times_).Value(&format_); }

  arrow::Result<StreamReport> Run() override;
  WritePreview Preview() const override;
  const std::vector<std::string>& warnings() const override {
    return setup_.output.warnings;
  }

 private:
  const StreamPlan& stream() const { return setup_.stream(); }
  const RunRequest& request() const { return setup_.request; }

  arrow::Status Write(PipelineResult* written);
  bool AllRowsCame(const PipelineResult& written) const {
    return stream().rows && written.rows == *stream().rows;
  }
  NextPart PacedParts(PacedSink* sink);
  NextPart PlainParts();

  StreamSetup setup_;
  PartTimes times_;
  std::unique_ptr<FeedFormat> format_;
};

NextPart FeedRun::PacedParts(PacedSink* sink) {
  const auto schedule =
      std::make_shared<SlotSchedule>(stream(), setup_.next_row, setup_.inputs.now_us);
  return [this, sink, schedule]() -> std::optional<PartTask> {
    const auto slot = schedule->Next();
    if (!slot) return std::nullopt;
    times_.Add({slot->rows.first, schedule->TimeOf(slot->number), kSlotNanos / 1000});
    sink->Announce(*slot);
    return PartTask{slot->rows, ""};
  };
}

NextPart FeedRun::PlainParts() {
  const int64_t rows = stream().rows.value_or(setup_.inputs.row_end - setup_.next_row);
  const int64_t start = request().clock->MonotonicNanos();
  return [this, rows, start, made = int64_t{0},
          first = true]() mutable -> std::optional<PartTask> {
    Clock* clock = request().clock;
    const bool over =
        stream().timeout_ns && clock->MonotonicNanos() - start >= *stream().timeout_ns;
    // The first part comes in any case: it has the header.
    if (!first && (over || made == rows)) return std::nullopt;
    first = false;
    const RowRange part = {setup_.next_row + made, std::min(kPartRows, rows - made)};
    made += part.count;
    times_.Add({part.first, setup_.output.now_us.value_or(clock->WallMicros()), 0});
    return PartTask{part, ""};
  };
}

arrow::Status FeedRun::Write(PipelineResult* written) {
  const auto target = MakeStraightTargetOf(request(), setup_.output);
  ARROW_RETURN_NOT_OK(target->Begin());
  PlainSink plain(target.get());
  PacedSink paced(target.get(), request(), stream().timeout_ns);
  const bool has_rate = stream().rate.has_value();
  const PipelineOptions options{ResolveThreads(setup_.output.threads),
                                stream().rows.value_or(0), request().observer,
                                request().stop_token};
  PartSink* sink = has_rate ? static_cast<PartSink*>(&paced) : &plain;
  if (TransformedRows* transformed = setup_.transformed.get()) {
    transformed->PublishEachChunk();
    ARROW_RETURN_NOT_OK(transformed->BeginOutput());
  }
  const arrow::Status status =
      WriteParts(format_.get(), has_rate ? PacedParts(&paced) : PlainParts(), options,
                 sink, written);
  if (!paced.time_is_up()) ARROW_RETURN_NOT_OK(status);
  if (has_rate && !AllRowsCame(*written)) ARROW_RETURN_NOT_OK(paced.AwaitTimeout());
  ARROW_RETURN_NOT_OK(target->FinishPart());
  return target->Commit().status();
}

arrow::Result<StreamReport> FeedRun::Run() {
  const int64_t begin = request().clock->MonotonicNanos();
  StreamReport report;
  FillProvenance(request(), *setup_.plan, setup_.output, &report);
  report.path = setup_.output.path;
  PipelineResult written;
  const arrow::Status status = Write(&written);
  // A reader that closes its end has what it wanted.
  report.stopped =
      GetErrorKind(status) == ErrorKind::kStopped || GetErrorNumber(status) == EPIPE;
  if (!status.ok() && !report.stopped) return status;
  report.rows =
      setup_.transformed == nullptr ? written.rows : setup_.transformed->row_count();
  report.bytes = written.bytes;
  report.seconds = static_cast<double>(request().clock->MonotonicNanos() - begin) /
                   static_cast<double>(kNanosPerSecond);
  return report;
}

WritePreview FeedRun::Preview() const {
  WritePreview preview = DescribeOutput(
      WrittenSchema(*setup_.plan, setup_.transformed.get()), setup_.output);
  preview.files = {setup_.output.path};
  preview.first_row = setup_.next_row;
  preview.rows = stream().rows.value_or(0);
  preview.estimated_bytes = format_->EstimateBytes(preview.rows);
  if (stream().timeout_ns) {
    preview.timeout_seconds =
        static_cast<double>(*stream().timeout_ns) / static_cast<double>(kNanosPerSecond);
  }
  return preview;
}

}  // namespace

arrow::Result<std::unique_ptr<StreamRun>> MakeFeedRun(StreamSetup setup) {
  auto run = std::make_unique<FeedRun>(std::move(setup));
  ARROW_RETURN_NOT_OK(run->MakeFormat());
  return run;
}

}  // namespace rand_engine
