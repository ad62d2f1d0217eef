// Division by a number known only at run time, many times over, without dividing.
#pragma once

#include <cstdint>

namespace rand_engine {

/// x / d and x % d for x < 2^63 / d by one multiplication: with m = floor(2^64 / d) + 1
/// the high half of x * m is the quotient as long as x * d < 2^64 (Granlund, Montgomery:
/// "Division by invariant integers using multiplication", 1994).
class Divider {
 public:
  /// REQUIRES: divisor >= 1.
  explicit Divider(uint64_t divisor = 1)
      : divisor_(divisor), multiplier_(divisor == 1 ? 0 : UINT64_MAX / divisor + 1) {}

  struct Parts {
    uint64_t quotient;
    uint64_t remainder;
  };

  Parts Divide(uint64_t x) const {
    const uint64_t quotient =
        multiplier_ == 0 ? x
                         : static_cast<uint64_t>(
                               (static_cast<unsigned __int128>(x) * multiplier_) >> 64);
    return {quotient, x - quotient * divisor_};
  }

  /// The same for every x, at a comparison more: beyond the bound above the quotient may
  /// come out one too large. REQUIRES: divisor <= 2^63.
  Parts DivideAny(uint64_t x) const {
    const Parts parts = Divide(x);
    const bool over = parts.remainder >= divisor_;
    return {parts.quotient - (over ? 1 : 0), parts.remainder + (over ? divisor_ : 0)};
  }

 private:
  uint64_t divisor_;
  uint64_t multiplier_;
};

}  // namespace rand_engine
