// The line that shows how far a run is.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "rand_engine/run_control.h"
#include "rand_engine/stream.h"

namespace rand_engine::cli {

/// "12,345,678 of 50,000,000 rows (24 %), 1.2 GB, 18.2 M rows/s, 2.1 s left".
std::string ProgressText(const Progress& progress, double seconds);

/// What is known of a stream of files before its first.
struct FileSchedule {
  int64_t files = 0;                ///< of this run
  std::optional<double> frequency;  ///< seconds from file to file; nullopt = at once
  double length = 0;                ///< seconds from the first file to the end
};

/// "12 of 60 files, 1,200 rows, 81.3 kB, next in 3.20 s, 4 min 00 s left".
/// `seconds`: since the first file.
std::string FileProgressText(const StreamStatus& status, const FileSchedule& schedule,
                             double seconds);

/// "12,345 rows, 1.2 MB, 950 rows/s, 2.1 s left": of a feed whose rows nobody counts.
std::string FeedProgressText(const StreamStatus& status, double seconds,
                             std::optional<double> timeout);

/// A line on standard error that is drawn over, first after a second, at most ten times a
/// second. REQUIRES: standard error is a terminal.
class LiveLine {
 public:
  ~LiveLine() { Erase(); }

  /// Seconds since it was made.
  double seconds() const;
  /// True if it is time to draw.
  bool IsDue() const;
  void Draw(std::string_view text);
  /// Take the line away before something else is printed.
  void Erase();

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_ = Clock::now();
  Clock::time_point drawn_;
  bool is_drawn_ = false;
};

/// Draws how far a batch is.
class ProgressLine : public Observer {
 public:
  void OnProgress(const Progress& progress) override;
  /// After the run only.
  void Erase() { line_.Erase(); }

 private:
  LiveLine line_;
};

}  // namespace rand_engine::cli
