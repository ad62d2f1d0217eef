// The line that shows how far a run is.
#pragma once

#include <chrono>
#include <string>

#include "rand_engine/run_control.h"

namespace rand_engine::cli {

/// "12,345,678 of 50,000,000 rows (24 %), 1.2 GB, 18.2 M rows/s, 2.1 s left".
std::string ProgressText(const Progress& progress, double seconds);

/// Draws the line on standard error once the run has taken a second, at most ten times a
/// second, and erases it in the end. REQUIRES: standard error is a terminal.
class ProgressLine : public Observer {
 public:
  ProgressLine() : start_(Clock::now()) {}
  ~ProgressLine() override { Erase(); }

  void OnProgress(const Progress& progress) override;

  /// Take the line away before something else is printed. After the run only.
  void Erase();

 private:
  using Clock = std::chrono::steady_clock;
  Clock::time_point start_;
  Clock::time_point drawn_;
  bool is_drawn_ = false;
};

}  // namespace rand_engine::cli
