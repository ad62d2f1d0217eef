// Ranks by Zipf's law, of any number of ranks, without a table.
#pragma once

#include <cstdint>

namespace rand_engine {

/// Rank k of 0, 1, ... n - 1 with a weight of 1 / (k + 1)^exponent, by the
/// rejection-inversion of W. Hoermann, G. Derflinger, "Rejection-inversion to generate
/// variates from monotone discrete distributions" (ACM TOMACS 6, 1996). Uses no library
/// function, so that the result is the same on every machine.
class ZipfRanks {
 public:
  /// REQUIRES: 0 < exponent <= 20.
  explicit ZipfRanks(double exponent);

  /// What depends on the number of ranks.
  struct Range {
    uint64_t ranks;
    double last;  ///< the integral's value at its end
  };
  /// REQUIRES: 1 <= ranks < 2^52.
  Range RangeOf(uint64_t ranks) const;

  /// The rank that the bits stand for; a rejected draw is followed by others that depend
  /// on the bits alone.
  uint64_t Pick(uint64_t bits, const Range& range) const;

  /// x^-exponent. REQUIRES: x >= 1.
  double Weight(double x) const;

 private:
  // The integral of the weight (from 1), and its inverse.
  double Integral(double x) const;
  double InverseIntegral(double y) const;

  double exponent_;
  double first_;  ///< where the integral's range begins
  double shift_;  ///< up to which distance nothing is rejected
};

}  // namespace rand_engine
