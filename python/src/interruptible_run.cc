#include "interruptible_run.h"

#include <nanobind/nanobind.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <exception>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <thread>
#include <vector>

#include "errors.h"
#include "rand_engine/error.h"

namespace nb = nanobind;

namespace rand_engine::python {
namespace {

// How often signals are looked after: far below the tenth of a second in which Ctrl-C
// stops a run.
constexpr std::chrono::milliseconds kSignalInterval(20);

/// The runs that are under way, in all of Python's threads.
class RunningRuns {
 public:
  // False if no run may begin any more.
  bool Add(const StopToken& stop) {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    running_.push_back(&stop);
    return true;
  }

  void Remove(const StopToken& stop) {
    const std::lock_guard lock(mutex_);
    running_.erase(std::find(running_.begin(), running_.end(), &stop));
    if (running_.empty()) none_left_.notify_all();
  }

  void StopAndWait() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    for (const StopToken* stop : running_) stop->RequestStop();
    none_left_.wait(lock, [this] { return running_.empty(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_left_;
  std::vector<const StopToken*> running_;
  bool closed_ = false;
};

// Never destroyed: threads may outlive static objects.
RunningRuns& Runs() {
  static auto* runs = new RunningRuns;
  return *runs;
}

/// While it lives, threads that are started leave the signals that a process may be sent
/// to the threads of Python.
class SignalsBlocked {
 public:
  SignalsBlocked() {
    sigset_t blocked;
    sigfillset(&blocked);
    for (int fault : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP}) {
      sigdelset(&blocked, fault);
    }
    pthread_sigmask(SIG_BLOCK, &blocked, &before_);
  }
  ~SignalsBlocked() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
  SignalsBlocked(const SignalsBlocked&) = delete;
  SignalsBlocked& operator=(const SignalsBlocked&) = delete;

 private:
  sigset_t before_;
};

/// A thread that does one piece of work.
class Worker {
 public:
  explicit Worker(std::function<arrow::Status()> work) : work_(std::move(work)) {}

  arrow::Status Start() {
    const SignalsBlocked blocked;
    try {
      thread_ = std::thread([this] { Run(); });
    } catch (const std::system_error& error) {
      return WriteError("cannot start a thread", error.code().value());
    }
    return arrow::Status::OK();
  }

  // True if the work is done, false after kSignalInterval.
  bool Wait() {
    std::unique_lock lock(mutex_);
    return finished_.wait_for(lock, kSignalInterval, [this] { return done_; });
  }

  arrow::Status Join() {
    thread_.join();
    return std::move(status_);
  }

 private:
  void Run() {
    arrow::Status status = Work();
    const std::lock_guard lock(mutex_);
    status_ = std::move(status);
    done_ = true;
    finished_.notify_one();
  }

  arrow::Status Work() {
    try {
      return work_();
    } catch (const std::bad_alloc&) {
      return arrow::Status::OutOfMemory("out of memory");
    } catch (const std::exception& error) {
      return WriteError(std::string("unexpected failure: ") + error.what());
    }
  }

  std::function<arrow::Status()> work_;
  std::thread thread_;
  std::mutex mutex_;
  std::condition_variable finished_;
  bool done_ = false;
  arrow::Status status_;
};

bool WaitWithoutGil(Worker* worker) {
  const nb::gil_scoped_release released;
  return worker->Wait();
}

/// Counts a run until its caller has left C++, exceptions included: making one runs
/// Python code, which may hand over the GIL, and a thread that asks for it back at the
/// interpreter's end is torn out of its C++ frames.
class Registration {
 public:
  explicit Registration(const StopToken& stop)
      : stop_(stop), accepted_(Runs().Add(stop)) {}
  ~Registration() {
    if (accepted_) Runs().Remove(stop_);
  }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

  bool accepted() const { return accepted_; }

 private:
  const StopToken& stop_;
  bool accepted_;
};

}  // namespace

void RunInterruptibly(const std::function<arrow::Status(const StopToken& stop)>& work) {
  const StopToken stop;
  const Registration registration(stop);
  if (!registration.accepted()) {
    RaiseIfFailed(
        arrow::Status::Cancelled("Python is ending; no run can begin any more"));
  }
  Worker worker([&] { return work(stop); });
  RaiseIfFailed(worker.Start());
  std::optional<nb::python_error> interruption;
  while (!WaitWithoutGil(&worker)) {
    if (interruption || PyErr_CheckSignals() == 0) continue;
    interruption.emplace();
    stop.RequestStop();
  }
  const arrow::Status status = worker.Join();
  if (interruption) throw std::move(*interruption);
  RaiseIfFailed(status);
}

void StopAllRuns() {
  const nb::gil_scoped_release released;
  Runs().StopAndWait();
}

}  // namespace rand_engine::python
