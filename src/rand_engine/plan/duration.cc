#include "rand_engine/plan/duration.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>
#include <variant>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/plan/option_values.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

constexpr int64_t kMillisecond = 1'000'000;
constexpr int64_t kSecond = 1000 * kMillisecond;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kLongest = 36'525 * kDay;  // two and a day fit int64_t

struct Unit {
  const char* name;
  int64_t nanoseconds;
};

constexpr Unit kUnits[] = {
    {"ms", kMillisecond},
    {"millisecond", kMillisecond},
    {"milliseconds", kMillisecond},
    {"s", kSecond},
    {"sec", kSecond},
    {"secs", kSecond},
    {"second", kSecond},
    {"seconds", kSecond},
    {"m", kMinute},
    {"min", kMinute},
    {"mins", kMinute},
    {"minute", kMinute},
    {"minutes", kMinute},
    {"h", kHour},
    {"hr", kHour},
    {"hrs", kHour},
    {"hour", kHour},
    {"hours", kHour},
    {"d", kDay},
    {"day", kDay},
    {"days", kDay},
};

constexpr const char kWanted[] =
    "wanted is a number of seconds, or numbers with units (ms, s, m, h, d), above 0 and "
    "at most 100 years; for example 60, 0.5, '250ms', '90s' or '1h30m'";

/// "<given> <mistake>; wanted is ...<hint>".
arrow::Status DurationError(const std::string& given, const char* mistake,
                            const std::string& hint = "") {
  return OptionError(fmt::format("{} {}; {}{}", given, mistake, kWanted, hint));
}

arrow::Status NotALength(const std::string& given, const std::string& hint = "") {
  return DurationError(given, "is not a length of time", hint);
}

arrow::Status NotAboveZero(const std::string& given) {
  return DurationError(given, "is not above 0 nanoseconds");
}

arrow::Status TooLong(const std::string& given) {
  return DurationError(given, "is longer than 100 years");
}

/// Cut the longest beginning whose characters all are `wanted` off `text`.
template <class Predicate>
std::string_view Take(std::string_view* text, Predicate wanted) {
  const auto end = std::find_if_not(text->begin(), text->end(), wanted);
  const auto taken = text->substr(0, static_cast<size_t>(end - text->begin()));
  text->remove_prefix(taken.size());
  return taken;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsSpace(char c) { return c == ' ' || c == '\t'; }

/// One "1.5 h" of a length: digits before and after the point, and the unit.
struct Term {
  std::string_view whole;
  std::string_view fraction;
  std::string_view unit;
};

Term TakeTerm(std::string_view* text) {
  Term term;
  term.whole = Take(text, IsDigit);
  if (!text->empty() && text->front() == '.') {
    text->remove_prefix(1);
    term.fraction = Take(text, IsDigit);
  }
  Take(text, IsSpace);
  term.unit = Take(text, IsLetter);
  Take(text, IsSpace);
  return term;
}

const Unit* FindUnit(std::string_view name) {
  const std::string lower = LowerAscii(name);
  const auto* unit = std::find_if(std::begin(kUnits), std::end(kUnits),
                                  [&](const Unit& u) { return u.name == lower; });
  return unit == std::end(kUnits) ? nullptr : unit;
}

std::string UnitHint(std::string_view given) {
  std::vector<std::string> names;
  for (const Unit& unit : kUnits) names.emplace_back(unit.name);
  return DidYouMean(given, names);
}

/// Nanoseconds of a term, to the nearest; nullopt if whole units alone exceed kLongest.
std::optional<int64_t> LengthOf(const Term& term, int64_t unit) {
  int64_t whole = 0;
  const char* end = term.whole.data() + term.whole.size();
  const auto error = std::from_chars(term.whole.data(), end, whole).ec;
  if (error == std::errc::result_out_of_range) return std::nullopt;
  if (whole > kLongest / unit) return std::nullopt;
  // Ten times unit * 0.d1d2d3..., rounded down, exact for any number of digits: rounding
  // down after each division by ten is the same as once at the end.
  int64_t tenfold = 0;
  for (auto digit = term.fraction.rbegin(); digit != term.fraction.rend(); ++digit) {
    tenfold = tenfold / 10 + (*digit - '0') * unit;
  }
  return whole * unit + (tenfold + 5) / 10;
}

/// `text` without sign; `given` is what messages call it.
arrow::Result<int64_t> ParseTerms(std::string_view text, const std::string& given) {
  int64_t total = 0;
  Take(&text, IsSpace);
  for (bool first = true; first || !text.empty(); first = false) {
    const Term term = TakeTerm(&text);
    if (term.whole.empty() && term.fraction.empty()) return NotALength(given);
    const bool plain_number = first && term.unit.empty() && text.empty();
    const Unit* unit = FindUnit(plain_number ? "s" : term.unit);
    if (unit == nullptr) return NotALength(given, UnitHint(term.unit));
    const auto length = LengthOf(term, unit->nanoseconds);
    if (!length || total + *length > kLongest) return TooLong(given);
    total += *length;
  }
  if (total == 0) return NotAboveZero(given);
  return total;
}

arrow::Result<int64_t> ParseSeconds(double seconds, const std::string& given) {
  if (seconds <= 0) return NotAboveZero(given);
  if (seconds > static_cast<double>(kLongest / kSecond)) return TooLong(given);
  std::array<char, 1100> digits;  // the smallest double has 1,074 decimals; or "nan"
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), seconds,
                                 std::chars_format::fixed)
                       .ptr;
  return ParseTerms({digits.data(), static_cast<size_t>(end - digits.data())}, given);
}

