// The user's Python functions, called from the engine's threads.
#pragma once

#include <arrow/status.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace rand_engine::python {

/// Hands calls over to the Python thread that waits for the run: there the user's
/// functions find what belongs to their thread, and Ctrl-C. A stream in the background
/// has no such thread; its own ones do the calls then.
class PythonCalls {
 public:
  /// Have `call` done with the GIL, and wait. What it raises becomes a status that
  /// RaiseIfFailed raises again; StoppedError once calls are refused.
  /// REQUIRES: a thread of the engine, without the GIL; one at a time.
  arrow::Status Do(const std::function<arrow::Status()>& call);

  /// Wait for a call, at most so many seconds and without the GIL, and do it.
  /// REQUIRES: the GIL.
  void Serve(double seconds);

  /// Let Serve return; from any thread.
  void Wake();

  /// Nobody serves from now on: threads that call take the GIL. REQUIRES: the GIL.
  void LetThreadsServe();

  /// Nobody serves from now on, and calls fail.
  void Refuse();

  /// True if the calling thread is doing one of the calls.
  bool IsServing() const { return serving_ == std::this_thread::get_id(); }

 private:
  arrow::Status DoCall(const std::function<arrow::Status()>& call);
  void DoPending();

  std::mutex mutex_;
  std::atomic<std::thread::id> serving_ = std::thread::id();
  std::condition_variable wanted_;
  std::condition_variable answered_;
  const std::function<arrow::Status()>* pending_ = nullptr;
  arrow::Status answer_;
  bool woken_ = false;
  bool threads_serve_ = false;
  bool refused_ = false;
};

}  // namespace rand_engine::python
