#include "numbers.h"

#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "rand_engine/error.h"
#include "rand_engine/plan/duration.h"

namespace rand_engine::cli {
namespace {

constexpr std::string_view kHowTo = "such as 50000, 50_000, 50k, 1.5M, 2G or 1e6";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// A number taken apart: digits * 10^exponent.
struct Parts {
  std::string digits;
  int exponent = 0;
};

/// Takes digits with single underscores between them off the front of `text`.
std::string TakeDigits(std::string_view* text) {
  std::string digits;
  while (!text->empty()) {
    const bool joint = text->front() == '_' && !digits.empty() && text->size() > 1 &&
                       IsDigit((*text)[1]);
    if (!IsDigit(text->front()) && !joint) break;
    if (!joint) digits += text->front();
    text->remove_prefix(1);
  }
  return digits;
}

/// The power of ten behind the digits: "k", "e6", ""; nullopt for anything else.
std::optional<int> ReadExponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text.size() == 1) {
    switch (text[0]) {
      case 'k':
      case 'K':
        return 3;
      case 'm':
      case 'M':
        return 6;
      case 'g':
      case 'G':
        return 9;
      default:
        return std::nullopt;
    }
  }
  if (text[0] != 'e' && text[0] != 'E') return std::nullopt;
  text.remove_prefix(1);
  if (text.size() > 1 && text[0] == '+' && IsDigit(text[1])) text.remove_prefix(1);
  int exponent = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, exponent);
  // Beyond these no digits that a command line holds make a count.
  if (stop != end || error != std::errc() || std::abs(exponent) > 100'000'000) {
    return std::nullopt;
  }
  return exponent;
}

std::optional<Parts> Split(std::string_view text) {
  Parts parts;
  parts.digits = TakeDigits(&text);
  if (parts.digits.empty()) return std::nullopt;
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    const std::string fraction = TakeDigits(&text);
    if (fraction.empty()) return std::nullopt;
    parts.digits += fraction;
    parts.exponent = -static_cast<int>(fraction.size());
  }
  const auto exponent = ReadExponent(text);
  if (!exponent) return std::nullopt;
  parts.exponent += *exponent;
  // Zeros move into the exponent, so that a negative one means a fraction.
  parts.digits.erase(0,
                     std::min(parts.digits.find_first_not_of('0'), parts.digits.size()));
  while (!parts.digits.empty() && parts.digits.back() == '0') {
    parts.digits.pop_back();
    ++parts.exponent;
  }
  return parts;
}

/// digits * 10^exponent; nullopt if it does not fit.
std::optional<int64_t> Multiply(const Parts& parts) {
  if (parts.digits.empty()) return 0;
  constexpr int kMostDigits = 19;
  if (parts.exponent > kMostDigits) return std::nullopt;
  int64_t value = 0;
  const std::string digits = parts.digits + std::string(parts.exponent, '0');
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (stop != end || error != std::errc()) return std::nullopt;
  return value;
}

std::string HintFor(std::string_view text) {
  if (text.find(',') == std::string_view::npos) return "";
  std::string digits(text);
  std::replace(digits.begin(), digits.end(), ',', '_');
  return fmt::format("; write {}", digits);
}

}  // namespace

arrow::Result<int64_t> ParseCount(std::string_view flag, std::string_view text) {
  const std::string_view shown = text.substr(0, 60);
  if (text.size() > 1 && text[0] == '-' && IsDigit(text[1])) {
    return OptionError(fmt::format("{}: must be 0 or more, got '{}'", flag, shown));
  }
  if (text.size() > 1 && text[0] == '+') text.remove_prefix(1);
  const auto parts = Split(text);
  if (!parts) {
    return OptionError(fmt::format("{}: must be a whole number {}, got '{}'{}", flag,
                                   kHowTo, shown, HintFor(text)));
  }
  if (!parts->digits.empty() && parts->exponent < 0) {
    return OptionError(fmt::format(
        "{}: must be a whole number {}, got '{}', which is none", flag, kHowTo, shown));
  }
  const auto value = Multiply(*parts);
  if (!value) {
    return OptionError(
        fmt::format("{}: must be at most {}, got '{}'", flag, INT64_MAX, shown));
  }
  return *value;
}

arrow::Result<double> ParseRate(std::string_view flag, std::string_view text) {
  const std::string_view shown = text.substr(0, 60);
  const auto parts = Split(text);
  double rate = 0;
  if (parts && !parts->digits.empty()) {
    const std::string plain = fmt::format("{}e{}", parts->digits, parts->exponent);
    const char* end = plain.data() + plain.size();
    if (std::from_chars(plain.data(), end, rate).ec != std::errc()) rate = 0;
  }
  if (rate > 0) return rate;
  return OptionError(fmt::format(
      "{}: must be a number above 0 such as 1000, 5k, 1.5M or 0.5, got '{}'{}", flag,
      shown, HintFor(text)));
}

arrow::Status CheckLength(std::string_view flag, const std::string& text) {
  const auto length = ParseDuration(text);
  if (length.ok()) return arrow::Status::OK();
  return OptionError(fmt::format("{}: {}", flag, length.status().message()));
}

std::string FormatCount(int64_t count) {
  std::string text = fmt::format("{}", count);
  const size_t first = text[0] == '-' ? 1 : 0;
  for (size_t place = text.size(); place > first + 3;) {
    place -= 3;
    text.insert(place, ",");
  }
  return text;
}

std::string FormatPlural(int64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", FormatCount(count), noun, count == 1 ? "" : "s");
}

namespace {

constexpr std::array<const char*, 7> kPrefixes = {"", "k", "M", "G", "T", "P", "E"};

/// A number below 1000 with three digits, and which of kPrefixes it takes.
std::pair<std::string, const char*> Scale(double number) {
  size_t prefix = 0;
  // 999.5 would be shown as 1000.
  while (number >= 999.5 && prefix + 1 < kPrefixes.size()) {
    number /= 1000;
    ++prefix;
  }
  int decimals = 0;
  if (prefix > 0) decimals = number >= 99.95 ? 0 : number >= 9.995 ? 1 : 2;
  return {fmt::format("{:.{}f}", number, decimals), kPrefixes[prefix]};
}

}  // namespace

std::string FormatBytes(int64_t bytes) {
  if (bytes < 1000) return FormatPlural(bytes, "byte");
  const auto [digits, prefix] = Scale(static_cast<double>(bytes));
  return fmt::format("{} {}B", digits, prefix);
}

std::string FormatShort(double number) {
  const auto [digits, prefix] = Scale(number);
  return *prefix == '\0' ? digits : fmt::format("{} {}", digits, prefix);
}

std::string FormatDuration(double seconds) {
  if (!(seconds < 1e15)) return "ages";
  if (seconds < 9.995) return fmt::format("{:.2f} s", seconds);
  if (seconds < 59.95) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<int64_t>(std::llround(seconds));
  if (whole < 3600) return fmt::format("{} min {:02} s", whole / 60, whole % 60);
  return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace rand_engine::cli
