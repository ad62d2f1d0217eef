// Densities of one peak over the codes of a column, up to a factor.
#pragma once

#include <cstdint>

namespace rand_engine {

enum class DensityKind { kNormal, kLognormal, kExponential, kGamma, kPoisson, kZipf };

/// What a density looks like; lengths are in codes.
struct DensityShape {
  DensityKind kind = DensityKind::kNormal;
  /// kNormal: the standard deviation, kLognormal: the median, kExponential: the mean,
  /// kGamma: the scale. The others have none.
  double scale = 1;
  /// kLognormal: the deviation of the logarithm, kGamma: the shape, kPoisson: the mean,
  /// kZipf: the exponent. The others have none.
  double shape = 1;
};

/// A point on the axis of codes, exact where no double is.
struct CodePoint {
  __int128 whole = 0;
  double fraction = 0;  ///< [0, 1)
};

/// The density at y = code - origin: y is the distance from the mean (kNormal), the
/// number itself (the others; for kZipf the rank, from 1). Everything is relative to the
/// density near its peak among the codes, so that nothing overflows however far out
/// the codes lie. A code stands for the interval that rounds to it; for kPoisson and
/// kZipf for the number itself.
///
/// Built from the basic operations of IEEE 754 only. REQUIRES of the shape: scales are
/// from 1e-6 to 1e60, a lognormal's shape from 1e-3 to 10, a gamma's from 1e-3 to 1e15, a
/// Poisson's from 1e-9 to 1e15, a Zipf's from 0 to 100; |origin| <= 2^65.
class Density {
 public:
  Density(const DensityShape& shape, const CodePoint& origin, uint64_t last_code);

  /// The least and the greatest logarithm of the density between the outer ends of two
  /// codes.
  struct Range {
    double low;
    double high;
  };
  Range LogsOver(uint64_t first, uint64_t last) const;

  /// The integral of the density over the codes from first to last, good to some ten
  /// digits; parts below `negligible` may be left out.
  double Mass(uint64_t first, uint64_t last, double negligible) const;

  /// No less than the integral over so many codes.
  static double UpperBound(const Range& logs, double width);

 private:
  struct Interval {
    double begin;
    double end;
  };
  Interval IntervalOf(uint64_t first, uint64_t last) const;
  double DistanceOf(uint64_t code) const;
  bool counts() const;
  double RawLogAt(double y) const;
  double LogAt(double y) const { return RawLogAt(y) - log_at_peak_; }
  Range LogsOver(const Interval& interval) const;
  double Integral(const Interval& interval, double negligible, int splits) const;
  double Legendre(const Interval& interval) const;

  DensityShape shape_;
  CodePoint origin_;
  double support_;  ///< the density is 0 below
  double mode_;     ///< where it is greatest
  double log_scale_ = 0;
  double peak_ = 0;  ///< the point among the codes that the others are measured by
  double log_at_peak_ = 0;
};

}  // namespace rand_engine
