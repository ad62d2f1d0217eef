#include "rand_engine/seed.h"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

#include "rand_engine/error.h"

namespace rand_engine {

arrow::Result<Seed> Seed::FromText(std::string_view text) {
  constexpr size_t kMostDigits = 1000;
  const bool negative = !text.empty() && text[0] == '-';
  std::string digits;
  bool good = text.size() <= kMostDigits;
  bool after_digit = false;
  for (const char c : text.substr(negative || text.starts_with('+') ? 1 : 0)) {
    const bool is_digit = c >= '0' && c <= '9';
    good = good && (is_digit || (c == '_' && after_digit));
    after_digit = is_digit;
    if (is_digit) digits += c;
  }
  if (!good || digits.empty() || !after_digit) {
    return OptionError(fmt::format("seed must be a whole number such as 42, got '{}'",
                                   text.substr(0, 60)));
  }
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
  return Seed(negative && digits != "0" ? "-" + digits : digits);
}

arrow::Result<Seed> Seed::Draw() {
  uint64_t bits = 0;
  if (getrandom(&bits, sizeof(bits), 0) != sizeof(bits)) {
    return WriteError("cannot draw a seed from the system", errno);
  }
  // Short enough to be typed again, and exact in programs that keep numbers as doubles.
  return Seed(static_cast<int64_t>(bits >> 11));
}

}  // namespace rand_engine
