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
  enum class Manner {
    kAskRun,  ///< for files, whose earlier data is to stay
    kEndNow,  ///< for a stream of bytes: nothing is lost by ending in the middle, and a
              ///< write to a pipe that nobody reads would never end
  };

  StopSignals(StopToken token, Manner manner);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// Number of the signal that came, 0 = none.
  int received() const;

 private:
  StopToken token_;
};

}  // namespace rand_engine::cli
