// Time, as a stream sees it. Two clocks: the schedule follows one that nobody can set,
// and the data tells the time of day.
#pragma once

#include <cstdint>

#include "rand_engine/run_control.h"

namespace rand_engine {

class Clock {
 public:
  virtual ~Clock() = default;

  /// Nanoseconds since some moment, by a clock that only runs forward.
  virtual int64_t MonotonicNanos() const = 0;

  /// Microseconds since 1970-01-01T00:00:00Z, by the clock on the wall, which may be set.
  virtual int64_t WallMicros() const = 0;

  /// Sleep until MonotonicNanos() is at least `deadline`, or a stop is requested (noticed
  /// within 20 milliseconds). False if a stop was requested.
  virtual bool SleepUntil(int64_t deadline, const StopToken& stop_token) = 0;
};

/// The system's. Never null, lives as long as the process.
Clock* SystemClock();

}  // namespace rand_engine
