// Lengths of time as people write them: "90s", "1h30m", "250 ms".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rand_engine {

/// 36,525 days, some 100 years.
inline constexpr int64_t kLongestLengthNs = int64_t{36'525} * 86'400 * 1'000'000'000;

enum class LengthMistake {
  kNone,
  kNoLength,  ///< no number where one is wanted
  kUnit,      ///< an unknown unit
  kTooLong,
};

struct ParsedLength {
  int64_t nanoseconds = 0;  ///< >= 0
  LengthMistake mistake = LengthMistake::kNone;
  std::string unit = {};  ///< the unknown one
};

/// Read a number of seconds, or numbers with units, added up (ms, s, m, h, d and their
/// English names, any case); no signs or exponents. Digits below a nanosecond round to
/// the nearest, halves up, exactly.
ParsedLength ParseLengthOfTime(std::string_view text);

/// "ms", "millisecond", ..., "days".
std::vector<std::string> LengthUnitNames();

}  // namespace rand_engine