arrow::Result<int64_t> ParseText(const std::string& text, const std::string& given) {
  // Exponents, inf and nan: whatever is a number only by the rules of doubles.
  if (text.find_first_of("eEnN") != std::string::npos) {
    if (const auto number = NumberOf(text)) return ParseSeconds(*number, given);
  }
  const auto plain = WithoutUnderscores(text);
  if (!plain) return NotALength(given);
  const bool negative = plain->size() > 1 && plain->front() == '-' &&
                        (IsDigit((*plain)[1]) || (*plain)[1] == '.');
  return negative ? NotAboveZero(given) : ParseTerms(*plain, given);
}

/// "1.25": `value` in units of `unit`, which is a power of ten.
std::string DecimalText(int64_t value, int64_t unit) {
  std::string text = fmt::format("{}", value / unit);
  if (value % unit == 0) return text;
  // The leading 1 keeps the zeros behind the point, then becomes the point.
  std::string decimals = fmt::format("{}", unit + value % unit);
  decimals.front() = '.';
  decimals.erase(decimals.find_last_not_of('0') + 1);
  return text + decimals;
}

}  // namespace

arrow::Result<int64_t> ParseDuration(const OptionValue& value) {
  const std::string given = DescribeOptionValue(value);
  const auto& variant = value.variant();
  if (const auto* text = std::get_if<std::string>(&variant))
    return ParseText(*text, given);
  if (const auto* whole = std::get_if<int64_t>(&variant)) {
    return ParseText(fmt::format("{}", *whole), given);
  }
  if (const auto* number = std::get_if<double>(&variant)) {
    return ParseSeconds(*number, given);
  }
  return NotALength(given);
}

std::string DurationText(int64_t nanoseconds) {
  if (nanoseconds == 0) return "0 s";
  if (nanoseconds < kSecond) return DecimalText(nanoseconds, kMillisecond) + " ms";
  std::string text;
  const auto append = [&](const std::string& number, const char* unit) {
    text += fmt::format("{}{} {}", text.empty() ? "" : " ", number, unit);
  };
  const int64_t days = nanoseconds < 2 * kDay ? 0 : nanoseconds / kDay;
  nanoseconds -= days * kDay;
  if (days > 0) append(fmt::format("{}", days), "d");
  if (nanoseconds >= kHour) append(fmt::format("{}", nanoseconds / kHour), "h");
  nanoseconds %= kHour;
  if (nanoseconds >= kMinute) append(fmt::format("{}", nanoseconds / kMinute), "min");
  nanoseconds %= kMinute;
  if (nanoseconds > 0) append(DecimalText(nanoseconds, kSecond), "s");
  return text;
}

}  // namespace rand_engine
