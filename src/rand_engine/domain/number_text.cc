#include "rand_engine/domain/number_text.h"

#include <charconv>
#include <cstring>

#include "rand_engine/domain/domain.h"

namespace rand_engine {

char* PutDecimal(const DigitTables& tables, int64_t unscaled, int scale, char point,
                 char* out) {
  auto magnitude = static_cast<uint64_t>(unscaled);
  if (unscaled < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  const auto unit = static_cast<uint64_t>(PowerOfTen(scale));
  const uint64_t whole = magnitude / unit;
  uint64_t fraction = magnitude - whole * unit;
  out = PutUnsigned(tables, whole, out);
  *out++ = point;
  char digits[16];
  int length = scale;
  for (int i = scale; i-- > 0; fraction /= 10)
    digits[i] = static_cast<char>('0' + fraction % 10);
  while (length > 1 && digits[length - 1] == '0') --length;
  if (length == 0) digits[length++] = '0';
  std::memcpy(out, digits, length);
  return out + length;
}

char* PutPadded(const DigitTables& tables, uint64_t value, int width, char* out) {
  constexpr uint64_t kGroup = 10'000;
  int left = width;
  for (; left >= 4; left -= 4) {
    const uint64_t high = value / kGroup;
    std::memcpy(out + left - 4, &tables.padded[value - high * kGroup], 4);
    value = high;
  }
  if (left > 0) std::memcpy(out, tables.padded[value].data() + 4 - left, left);
  return out + width;
}

char* PutDouble(double value, char point, char* out) {
  // Python's rule, so that 100000.0 does not become 1e+05.
  const double magnitude = value < 0 ? -value : value;
  const bool plain = magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16);
  const auto result =
      std::to_chars(out, out + kLongestDouble, value,
                    plain ? std::chars_format::fixed : std::chars_format::scientific);
  char* end = result.ptr;
  const auto length = static_cast<size_t>(end - out);
  if (void* found = std::memchr(out, '.', length)) {
    *static_cast<char*>(found) = point;
  } else if (plain) {
    *end++ = point;
    *end++ = '0';
  }
  return end;
}

std::string DoubleText(double value, const std::string& decimal_point) {
  if (value != value) return "nan";
  if (value - value != 0) return value > 0 ? "inf" : "-inf";
  char text[kLongestDouble];
  std::string shortest(text, PutDouble(value, '.', text));
  const size_t point = shortest.find('.');
  if (point != std::string::npos) shortest.replace(point, 1, decimal_point);
  return shortest;
}

}  // namespace rand_engine
