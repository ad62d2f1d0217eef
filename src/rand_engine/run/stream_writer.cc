#include <arrow/result.h>
#include <arrow/status.h>

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/run/clock.h"
#include "rand_engine/run/guarded.h"
#include "rand_engine/run/run_request.h"
#include "rand_engine/run/stream_run.h"
#include "rand_engine/stream.h"
#include "rand_engine/write/file_system.h"

namespace rand_engine {

/// Passes on what a stream tells, and keeps its status.
class StreamingQuery::Impl final : public Observer {
 public:
  explicit Impl(Observer* observer, StopToken stop_token)
      : observer_(observer), stop_token_(std::move(stop_token)) {}

  ~Impl() override {
    stop_token_.RequestStop();
    if (thread_.joinable()) thread_.join();
  }

  arrow::Status Start(std::unique_ptr<StreamRun> run) {
    run_ = std::move(run);
    warnings_ = run_->warnings();
    status_.is_active = true;
    try {
      thread_ = std::thread([this] { Work(); });
    } catch (const std::system_error& error) {
      return WriteError("cannot start a thread", error.code().value());
    }
    return arrow::Status::OK();
  }

  void RequestStop() { stop_token_.RequestStop(); }

  bool AwaitTermination(std::optional<double> seconds) {
    std::unique_lock lock(mutex_);
    const auto ended = [this] { return !status_.is_active; };
    // Longer than this the standard library cannot wait.
    constexpr double kLongestSeconds = 1e9;
    if (!seconds || *seconds > kLongestSeconds) {
      ended_.wait(lock, ended);
      return true;
    }
    return ended_.wait_for(lock, std::chrono::duration<double>(*seconds), ended);
  }

  StreamStatus status() {
    const std::lock_guard lock(mutex_);
    return status_;
  }

  arrow::Result<StreamReport> report() {
    const std::lock_guard lock(mutex_);
    return report_;
  }

  const std::vector<std::string>& warnings() const { return warnings_; }

  void OnFile(const StreamFile& file) override {
    {
      const std::lock_guard lock(mutex_);
      ++status_.files;
      status_.rows += file.rows;
      status_.bytes += file.bytes;
      if (file.was_late) ++status_.late_files;
      status_.last_file = file.path;
    }
    if (observer_ != nullptr) observer_->OnFile(file);
  }

  void OnProgress(const Progress& progress) override {
    {
      const std::lock_guard lock(mutex_);
      status_.rows = progress.rows;
      status_.bytes = progress.bytes;
    }
    if (observer_ != nullptr) observer_->OnProgress(progress);
  }

  void OnUnitStart() override {
    if (observer_ != nullptr) observer_->OnUnitStart();
  }

 private:
  void Work() {
    arrow::Result<StreamReport> report = Guarded([this] { return run_->Run(); });
    run_.reset();
    const std::lock_guard lock(mutex_);
    report_ = std::move(report);
    status_.is_active = false;
    ended_.notify_all();
  }

