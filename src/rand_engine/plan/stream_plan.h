// The schedule of a stream: which files are due when, with which rows.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rand_engine/plan/load_shape.h"

namespace rand_engine {

/// When a stream makes its files, as asked for (see trigger.h).
enum class Pace {
  kTicks,         ///< file k at k * frequency
  kOnce,          ///< one file at once
  kAvailableNow,  ///< all at once
  kFeed,          ///< no files: rows to a pipe
};

struct StreamPlan {
  Pace pace = Pace::kTicks;
  std::optional<int64_t> timeout_ns;    ///< always for kTicks and kAvailableNow
  std::optional<int64_t> frequency_ns;  ///< the same
  /// Files of the whole stream: ticks k with k * frequency < timeout. 0 = no end is known
  /// (a feed, or kOnce without timeout and frequency).
  int64_t file_count = 0;
  int64_t size = 0;             ///< rows a file, before the shape
  std::optional<int64_t> rows;  ///< of a feed: how many in all; none = no end
  std::optional<double> rate;   ///< of a feed: rows a second; none = all it can
  LoadShape shape;              ///< of the size, or of the rate
  bool spread_events = false;   ///< eventTime=spread
  std::optional<int64_t> max_files;
  std::string checkpoint_location;  ///< directory; "" = none

  bool feed() const { return pace == Pace::kFeed; }
};

}  // namespace rand_engine
