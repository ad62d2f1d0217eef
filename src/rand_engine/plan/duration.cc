#include "rand_engine/plan/duration.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <string_view>
#include <variant>

#include "rand_engine/domain/length_of_time.h"
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
constexpr int64_t kLongest = kLongestLengthNs;

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

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// `text` without sign; `given` is what messages call it.
arrow::Result<int64_t> ParseTerms(std::string_view text, const std::string& given) {
  const ParsedLength length = ParseLengthOfTime(text);
  switch (length.mistake) {
    case LengthMistake::kNone:
      break;
    case LengthMistake::kNoLength:
      return NotALength(given);
    case LengthMistake::kUnit:
      return NotALength(given, DidYouMean(length.unit, LengthUnitNames()));
    case LengthMistake::kTooLong:
      return TooLong(given);
  }
  if (length.nanoseconds == 0) return NotAboveZero(given);
  return length.nanoseconds;
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
