// A clock that jumps, and the spec and writer that the tests of streams share.
#pragma once

#include <arrow/result.h>
#include <arrow/status.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "rand_engine/run/clock.h"
#include "rand_engine/stream.h"
#include "rand_engine/write/testing/scratch_directory.h"

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

/// The names in a directory, none if it is not there.
inline std::vector<std::string> SortedNamesIn(const std::string& directory) {
  std::vector<std::string> names;
  if (!std::filesystem::exists(directory)) return names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    names.push_back(entry.path().filename());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// A place and a clock for streams.
class StreamTest : public testing::Test {
 protected:
  /// The report of a stream that must not fail.
  StreamReport Start(const StreamWriter& writer, const std::string& name = "out") {
    const auto report = writer.start(scratch_ / name);
    EXPECT_TRUE(report.ok()) << report.status().ToString();
    return report.ok() ? *report : StreamReport{};
  }

  /// The message of a stream that must fail before anything has changed.
  std::string ErrorOf(const StreamWriter& writer, const std::string& name = "out") {
    const DirectoryContent before = scratch_.Content();
    const auto report = writer.start(scratch_ / name);
    EXPECT_EQ(scratch_.Content(), before);
    return report.ok() ? "OK" : report.status().message();
  }

  ScratchDirectory scratch_;
  FakeClock clock_;
};

}  // namespace rand_engine
