#include "rand_engine/domain/time_text.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <array>
#include <iterator>
#include <optional>

#include "rand_engine/domain/calendar.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr int64_t kMicrosecondsADay = 86'400'000'000;

constexpr std::array<const char*, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<const char*, 7> kWeekdays = {
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};
constexpr std::string_view kDirectives = "YmdHMSfzZjybBaAIpeTFDs%";
constexpr const char kDirectiveList[] =
    "%Y %m %d %H %M %S %f %z %Z %j %y %b %B %a %A %I %p %e %T %F %D %s %%";

int64_t FloorDivide(int64_t value, int64_t divisor) {
  const int64_t quotient = value / divisor;
  return value % divisor < 0 ? quotient - 1 : quotient;
}

void SetDate(int64_t days, CivilTime* civil) {
  const CivilDate date = CivilFromDays(days);
  civil->year = date.year;
  civil->month = date.month;
  civil->day = date.day;
  civil->day_of_year = static_cast<int>(days - DaysFromCivil({date.year, 1, 1})) + 1;
  civil->weekday = static_cast<int>(days + 4 - FloorDivide(days + 4, 7) * 7);
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

void AppendThree(int64_t first, int width, int64_t second, int64_t third, char between,
                 std::string* out) {
  AppendNumber(first, width, out);
  out->push_back(between);
  AppendNumber(second, 2, out);
  out->push_back(between);
  AppendNumber(third, 2, out);
}

void AppendDate(const CivilTime& civil, std::string* out) {
  AppendThree(civil.year, 4, civil.month, civil.day, '-', out);
}

void AppendClock(const CivilTime& civil, std::string* out) {
  AppendThree(civil.hour, 2, civil.minute, civil.second, ':', out);
}

int64_t YearOfCentury(const CivilTime& civil) { return ((civil.year % 100) + 100) % 100; }

void AppendDirective(char directive, int64_t us, const CivilTime& civil,
                     std::string* out) {
  switch (directive) {
    case 'Y':
      return AppendNumber(civil.year, 4, out);
    case 'y':
      return AppendNumber(YearOfCentury(civil), 2, out);
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
      return AppendThree(civil.month, 2, civil.day, YearOfCentury(civil), '/', out);
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
  if (!day || *day < 1 ||
      *day > DaysInMonth(static_cast<int>(*year), static_cast<int>(*month)))
    return false;
  *days = DaysFromCivil(
      {static_cast<int>(*year), static_cast<int>(*month), static_cast<int>(*day)});
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
  const int64_t point = days * kMicrosecondsADay + us - offset_us;
  const int64_t first = DaysFromCivil({1, 1, 1}) * kMicrosecondsADay;
  const int64_t end = DaysFromCivil({10000, 1, 1}) * kMicrosecondsADay;
  if (point >= first && point < end) return point;
  return OptionError(fmt::format(
      "'{}' lies, in UTC, outside of the years 0001 to 9999, which ISO 8601 can write",
      text));
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
