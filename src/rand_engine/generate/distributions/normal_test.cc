#include "rand_engine/generate/distributions/normal.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

// The distribution function, by the C library: good enough to compare with.
double Distribution(double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); }

// The draw whose tail is `odd` * 2^-54 on the left side.
uint64_t LeftBits(uint64_t odd) { return odd / 2 << 11; }

TEST(NormalQuantileTest, IsTheInverseOfTheDistributionFunction) {
  for (uint64_t odd = 1; odd < (uint64_t{1} << 53); odd = odd * 9 / 8 + 2) {
    odd |= 1;
    const double tail = static_cast<double>(odd) * 0x1p-54;
    const double quantile = NormalQuantile(LeftBits(odd));
    EXPECT_NEAR(Distribution(quantile) / tail, 1, 1e-12) << quantile;
  }
}

TEST(NormalQuantileTest, IsSymmetricAndRises) {
  const uint64_t right = uint64_t{1} << 63;
  double before = -9;
  for (uint64_t distance = 0; distance < right; distance += right / 1000) {
    EXPECT_EQ(NormalQuantile(distance), -NormalQuantile(distance | right));
    EXPECT_GT(NormalQuantile(distance), before);
    before = NormalQuantile(distance);
  }
  EXPECT_NEAR(NormalQuantile(0), -8.29, 0.01);
  EXPECT_NEAR(NormalQuantile(right - 1), 0, 1e-15);
}

// Known to 17 digits; the same on every machine.
TEST(NormalQuantileTest, HasTheTablesValues) {
  const uint64_t tail_025 = (uint64_t(0.025 * 0x1p54) | 1);
  EXPECT_NEAR(NormalQuantile(LeftBits(tail_025)), -1.9599639845400545, 1e-14);
  const uint64_t tail_3e7 = (uint64_t(2.8665157187919391e-7 * 0x1p54) | 1);
  EXPECT_NEAR(NormalQuantile(LeftBits(tail_3e7)), -5, 1e-9);
}

// Kolmogorov and Smirnov: 1.95 / sqrt(n) is passed by one seed in a thousand.
TEST(NormalSourceTest, AMillionDrawsAreDistributedNormally) {
  const StreamKey key = DeriveStreamKey({"7", "", "c", "value"});
  const NormalShape shape{-3.5e8, 1.25e9};
  const auto source = MakeNormalSource(key, shape);
  std::vector<double> values;
  for (const WideCode& code : CodesOf(*source, 0, 1'000'000)) {
    const double value = static_cast<double>(code.low) +
                         static_cast<double>(shape.smallest()) - shape.mean;
    values.push_back(value / shape.deviation);
  }
  std::sort(values.begin(), values.end());
  double farthest = 0;
  const auto n = static_cast<double>(values.size());
  for (size_t i = 0; i < values.size(); ++i) {
    const double share = Distribution(values[i]);
    farthest =
        std::max({farthest, std::abs(share - i / n), std::abs(share - (i + 1) / n)});
  }
  EXPECT_LT(farthest, 1.95 / std::sqrt(n));
}

TEST(NormalSourceTest, CodesCoverTheRangeThatTheShapeSays) {
  const NormalShape shape{10, 0.3};
  EXPECT_EQ(shape.ValueAt(0), 8);  // 10 - 8.29 * 0.3 = 7.51
  EXPECT_EQ(shape.smallest(), 8);
  EXPECT_EQ(shape.largest(), 12);
  const NormalShape constant{-2.5, 0};
  EXPECT_EQ(constant.smallest(), -2);
  EXPECT_EQ(constant.largest(), -2);
}

}  // namespace
}  // namespace rand_engine
