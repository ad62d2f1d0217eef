#include "rand_engine/generate/distributions/distribution.h"

#include <algorithm>
#include <cmath>

#include "rand_engine/generate/distributions/elementary.h"
#include "rand_engine/generate/distributions/uniform.h"

namespace rand_engine {
namespace {

// From where to where, seen from its origin, a distribution reaches.
struct Extent {
  double low;
  double high;
};

// Tails beyond hold less than e^-t of all, t = 45. Gamma and Poisson: the bounds of
// Chernoff's method, e.g. S. Boucheron, G. Lugosi, P. Massart, "Concentration
// inequalities" (2013), section 2.4.
Extent ExtentOf(const DensityShape& shape) {
  constexpr double kTail = 45;
  constexpr double kDeviations = 9;
  switch (shape.kind) {
    case DensityKind::kNormal:
      return {-kDeviations * shape.scale, kDeviations * shape.scale};
    case DensityKind::kLognormal:
      return {shape.scale * Exponential(-kDeviations * shape.shape),
              shape.scale * Exponential(kDeviations * shape.shape)};
    case DensityKind::kExponential:
      return {0, kTail * shape.scale};
    case DensityKind::kGamma: {
      const double spread = std::sqrt(2 * kTail * shape.shape);
      return {shape.scale * std::max(0.0, shape.shape - spread),
              shape.scale * (shape.shape + spread + kTail)};
    }
    case DensityKind::kPoisson: {
      const double spread = std::sqrt(2 * kTail * shape.shape);
      return {std::max(0.0, shape.shape - spread), shape.shape + spread + kTail};
    }
    case DensityKind::kZipf:
      break;
  }
  return {0, INFINITY};
}

std::optional<StepRange> RangeAround(const StepPoint& origin, const Extent& extent) {
  const auto whole = static_cast<double>(origin.whole) + origin.fraction;
  constexpr double kLimit = 9.2e18;
  if (whole + extent.low < -kLimit || whole + extent.high > kLimit) return std::nullopt;
  return StepRange{origin.whole + static_cast<int64_t>(std::floor(extent.low)),
                   origin.whole + static_cast<int64_t>(std::ceil(extent.high))};
}

// False if all codes lie beyond the reach of the density: the condition that a draw
// rounds to one of them would pile up what cannot come at the nearer end.
bool Reaches(const DensityShape& shape, const CodePoint& origin, uint64_t last_code) {
  const Extent extent = ExtentOf(shape);
  const auto distance = [&](uint64_t code) {
    return static_cast<double>(__int128{code} - origin.whole) - origin.fraction;
  };
  return distance(0) - 0.5 <= extent.high && distance(last_code) + 0.5 >= extent.low;
}

// The ranges' parts within the column, as cells.
std::vector<Cell> CellsOfRanges(const std::vector<WeightedRange>& ranges,
                                const StepRange& column) {
  std::vector<Cell> cells;
  const auto add = [&](int64_t first, int64_t last, double weight) {
    const auto base = static_cast<uint64_t>(column.first);
    cells.push_back({static_cast<uint64_t>(first) - base,
                     static_cast<uint64_t>(last) - base, weight});
  };
  for (const auto& [steps, weight] : ranges) {
    const int64_t first = std::max(steps.first, column.first);
    const int64_t last = std::min(steps.last, column.last);
    if (first > last || weight == 0) continue;
    const double all = steps.size() == 0 ? 0x1p64 : static_cast<double>(steps.size());
    const uint64_t left = StepRange{first, last}.size();
    if (left == 0) {  // 2^64 codes, which no cell can count
      add(first, -1, weight / 2);
      add(0, last, weight / 2);
    } else {
      add(first, last, weight * (static_cast<double>(left) / all));
    }
  }
  return cells;
}

}  // namespace

std::optional<StepRange> Distribution::Reach() const {
  if (kind == Kind::kDensity && shape.kind != DensityKind::kZipf) {
    Extent extent = ExtentOf(shape);
    // A column begins where a one-sided distribution does.
    const bool counts_from_zero =
        shape.kind == DensityKind::kLognormal || shape.kind == DensityKind::kGamma;
    if (counts_from_zero) extent.low = 0;
    return RangeAround(origin, extent);
  }
  if (kind != Kind::kRanges) return std::nullopt;
  StepRange reach = {INT64_MAX, INT64_MIN};
  for (const auto& [steps, weight] : ranges) {
    reach.first = std::min(reach.first, steps.first);
    reach.last = std::max(reach.last, steps.last);
  }
  return reach;
}

Distribution ZipfDistribution(double exponent) {
  return {Distribution::Kind::kDensity, {DensityKind::kZipf, 1, exponent}};
}

std::vector<Cell> CellsOf(const Distribution& distribution, uint64_t n,
                          int64_t first_step) {
  const uint64_t last_code = n - 1;
  switch (distribution.kind) {
    case Distribution::Kind::kUniform:
      return {{0, last_code, 1}};
    case Distribution::Kind::kRanges: {
      const auto last_step =
          static_cast<int64_t>(static_cast<uint64_t>(first_step) + last_code);
      return CellsOfRanges(distribution.ranges, {first_step, last_step});
    }
    case Distribution::Kind::kDensity:
      break;
  }
  const bool ranked = distribution.shape.kind == DensityKind::kZipf;
  const StepPoint& zero = distribution.origin;
  const CodePoint origin =
      ranked ? CodePoint{-1}
             : CodePoint{__int128{zero.whole} - first_step, zero.fraction};
  if (!Reaches(distribution.shape, origin, last_code)) return {};
  return CutIntoCells(Density(distribution.shape, origin, last_code), last_code);
}

std::unique_ptr<CodeSource> MakeDistributionSource(const StreamKey& key,
                                                   const Distribution& distribution,
                                                   uint64_t n, int64_t first_step) {
  if (distribution.kind == Distribution::Kind::kUniform) return MakeUniformSource(key, n);
  const std::vector<Cell> cells = CellsOf(distribution, n, first_step);
  if (cells.empty()) return nullptr;
  const bool listed = distribution.kind == Distribution::Kind::kRanges;
  return MakeCellSource(key, cells, n - 1, /*keep_small=*/listed);
}

}  // namespace rand_engine
