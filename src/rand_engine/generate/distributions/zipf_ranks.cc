#include "rand_engine/generate/distributions/zipf_ranks.h"

#include <array>

#include "rand_engine/generate/distributions/elementary.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {
namespace {

template <size_t kTerms>
double Polynomial(const std::array<double, kTerms>& coefficients, double x) {
  double sum = coefficients[kTerms - 1];
  for (size_t i = kTerms - 1; i-- > 0;) sum = sum * x + coefficients[i];
  return sum;
}

constexpr double kSmall = 0x1p-7;

// (e^t - 1) / t, also at 0.
double ExpRatio(double t) {
  if (t > kSmall || t < -kSmall) return (Exponential(t) - 1) / t;
  return Polynomial(std::array<double, 8>{1.0, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120,
                                          1.0 / 720, 1.0 / 5040, 1.0 / 40320},
                    t);
}

// log(1 + t) / t, also at 0.
double LogRatio(double t) {
  if (t > kSmall || t < -kSmall) return NaturalLog(1 + t) / t;
  return Polynomial(std::array<double, 9>{1.0, -1.0 / 2, 1.0 / 3, -1.0 / 4, 1.0 / 5,
                                          -1.0 / 6, 1.0 / 7, -1.0 / 8, 1.0 / 9},
                    t);
}

}  // namespace

ZipfRanks::ZipfRanks(double exponent) : exponent_(exponent) {
  first_ = Integral(1.5) - 1;
  shift_ = 2 - InverseIntegral(Integral(2.5) - Weight(2));
}

ZipfRanks::Range ZipfRanks::RangeOf(uint64_t ranks) const {
  return {ranks, Integral(static_cast<double>(ranks) + 0.5)};
}

uint64_t ZipfRanks::Pick(uint64_t bits, const Range& range) const {
  constexpr uint64_t kNextDraw = 0x9e3779b97f4a7c15;
  for (;; bits = Mix(bits + kNextDraw)) {
    const double share = (static_cast<double>(bits >> 11) + 0.5) * 0x1p-53;
    const double y = range.last + share * (first_ - range.last);
    const double x = InverseIntegral(y);
    uint64_t rank = x < 1 ? 1 : static_cast<uint64_t>(x + 0.5);
    rank = rank > range.ranks ? range.ranks : rank;
    const auto k = static_cast<double>(rank);
    if (k - x <= shift_ || y >= Integral(k + 0.5) - Weight(k)) return rank - 1;
  }
}

double ZipfRanks::Weight(double x) const {
  return Exponential(-exponent_ * NaturalLog(x));
}

double ZipfRanks::Integral(double x) const {
  const double log = NaturalLog(x);
  return log * ExpRatio((1 - exponent_) * log);
}

double ZipfRanks::InverseIntegral(double y) const {
  double t = (1 - exponent_) * y;
  // Rounding must not step over the pole.
  constexpr double kLeast = -1 + 0x1p-50;
  if (t < kLeast) t = kLeast;
  return Exponential(LogRatio(t) * y);
}

}  // namespace rand_engine
