#include "rand_engine/plan/cron_schedule.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>
#include <vector>

#include "rand_engine/domain/calendar.h"
#include "rand_engine/domain/time_text.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/option_values.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

enum FieldIndex { kMinute, kHour, kDayOfMonth, kMonth, kDayOfWeek };

struct Field {
  const char* name;
  int least;
  int greatest;
  std::vector<std::string> names;  ///< of the values from `least` on
};

const std::array<Field, 5>& Fields() {
  static const std::array<Field, 5> fields = {{
      {"minute", 0, 59, {}},
      {"hour", 0, 23, {}},
      {"day of month", 1, 31, {}},
      {"month",
       1,
       12,
       {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
        "dec"}},
      {"day of week", 0, 7, {"sun", "mon", "tue", "wed", "thu", "fri", "sat"}},
  }};
  return fields;
}

struct Shorthand {
  const char* name;
  const char* expression;
};

constexpr Shorthand kShorthands[] = {
    {"@hourly", "0 * * * *"},  {"@daily", "0 0 * * *"},  {"@weekly", "0 0 * * 0"},
    {"@monthly", "0 0 1 * *"}, {"@yearly", "0 0 1 1 *"}, {"@midnight", "0 0 * * *"},
    {"@annually", "0 0 1 1 *"}};

constexpr const char kExample[] =
    "for example '*/15 9-17 * * mon-fri' (each quarter of an hour from 9:00 to 17:45 UTC "
    "on working days)";

std::vector<std::string_view> Split(std::string_view text, std::string_view separators) {
  std::vector<std::string_view> pieces;
  while (true) {
    const size_t end = std::min(text.find_first_of(separators), text.size());
    pieces.push_back(text.substr(0, end));
    if (end == text.size()) return pieces;
    text.remove_prefix(end + 1);
  }
}

std::vector<std::string_view> Words(std::string_view text) {
  auto words = Split(text, " \t");
  words.erase(std::remove(words.begin(), words.end(), ""), words.end());
  return words;
}

std::optional<int> NumberIn(std::string_view text) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// The values that one field means, a bit each.
class FieldReader {
 public:
  FieldReader(const Field& field, std::string_view expression)
      : field_(field), expression_(expression) {}

  arrow::Result<uint64_t> Read(std::string_view text) const {
    uint64_t allowed = 0;
    for (std::string_view item : Split(text, ",")) {
      ARROW_ASSIGN_OR_RAISE(const uint64_t values, ReadItem(item));
      allowed |= values;
    }
    return allowed;
  }

 private:
  /// "*", "5", "1-5", each of the ranges with "/2" behind it.
  arrow::Result<uint64_t> ReadItem(std::string_view item) const {
    const auto halves = Split(item, "/");
    const auto ends = Split(halves[0], "-");
    if (halves.size() > 2 || ends.size() > 2) {
      return Error(item, "is not a value, a range or a step");
    }
    int first = field_.least;
    int last = field_.greatest;
    const bool all = halves[0] == "*";
    if (!all) {
      ARROW_ASSIGN_OR_RAISE(first, ReadValue(ends.front()));
      ARROW_ASSIGN_OR_RAISE(last, ReadValue(ends.back()));
    }
    if (first > last) return Error(item, "is a range that runs backwards");
    int step = 1;
    if (halves.size() == 2) {
      if (!all && ends.size() == 1) {
        return Error(item, "has a step without a range to go through");
      }
      const auto number = NumberIn(halves[1]);
      if (!number || *number < 1) {
        return Error(item, "has a step that is not a whole number above 0");
      }
      step = std::min(*number, field_.greatest + 1);
    }
    uint64_t values = 0;
    for (int value = first; value <= last; value += step) values |= uint64_t{1} << value;
    return values;
  }

  arrow::Result<int> ReadValue(std::string_view text) const {
    const auto name =
        std::find(field_.names.begin(), field_.names.end(), LowerAscii(text));
    if (name != field_.names.end()) {
      return field_.least + static_cast<int>(name - field_.names.begin());
    }
    const auto number = NumberIn(text);
    if (number && *number >= field_.least && *number <= field_.greatest) return *number;
    return Error(text, "is not allowed", DidYouMean(text, field_.names));
  }

