#include "interruptible_run.h"

#include <nanobind/nanobind.h>

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

#include "errors.h"
#include "rand_engine/error.h"
#include "unfinished_work.h"

namespace nb = nanobind;

namespace rand_engine::python {
namespace {

using Clock = std::chrono::steady_clock;

using Seconds = std::chrono::duration<double>;

/// One piece of work, shared by the thread that does it and the caller that waits.
class Run {
 public:
  Run(std::function<arrow::Status(const StopToken& stop)> work,
      std::shared_ptr<PythonCalls> calls)
      : calls_(std::move(calls)), work_(std::move(work)) {}

  const StopToken& stop_token() const { return stop_; }

  void Do() {
    arrow::Status status = Work();
    work_ = nullptr;
    const std::lock_guard lock(mutex_);
    status_ = std::move(status);
    done_ = true;
    finished_.notify_one();
    if (calls_ != nullptr) calls_->Wake();
  }

  // True if the work is done, false after kSignalSeconds or a call. REQUIRES: the GIL.
  bool WaitAndServe() {
    if (calls_ != nullptr) {
      calls_->Serve(kSignalSeconds);
      const std::lock_guard lock(mutex_);
      return done_;
    }
    const nb::gil_scoped_release released;
    std::unique_lock lock(mutex_);
    return finished_.wait_for(lock, Seconds(kSignalSeconds), [this] { return done_; });
  }

  void Stop() {
    stop_.RequestStop();
    if (calls_ != nullptr) calls_->Refuse();
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
  const std::shared_ptr<PythonCalls> calls_;
  std::function<arrow::Status(const StopToken& stop)> work_;
  std::mutex mutex_;
  std::condition_variable finished_;
  bool done_ = false;
  arrow::Status status_;
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
  auto unfinished = std::make_shared<UnfinishedWork>(run->stop_token());
  if (!unfinished->accepted()) return PythonIsEnding();
  const SignalsBlocked blocked;
  try {
    // Detached, because a caller may go on before the work has ended; Python's exit
    // waits for it.
    std::thread([run, unfinished = std::move(unfinished)] { run->Do(); }).detach();
  } catch (const std::system_error& error) {
    return WriteError("cannot start a thread", error.code().value());
  }
  return arrow::Status::OK();
}

}  // namespace

void DoInterruptibly(std::function<arrow::Status(const StopToken& stop)> work,
                     std::shared_ptr<PythonCalls> calls) {
  const auto run = std::make_shared<Run>(std::move(work), std::move(calls));
  const UnfinishedWork caller(run->stop_token());
  RaiseIfFailed(StartThread(run));
  std::optional<nb::python_error> interruption;
  Clock::time_point end_of_grace = Clock::time_point::max();
  while (!run->WaitAndServe()) {
    if (Clock::now() >= end_of_grace) throw std::move(*interruption);
    if (interruption || PyErr_CheckSignals() == 0) continue;
    interruption.emplace();
    run->Stop();
    end_of_grace = Clock::now() +
                   std::chrono::duration_cast<Clock::duration>(Seconds(kGraceSeconds));
  }
  if (interruption) throw std::move(*interruption);
  RaiseIfFailed(run->TakeStatus());
}

}  // namespace rand_engine::python
