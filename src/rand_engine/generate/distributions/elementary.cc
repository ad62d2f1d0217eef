#include "rand_engine/generate/distributions/elementary.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

namespace rand_engine {
namespace {

constexpr double kLogOfTwo = 0.693147180559945309417;

template <size_t kTerms>
double Polynomial(const std::array<double, kTerms>& coefficients, double x) {
  double sum = coefficients[kTerms - 1];
  for (size_t i = kTerms - 1; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

// 2^exponent. REQUIRES: -1022 <= exponent <= 1023.
double PowerOfTwo(int64_t exponent) {
  return std::bit_cast<double>(static_cast<uint64_t>(exponent + 1023) << 52);
}

}  // namespace

// log(x) = e log 2 + log m with m from sqrt(1/2) to sqrt(2), and log m by the series of
// the inverse hyperbolic tangent: 2 (s + s^3/3 + s^5/5 + ...) with s = (m - 1) / (m + 1).
// |s| < 0.172, so that eleven terms give all digits.
double NaturalLog(double x) {
  constexpr double kRootOfTwo = 1.41421356237309504880;
  constexpr std::array<double, 11> kSeries = {1.0,      1.0 / 3,  1.0 / 5,  1.0 / 7,
                                              1.0 / 9,  1.0 / 11, 1.0 / 13, 1.0 / 15,
                                              1.0 / 17, 1.0 / 19, 1.0 / 21};
  const auto bits = std::bit_cast<uint64_t>(x);
  auto exponent = static_cast<int>(bits >> 52) - 1023;
  constexpr uint64_t kMantissa = (uint64_t{1} << 52) - 1;
  double mantissa = std::bit_cast<double>((bits & kMantissa) | (uint64_t{1023} << 52));
  if (mantissa > kRootOfTwo) {
    mantissa *= 0.5;
    ++exponent;
  }
  const double s = (mantissa - 1) / (mantissa + 1);
  return exponent * kLogOfTwo + 2 * s * Polynomial(kSeries, s * s);
}

// e^x = 2^k e^r with |r| <= log(2) / 2, where fourteen terms of the power series give all
// digits. k times the high part of log 2 is exact (Cody and Waite's reduction).
double Exponential(double x) {
  constexpr double kLogHigh = 0x1.62e42fee00000p-1;
  constexpr double kLogLow = 0x1.a39ef35793c76p-33;
  constexpr std::array<double, 14> kSeries = {1.0,
                                              1.0,
                                              1.0 / 2,
                                              1.0 / 6,
                                              1.0 / 24,
                                              1.0 / 120,
                                              1.0 / 720,
                                              1.0 / 5040,
                                              1.0 / 40320,
                                              1.0 / 362880,
                                              1.0 / 3628800,
                                              1.0 / 39916800,
                                              1.0 / 479001600,
                                              1.0 / 6227020800};
  if (x < -700) return 0;
  const auto k = static_cast<int64_t>(x / kLogOfTwo + (x < 0 ? -0.5 : 0.5));
  const auto whole = static_cast<double>(k);
  const double rest = (x - whole * kLogHigh) - whole * kLogLow;
  return Polynomial(kSeries, rest) * PowerOfTwo(k);
}

}  // namespace rand_engine
