#include "rand_engine/domain/decimal.h"

#include <algorithm>
#include <charconv>
#include <string>

namespace rand_engine {
namespace {

// digits * 10^exponent, without leading or trailing zeros; "" is zero.
struct Decimal {
  bool negative = false;
  std::string digits;
  int64_t exponent = 0;
};

int64_t ParseExponent(std::string_view text) {
  if (!text.empty() && text[0] == '+') text.remove_prefix(1);
  int64_t exponent = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), exponent);
  constexpr int64_t kFar = int64_t{1} << 40;
  if (result.ec == std::errc::result_out_of_range) return text[0] == '-' ? -kFar : kFar;
  return std::clamp(exponent, -kFar, kFar);
}

Decimal Parse(std::string_view text) {
  Decimal decimal;
  if (!text.empty() && text[0] == '-') {
    decimal.negative = true;
    text.remove_prefix(1);
  }
  const size_t mark = text.find_first_of("eE");
  if (mark != std::string_view::npos) {
    decimal.exponent = ParseExponent(text.substr(mark + 1));
    text = text.substr(0, mark);
  }
  const size_t point = text.find('.');
  decimal.digits = text.substr(0, point);
  if (point != std::string_view::npos) {
    decimal.digits += text.substr(point + 1);
    decimal.exponent -= static_cast<int64_t>(text.size() - point - 1);
  }
  const size_t first = decimal.digits.find_first_not_of('0');
  decimal.digits.erase(0, std::min(first, decimal.digits.size()));
  while (!decimal.digits.empty() && decimal.digits.back() == '0') {
    decimal.digits.pop_back();
    ++decimal.exponent;
  }
  return decimal;
}

int64_t ToInteger(std::string_view digits) {
  int64_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return value;
}

}  // namespace

std::optional<int64_t> ScaleDecimal(std::string_view text, int scale, Rounding rounding) {
  Decimal decimal = Parse(text);
  if (decimal.digits.empty()) return 0;
  constexpr int64_t kMostDigits = 18;
  const int64_t shift = decimal.exponent + scale;
  const int64_t length = static_cast<int64_t>(decimal.digits.size());
  if (length + shift > kMostDigits) return std::nullopt;
  if (shift >= 0) {
    decimal.digits.append(shift, '0');
    const int64_t value = ToInteger(decimal.digits);
    return decimal.negative ? -value : value;
  }
  // Digits behind the last unit are cut; as trailing zeros are gone, something is lost.
  const int64_t kept = std::max<int64_t>(0, length + shift);
  const int64_t magnitude = ToInteger(std::string_view(decimal.digits).substr(0, kept));
  if (decimal.negative) return rounding == Rounding::kDown ? -magnitude - 1 : -magnitude;
  return rounding == Rounding::kUp ? magnitude + 1 : magnitude;
}

std::optional<unsigned __int128> CountSteps(std::string_view text) {
  Decimal decimal = Parse(text);
  if (decimal.digits.empty()) return 0;
  const int64_t point = static_cast<int64_t>(decimal.digits.size()) + decimal.exponent;
  const bool is_one = decimal.digits == "1" && point == 1;
  if (decimal.negative || (point > 0 && !is_one)) return std::nullopt;
  if (is_one) return static_cast<unsigned __int128>(1) << 64;
  constexpr int64_t kMostZeros = 20;  // 10^-20 is less than one step
  if (-point >= kMostZeros) return 1;
  std::string& digits = decimal.digits.insert(0, -point, '0');
  uint64_t steps = 0;
  // Doubled 64 times, the fraction hands over its bits, the highest first.
  for (int bit = 0; bit < 64; ++bit) {
    int carry = 0;
    for (size_t i = digits.size(); i-- > 0;) {
      const int doubled = 2 * (digits[i] - '0') + carry;
      carry = doubled / 10;
      digits[i] = static_cast<char>('0' + doubled % 10);
    }
    steps = 2 * steps + static_cast<uint64_t>(carry);
  }
  const bool exact = digits.find_first_not_of('0') == std::string::npos;
  return static_cast<unsigned __int128>(steps) + (exact ? 0 : 1);
}

}  // namespace rand_engine