  Observer* observer_;
  StopToken stop_token_;
  std::unique_ptr<StreamRun> run_;
  std::vector<std::string> warnings_;
  std::mutex mutex_;
  std::condition_variable ended_;
  StreamStatus status_;
  arrow::Result<StreamReport> report_ =
      OptionError("the stream is still running; wait for its end first");
  std::thread thread_;
};

StreamingQuery::StreamingQuery(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StreamingQuery::~StreamingQuery() = default;

void StreamingQuery::request_stop() { impl_->RequestStop(); }

void StreamingQuery::stop() {
  impl_->RequestStop();
  impl_->AwaitTermination(std::nullopt);
}

bool StreamingQuery::await_termination(std::optional<double> timeout_seconds) {
  return impl_->AwaitTermination(timeout_seconds);
}

bool StreamingQuery::is_active() const { return impl_->status().is_active; }
StreamStatus StreamingQuery::status() const { return impl_->status(); }
const std::vector<std::string>& StreamingQuery::warnings() const {
  return impl_->warnings();
}

arrow::Status StreamingQuery::exception() const {
  return is_active() ? arrow::Status::OK() : impl_->report().status();
}

arrow::Result<StreamReport> StreamingQuery::report() const { return impl_->report(); }

StreamWriter::StreamWriter(DataGenerator generator)
    : generator_(std::move(generator)),
      file_system_(PosixFileSystem()),
      clock_(SystemClock()) {}

StreamWriter& StreamWriter::size(int64_t rows) {
  size_ = rows;
  return *this;
}

StreamWriter& StreamWriter::format(std::string name) {
  format_ = std::move(name);
  return *this;
}

StreamWriter& StreamWriter::mode(std::string name) {
  mode_ = std::move(name);
  return *this;
}

StreamWriter& StreamWriter::option(std::string key, OptionValue value) {
  options_.emplace_back(std::move(key), std::move(value));
  return *this;
}

StreamWriter& StreamWriter::options(
    std::vector<std::pair<std::string, OptionValue>> list) {
  for (auto& entry : list) options_.push_back(std::move(entry));
  return *this;
}

StreamWriter& StreamWriter::trigger(Trigger trigger) {
  if (trigger.frequency) trigger_.frequency = std::move(trigger.frequency);
  trigger_.once = trigger_.once || trigger.once;
  trigger_.available_now = trigger_.available_now || trigger.available_now;
  return *this;
}

StreamWriter& StreamWriter::tables(std::vector<std::string> names) {
  tables_ = std::move(names);
  return *this;
}

StreamWriter& StreamWriter::fixed(std::vector<std::string> names) {
  fixed_ = std::move(names);
  return *this;
}

StreamWriter& StreamWriter::transform(std::shared_ptr<BatchTransform> transform) {
  transform_ = std::move(transform);
  return *this;
}

StreamWriter& StreamWriter::next_inputs(NextFileInputs next_inputs) {
  next_inputs_ = std::move(next_inputs);
  return *this;
}

StreamWriter& StreamWriter::observer(Observer* observer) {
  observer_ = observer;
  return *this;
}

StreamWriter& StreamWriter::stop_token(StopToken token) {
  stop_token_ = std::move(token);
  return *this;
}

StreamWriter& StreamWriter::file_system(FileSystem* file_system) {
  file_system_ = file_system;
  return *this;
}

StreamWriter& StreamWriter::clock(Clock* clock) {
  clock_ = clock;
  return *this;
}

arrow::Result<RunRequest> StreamWriter::MakeRequest(const std::string& path) const {
  ARROW_ASSIGN_OR_RAISE(const Spec spec, generator_.spec_);
  if (generator_.plan_source_ != nullptr) {
    return OptionError(
        "a table of a dataset is streamed by the dataset, whose other tables decide its "
        "keys: Dataset(spec).writeStream().tables({\"orders\"})");
  }
  RunRequest request{spec,        generator_.seed_, {},    observer_,
                     stop_token_, file_system_,     clock_};
  request.transform = transform_;
  request.next_inputs = next_inputs_;
  request.output.path = path;
  request.output.format = format_;
  request.output.mode = mode_;
  request.output.options = options_;
  request.output.driver = Driver::kStream;
  request.output.rows = size_.value_or(generator_.size_);
  request.output.rows_were_said = size_.has_value();
  request.output.trigger = trigger_;
  if (dataset_seed_) {
    ARROW_ASSIGN_OR_RAISE(Seed seed, *dataset_seed_);
    request.tables = StreamedTables{tables_, fixed_, std::move(seed)};
  }
  return request;
}

arrow::Result<StreamReport> StreamWriter::start(const std::string& path) const {
  ARROW_ASSIGN_OR_RAISE(RunRequest request, MakeRequest(path));
  return Guarded([&]() -> arrow::Result<StreamReport> {
    ARROW_ASSIGN_OR_RAISE(const auto run, StreamRun::Prepare(std::move(request)));
    return run->Run();
  });
}

arrow::Result<std::unique_ptr<StreamingQuery>> StreamWriter::start_in_background(
    const std::string& path) const {
  ARROW_ASSIGN_OR_RAISE(RunRequest request, MakeRequest(path));
  // A writer may start many; each is stopped alone.
  request.stop_token = StopToken();
  auto impl = std::make_unique<StreamingQuery::Impl>(observer_, request.stop_token);
  request.observer = impl.get();
  ARROW_ASSIGN_OR_RAISE(auto run,
                        Guarded([&] { return StreamRun::Prepare(std::move(request)); }));
  ARROW_RETURN_NOT_OK(impl->Start(std::move(run)));
  return std::make_unique<StreamingQuery>(std::move(impl));
}

arrow::Result<WritePreview> StreamWriter::dry_run(const std::string& path) const {
  ARROW_ASSIGN_OR_RAISE(RunRequest request, MakeRequest(path));
  return Guarded([&]() -> arrow::Result<WritePreview> {
    ARROW_ASSIGN_OR_RAISE(const auto run, StreamRun::Prepare(std::move(request)));
    return run->Preview();
  });
}

}  // namespace rand_engine
