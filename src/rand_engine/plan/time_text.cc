#include "rand_engine/plan/time_text.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <array>
#include <iterator>
#include <optional>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr int64_t kMicrosecondsADay = 86'400'000'000;
constexpr int kDaysIn400Years = 146'097;
// Days from 0000-03-01, where the cycles below begin, to 1970-01-01.
constexpr int64_t kDaysToEpoch = 719'468;

constexpr std::array<const char*, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<const char*, 7> kWeekdays = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
// Days before each month of a year that begins in March, so that the leap day is its
// last.
constexpr std::array<int, 13> kDaysBeforeMonth = {0,   31,  61,  92,  122, 153, 184,
                                                  214, 245, 275, 306, 337, 366};
constexpr std::string_view kDirectives = "YmdHMSfzZjybBaAIpeTFDs%";
constexpr const char kDirectiveList[] =
    "%Y %m %d %H %M %S %f %z %Z %j %y %b %B %a %A %I %p %e %T %F %D %s %%";

struct CivilTime {
  int64_t year = 1970;
  int month = 1;
  int day = 1;
  int day_of_year = 1;
  int weekday = 4;  // 0 = Sunday
  int hour = 0;
  int minute = 0;
  int second = 0;
  int microsecond = 0;
};

int64_t FloorDivide(int64_t value, int64_t divisor) {
  const int64_t quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

bool IsLeapYear(int64_t year) {
  return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

int DaysInMonth(int64_t year, int month) {
  if (month == 2) return IsLeapYear(year) ? 29 : 28;
  return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

int64_t DaysFromCivil(int64_t year, int month, int day) {
  const int march_month = (month + 9) % 12;
  const int64_t march_year = month <= 2 ? year - 1 : year;
  const int64_t cycle = FloorDivide(march_year, 400);
  const int64_t year_of_cycle = march_year - cycle * 400;
  const int64_t day_of_cycle = year_of_cycle * 365 + year_of_cycle / 4 -
                               year_of_cycle / 100 + kDaysBeforeMonth[march_month] + day -
                               1;
  return cycle * kDaysIn400Years + day_of_cycle - kDaysToEpoch;
}

void SetDate(int64_t days, CivilTime* civil) {
  const int64_t shifted = days + kDaysToEpoch;
  const int64_t cycle = FloorDivide(shifted, kDaysIn400Years);
  const int64_t day_of_cycle = shifted - cycle * kDaysIn400Years;
  int64_t year_of_cycle = day_of_cycle / 366;
  const auto first_day = [](int64_t year) { return year * 365 + year / 4 - year / 100; };
  while (year_of_cycle < 399 && first_day(year_of_cycle + 1) <= day_of_cycle) {
    ++year_of_cycle;
  }
  const int day_of_march_year = static_cast<int>(day_of_cycle - first_day(year_of_cycle));
  int march_month = day_of_march_year / 31;
  while (kDaysBeforeMonth[march_month + 1] <= day_of_march_year) ++march_month;
  civil->month = march_month < 10 ? march_month + 3 : march_month - 9;
  civil->day = day_of_march_year - kDaysBeforeMonth[march_month] + 1;
  civil->year = cycle * 400 + year_of_cycle + (civil->month <= 2 ? 1 : 0);
  civil->day_of_year = static_cast<int>(days - DaysFromCivil(civil->year, 1, 1)) + 1;
  civil->weekday = static_cast<int>(days + 4 - FloorDivide(days + 4, 7) * 7);
}

CivilTime ToCivil(int64_t us) {
  CivilTime civil;
  const int64_t days = FloorDivide(us, kMicrosecondsADay);
  int64_t rest = us - days * kMicrosecondsADay;
  SetDate(days, &civil);
  civil.microsecond = static_cast<int>(rest % 1'000'000);
  rest /= 1'000'000;
  civil.second = static_cast<int>(rest % 60);
  civil.minute = static_cast<int>(rest / 60 % 60);
  civil.hour = static_cast<int>(rest / 3600);
  return civil;
}

/// Append at least `width` digits with leading zeros (or `fill`).
void AppendNumber(int64_t value, int width, std::string* out, char fill = '0') {
  if (value < 0) out->push_back('-');
  const auto digits = fmt::format_int(value < 0 ? -value : value);
  for (auto length = static_cast<int>(digits.size()); length < width; ++length) {
    out->push_back(fill);
  }
  out->append(digits.data(), digits.size());
}

void AppendDate(const CivilTime& civil, std::string* out) {
  AppendNumber(civil.year, 4, out);
  out->push_back('-');
  AppendNumber(civil.month, 2, out);
  out->push_back('-');
  AppendNumber(civil.day, 2, out);
}

void AppendClock(const CivilTime& civil, std::string* out) {
  AppendNumber(civil.hour, 2, out);
  out->push_back(':');
  AppendNumber(civil.minute, 2, out);
  out->push_back(':');
  AppendNumber(civil.second, 2, out);
}

void AppendUsDate(const CivilTime& civil, std::string* out) {
  AppendNumber(civil.month, 2, out);
  out->push_back('/');
  AppendNumber(civil.day, 2, out);
  out->push_back('/');
  AppendNumber(((civil.year % 100) + 100) % 100, 2, out);
}

void AppendDirective(char directive, int64_t us, const CivilTime& civil,
                     std::string* out) {
  switch (directive) {
    case 'Y':
      return AppendNumber(civil.year, 4, out);
    case 'y':
      return AppendNumber(((civil.year % 100) + 100) % 100, 2, out);
    case 'm':
      return AppendNumber(civil.month, 2, out);
    case 'd':
      return AppendNumber(civil.day, 2, out);
    case 'e':
      return AppendNumber(civil.day, 2, out, ' ');
    case 'j':
      return AppendNumber(civil.day_of_year, 3, out);
    case 'H':
      return AppendNumber(civil.hour, 2, out);
    case 'I':
      return AppendNumber(civil.hour % 12 == 0 ? 12 : civil.hour % 12, 2, out);
    case 'M':
      return AppendNumber(civil.minute, 2, out);
    case 'S':
      return AppendNumber(civil.second, 2, out);
    case 'f':
      return AppendNumber(civil.microsecond, 6, out);
    case 's':
      return AppendNumber(FloorDivide(us, 1'000'000), 1, out);
    case 'p':
      out->append(civil.hour < 12 ? "AM" : "PM");
      return;
    case 'b':
      out->append(kMonths[civil.month - 1], 3);
      return;
    case 'B':
      out->append(kMonths[civil.month - 1]);
      return;
    case 'a':
      out->append(kWeekdays[civil.weekday], 3);
      return;
    case 'A':
      out->append(kWeekdays[civil.weekday]);
      return;
    case 'z':
      out->append("+0000");
      return;
    case 'Z':
      out->append("UTC");
      return;
    case 'F':
      return AppendDate(civil, out);
    case 'T':
      return AppendClock(civil, out);
    case 'D':
      return AppendUsDate(civil, out);
    default:
      out->push_back(directive);  // only %% is left
  }
}

/// Reads a text from its beginning; every method moves on only if it finds what it wants.
class TimeReader {
 public:
  explicit TimeReader(std::string_view text) : text_(text) {}

  bool at_end() const { return text_.empty(); }

  bool Take(char wanted) {
    if (text_.empty() || text_.front() != wanted) return false;
    text_.remove_prefix(1);
    return true;
  }

  /// Exactly `count` digits.
  std::optional<int> TakeDigits(size_t count) {
    if (CountDigits() < count) return std::nullopt;
    int value = 0;
    for (char digit : text_.substr(0, count)) value = value * 10 + (digit - '0');
    text_.remove_prefix(count);
    return value;
  }

  size_t CountDigits() const {
    size_t count = 0;
    while (count < text_.size() && text_[count] >= '0' && text_[count] <= '9') ++count;
    return count;
  }

 private:
  std::string_view text_;
};

bool ReadDate(TimeReader* reader, int64_t* days) {
  const auto year = reader->TakeDigits(4);
  if (!year || *year == 0 || !reader->Take('-')) return false;
  const auto month = reader->TakeDigits(2);
  if (!month || *month < 1 || *month > 12 || !reader->Take('-')) return false;
  const auto day = reader->TakeDigits(2);
  if (!day || *day < 1 || *day > DaysInMonth(*year, *month)) return false;
  *days = DaysFromCivil(*year, *month, *day);
  return true;
}

bool ReadFraction(TimeReader* reader, int64_t* us) {
  const size_t count = reader->CountDigits();
  if (count == 0 || count > 6) return false;
  int64_t value = *reader->TakeDigits(count);
  for (size_t i = count; i < 6; ++i) value *= 10;
  *us += value;
  return true;
}

bool ReadClock(TimeReader* reader, int64_t* us) {
  const auto hour = reader->TakeDigits(2);
  if (!hour || *hour > 23 || !reader->Take(':')) return false;
  const auto minute = reader->TakeDigits(2);
  if (!minute || *minute > 59) return false;
  *us = (*hour * 60 + *minute) * int64_t{60'000'000};
  if (!reader->Take(':')) return true;
  const auto second = reader->TakeDigits(2);
  if (!second || *second > 59) return false;
  *us += *second * int64_t{1'000'000};
  return !reader->Take('.') || ReadFraction(reader, us);
}

bool ReadZone(TimeReader* reader, int64_t* offset_us) {
  if (reader->at_end() || reader->Take('Z') || reader->Take('z')) return true;
  const bool west = reader->Take('-');
  if (!west && !reader->Take('+')) return false;
  const auto hours = reader->TakeDigits(2);
  if (!hours || *hours > 23) return false;
  int minutes = 0;
  if (!reader->at_end()) {
    reader->Take(':');
    const auto digits = reader->TakeDigits(2);
    if (!digits || *digits > 59) return false;
    minutes = *digits;
  }
  *offset_us = (west ? -1 : 1) * (*hours * 60 + minutes) * int64_t{60'000'000};
  return true;
}

}  // namespace

arrow::Result<int64_t> ParseTime(const std::string& text) {
  TimeReader reader(text);
  int64_t days = 0;
  int64_t us = 0;
  int64_t offset_us = 0;
  bool good = ReadDate(&reader, &days);
  if (good && !reader.at_end()) {
    good = (reader.Take('T') || reader.Take('t') || reader.Take(' ')) &&
           ReadClock(&reader, &us) && ReadZone(&reader, &offset_us);
  }
  if (!good || !reader.at_end()) {
    return OptionError(fmt::format(
        "'{}' is not a point in time; allowed are an ISO 8601 date or date and time with "
        "up to 6 digits of a second and an optional zone (none means UTC), for example "
        "'2024-05-01', '2024-05-01T12:30:00Z' or '2024-05-01T12:30:00.123456+02:00'",
        text));
  }
  return days * kMicrosecondsADay + us - offset_us;
}

arrow::Status ValidateTimeFormat(std::string_view pattern) {
  bool has_directive = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] != '%') continue;
    const bool at_end = ++i == pattern.size();
    if (at_end || kDirectives.find(pattern[i]) == std::string_view::npos) {
      return OptionError(fmt::format(
          "'{}' has {}; supported are {}; for example '%Y-%m-%d %H:%M:%S'", pattern,
          at_end ? std::string("a lone % at its end (write %% for a percent sign)")
                 : fmt::format("the unknown directive %{}", pattern[i]),
          kDirectiveList));
    }
    has_directive = has_directive || pattern[i] != '%';
  }
  if (has_directive) return arrow::Status::OK();
  return OptionError(fmt::format(
      "'{}' has no directive, so every row would hold the same text; supported "
      "are {}; for example '%Y-%m-%d %H:%M:%S'",
      pattern, kDirectiveList));
}

void FormatTime(int64_t us, std::string_view pattern, std::string* out) {
  const CivilTime civil = ToCivil(us);
  for (size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '%' && i + 1 < pattern.size()) {
      AppendDirective(pattern[++i], us, civil, out);
    } else {
      out->push_back(pattern[i]);
    }
  }
}

void FormatTimeIso(int64_t us, std::string* out) {
  const CivilTime civil = ToCivil(us);
  AppendDate(civil, out);
  out->push_back('T');
  AppendClock(civil, out);
  out->push_back('.');
  AppendNumber(civil.microsecond, 6, out);
  out->push_back('Z');
}

}  // namespace rand_engine
