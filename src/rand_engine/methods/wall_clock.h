// Times weighed by what clocks on the wall show.
#pragma once

#include <cstdint>
#include <vector>

#include "rand_engine/domain/time_zone.h"
#include "rand_engine/generate/distributions/cells.h"

namespace rand_engine {

/// So many hours are cells at most (84 MB while the table is made).
inline constexpr int64_t kMostWeightedHours = 1'050'000;

struct ClockWeights {
  std::vector<double> hours;     ///< 24
  std::vector<double> weekdays;  ///< 7, Monday first
};

/// Cut the cells, whose code c is the time (first_step + c) * step_us, at the full hours
/// of the zone's clocks, and weigh each piece by its hour and weekday. An hour that
/// clocks show twice weighs twice, one that they skip is none; an offset of half an hour
/// moves the cuts. REQUIRES: 1 s is a multiple of step_us; cells are in order.
std::vector<Cell> WeighByClock(const std::vector<Cell>& cells, int64_t first_step,
                               int64_t step_us, const TimeZone& zone,
                               const ClockWeights& weights);

}  // namespace rand_engine
