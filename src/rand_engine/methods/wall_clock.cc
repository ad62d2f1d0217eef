#include "rand_engine/methods/wall_clock.h"

#include <algorithm>

#include "rand_engine/methods/time_reader.h"

namespace rand_engine {
namespace {

constexpr int64_t kSecondsAnHour = 3600;

/// Goes through the times from hour to hour.
class Clock {
 public:
  Clock(const TimeZone& zone, const ClockWeights& weights)
      : zone_(zone), weights_(weights) {}

  /// The weight of a second, and the end of the time for which it is the same.
  double WeightAt(int64_t utc_s, int64_t* end_s) {
    if (utc_s < period_.begin_s || utc_s >= period_.end_s)
      period_ = zone_.PeriodAt(utc_s);
    const int64_t local_hour = FloorToStep(utc_s + period_.offset_s, kSecondsAnHour);
    const int64_t next = (local_hour + 1) * kSecondsAnHour - period_.offset_s;
    *end_s = std::min(next, period_.end_s);
    const int64_t day = FloorToStep(local_hour, 24);
    // 1970-01-01 was a Thursday.
    const int64_t weekday = day + 3 - FloorToStep(day + 3, 7) * 7;
    return weights_.hours[local_hour - day * 24] * weights_.weekdays[weekday];
  }

 private:
  const TimeZone& zone_;
  const ClockWeights& weights_;
  TimeZone::Period period_ = {0, 0, 0};
};

}  // namespace

std::vector<Cell> WeighByClock(const std::vector<Cell>& cells, int64_t first_step,
                               int64_t step_us, const TimeZone& zone,
                               const ClockWeights& weights) {
  const int64_t steps_a_second = 1'000'000 / step_us;
  Clock clock(zone, weights);
  std::vector<Cell> cut;
  for (const Cell& cell : cells) {
    const double share = cell.weight / (static_cast<double>(cell.last - cell.first) + 1);
    const int64_t last = first_step + static_cast<int64_t>(cell.last);
    int64_t step = first_step + static_cast<int64_t>(cell.first);
    while (step <= last) {
      int64_t end_s = 0;
      const double weight = clock.WeightAt(FloorToStep(step, steps_a_second), &end_s);
      const int64_t end = std::min(end_s * steps_a_second, last + 1);
      if (weight > 0) {
        cut.push_back({static_cast<uint64_t>(step - first_step),
                       static_cast<uint64_t>(end - 1 - first_step),
                       weight * share * static_cast<double>(end - step)});
      }
      step = end;
    }
  }
  return cut;
}

}  // namespace rand_engine
