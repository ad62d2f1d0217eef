#include "rand_engine/generate/distributions/density.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "rand_engine/generate/distributions/elementary.h"

namespace rand_engine {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

// x log(x / m) + m - x without the cancellation of its terms where x is near m (C.
// Loader, "Fast and accurate computation of binomial probabilities", 2000, function bd0).
double Deviance(double x, double m) {
  const double difference = x - m;
  const double sum = x + m;
  if (std::abs(difference) >= 0.1 * sum) return x * NaturalLog(x / m) + m - x;
  const double v = difference / sum;
  double total = difference * v;
  double term = 2 * x * v;
  for (int odd = 3; odd < 40; odd += 2) {
    term *= v * v;
    total += term / odd;
  }
  return total;
}

// log Gamma(x + 1) - (x log x - x + log(2 pi x) / 2): Stirling's series. REQUIRES: x >=
// 16.
double StirlingError(double x) {
  const double square = x * x;
  return (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - 1.0 / 1680 / square) / square) / square) /
         x;
}

constexpr double kLogOfTwoPi = 1.837877066409345483560;

// log(mean^k e^-mean / k!) for real k > -1.
double LogPoisson(double k, double mean) {
  constexpr double kStirling = 16;
  if (k >= kStirling) {
    return -Deviance(k, mean) - StirlingError(k) - 0.5 * (kLogOfTwoPi + NaturalLog(k));
  }
  // k! = (k + 16)! / ((k + 1) (k + 2) ... (k + 16)).
  double product = 1;
  for (int i = 1; i <= 16; ++i) product *= k + i;
  const double far = k + kStirling;
  const double log_far = far * NaturalLog(far) - far +
                         0.5 * (kLogOfTwoPi + NaturalLog(far)) + StirlingError(far);
  return k * NaturalLog(mean) - mean - log_far + NaturalLog(product);
}

double SupportOf(const DensityShape& shape) {
  switch (shape.kind) {
    case DensityKind::kNormal:
      return -kInfinity;
    case DensityKind::kPoisson:
      return -0.5;
    case DensityKind::kZipf:
      return 0.5;
    default:
      return 0;
  }
}

double ModeOf(const DensityShape& shape) {
  switch (shape.kind) {
    case DensityKind::kLognormal:
      return shape.scale * Exponential(std::max(-shape.shape * shape.shape, -700.0));
    case DensityKind::kGamma:
      return std::max(0.0, shape.shape - 1) * shape.scale;
    case DensityKind::kPoisson:  // of the function of real numbers, up to 1 / mean
      return std::max(0.0, shape.shape - 0.5);
    case DensityKind::kZipf:
      return 1;
    default:
      return 0;
  }
}

}  // namespace

Density::Density(const DensityShape& shape, const CodePoint& origin, uint64_t last_code)
    : shape_(shape), origin_(origin), support_(SupportOf(shape)), mode_(ModeOf(shape)) {
  if (shape.kind == DensityKind::kLognormal) log_scale_ = NaturalLog(shape.scale);
  const Interval all = IntervalOf(0, last_code);
  // The median of a lognormal is a better measure: its mode can be a thin spike.
  const bool skewed = shape.kind == DensityKind::kLognormal;
  peak_ =
      std::clamp(skewed ? shape.scale : mode_, all.begin, std::max(all.begin, all.end));
  // Where the density grows without end at 0, a point beside it will do.
  const bool endless = shape.kind == DensityKind::kGamma && shape.shape < 1;
  if (endless) peak_ = std::max(peak_, std::min(shape.scale, 0.5 * all.end));
  const double log_at_peak = RawLogAt(peak_);
  log_at_peak_ = std::isfinite(log_at_peak) ? log_at_peak : 0;
}

Density::Interval Density::IntervalOf(uint64_t first, uint64_t last) const {
  const double begin = DistanceOf(first) - 0.5;
  const double end = DistanceOf(last) + 0.5;
  return {std::max(begin, support_), end};
}

double Density::DistanceOf(uint64_t code) const {
  return static_cast<double>(static_cast<__int128>(code) - origin_.whole) -
         origin_.fraction;
}

bool Density::counts() const {
  return shape_.kind == DensityKind::kPoisson || shape_.kind == DensityKind::kZipf;
}

