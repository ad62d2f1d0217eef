#include "rand_engine/run/part_pipeline.h"

#include <arrow/result.h>
#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <utility>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/run/guarded.h"
#include "rand_engine/run/thread_start.h"

namespace rand_engine {
namespace {

/// One unit on its way through the pipeline.
struct Job {
  std::unique_ptr<Unit> unit;
  PartTask part;
  int64_t number = 0;  ///< of the unit in the part
  int64_t units = 1;   ///< of the part
  arrow::Status status;
};

/// Jobs wait here between uses, so that their buffers serve again.
class JobPool {
 public:
  explicit JobPool(const PartFormat& format) : format_(format) {}

  Job* Take() {
    const std::lock_guard lock(mutex_);
    if (free_.empty()) {
      auto job = std::make_unique<Job>();
      job->unit = format_.NewUnit();
      // Room for all, so that Return needs no memory.
      free_.reserve(jobs_.size() + 1);
      jobs_.push_back(std::move(job));
      return jobs_.back().get();
    }
    Job* job = free_.back();
    free_.pop_back();
    return job;
  }

  void Return(Job* job) {
    const std::lock_guard lock(mutex_);
    free_.push_back(job);
  }

 private:
  const PartFormat& format_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Job>> jobs_;
  std::vector<Job*> free_;
};

class Pipeline {
 public:
  Pipeline(PartFormat* format, const NextPart& next_part, const PipelineOptions& options,
           PartSink* sink, PipelineResult* result)
      : format_(format),
        next_part_(next_part),
        options_(options),
        sink_(sink),
        result_(*result),
        pool_(*format) {}

  arrow::Status Run() {
    // Next and the library itself may lack memory; the other filters guard themselves.
    const arrow::Status run = Guard([this] {
      ARROW_RETURN_NOT_OK(CheckThreadsStart(options_.threads - 1));
      RunFilters();
      return arrow::Status::OK();
    });
    if (status_.ok()) status_ = run;
    if (options_.stop_token.stop_requested() && status_.ok()) status_ = StoppedError();
    return status_;
  }

 private:
  void RunFilters() {
    namespace tbb = oneapi::tbb;
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
                                    options_.threads);
    tbb::task_arena arena(options_.threads);
    const auto source = tbb::make_filter<void, Job*>(
        tbb::filter_mode::serial_in_order, [this](tbb::flow_control& flow) -> Job* {
          Job* job = Next();
          if (job == nullptr) flow.stop();
          return job;
        });
    const auto encode =
        tbb::make_filter<Job*, Job*>(tbb::filter_mode::parallel, [this](Job* job) {
          Encode(job);
          return job;
        });
    const auto write = tbb::make_filter<Job*, void>(tbb::filter_mode::serial_in_order,
                                                    [this](Job* job) { Write(job); });
    const auto tokens = static_cast<size_t>(options_.threads) * 2 + 1;
    arena.execute([&] { tbb::parallel_pipeline(tokens, source & encode & write); });
  }

  // The next unit in order, or null at the end or after a failure. Serial.
  Job* Next() {
    if (failed_.load() || options_.stop_token.stop_requested()) return nullptr;
    if (!prepared_.ok()) return nullptr;
    if (unit_ == units_) {
      std::optional<PartTask> part = next_part_();
      if (!part) return nullptr;
      current_ = *std::move(part);
      units_ = format_->CountUnits(current_.rows);
      unit_ = 0;
    }
    Job* job = pool_.Take();
    job->part = current_;
    job->number = unit_++;
    job->units = units_;
    prepared_ = Guard(
        [&] { return format_->Prepare(current_.rows, job->number, job->unit.get()); });
    job->status = prepared_;
    return job;
  }

  // On any thread.
  void Encode(Job* job) {
    if (failed_.load() || options_.stop_token.stop_requested()) return;
    if (!job->status.ok()) return;
    job->status = Guard([&] {
      if (options_.observer != nullptr) options_.observer->OnUnitStart();
      return format_->Encode(job->part.rows, job->number, job->unit.get());
    });
  }

  // Serial, in order.
  void Write(Job* job) {
    if (failed_.load() || options_.stop_token.stop_requested()) return;
    arrow::Status status = job->status;
    if (status.ok()) status = Guard([&] { return Append(*job); });
    if (!status.ok()) {
      status_ = std::move(status);
      failed_.store(true);
      return;
    }
    pool_.Return(job);
  }

  arrow::Status Append(const Job& job) {
    if (job.number == 0) {
      ARROW_ASSIGN_OR_RAISE(file_, sink_->OpenPart(job.part.name));
      // A feed's parts share a file.
      bytes_before_ = finished_bytes_ - file_->bytes_written();
      ARROW_ASSIGN_OR_RAISE(writer_, format_->Open(job.part.rows, job.part.name, file_));
    }
    ARROW_RETURN_NOT_OK(writer_->Append(job.unit.get()));
    if (job.number + 1 == job.units) {
      ARROW_RETURN_NOT_OK(writer_->Finish());
      writer_.reset();
      finished_bytes_ = bytes_before_ + file_->bytes_written();
      finished_rows_ += job.part.rows.count;
      file_ = nullptr;
      ARROW_RETURN_NOT_OK(sink_->FinishPart());
      ++result_.files;
    }
    ReportProgress(job);
    return arrow::Status::OK();
  }

  void ReportProgress(const Job& job) {
    result_.bytes =
        file_ == nullptr ? finished_bytes_ : bytes_before_ + file_->bytes_written();
    result_.rows = finished_rows_;
    if (file_ != nullptr) {
      // Units of a part are alike, so their number tells the rows well enough.
      result_.rows += static_cast<int64_t>(static_cast<double>(job.part.rows.count) *
                                           static_cast<double>(job.number + 1) /
                                           static_cast<double>(job.units));
    }
    if (options_.observer == nullptr) return;
    options_.observer->OnProgress(
        {result_.rows, options_.total_rows, result_.bytes, result_.files});
  }

  // Exceptions end here: of memory, and of libraries below.
  template <typename Work>
  static arrow::Status Guard(Work work) {
    return Guarded(work, "; use fewer threads or a smaller rowGroupSize");
  }

  PartFormat* format_;
  const NextPart& next_part_;
  const PipelineOptions& options_;
  PartSink* sink_;
  PipelineResult& result_;
  JobPool pool_;

  // Of the source.
  int64_t unit_ = 0;
  int64_t units_ = 0;
  PartTask current_;
  arrow::Status prepared_;  // The latest unit's; none comes after a failure.

  // Of the ordered end.
  OutputFile* file_ = nullptr;
  std::unique_ptr<PartWriter> writer_;
  int64_t finished_bytes_ = 0;
  int64_t bytes_before_ = 0;  // Plus those of the open file: all so far.
  int64_t finished_rows_ = 0;
  arrow::Status status_;
  std::atomic<bool> failed_ = false;
};

}  // namespace

arrow::Status WriteParts(PartFormat* format, const NextPart& next_part,
                         const PipelineOptions& options, PartSink* sink,
                         PipelineResult* result) {
  return Pipeline(format, next_part, options, sink, result).Run();
}

}  // namespace rand_engine
