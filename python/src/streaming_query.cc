#include "streaming_query.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "arguments.h"
#include "errors.h"
#include "interruptible_run.h"
#include "rand_engine/error.h"
#include "text.h"
#include "unfinished_work.h"

namespace nb = nanobind;

namespace rand_engine::python {
namespace {

constexpr double kForever = std::numeric_limits<double>::infinity();

double MonotonicSeconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

/// Owns the streams that are under way: a handle may be dropped.
class Streams {
 public:
  // False if none may begin any more.
  bool Add(std::shared_ptr<StreamingQuery> query) {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    std::erase_if(streams_, [](const auto& stream) { return !stream->is_active(); });
    streams_.push_back(std::move(query));
    return true;
  }

  void StopAndWait() {
    // A child of fork has the list, but none of the threads.
    if (getpid() != process_) return;
    const std::lock_guard lock(mutex_);
    closed_ = true;
    for (const auto& stream : streams_) stream->request_stop();
    for (const auto& stream : streams_) stream->await_termination();
  }

 private:
  const pid_t process_ = getpid();
  std::mutex mutex_;
  std::vector<std::shared_ptr<StreamingQuery>> streams_;
  bool closed_ = false;
};

// Never destroyed: threads may outlive static objects.
Streams& AllStreams() {
  static auto* streams = new Streams;
  return *streams;
}

void StopWithoutGil(StreamingQuery* query) {
  const nb::gil_scoped_release released;
  query->stop();
}

bool AwaitWithoutGil(StreamingQuery* query, double seconds) {
  const nb::gil_scoped_release released;
  return query->await_termination(seconds);
}

// Wait for the end, at most so many seconds, looking after signals and serving `calls`
// (may be null). True if it has ended.
bool AwaitInterruptibly(StreamingQuery* query, double seconds,
                        PythonCalls* calls = nullptr) {
  const UnfinishedWork caller;
  const double deadline = MonotonicSeconds() + seconds;
  // What has ended is not waited for: at Python's end the GIL might not come back.
  while (query->is_active()) {
    const double left = deadline - MonotonicSeconds();
    if (left <= 0) return false;
    const double slice = std::min(left, kSignalSeconds);
    calls == nullptr ? static_cast<void>(AwaitWithoutGil(query, slice))
                     : calls->Serve(slice);
    if (PyErr_CheckSignals() != 0) throw nb::python_error();
  }
  return true;
}

// Warn at the line that called start: two Python frames up.
void Warn(const std::vector<std::string>& messages, size_t first) {
  if (messages.size() <= first) return;
  const nb::object warn = nb::module_::import_("warnings").attr("warn");
  const nb::object category =
      nb::module_::import_("rand_engine.errors").attr("RandEngineWarning");
  for (size_t i = first; i < messages.size(); ++i) {
    warn(DecodeText(messages[i]), category, 2);
  }
}

}  // namespace

StreamingQueryCore StreamingQueryCore::Start(const StreamWriter& writer,
                                             const std::string& path,
                                             std::shared_ptr<PythonCalls> calls) {
  const UnfinishedWork caller;
  using Query = std::shared_ptr<StreamingQuery>;
  // On a thread that leaves signals to Python's, as its children do.
  const Query query = RunInterruptibly<Query>(
      [writer, path](const StopToken& stop) -> arrow::Result<Query> {
        ARROW_ASSIGN_OR_RAISE(Query begun, writer.start_in_background(path));
        // Nobody waits for it any more; it ends on this thread, not on the caller's.
        if (stop.stop_requested()) return StoppedError();
        return begun;
      },
      calls);
  const auto stop = [&] {
    if (calls != nullptr) calls->Refuse();
    StopWithoutGil(query.get());
  };
  if (!AllStreams().Add(query)) {
    stop();
    Raise(PythonIsEnding());
  }
  try {
    Warn(query->warnings(), 0);
  } catch (nb::python_error&) {
    // Warnings may be errors.
    stop();
    throw;
  }
  return StreamingQueryCore(query, std::move(calls));
}

void StreamingQueryCore::LetThreadsServe() const {
  if (calls_ != nullptr) calls_->LetThreadsServe();
}

StreamReport StreamingQueryCore::AwaitReport() const {
  try {
    AwaitInterruptibly(query_.get(), kForever, calls_.get());
  } catch (nb::python_error&) {
    query_->request_stop();
    if (calls_ != nullptr) calls_->Refuse();
    AwaitWithoutGil(query_.get(), kGraceSeconds);
    throw;
  }
  StreamReport report = ValueOrRaise(query_->report());
  Warn(report.warnings, query_->warnings().size());
  return report;
}

bool StreamingQueryCore::InChild() const { return getpid() != process_; }

bool StreamingQueryCore::AwaitTermination(nb::handle timeout) const {
  const UnfinishedWork caller;
  if (InChild()) {
    Raise(
        WriteError("the stream belongs to the parent process, which alone can wait for "
                   "its end"));
  }
  double seconds = kForever;
  if (!timeout.is_none()) {
    seconds = ToNumber(timeout, "timeout", "5.0");
    if (!(seconds >= 0)) {
      RaiseOptionError("timeout must be a number of seconds from 0 on, or None, got " +
                       Describe(timeout));
    }
  }
  if (calls_ != nullptr && calls_->IsServing()) {
    RaiseOptionError(
        "await_termination: a function of the stream cannot wait for its end; call "
        "stop(), "
        "which then only asks for it");
  }
  if (!AwaitInterruptibly(query_.get(), seconds)) return false;
  RaiseIfFailed(query_->exception());
  return true;
}

void StreamingQueryCore::Stop() const {
  if (InChild()) return;
  const UnfinishedWork caller;
  query_->request_stop();
  // Its own function, which it waits for, cannot wait for it.
  if (calls_ != nullptr && calls_->IsServing()) return;
  AwaitInterruptibly(query_.get(), kForever);
}

nb::object StreamingQueryCore::exception() const {
  const arrow::Status status = query_->exception();
  return status.ok() ? nb::none() : ToException(status);
}

nb::object StreamingQueryCore::report() const {
  const arrow::Result<StreamReport> report = query_->report();
  return report.ok() ? nb::cast(*report) : nb::none();
}

void StopAllStreams() {
  const nb::gil_scoped_release released;
  AllStreams().StopAndWait();
}

void BindStreamingQuery(nb::module_& module) {
  nb::class_<StreamingQueryCore>(module, "StreamingQueryCore",
                                 "The native half of rand_engine.StreamingQuery.")
      .def("await_termination", &StreamingQueryCore::AwaitTermination,
           nb::arg("timeout").none(),
           nb::sig("def await_termination(self, timeout: object | None) -> bool"),
           "Wait for the end, at most so many seconds; raise what it failed with.")
      .def("stop", &StreamingQueryCore::Stop, "Stop and wait for the end.")
      .def_prop_ro("status", &StreamingQueryCore::status, "How far it is.")
      .def_prop_ro("exception", &StreamingQueryCore::exception,
                   nb::sig("def exception(self) -> Exception | None"),
                   "What it failed with.")
      .def_prop_ro("report", &StreamingQueryCore::report,
                   nb::sig("def report(self) -> StreamReport | None"),
                   "What it did, after a good end.");
}

}  // namespace rand_engine::python
