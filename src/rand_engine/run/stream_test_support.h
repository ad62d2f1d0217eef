// A clock that jumps, and the spec and writer that the tests of streams share.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "rand_engine/run/clock.h"
#include "rand_engine/stream.h"

namespace rand_engine {

/// Time passes only by sleeping, and by `Pass`. `on_sleep` is called with each deadline
/// before the jump to it.
class FakeClock final : public Clock {
 public:
  static constexpr int64_t kSecond = 1'000'000'000;

  int64_t MonotonicNanos() const override { return monotonic_; }
  int64_t WallMicros() const override { return wall_us_ + monotonic_ / 1000; }

  bool SleepUntil(int64_t deadline, const StopToken& stop_token) override {
    deadlines.push_back(deadline);
    if (on_sleep) on_sleep(deadline);
    if (stop_token.stop_requested()) return false;
    monotonic_ = std::max(monotonic_, deadline);
    return true;
  }

  void Pass(int64_t nanos) { monotonic_ += nanos; }
  /// Somebody sets the clock on the wall.
  void MoveWall(int64_t micros) { wall_us_ += micros; }

  std::function<void(int64_t)> on_sleep;
  std::vector<int64_t> deadlines;

 private:
  int64_t monotonic_ = 5 * kSecond;
  int64_t wall_us_ = 1'700'000'000'000'000;
};

/// Collects the files of a stream.
class FileObserver final : public Observer {
 public:
  void OnFile(const StreamFile& file) override {
    files.push_back(file);
    if (on_file) on_file(file);
  }

  std::vector<StreamFile> files;
  std::function<void(const StreamFile&)> on_file;
};

}  // namespace rand_engine
