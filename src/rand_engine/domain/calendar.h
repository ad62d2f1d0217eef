// Days and civil dates of the proleptic Gregorian calendar.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rand_engine {

struct CivilDate {
  int year;
  int month;  ///< 1 to 12
  int day;    ///< 1 to 31
};

/// Return 28 to 31. REQUIRES: month in [1, 12].
int DaysInMonth(int year, int month);

/// Convert days since 1970-01-01 (H. Hinnant, "chrono-Compatible Low-Level Date
/// Algorithms", civil_from_days).
CivilDate CivilFromDays(int64_t days);

/// The inverse (days_from_civil). REQUIRES: a date that exists.
int64_t DaysFromCivil(const CivilDate& date);

/// Parse `YYYY-MM-DD`, years 0001 to 9999; nullopt if it is not such a date.
std::optional<int32_t> ParseDate(std::string_view text);

/// Put the 10 characters `YYYY-MM-DD` at `out`. REQUIRES: year in [1, 9999].
void RenderDate(int64_t days, char* out);

}  // namespace rand_engine