  arrow::Status Error(std::string_view given, const char* mistake,
                      const std::string& hint = "") const {
    const std::string names =
        field_.names.empty()
            ? ""
            : fmt::format(" or {} to {}", field_.names.front(), field_.names.back());
    return OptionError(
        fmt::format("{}: {} {} {}; allowed are {} to {}{}, ranges (a-b), steps (*/n, "
                    "a-b/n), lists of "
                    "them with commas, and *; {}{}",
                    QuoteForMessage(expression_), field_.name, QuoteForMessage(given),
                    mistake, field_.least, field_.greatest, names, kExample, hint));
  }

  const Field& field_;
  std::string_view expression_;
};

arrow::Status WrongFields(std::string_view text, size_t count) {
  std::vector<std::string> names;
  for (const Shorthand& shorthand : kShorthands) names.emplace_back(shorthand.name);
  return OptionError(fmt::format(
      "{} has {} field{}; wanted are five (minute, hour, day of month, month, "
      "day of week) or one of {}; {}{}",
      QuoteForMessage(text), count, count == 1 ? "" : "s", JoinNames(names), kExample,
      DidYouMean(text, names)));
}

bool Has(uint64_t values, int value) { return (values >> value & 1) != 0; }

/// True if one of these months of a leap year has one of these days.
bool DayExists(uint64_t days, uint64_t months) {
  for (int month = 1; month <= 12; ++month) {
    for (int day = 1; day <= DaysInMonth(2000, month); ++day) {
      if (Has(months, month) && Has(days, day)) return true;
    }
  }
  return false;
}

}  // namespace

arrow::Result<CronSchedule> CronSchedule::Parse(std::string_view text) {
  auto words = Words(text);
  if (words.size() == 1) {
    for (const Shorthand& shorthand : kShorthands) {
      if (LowerAscii(words[0]) == shorthand.name) return Parse(shorthand.expression);
    }
  }
  CronSchedule schedule;
  if (words.size() != schedule.allowed_.size()) return WrongFields(text, words.size());
  for (size_t i = 0; i < words.size(); ++i) {
    const FieldReader reader(Fields()[i], text);
    ARROW_ASSIGN_OR_RAISE(schedule.allowed_[i], reader.Read(words[i]));
  }
  uint64_t& weekdays = schedule.allowed_[kDayOfWeek];
  weekdays = (weekdays | weekdays >> 7) & 0x7F;  // Sunday is 0 as well as 7
  schedule.either_day_ = words[kDayOfMonth][0] != '*' && words[kDayOfWeek][0] != '*';
  if (!schedule.either_day_ &&
      !DayExists(schedule.allowed_[kDayOfMonth], schedule.allowed_[kMonth])) {
    return OptionError(fmt::format(
        "{}: day of month {} never comes in month {}; {}", QuoteForMessage(text),
        QuoteForMessage(words[kDayOfMonth]), QuoteForMessage(words[kMonth]), kExample));
  }
  return schedule;
}

bool CronSchedule::Matches(int64_t time_us) const {
  const CivilTime time = ToCivil(time_us);
  const bool clock = Has(allowed_[kMinute], time.minute) &&
                     Has(allowed_[kHour], time.hour) && Has(allowed_[kMonth], time.month);
  const bool day_of_month = Has(allowed_[kDayOfMonth], time.day);
  const bool day_of_week = Has(allowed_[kDayOfWeek], time.weekday);
  const bool day =
      either_day_ ? day_of_month || day_of_week : day_of_month && day_of_week;
  return clock && day;
}

std::string CronSchedule::Fingerprint() const {
  std::string text = either_day_ ? "either" : "both";
  for (const uint64_t values : allowed_) text += fmt::format(":{:x}", values);
  return text;
}

}  // namespace rand_engine