double Density::RawLogAt(double y) const {
  switch (shape_.kind) {
    case DensityKind::kNormal: {
      // Beside the peak, as squares of great distances would swallow the difference.
      const double scale = shape_.scale;
      return -0.5 * ((y - peak_) / scale) * ((y + peak_) / scale);
    }
    case DensityKind::kExponential:
      return -(y - peak_) / shape_.scale;
    case DensityKind::kLognormal: {
      if (y <= 0) return -kInfinity;
      const double log = NaturalLog(std::max(y, 1e-300));
      const double deviations = (log - log_scale_) / shape_.shape;
      return -0.5 * deviations * deviations - log;
    }
    case DensityKind::kGamma: {
      const double t = y / shape_.scale;
      const double power = shape_.shape - 1;
      if (power == 0) return -t;
      if (t <= 1e-300) return power > 0 ? -kInfinity : kInfinity;
      return power > 0 ? -Deviance(power, t) : power * NaturalLog(t) - t;
    }
    case DensityKind::kPoisson:
      return LogPoisson(y, shape_.shape);
    case DensityKind::kZipf:
      return -shape_.shape * NaturalLog(y);
  }
  return 0;
}

Density::Range Density::LogsOver(const Interval& interval) const {
  if (interval.end <= interval.begin) return {-kInfinity, -kInfinity};
  const double left = LogAt(interval.begin);
  const double right = LogAt(interval.end);
  const bool has_mode = interval.begin < mode_ && mode_ < interval.end;
  const double high = has_mode ? LogAt(mode_) : std::max(left, right);
  return {std::min(left, right), std::max(high, std::max(left, right))};
}

Density::Range Density::LogsOver(uint64_t first, uint64_t last) const {
  Range logs = LogsOver(IntervalOf(first, last));
  // The code at the edge of the support has only a part of an interval.
  if (DistanceOf(first) - 0.5 < support_) logs.low = -kInfinity;
  return logs;
}

// Five points: exact for polynomials of degree 9.
double Density::Legendre(const Interval& interval) const {
  constexpr std::array<double, 3> kPoints = {0, 0.538469310105683091036,
                                             0.906179845938663992798};
  constexpr std::array<double, 3> kWeights = {
      0.568888888888888888889, 0.478628670499366468041, 0.236926885056189087514};
  const double middle = 0.5 * (interval.begin + interval.end);
  const double half = 0.5 * (interval.end - interval.begin);
  double sum = kWeights[0] * Exponential(LogAt(middle));
  for (size_t i = 1; i < kPoints.size(); ++i) {
    const double offset = kPoints[i] * half;
    sum += kWeights[i] *
           (Exponential(LogAt(middle - offset)) + Exponential(LogAt(middle + offset)));
  }
  return sum * half;
}

double Density::Integral(const Interval& interval, double negligible, int splits) const {
  constexpr double kFlat = 0.25;  // five points then have ten digits
  const Range logs = LogsOver(interval);
  if (UpperBound(logs, interval.end - interval.begin) < negligible) return 0;
  const bool endless = logs.high == kInfinity;
  if (endless && interval.end <= 1e-9 * shape_.scale) {
    // e^-t is 1 there, and the power of t has an integral in closed form.
    return interval.end * Exponential(LogAt(interval.end)) / shape_.shape;
  }
  if (logs.high - logs.low <= kFlat || splits == 0) return Legendre(interval);
  const double middle = 0.5 * (interval.begin + interval.end);
  return Integral({interval.begin, middle}, negligible, splits - 1) +
         Integral({middle, interval.end}, negligible, splits - 1);
}

double Density::UpperBound(const Range& logs, double width) {
  constexpr double kMost = 700;
  return logs.high == -kInfinity ? 0 : Exponential(std::min(logs.high, kMost)) * width;
}

double Density::Mass(uint64_t first, uint64_t last, double negligible) const {
  constexpr uint64_t kFew = 32;
  constexpr int kMostSplits = 120;
  if (!counts() || last - first >= kFew) {
    return Integral(IntervalOf(first, last), negligible, kMostSplits);
  }
  double sum = 0;
  for (uint64_t i = 0; i <= last - first; ++i) {
    const double y = DistanceOf(first + i);
    if (y > support_) sum += Exponential(LogAt(y));
  }
  return sum;
}

}  // namespace rand_engine
