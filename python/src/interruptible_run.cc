#include "interruptible_run.h"

#include <nanobind/nanobind.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <exception>
#include <memory>
#include <mutex>
#include <new>
#include <optional>
#include <string>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "errors.h"
#include "rand_engine/error.h"

namespace nb = nanobind;

namespace rand_engine::python {
namespace {

using Clock = std::chrono::steady_clock;

// How often signals are looked after, and how long a run that was stopped may take to put
// things in order before its caller goes on without it: together below the tenth of a
// second in which Ctrl-C is answered. (A compression library at its highest level cannot
// be interrupted for longer than that.)
constexpr std::chrono::milliseconds kSignalInterval(20);
constexpr std::chrono::milliseconds kGracePeriod(50);

/// One piece of work, shared by the thread that does it and the caller that waits.
class Run {
 public:
  explicit Run(std::function<arrow::Status(const StopToken& stop)> work)
      : work_(std::move(work)) {}

  void RequestStop() const { stop_.RequestStop(); }

  void Do() {
    arrow::Status status = Work();
    work_ = nullptr;
    const std::lock_guard lock(mutex_);
    status_ = std::move(status);
    done_ = true;
    finished_.notify_one();
  }

  // True if the work is done, false after kSignalInterval.
  bool Wait() {
    std::unique_lock lock(mutex_);
    return finished_.wait_for(lock, kSignalInterval, [this] { return done_; });
  }

  // REQUIRES: the work is done.
  arrow::Status TakeStatus() { return std::move(status_); }

 private:
  arrow::Status Work() {
    try {
      return work_(stop_);
    } catch (const std::bad_alloc&) {
      return arrow::Status::OutOfMemory("out of memory");
    } catch (const std::exception& error) {
      return WriteError(std::string("unexpected failure: ") + error.what());
    }
  }

  const StopToken stop_;
  std::function<arrow::Status(const StopToken& stop)> work_;
  std::mutex mutex_;
  std::condition_variable finished_;
  bool done_ = false;
  arrow::Status status_;
};

/// The runs that are under way, in all of Python's threads: each stands here once for the
/// thread that does it and once for the caller.
class RunningRuns {
 public:
  // False if no run may begin any more.
  bool Add(const Run& run) {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    running_.push_back(&run);
    return true;
  }

  void Remove(const Run& run) {
    const std::lock_guard lock(mutex_);
    running_.erase(std::find(running_.begin(), running_.end(), &run));
    if (running_.empty()) none_left_.notify_all();
  }

  void StopAndWait() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    for (const Run* run : running_) run->RequestStop();
    none_left_.wait(lock, [this] { return running_.empty(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_left_;
  std::vector<const Run*> running_;
  bool closed_ = false;
};

// Never destroyed: threads may outlive static objects.
RunningRuns& Runs() {
  static auto* runs = new RunningRuns;
  return *runs;
}

/// Counts a run for as long as it lives. The caller's lives until the caller has left
/// C++, exceptions included: making one runs Python code, which may hand over the GIL,
/// and a thread that asks for it back at the interpreter's end is torn out of its C++
/// frames.
class Registration {
 public:
  explicit Registration(std::shared_ptr<Run> run)
      : run_(std::move(run)), accepted_(Runs().Add(*run_)) {}
  ~Registration() {
    if (accepted_) Runs().Remove(*run_);
  }
  Registration(const Registration&) = delete;
  Registration& operator=(const Registration&) = delete;

  bool accepted() const { return accepted_; }

 private:
  std::shared_ptr<Run> run_;
  bool accepted_;
};

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

arrow::Status StartThread(const std::shared_ptr<Run>& run) {
  auto registration = std::make_shared<Registration>(run);
  if (!registration->accepted()) {
    return arrow::Status::Cancelled("Python is ending; no run can begin any more");
  }
  const SignalsBlocked blocked;
  try {
    // Detached, because a caller may go on before the work has ended; the registration
    // makes Python's exit wait for it.
    std::thread([run, registration = std::move(registration)] { run->Do(); }).detach();
  } catch (const std::system_error& error) {
    return WriteError("cannot start a thread", error.code().value());
  }
  return arrow::Status::OK();
}

bool WaitWithoutGil(Run* run) {
  const nb::gil_scoped_release released;
  return run->Wait();
}

}  // namespace

void DoInterruptibly(std::function<arrow::Status(const StopToken& stop)> work) {
  const auto run = std::make_shared<Run>(std::move(work));
  const Registration caller(run);
  RaiseIfFailed(StartThread(run));
  std::optional<nb::python_error> interruption;
  Clock::time_point end_of_grace = Clock::time_point::max();
  while (!WaitWithoutGil(run.get())) {
    if (Clock::now() >= end_of_grace) throw std::move(*interruption);
    if (interruption || PyErr_CheckSignals() == 0) continue;
    interruption.emplace();
    run->RequestStop();
    end_of_grace = Clock::now() + kGracePeriod;
  }
  if (interruption) throw std::move(*interruption);
  RaiseIfFailed(run->TakeStatus());
}

void StopAllRuns() {
  const nb::gil_scoped_release released;
  Runs().StopAndWait();
}

}  // namespace rand_engine::python
