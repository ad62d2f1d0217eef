#include "rand_engine/domain/time_pattern.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "rand_engine/domain/calendar.h"

namespace rand_engine {
namespace {

constexpr int64_t kSecondsADay = 86'400;

struct Directive {
  char letter;
  int width;  ///< digits or letters at most
  int64_t unit;
};

constexpr std::array<Directive, 12> kDirectives = {{{'Y', 4, kSecondsADay},
                                                    {'m', 2, kSecondsADay},
                                                    {'d', 2, kSecondsADay},
                                                    {'H', 2, 3600},
                                                    {'M', 2, 60},
                                                    {'S', 2, 1},
                                                    {'f', 6, 1},
                                                    {'y', 2, kSecondsADay},
                                                    {'b', 3, kSecondsADay},
                                                    {'B', 9, kSecondsADay},
                                                    {'I', 2, 3600},
                                                    {'p', 2, 3600}}};

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

const Directive* FindDirective(char letter) {
  for (const Directive& directive : kDirectives) {
    if (directive.letter == letter) return &directive;
  }
  return nullptr;
}

/// What has been read of a text.
struct Fields {
  int year = 1900;
  int month = 1;
  int day = 1;
  int hour = 0;
  int minute = 0;
  int second = 0;
  bool twelve_hours = false;
  bool afternoon = false;

