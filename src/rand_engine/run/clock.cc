#include "rand_engine/run/clock.h"

#include <errno.h>
#include <time.h>

#include <algorithm>

namespace rand_engine {
namespace {

constexpr int64_t kNanosPerSecond = 1'000'000'000;
// How often a sleeper looks at the stop token, which a signal handler cannot do more for
// than set.
constexpr int64_t kLookNanos = 20'000'000;

int64_t NanosOf(clockid_t clock) {
  timespec time;
  clock_gettime(clock, &time);
  return static_cast<int64_t>(time.tv_sec) * kNanosPerSecond + time.tv_nsec;
}

class SystemClockImpl final : public Clock {
 public:
  int64_t MonotonicNanos() const override { return NanosOf(CLOCK_MONOTONIC); }
  int64_t WallMicros() const override { return NanosOf(CLOCK_REALTIME) / 1000; }

  bool SleepUntil(int64_t deadline, const StopToken& stop_token) override {
    for (;;) {
      if (stop_token.stop_requested()) return false;
      const int64_t now = MonotonicNanos();
      if (now >= deadline) return true;
      const int64_t wake = std::min(deadline, now + kLookNanos);
      const timespec time = {wake / kNanosPerSecond, wake % kNanosPerSecond};
      // A signal wakes too; the loop looks again.
      clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &time, nullptr);
    }
  }
};

}  // namespace

Clock* SystemClock() {
  static SystemClockImpl clock;
  return &clock;
}

}  // namespace rand_engine
