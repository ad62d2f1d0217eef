#include "python_calls.h"

#include <nanobind/nanobind.h>

#include <chrono>
#include <exception>
#include <string>
#include <utility>

#include "errors.h"
#include "rand_engine/error.h"

namespace nb = nanobind;

namespace rand_engine::python {
arrow::Status PythonCalls::DoCall(const std::function<arrow::Status()>& call) {
  const auto before = serving_.exchange(std::this_thread::get_id());
  arrow::Status status;
  try {
    status = call();
  } catch (nb::python_error& error) {
    status = PythonFailure(std::move(error));
  } catch (const std::exception& error) {
    status = WriteError(std::string("unexpected failure: ") + error.what());
  }
  serving_ = before;
  return status;
}

arrow::Status PythonCalls::Do(const std::function<arrow::Status()>& call) {
  std::unique_lock lock(mutex_);
  if (!refused_ && !threads_serve_) {
    pending_ = &call;
    wanted_.notify_all();
    answered_.wait(lock, [this] { return pending_ == nullptr || refused_; });
    if (pending_ == nullptr) return std::move(answer_);
    pending_ = nullptr;
  }
  if (refused_) return StoppedError();
  lock.unlock();
  const nb::gil_scoped_acquire acquired;
  return DoCall(call);
}

void PythonCalls::Serve(double seconds) {
  {
    const nb::gil_scoped_release released;
    std::unique_lock lock(mutex_);
    wanted_.wait_for(lock, std::chrono::duration<double>(seconds),
                     [this] { return pending_ != nullptr || woken_; });
    woken_ = false;
  }
  DoPending();
}

void PythonCalls::Wake() {
  const std::lock_guard lock(mutex_);
  woken_ = true;
  wanted_.notify_all();
}

void PythonCalls::LetThreadsServe() {
  {
    const std::lock_guard lock(mutex_);
    threads_serve_ = true;
  }
  DoPending();
}

void PythonCalls::Refuse() {
  const std::lock_guard lock(mutex_);
  refused_ = true;
  answered_.notify_all();
}

void PythonCalls::DoPending() {
  const std::function<arrow::Status()>* call;
  {
    const std::lock_guard lock(mutex_);
    call = refused_ ? nullptr : pending_;
  }
  if (call == nullptr) return;
  arrow::Status answer = DoCall(*call);
  const std::lock_guard lock(mutex_);
  answer_ = std::move(answer);
  pending_ = nullptr;
  answered_.notify_all();
}

}  // namespace rand_engine::python
