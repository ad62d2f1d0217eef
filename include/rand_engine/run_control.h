// Watching a run and stopping it.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>

namespace rand_engine {

/// A flag shared by its copies. RequestStop may be called from any thread and from a
/// signal handler; the run ends within the unit of work in hand and leaves the earlier
/// data.
class StopToken {
 public:
  StopToken() : requested_(std::make_shared<std::atomic<bool>>(false)) {}
  void RequestStop() const { requested_->store(true, std::memory_order_relaxed); }
  bool stop_requested() const { return requested_->load(std::memory_order_relaxed); }

 private:
  std::shared_ptr<std::atomic<bool>> requested_;
};

/// How far a run is.
struct Progress {
  int64_t rows = 0;        ///< written so far
  int64_t total_rows = 0;  ///< of the whole run
  int64_t bytes = 0;       ///< written so far, after compression
  int64_t files = 0;       ///< finished so far
};

/// One file of a stream that has become visible.
struct StreamFile {
  std::string path;
  int64_t rows = 0;
  int64_t bytes = 0;
  double due_seconds = 0;   ///< its tick, after the start of this run
  double late_seconds = 0;  ///< from its tick until it was visible, >= 0
  bool was_late = false;    ///< it was not ready at its tick
};

/// What a run tells while it works. The engine itself prints nothing.
class Observer {
 public:
  virtual ~Observer() = default;

  /// After each piece that was written; never from two threads at once.
  virtual void OnProgress(const Progress& /*progress*/) {}

  /// After each file of a stream.
  virtual void OnFile(const StreamFile& /*file*/) {}

  /// Before each unit of work, on the thread that does it: from many threads at once.
  virtual void OnUnitStart() {}
};

}  // namespace rand_engine