  std::optional<int64_t> ToSeconds() const {
    int hours = hour;
    if (twelve_hours) {
      if (hour < 1 || hour > 12) return std::nullopt;
      hours = hour % 12 + (afternoon ? 12 : 0);
    }
    const bool is_time = hours < 24 && minute < 60 && second < 60;
    if (!is_time || year < 1 || month < 1 || month > 12) return std::nullopt;
    if (day < 1 || day > DaysInMonth(year, month)) return std::nullopt;
    return DaysFromCivil({year, month, day}) * kSecondsADay + hours * 3600 + minute * 60 +
           second;
  }
};

bool EqualsIgnoringCase(std::string_view text, std::string_view name) {
  return text.size() == name.size() &&
         std::equal(text.begin(), text.end(), name.begin(),
                    [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

bool ReadName(std::string_view name, std::string_view* text) {
  if (!EqualsIgnoringCase(text->substr(0, name.size()), name)) return false;
  text->remove_prefix(name.size());
  return true;
}

bool ReadMonth(bool whole_name, std::string_view* text, Fields* fields) {
  for (size_t i = 0; i < kMonths.size(); ++i) {
    const auto name = whole_name ? kMonths[i] : kMonths[i].substr(0, 3);
    if (!ReadName(name, text)) continue;
    fields->month = static_cast<int>(i) + 1;
    return true;
  }
  return false;
}

std::optional<int> ReadNumber(int width, std::string_view* text) {
  int value = 0;
  int digits = 0;
  for (; digits < width && !text->empty(); ++digits, text->remove_prefix(1)) {
    const char c = text->front();
    if (c < '0' || c > '9') break;
    value = value * 10 + (c - '0');
  }
  if (digits == 0) return std::nullopt;
  return value;
}

void SetField(char directive, int value, Fields* fields) {
  switch (directive) {
    case 'Y':
      fields->year = value;
      return;
    case 'y':  // POSIX: 69 to 99 are of the last century
      fields->year = value + (value < 69 ? 2000 : 1900);
      return;
    case 'm':
      fields->month = value;
      return;
    case 'd':
      fields->day = value;
      return;
    case 'I':
      fields->twelve_hours = true;
      [[fallthrough]];
    case 'H':
      fields->hour = value;
      return;
    case 'M':
      fields->minute = value;
      return;
    case 'S':
      fields->second = value;
      return;
    default:
      return;
  }
}

bool ReadDirective(const Directive& directive, std::string_view* text, Fields* fields) {
  if (directive.letter == 'b' || directive.letter == 'B') {
    return ReadMonth(directive.letter == 'B', text, fields);
  }
  if (directive.letter == 'p') {
    fields->afternoon = ReadName("PM", text);
    return fields->afternoon || ReadName("AM", text);
  }
  const size_t before = text->size();
  const auto value = ReadNumber(directive.width, text);
  if (!value || (directive.letter == 'Y' && before - text->size() != 4)) return false;
  SetField(directive.letter, *value, fields);
  return true;
}

char* PutTwo(int value, char* out) {
  *out++ = static_cast<char>('0' + value / 10);
  *out++ = static_cast<char>('0' + value % 10);
  return out;
}

char* PutText(std::string_view text, char* out) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* PutDirective(char directive, const CivilDate& date, int second_of_day, char* out) {
  const int hour = second_of_day / 3600;
  switch (directive) {
    case 'Y':
      return PutTwo(date.year % 100, PutTwo(date.year / 100, out));
    case 'y':
      return PutTwo(date.year % 100, out);
    case 'm':
      return PutTwo(date.month, out);
    case 'd':
      return PutTwo(date.day, out);
    case 'b':
      return PutText(kMonths[date.month - 1].substr(0, 3), out);
    case 'B':
      return PutText(kMonths[date.month - 1], out);
    case 'H':
      return PutTwo(hour, out);
    case 'I':
      return PutTwo((hour + 11) % 12 + 1, out);
    case 'p':
      return PutText(hour < 12 ? "AM" : "PM", out);
    case 'M':
      return PutTwo(second_of_day / 60 % 60, out);
    case 'S':
      return PutTwo(second_of_day % 60, out);
    default:  // f
      return PutText("000000", out);
  }
}

}  // namespace

std::optional<TimePattern> TimePattern::Make(std::string_view pattern) {
  TimePattern made;
  bool has_directive = false;
  for (size_t i = 0; i < pattern.size(); ++i) {
    const bool is_percent = pattern[i] == '%' && pattern.substr(i, 2) == "%%";
    if (pattern[i] != '%' || is_percent) {
      if (made.tokens_.empty() || made.tokens_.back().directive != 0) {
        made.tokens_.emplace_back();
      }
      made.tokens_.back().literal += pattern[i];
      ++made.longest_;
      i += is_percent ? 1 : 0;
      continue;
    }
    const Directive* directive =
        i + 1 < pattern.size() ? FindDirective(pattern[++i]) : nullptr;
    if (directive == nullptr) return std::nullopt;
    has_directive = true;
    made.tokens_.push_back({directive->letter, ""});
    made.longest_ += directive->width;
    made.unit_ = std::min(made.unit_, directive->unit);
  }
  if (!has_directive) return std::nullopt;
  return made;
}

std::string TimePattern::SupportedDirectives() {
  std::string list;
  for (const Directive& directive : kDirectives) {
    list += std::string("%") + directive.letter + " ";
  }
  return list + "%%";
}

std::optional<int64_t> TimePattern::Parse(std::string_view text) const {
  Fields fields;
  for (const Token& token : tokens_) {
    if (token.directive == 0) {
      if (!text.starts_with(token.literal)) return std::nullopt;
      text.remove_prefix(token.literal.size());
    } else if (!ReadDirective(*FindDirective(token.directive), &text, &fields)) {
      return std::nullopt;
    }
  }
  if (!text.empty()) return std::nullopt;
  return fields.ToSeconds();
}

char* TimePattern::Render(int64_t seconds, char* out) const {
  int64_t days = seconds / kSecondsADay;
  auto second_of_day = static_cast<int>(seconds - days * kSecondsADay);
  if (second_of_day < 0) {
    second_of_day += static_cast<int>(kSecondsADay);
    --days;
  }
  const CivilDate date = CivilFromDays(days);
  for (const Token& token : tokens_) {
    out = token.directive == 0 ? PutText(token.literal, out)
                               : PutDirective(token.directive, date, second_of_day, out);
  }
  return out;
}

std::string TimePattern::literals() const {
  std::string all;
  for (const Token& token : tokens_) all += token.literal;
  return all;
}

}  // namespace rand_engine
