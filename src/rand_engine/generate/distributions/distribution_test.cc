#include "rand_engine/generate/distributions/distribution.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <vector>

#include "rand_engine/generate/distributions/elementary.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

constexpr uint64_t kDraws = 1'000'000;

StreamKey Key(const std::string& column) {
  return DeriveStreamKey({"7", "", column, "value"});
}

Distribution Make(DensityKind kind, double scale, double shape, StepPoint origin = {}) {
  return {Distribution::Kind::kDensity, {kind, scale, shape}, origin};
}

/// A distribution function of the platform's library, of code + 1/2.
using Function = std::function<double(double)>;

double NormalBelow(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

Function NormalFunction(double mean, double deviation) {
  return [=](double x) { return NormalBelow((x - mean) / deviation); };
}

Function ExponentialFunction(double mean) {
  return [=](double x) { return x <= 0 ? 0 : -std::expm1(-x / mean); };
}

Function LognormalFunction(double median, double sigma) {
  return [=](double x) {
    return x <= 0 ? 0 : NormalBelow((std::log(x) - std::log(median)) / sigma);
  };
}

// The regularised incomplete gamma function by its power series (DLMF 8.11.4).
double GammaBelow(double shape, double x) {
  if (x <= 0) return 0;
  long double term = 1.0L / shape;
  long double sum = term;
  for (int n = 1; n < 100'000; ++n) {
    term *= x / (shape + n);
    sum += term;
    if (term < sum * 1e-20L) break;
  }
  return static_cast<double>(sum * std::exp(-static_cast<long double>(x) +
                                            shape * std::log((long double)x) -
                                            std::lgamma((long double)shape)));
}

Function GammaFunction(double shape, double scale) {
  return [=](double x) { return GammaBelow(shape, x / scale); };
}

// Below the end of code c, of the codes [0, n) alone.
struct Cut {
  Function function;
  double low;
  double total;

  Cut(Function whole, uint64_t n) : function(std::move(whole)), low(function(-0.5)) {
    total = function(static_cast<double>(n) - 0.5) - low;
  }
  double Below(uint64_t code) const {
    return (function(static_cast<double>(code) + 0.5) - low) / total;
  }
};

// The greatest distance of the draws' distribution function from the true one.
double KolmogorovDistance(const Distribution& distribution, const Function& function,
                          uint64_t n, const std::string& name, int64_t first = 0) {
  const auto source = MakeDistributionSource(Key(name), distribution, n, first);
  std::vector<uint64_t> codes;
  for (const WideCode& code : CodesOf(*source, 0, kDraws)) codes.push_back(code.low);
  std::sort(codes.begin(), codes.end());
  EXPECT_TRUE(n == 0 || codes.back() < n);
  const Cut cut(function, n);
  double farthest = 0;
  for (size_t i = 0; i < codes.size(); ++i) {
    if (i + 1 < codes.size() && codes[i + 1] == codes[i]) continue;
    const double share = static_cast<double>(i + 1) / static_cast<double>(codes.size());
    farthest = std::max(farthest, std::abs(share - cut.Below(codes[i])));
  }
  return farthest;
}

// 1.95 / sqrt(draws): one fair source in a thousand is farther (Kolmogorov 1933).
const double kFarthest = 1.95 / std::sqrt(static_cast<double>(kDraws));

// --- Elementary functions
// ---------------------------------------------------------------

TEST(ElementaryTest, LogarithmAndExponentialAreGoodToFourteenDigits) {
  for (double x = -700; x < 700; x += 0.37) {
    EXPECT_NEAR(Exponential(x) / std::exp(x), 1, 4e-15) << x;
  }
  EXPECT_EQ(Exponential(0), 1);
  EXPECT_EQ(Exponential(-701), 0);
  EXPECT_EQ(Exponential(-std::numeric_limits<double>::infinity()), 0);
  for (double x = 1e-300; x < 1e300; x *= 7.7) {
    EXPECT_NEAR(NaturalLog(x), std::log(x), 4e-15 * std::abs(std::log(x))) << x;
  }
}

// --- Against the functions of the library
// -----------------------------------------------

struct Case {
  const char* name;
  Distribution distribution;
  Function function;
  uint64_t n;
};

std::vector<Case> Cases() {
  constexpr uint64_t kFew = 101;
  constexpr uint64_t kMore = 1'000'000;
  constexpr uint64_t kHuge = uint64_t{1} << 60;
  const auto normal = [](double mean, double deviation) {
    const auto whole = static_cast<int64_t>(std::floor(mean));
    return Make(DensityKind::kNormal, deviation, 0,
                {whole, mean - static_cast<double>(whole)});
  };
  return {
      {"normal", normal(50, 12), NormalFunction(50, 12), kFew},
      {"normal off centre", normal(12.25, 20), NormalFunction(12.25, 20), kFew},
      {"normal of many", normal(4e5, 1e5), NormalFunction(4e5, 1e5), kMore},
      {"narrow normal of many", normal(4e5, 3), NormalFunction(4e5, 3), kMore},
      {"normal of most", normal(5e17, 1e17), NormalFunction(5e17, 1e17), kHuge},
      {"narrow normal of most", normal(5e17, 1e6), NormalFunction(5e17, 1e6), kHuge},
      {"left tail", normal(500, 100), NormalFunction(500, 100), kFew},
      {"exponential", Make(DensityKind::kExponential, 9, 1), ExponentialFunction(9),
       kFew},
      {"exponential of many", Make(DensityKind::kExponential, 2e5, 1),
       ExponentialFunction(2e5), kMore},
      {"exponential of most", Make(DensityKind::kExponential, 1e15, 1),
       ExponentialFunction(1e15), kHuge},
      {"lognormal", Make(DensityKind::kLognormal, 20, 0.7), LognormalFunction(20, 0.7),
       kFew},
      {"wide lognormal", Make(DensityKind::kLognormal, 3, 6), LognormalFunction(3, 6),
       kHuge},
      {"lognormal of many", Make(DensityKind::kLognormal, 1e4, 2),
       LognormalFunction(1e4, 2), kMore},
      {"gamma", Make(DensityKind::kGamma, 5, 3.5), GammaFunction(3.5, 5), kFew},
      {"gamma with a pole", Make(DensityKind::kGamma, 30, 0.3), GammaFunction(0.3, 30),
       kFew},
      {"gamma with a pole of most", Make(DensityKind::kGamma, 1e15, 0.1),
       GammaFunction(0.1, 1e15), kHuge},
      {"gamma of many", Make(DensityKind::kGamma, 1e3, 200), GammaFunction(200, 1e3),
       kMore},
  };
}

TEST(DistributionTest, AMillionDrawsFollowTheFunctionCutToTheCodes) {
  for (const Case& one : Cases()) {
    EXPECT_LT(KolmogorovDistance(one.distribution, one.function, one.n, one.name),
              kFarthest)
        << one.name;
  }
}

// What draws cannot show: shares at the ends of cells are exact to ten digits, and within
// cells to 2^-26.
TEST(DistributionTest, CellsHoldTheFunctionsShares) {
  for (const Case& one : Cases()) {
    const Cut cut(one.function, one.n);
    if (cut.total < 1e-3) continue;  // the library's function has no digits left
    // Nor has a double that counts codes by the 10^17.
    if (std::string(one.name) == "narrow normal of most") continue;
    const auto cells = CellsOf(one.distribution, one.n, 0);
    EXPECT_LT(cells.size(), 60'000u) << one.name;
    double total = 0;
    for (const Cell& cell : cells) total += cell.weight;
    double sum = 0;
    for (const Cell& cell : cells) {
      const uint64_t middle = cell.first + (cell.last - cell.first) / 2;
      const double width = static_cast<double>(cell.last - cell.first) + 1;
      const double part = (static_cast<double>(middle - cell.first) + 1) / width;
      ASSERT_NEAR((sum + part * cell.weight) / total, cut.Below(middle), 1.5e-8)
          << one.name << ", code " << middle;
      sum += cell.weight;
      ASSERT_NEAR(sum / total, cut.Below(cell.last), 2e-10)
          << one.name << ", code " << cell.last;
    }
  }
}

TEST(DistributionTest, TheFarTailKeepsItsShape) {
  // From 8.5 deviations on, of which one draw in 10^17 comes.
  const auto source =
      MakeDistributionSource(Key("tail"), Make(DensityKind::kNormal, 100, 0), 1001, 850);
  double sum = 0;
  for (const WideCode& code : CodesOf(*source, 0, kDraws)) sum += code.low;
  double share = 0;
  double expected = 0;
  for (int code = 0; code <= 1000; ++code) {
    const double one =
        NormalBelow(-(849.5 + code) / 100) - NormalBelow(-(850.5 + code) / 100);
    share += one;
    expected += code * one;
  }
  EXPECT_NEAR(sum / kDraws, expected / share, 0.05);
}

TEST(DistributionTest, OriginsAreExactWhereDoublesAreNot) {
  const int64_t first = INT64_MAX - 100;
  const auto bell = Make(DensityKind::kNormal, 12, 0, {first + 50, 0});
  EXPECT_LT(KolmogorovDistance(bell, NormalFunction(50, 12), 101, "far", first),
            kFarthest);
}

TEST(DistributionTest, CountsOfEveryInt64BeginAtZero) {
  const auto gamma = Make(DensityKind::kGamma, 1e6, 0.5);
  const auto source = MakeDistributionSource(Key("gamma"), gamma, 0, INT64_MIN);
  for (const WideCode& code : CodesOf(*source, 0, 10'000)) {
    ASSERT_GE(static_cast<int64_t>(code.low + static_cast<uint64_t>(INT64_MIN)), 0);
  }
}

TEST(DistributionTest, ADistributionNarrowerThanAStepIsOneValue) {
  const auto source = MakeDistributionSource(
      Key("one"), Make(DensityKind::kNormal, 1e-6, 0, {7, 0}), 0, 0);
  for (const WideCode& code : CodesOf(*source, 0, 1000)) ASSERT_EQ(code.low, 7u);
}

TEST(DistributionTest, CodesAreAsWideAsTheirNumberSays) {
  CodeBuffer codes;
  const auto exponential = Make(DensityKind::kExponential, 3, 1);
  MakeDistributionSource(Key("w"), exponential, uint64_t{1} << 32)->Fill(0, 9, &codes);
  EXPECT_EQ(codes.width(), CodeWidth::k32);
  MakeDistributionSource(Key("w"), exponential, (uint64_t{1} << 32) + 1)
      ->Fill(0, 9, &codes);
  EXPECT_EQ(codes.width(), CodeWidth::k64);
}

TEST(DistributionTest, WithoutAnyCodeThereIsNoSource) {
  const auto exponential = Make(DensityKind::kExponential, 3, 1);
  EXPECT_EQ(MakeDistributionSource(Key("none"), exponential, 10, -20), nullptr);
  EXPECT_NE(MakeDistributionSource(Key("none"), exponential, 20, -10), nullptr);
}

// --- Counts and ranks
// -------------------------------------------------------------------

double ChiSquared(const Distribution& distribution, uint64_t n,
                  const std::vector<double>& shares, const std::string& name) {
  const auto source = MakeDistributionSource(Key(name), distribution, n);
  std::vector<double> counts(shares.size());
  for (const WideCode& code : CodesOf(*source, 0, kDraws)) {
    ++counts[std::min<uint64_t>(code.low, shares.size() - 1)];
  }
  double sum = 0;
  for (size_t i = 0; i < shares.size(); ++i) {
    const double expected = shares[i] * kDraws;
    sum += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  return sum;
}

// Shares of 0, 1, ... and of all that is left in the last.
std::vector<double> PoissonShares(double mean, int classes) {
  std::vector<double> shares;
  double left = 1;
  for (int k = 0; k + 1 < classes; ++k) {
    shares.push_back(std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0)));
    left -= shares.back();
  }
  shares.push_back(left);
  return shares;
}

TEST(DistributionTest, PoissonCountsComeUpAsOftenAsTheyShould) {
  // Quantiles 0.999 of the chi-squared distribution with 9 and 12 degrees.
  EXPECT_LT(ChiSquared(Make(DensityKind::kPoisson, 1, 2.5), 1000, PoissonShares(2.5, 10),
                       "poisson"),
            27.88);
  EXPECT_LT(ChiSquared(Make(DensityKind::kPoisson, 1, 4), 0, PoissonShares(4, 13),
                       "poisson of all"),
            32.91);
}

TEST(DistributionTest, GreatPoissonMeansAreBells) {
  for (const double mean : {1e6, 1e12}) {
    const auto poisson = Make(DensityKind::kPoisson, 1, mean);
    const StepRange reach = *poisson.Reach();
    const auto source =
        MakeDistributionSource(Key("great"), poisson, reach.size(), reach.first);
    double sum = 0;
    double squares = 0;
    for (const WideCode& code : CodesOf(*source, 0, kDraws)) {
      const double z =
          (static_cast<double>(reach.first) + code.low - mean) / std::sqrt(mean);
      sum += z;
      squares += z * z;
    }
    EXPECT_NEAR(sum / kDraws, 0, 4e-3) << mean;
    EXPECT_NEAR(squares / kDraws, 1, 6e-3) << mean;
  }
}

TEST(DistributionTest, ZipfRanksComeUpByTheirPower) {
  for (const double exponent : {0.0, 0.5, 1.0, 1.7, 4.0}) {
    for (const uint64_t n : {uint64_t{50}, uint64_t{100'000}}) {
      double total = 0;
      for (uint64_t k = n; k > 0; --k) total += std::pow(k, -exponent);
      std::vector<double> shares;
      double left = 1;
      for (int k = 1; k <= 15; ++k) {
        shares.push_back(std::pow(k, -exponent) / total);
        left -= shares.back();
      }
      if (left * kDraws >= 5) shares.push_back(left);
      while (shares.back() * kDraws < 5) {
        const double last = shares.back();
        shares.pop_back();
        shares.back() += last;
      }
      // Above the quantile 0.999 with 15 degrees.
      EXPECT_LT(ChiSquared(ZipfDistribution(exponent), n, shares, "zipf"), 37.7)
          << exponent << " of " << n;
    }
  }
}

TEST(DistributionTest, ZipfOfEveryCodeHasTheHarmonicShares) {
  const auto source = MakeDistributionSource(Key("zipf 64"), ZipfDistribution(1), 0);
  int64_t ones = 0;
  int64_t low_half = 0;
  for (const WideCode& code : CodesOf(*source, 0, kDraws)) {
    ones += code.low == 0;
    low_half += code.low < (uint64_t{1} << 32);
  }
  const double harmonic_64 = 64 * std::log(2.0) + 0.5772156649;
  const double harmonic_32 = 32 * std::log(2.0) + 0.5772156649;
  EXPECT_NEAR(ones, kDraws / harmonic_64, 4 * std::sqrt(kDraws / harmonic_64));
  EXPECT_NEAR(low_half, kDraws * harmonic_32 / harmonic_64, 2000);
}

TEST(DistributionTest, FlatDensitiesSpreadOverEveryCode) {
  const Distribution flat = Make(DensityKind::kNormal, 1e60, 0);
  for (const Distribution& distribution : {ZipfDistribution(0), flat}) {
    const auto source = MakeDistributionSource(Key("flat"), distribution, 0, INT64_MIN);
    std::vector<int64_t> counts(8);
    for (const WideCode& code : CodesOf(*source, 0, kDraws)) ++counts[code.low >> 61];
    for (const int64_t count : counts) EXPECT_NEAR(count, 125'000, 1500);
  }
}

TEST(DistributionTest, CodesThatNoDrawComesNearHaveNoSource) {
  const auto has_source = [](const Distribution& distribution, int64_t first,
                             int64_t last) {
    const uint64_t n = StepRange{first, last}.size();
    return MakeDistributionSource(Key("far"), distribution, n, first) != nullptr;
  };
  const Distribution normal = Make(DensityKind::kNormal, 10, 0, {1000, 0});
  EXPECT_TRUE(has_source(normal, 0, 915));
  EXPECT_FALSE(has_source(normal, 0, 900));
  EXPECT_FALSE(has_source(normal, INT64_MIN, 900));
  EXPECT_TRUE(has_source(normal, 1085, 2000));
  EXPECT_FALSE(has_source(normal, 1100, INT64_MAX));
  const Distribution beyond = Make(DensityKind::kNormal, 1, 0, {INT64_MAX, 0});
  EXPECT_FALSE(has_source(beyond, INT64_MIN, 0));
  EXPECT_TRUE(has_source(beyond, INT64_MAX - 5, INT64_MAX));
  const Distribution lognormal{Distribution::Kind::kDensity,
                               {DensityKind::kLognormal, 1e6, 0.01}};
  EXPECT_FALSE(has_source(lognormal, 0, 900'000));
  EXPECT_TRUE(has_source(lognormal, 0, 950'000));
  EXPECT_FALSE(has_source(lognormal, 1'100'000, 2'000'000));
  const Distribution gamma{Distribution::Kind::kDensity,
                           {DensityKind::kGamma, 2, 10'000}};
  EXPECT_FALSE(has_source(gamma, 0, 18'000));
  EXPECT_TRUE(has_source(gamma, 0, 19'000));
  EXPECT_FALSE(has_source(gamma, 23'000, 30'000));
  EXPECT_FALSE(has_source(Make(DensityKind::kExponential, 2, 1), 100, 200));
  EXPECT_TRUE(has_source(Make(DensityKind::kExponential, 2, 1), 80, 200));
  EXPECT_FALSE(has_source(Make(DensityKind::kPoisson, 1, 1e6), 0, 900'000));
  EXPECT_TRUE(has_source(ZipfDistribution(4), INT64_MIN, INT64_MAX));
}

TEST(DistributionTest, ABellBesideTheColumnHasNoSourceHoweverNarrow) {
  const Distribution narrow = Make(DensityKind::kNormal, 1e-6, 0, {5, 0.4});
  EXPECT_EQ(MakeDistributionSource(Key("narrow"), narrow, 5, 6), nullptr);
  EXPECT_NE(MakeDistributionSource(Key("narrow"), narrow, 5, 5), nullptr);
}

// --- Ranges
// -----------------------------------------------------------------------------

TEST(DistributionTest, RangesAreCutAndKeepTheirDensity) {
  Distribution bins{Distribution::Kind::kRanges};
  bins.ranges = {{{-10, -1}, 5}, {{0, 9}, 1}, {{10, 29}, 6}};
  const auto source = MakeDistributionSource(Key("bins"), bins, 25, -5);  // -5 to 19
  std::map<int64_t, int64_t> counts;
  for (const WideCode& code : CodesOf(*source, 0, kDraws)) {
    ++counts[static_cast<int64_t>(code.low) - 5];
  }
  ASSERT_EQ(counts.size(), 25u);
  for (const auto& [value, count] : counts) {
    const double weight = value < 0 ? 0.5 : value < 10 ? 0.1 : 0.3;
    const double expected = weight / 6.5 * kDraws;
    EXPECT_NEAR(count, expected, 4.5 * std::sqrt(expected)) << value;
  }
}

TEST(DistributionTest, OneRangeMayHoldAllCodes) {
  Distribution all{Distribution::Kind::kRanges};
  all.ranges = {{{INT64_MIN, INT64_MAX}, 1}};
  const auto source = MakeDistributionSource(Key("all"), all, 0, INT64_MIN);
  std::vector<int64_t> counts(8);
  for (const WideCode& code : CodesOf(*source, 0, kDraws)) ++counts[code.low >> 61];
  for (const int64_t count : counts) EXPECT_NEAR(count, 125'000, 1500);
}

TEST(DistributionTest, ReachHoldsNearlyAll) {
  const auto reach = [](const Distribution& distribution) {
    return distribution.Reach().value_or(StepRange{0, -1});
  };
  EXPECT_EQ(reach(Make(DensityKind::kNormal, 10, 0, {100, 0})).first, 10);
  EXPECT_EQ(reach(Make(DensityKind::kNormal, 10, 0, {100, 0})).last, 190);
  EXPECT_EQ(reach(Make(DensityKind::kExponential, 2, 1, {5, 0})).first, 5);
  EXPECT_EQ(reach(Make(DensityKind::kExponential, 2, 1, {5, 0})).last, 95);
  EXPECT_FALSE(Make(DensityKind::kNormal, 1e18, 0, {INT64_MAX, 0}).Reach());
  EXPECT_FALSE(ZipfDistribution(1).Reach());
  EXPECT_FALSE(Distribution{}.Reach());
}

}  // namespace
}  // namespace rand_engine
