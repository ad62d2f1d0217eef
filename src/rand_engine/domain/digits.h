// Decimal digits from tables, the innermost loop of all text.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>

namespace rand_engine {

/// Tables for groups of four digits.
struct DigitTables {
  /// 0000 to 9999 with leading zeros.
  std::array<std::array<char, 4>, 10000> padded;
  /// 0 to 9999 from the left, without leading zeros; `length` says how many count.
  std::array<std::array<char, 4>, 10000> trimmed;
  std::array<uint8_t, 10000> length;

  static const DigitTables& Get();
};

/// Put `value` at `out` and return its end. Writes up to 20 digits, and touches up to 3
/// bytes more.
inline char* PutUnsigned(const DigitTables& tables, uint64_t value, char* out) {
  constexpr uint32_t kGroup = 10'000;
  if (value < kGroup) {
    std::memcpy(out, &tables.trimmed[value], 4);
    return out + tables.length[value];
  }
  if (value < uint64_t{kGroup} * kGroup) {
    const auto narrow = static_cast<uint32_t>(value);
    const uint32_t high = narrow / kGroup;
    std::memcpy(out, &tables.trimmed[high], 4);
    out += tables.length[high];
    std::memcpy(out, &tables.padded[narrow - high * kGroup], 4);
    return out + 4;
  }
  const uint64_t high = value / kGroup;
  out = PutUnsigned(tables, high, out);
  std::memcpy(out, &tables.padded[value - high * kGroup], 4);
  return out + 4;
}

/// Put a signed value; up to 20 characters.
inline char* PutSigned(const DigitTables& tables, int64_t value, char* out) {
  uint64_t magnitude = static_cast<uint64_t>(value);
  if (value < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  return PutUnsigned(tables, magnitude, out);
}

}  // namespace rand_engine
