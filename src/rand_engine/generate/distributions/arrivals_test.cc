#include "rand_engine/generate/distributions/arrivals.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

constexpr double kGap = 1000;

Arrivals Make(double gap = kGap) {
  return Arrivals(DeriveStreamKey({"7", "", "c", "value"}),
                  DeriveStreamKey({"7", "", "c", "division"}), gap);
}

std::vector<uint64_t> CodesFrom(uint64_t row, int64_t count, double gap = kGap) {
  std::vector<uint64_t> codes;
  for (const WideCode& code : CodesOf(*MakeArrivalSource(Make(gap)), row, count)) {
    codes.push_back(code.low);
  }
  return codes;
}

TEST(ArrivalsTest, TimesNeverFallAlsoWhereSpansMeet) {
  EXPECT_EQ(CodesFrom(0, 1)[0], 0u);
  for (const uint64_t row :
       {uint64_t{0}, (uint64_t{1} << 32) - 5000, uint64_t{1} << 40}) {
    const auto codes = CodesFrom(row, 10'000);
    EXPECT_TRUE(std::is_sorted(codes.begin(), codes.end())) << row;
  }
  EXPECT_EQ(CodesFrom(uint64_t{1} << 32, 1)[0], (uint64_t{1} << 32) * 1000);
}

TEST(ArrivalsTest, GapsAreExponential) {
  const auto codes = CodesFrom(12'345, 1'000'001);
  std::vector<double> gaps;
  for (size_t i = 1; i < codes.size(); ++i) {
    gaps.push_back(static_cast<double>(codes[i] - codes[i - 1]));
  }
  std::sort(gaps.begin(), gaps.end());
  double farthest = 0;
  for (size_t i = 0; i < gaps.size(); ++i) {
    const double share =
        (static_cast<double>(i) + 0.5) / static_cast<double>(gaps.size());
    // A million gaps share a span whose own mean is off by 1/1000.
    farthest = std::max(farthest, std::abs(share + std::expm1(-gaps[i] / kGap)));
  }
  EXPECT_LT(farthest, 2.5e-3);
}

// Independent gaps: as many events fall into windows of any width as Poisson says, whose
// variance is its mean, and those of neighbours tell nothing of each other.
TEST(ArrivalsTest, CountsInWindowsVaryAsThoseOfAPoissonProcess) {
  const auto codes = CodesFrom(uint64_t{1} << 33, 4'000'000);
  for (const double mean : {1.0, 50.0, 256.0, 5000.0}) {
    const auto width = static_cast<uint64_t>(mean * kGap);
    std::vector<double> counts;
    for (uint64_t end = codes[0] + width; end <= codes.back(); end += width) {
      const auto first = std::lower_bound(codes.begin(), codes.end(), end - width);
      const auto last = std::lower_bound(codes.begin(), codes.end(), end);
      counts.push_back(static_cast<double>(last - first));
    }
    double variance = 0;
    double covariance = 0;
    for (size_t i = 0; i < counts.size(); ++i) {
      variance += (counts[i] - mean) * (counts[i] - mean);
      if (i > 0) covariance += (counts[i] - mean) * (counts[i - 1] - mean);
    }
    const double n = static_cast<double>(counts.size());
    const double tolerance = 4.5 * std::sqrt(2 / n) + 1 / std::sqrt(mean) * 0.02;
    EXPECT_NEAR(variance / n / mean, 1, tolerance) << mean;
    EXPECT_NEAR(covariance / n / mean, 0, tolerance) << mean;
  }
}

TEST(ArrivalsTest, TheMeanGapIsExactToTheLastRow) {
  const uint64_t row = Arrivals::kMostRows - (uint64_t{1} << 32);
  for (const double gap : {1e-12, 0.1, 1.0 / 3, 2500.0}) {
    EXPECT_EQ(CodesFrom(row, 1, gap)[0],
              static_cast<uint64_t>(static_cast<long double>(row) * gap))
        << gap;
  }
}

TEST(ArrivalsTest, RowsDoNotDependOnHowTheyAreCut) {
  const auto whole = CodesFrom(1000, 3000);
  std::vector<uint64_t> joined;
  for (int64_t count = 1; joined.size() < whole.size(); count = count * 3 % 701 + 1) {
    const auto left = static_cast<int64_t>(whole.size() - joined.size());
    const auto piece = CodesFrom(1000 + joined.size(), std::min(count, left));
    joined.insert(joined.end(), piece.begin(), piece.end());
  }
  EXPECT_EQ(joined, whole);
}

TEST(ArrivalsTest, CountBelowIsTheFirstRowAtTheEnd) {
  EXPECT_EQ(Make(1e-6).CountBelow(uint64_t{1} << 58), Arrivals::kMostRows);
  for (const double gap : {8e3, 1e4, 8.64e10, 3.15e15}) {
    const Arrivals arrivals = Make(gap);
    const uint64_t end = uint64_t{250'000'000'000'000'000};
    const uint64_t rows = arrivals.CountBelow(end);
    ASSERT_GT(rows, 1u);
    EXPECT_LT(CodesFrom(rows - 1, 1, gap)[0], end) << gap;
    EXPECT_GE(CodesFrom(rows, 1, gap)[0], end) << gap;
  }
}

}  // namespace
}  // namespace rand_engine
