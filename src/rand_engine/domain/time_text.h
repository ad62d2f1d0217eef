// Points in time as text: reading what users give, writing what files hold.
//
// Everything is UTC and microseconds since 1970-01-01T00:00:00Z; neither the clock, the
// locale nor the machine's time zone is asked. Thread safety: all functions are pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// A point in time as calendar and clock show it.
struct CivilTime {
  int64_t year = 1970;
  int month = 1;
  int day = 1;
  int day_of_year = 1;
  int weekday = 4;  ///< 0 = Sunday
  int hour = 0;
  int minute = 0;
  int second = 0;
  int microsecond = 0;
};

/// Take microseconds since the epoch apart. REQUIRES: years 0001 to 9999.
CivilTime ToCivil(int64_t us);

/// Parse a point in time: ISO 8601 date or date and time (`T` or a space between them),
/// optional fraction (up to 6 digits), optional zone (Z, +hh:mm; none = UTC) ->
/// microseconds since the epoch. Years 0001 to 9999. Every error is an OptionError.
arrow::Result<int64_t> ParseTime(const std::string& text);

/// Check a strftime pattern for FormatTime: an unknown directive, a lone `%` at the end
/// or a pattern without any directive is an OptionError that lists the supported ones.
arrow::Status ValidateTimeFormat(std::string_view pattern);

/// Append `us` as `pattern` says. Names are English, %Z is `UTC`, %z is `+0000`, %f has 6
/// digits, %Y at least 4. REQUIRES: ValidateTimeFormat(pattern) is OK.
void FormatTime(int64_t us, std::string_view pattern, std::string* out);

/// Append `us` as ISO 8601 with microseconds: `2024-05-01T12:30:00.000000Z`.
void FormatTimeIso(int64_t us, std::string* out);

}  // namespace rand_engine
