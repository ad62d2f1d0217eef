// Ctrl-C and its like during a run.
#pragma once

#include <csignal>

#include "rand_engine/run_control.h"

namespace rand_engine::cli {

/// While it lives, the first SIGINT, SIGTERM or SIGHUP asks the run to stop by its token;
/// a second one kills the process at once. A signal that the process was started to
/// ignore (nohup) stays ignored. One at a time.
class StopSignals {
 public:
  explicit StopSignals(StopToken token);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Number of the signal that came, 0 = none.
  int received() const;

 private:
  StopToken token_;
};

}  // namespace rand_engine::cli
