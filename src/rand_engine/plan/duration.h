// Lengths of time as people write them.
//
// Thread safety: all functions are pure; neither locale nor platform library decides.
#pragma once

#include <cstdint>
#include <string>

#include "rand_engine/option_value.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Nanoseconds of a length of time: a number is seconds (60, 0.25); text is such a number
/// or numbers with units, added up: "90s", "10m", "24h", "1h30m", "250ms", "7d",
/// "5 seconds", "1 minute" (ms, s, m, h, d and their English names, any case). Decimals
/// are exact ("0.3" is 300,000,000) and digits below a nanosecond round to the nearest,
/// halves up; a double counts as the shortest decimal that reads as it (0.1 is "0.1").
///
/// The error (OptionError) is a phrase to follow the name of a place: "'5x' is not a
/// length of time; wanted is ...". Not above 0, not finite, or beyond 100 years (36,525
/// days) is an error too.
arrow::Result<int64_t> ParseDuration(const OptionValue& value);

/// "250 ms", "5 s", "1 min 30 s", "24 h", "2 d 1 h": the shortest exact form, for
/// messages; ParseDuration reads it back. Days count from two on. REQUIRES: nanoseconds
/// >= 0.
std::string DurationText(int64_t nanoseconds);

}  // namespace rand_engine
