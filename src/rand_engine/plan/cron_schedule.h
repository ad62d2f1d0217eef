// Cron expressions: which minutes are meant.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// The five fields of crontab(5): minute, hour, day of month, month, day of week; `*`,
/// lists, ranges, steps (`*/15`, `9-17/2`), English names of months and days (jan, mon;
/// any case), Sunday as 0 or 7, and @hourly, @daily (@midnight), @weekly, @monthly,
/// @yearly (@annually). As in crontab, a day counts if either of day of month and day of
/// week does, where neither begins with `*`; otherwise it counts if both do.
class CronSchedule {
 public:
  /// OptionErrors say which field is wrong, what was given and what is allowed; a
  /// schedule whose day never comes (February 30) is one too. The error is a phrase to
  /// follow the name of a place: "'61 * * * *': minute '61' is ...".
  static arrow::Result<CronSchedule> Parse(std::string_view text);

  /// True if the minute that holds this time (microseconds since the epoch, UTC, years
  /// 0001 to 9999) is meant.
  bool Matches(int64_t time_us) const;

  /// Text that is equal for schedules written in different ways if their fields mean the
  /// same.
  std::string Fingerprint() const;

 private:
  std::array<uint64_t, 5> allowed_ = {};  ///< a bit a value, by field
  bool either_day_ = false;  ///< one of day of month and day of week is enough
};

}  // namespace rand_engine
