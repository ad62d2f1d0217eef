#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "rand_engine/generate/distributions/ranges.h"
#include "rand_engine/generate/distributions/sequence.h"
#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/generate/distributions/unique.h"
#include "rand_engine/generate/distributions/weighted.h"
#include "rand_engine/plan/plan_test_support.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {
namespace {

constexpr int64_t kDraws = 1'000'000;

// Quantiles 0.999 of the chi-squared distribution: seeds are fixed, so a test that passes
// once passes always, and a generator that is off fails by far more.
constexpr double kQuantile2 = 13.816;
constexpr double kQuantile3 = 16.266;
constexpr double kQuantile255 = 330.52;
constexpr double kQuantile999 = 1142.85;
constexpr double kQuantile1023 = 1168.5;

StreamKey Key(const std::string& column, const std::string& purpose = "value") {
  return DeriveStreamKey({"7", "", column, purpose});
}

double ChiSquared(const std::vector<int64_t>& counts, const std::vector<double>& shares) {
  double draws = 0;
  for (const int64_t count : counts) draws += static_cast<double>(count);
  double sum = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    const double expected = draws * shares[i];
    sum += (counts[i] - expected) * (counts[i] - expected) / expected;
  }
  return sum;
}

double ChiSquaredUniform(const std::vector<int64_t>& counts) {
  return ChiSquared(counts, std::vector<double>(counts.size(), 1.0 / counts.size()));
}

template <typename BucketOf>
double ChiSquaredOf(const CodeSource& source, size_t buckets, BucketOf bucket_of) {
  std::vector<int64_t> counts(buckets);
  for (const WideCode& code : CodesOf(source, 0, kDraws))
    ++counts.at(bucket_of(code.low));
  return ChiSquaredUniform(counts);
}

// --- Uniform codes
// -----------------------------------------------------------------------

TEST(UniformTest, ThreeCodesAreEquallyLikely) {
  const auto source = MakeUniformSource(Key("three"), 3);
  EXPECT_LT(ChiSquaredOf(*source, 3, [](uint64_t code) { return code; }), kQuantile2);
}

TEST(UniformTest, AMillionCodesAreEquallyLikely) {
  const auto source = MakeUniformSource(Key("million"), 1'000'000);
  EXPECT_LT(ChiSquaredOf(*source, 1000, [](uint64_t code) { return code / 1000; }),
            kQuantile999);
  EXPECT_LT(ChiSquaredOf(*source, 1000, [](uint64_t code) { return code % 1000; }),
            kQuantile999);
}

TEST(UniformTest, ABillionCodesAreEquallyLikely) {
  const auto source = MakeUniformSource(Key("billion"), 1'000'000'000);
  EXPECT_LT(ChiSquaredOf(*source, 1000, [](uint64_t code) { return code / 1'000'000; }),
            kQuantile999);
  EXPECT_LT(ChiSquaredOf(*source, 1000, [](uint64_t code) { return code % 1000; }),
            kQuantile999);
}

// A 32-bit multiply-shift reaches every third code of this range twice as often.
TEST(UniformTest, CodesNearTwoToThe32AreEquallyLikely) {
  const auto source = MakeUniformSource(Key("near"), 3'000'000'000);
  EXPECT_LT(ChiSquaredOf(*source, 3, [](uint64_t code) { return code % 3; }), kQuantile2);
}

TEST(UniformTest, TwoToThe40CodesAreEquallyLikely) {
  const auto source = MakeUniformSource(Key("forty"), uint64_t{1} << 40);
  EXPECT_LT(ChiSquaredOf(*source, 1024, [](uint64_t code) { return code >> 30; }),
            kQuantile1023);
  EXPECT_LT(ChiSquaredOf(*source, 1024, [](uint64_t code) { return code & 1023; }),
            kQuantile1023);
}

TEST(UniformTest, TwoToThe64CodesAreEquallyLikely) {
  const auto source = MakeUniformSource(Key("all"), 0);
  EXPECT_LT(ChiSquaredOf(*source, 1024, [](uint64_t code) { return code >> 54; }),
            kQuantile1023);
  EXPECT_LT(ChiSquaredOf(*source, 1024, [](uint64_t code) { return code & 1023; }),
            kQuantile1023);
}

TEST(UniformTest, CodesStayBelowN) {
  for (const uint64_t n :
       {uint64_t{1}, uint64_t{2}, uint64_t{1} << 20, (uint64_t{1} << 20) + 1,
        uint64_t{1} << 32, (uint64_t{1} << 32) + 1, UINT64_MAX}) {
    const auto source = MakeUniformSource(Key("below"), n);
    for (const WideCode& code : CodesOf(*source, 0, 10'000)) ASSERT_LT(code.low, n);
  }
}

TEST(UniformTest, CodesAreAsWideAsTheyMustBe) {
  CodeBuffer codes;
  MakeUniformSource(Key("w"), uint64_t{1} << 32)->Fill(0, 1, &codes);
  EXPECT_EQ(codes.width(), CodeWidth::k32);
  MakeUniformSource(Key("w"), (uint64_t{1} << 32) + 1)->Fill(0, 1, &codes);
  EXPECT_EQ(codes.width(), CodeWidth::k64);
  MakeUniformSource(Key("w"), 0)->Fill(0, 1, &codes);
  EXPECT_EQ(codes.width(), CodeWidth::k64);
}

// Sixteen by sixteen buckets of two streams' draws.
double JointChiSquared(const StreamKey& a, const StreamKey& b, uint64_t lag) {
  std::vector<int64_t> counts(256);
  for (uint64_t row = 0; row < kDraws; ++row) {
    ++counts[(DrawBits(a, row) >> 60) * 16 + (DrawBits(b, row + lag) >> 60)];
  }
  return ChiSquaredUniform(counts);
}

TEST(UniformTest, ColumnsPurposesAndRowsAreUncorrelated) {
  EXPECT_LT(JointChiSquared(Key("a"), Key("b"), 0), kQuantile255);
  EXPECT_LT(JointChiSquared(Key("a", "first"), Key("a", "last"), 0), kQuantile255);
  EXPECT_LT(JointChiSquared(Key("a"), Key("a"), 1), kQuantile255);
  EXPECT_LT(JointChiSquared(Key("a"), Key("a"), 512), kQuantile255);
}

// --- Weights
// -----------------------------------------------------------------------------

// Shares of the codes by a fine, regular walk over all draws: exact where `cells` is a
// multiple of each slot's parts.
std::vector<int64_t> CountCells(const AliasTable& table, size_t codes, uint64_t cells) {
  std::vector<int64_t> counts(codes);
  for (uint64_t cell = 0; cell < cells; ++cell) {
    const unsigned __int128 middle =
        ((static_cast<unsigned __int128>(2 * cell + 1)) << 64) / (2 * cells);
    ++counts.at(table.Pick(static_cast<uint64_t>(middle)));
  }
  return counts;
}

TEST(AliasTableTest, SharesAreExactlyTheWeights) {
  for (const std::vector<uint64_t>& weights : std::vector<std::vector<uint64_t>>{
           {1},
           {1, 1},
           {1, 2, 3, 4},
           {0, 5, 0, 1},
           {97, 1, 1, 1},
           {1, 0},
           {0, 1},
           {3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8, 9, 7, 9}}) {
    uint64_t total = 0;
    for (const uint64_t weight : weights) total += weight;
    const auto counts =
        CountCells(AliasTable(weights), weights.size(), weights.size() * total);
    for (size_t i = 0; i < weights.size(); ++i) {
      EXPECT_EQ(counts[i], static_cast<int64_t>(weights[i] * weights.size())) << i;
    }
  }
}

TEST(AliasTableTest, TheLeastWeightStaysPossible) {
  const AliasTable table({1, uint64_t{1} << 40});
  EXPECT_EQ(table.Pick(0), 0u);
  EXPECT_EQ(table.Pick(uint64_t{1} << 40), 1u);
  EXPECT_EQ(table.Pick(UINT64_MAX), 1u);
}

TEST(AliasTableTest, TakesAHundredThousandWeights) {
  std::vector<uint64_t> weights(100'000);
  uint64_t total = 0;
  for (size_t i = 0; i < weights.size(); ++i) total += weights[i] = i % 10;
  const auto counts = CountCells(AliasTable(weights), weights.size(), 10'000'000);
  for (size_t i = 0; i < weights.size(); ++i) {
    const double expected = 1e7 * static_cast<double>(weights[i]) / total;
    ASSERT_NEAR(static_cast<double>(counts[i]), expected, weights[i] == 0 ? 0 : 12) << i;
  }
}

TEST(WeightedTest, SharesFollowTheWeights) {
  const std::vector<double> weights = {70, 20, 9.5, 0.5};
  const auto source = MakeWeightedSource(Key("weighted"), ScaleWeights(weights));
  std::vector<int64_t> counts(4);
  for (const WideCode& code : CodesOf(*source, 0, kDraws)) ++counts.at(code.low);
  EXPECT_LT(ChiSquared(counts, {0.7, 0.2, 0.095, 0.005}), kQuantile3);
}

TEST(WeightedTest, AWeightOfZeroNeverComesUp) {
  const auto source = MakeWeightedSource(Key("zero"), ScaleWeights({0, 1, 0, 2, 0}));
  for (const WideCode& code : CodesOf(*source, 0, kDraws)) {
    ASSERT_TRUE(code.low == 1 || code.low == 3);
  }
}

TEST(WeightedTest, ExtremeWeightsKeepTheirOrder) {
  const auto source =
      MakeWeightedSource(Key("extreme"), ScaleWeights({1e-300, 1e300, 1}));
  int64_t others = 0;
  for (const WideCode& code : CodesOf(*source, 0, kDraws)) others += code.low != 1;
  EXPECT_EQ(others, 0);
}

TEST(ScaleWeightsTest, KeepsSharesAndWhatIsAboveZero) {
  constexpr uint64_t kLargest = uint64_t{1} << 40;
  EXPECT_EQ(ScaleWeights({1}), std::vector<uint64_t>{kLargest});
  EXPECT_EQ(ScaleWeights({0.5, 1, 0}),
            (std::vector<uint64_t>{kLargest / 2, kLargest, 0}));
  EXPECT_EQ(ScaleWeights({5e-324, 1.7976931348623157e308}),
            (std::vector<uint64_t>{1, kLargest}));
  EXPECT_EQ(ScaleWeights({5e-324, 5e-324}), (std::vector<uint64_t>{kLargest, kLargest}));
}

// So many equal weights that 40 bits each would pass what the table takes.
TEST(ScaleWeightsTest, SumsStayBelowTwoToThe63) {
  const auto scaled = ScaleWeights(std::vector<double>(size_t{20} << 20, 1.0));
  EXPECT_LT(static_cast<double>(scaled[0]) * static_cast<double>(scaled.size()), 9.2e18);
}

// --- Codes that nothing draws
// ------------------------------------------------------------

TEST(SequenceTest, RowNumbersAreTheRows) {
  const auto source = MakeRowNumberSource();
  EXPECT_EQ(CodesOf(*source, 5, 2), (std::vector<WideCode>{{0, 5}, {0, 6}}));
  EXPECT_EQ(CodesOf(*source, UINT64_MAX, 1), (std::vector<WideCode>{{0, UINT64_MAX}}));
}

TEST(SequenceTest, ConstantsAreZeroAndBitsAreTheTwoStreams) {
  EXPECT_EQ(CodesOf(*MakeConstantSource(), 9, 2),
            (std::vector<WideCode>{{0, 0}, {0, 0}}));
  const auto bits = MakeRandomBitsSource(Key("u", "high"), Key("u", "low"));
  const WideCode code = CodesOf(*bits, 3, 1)[0];
  EXPECT_EQ(code.high, DrawBits(Key("u", "high"), 3));
  EXPECT_EQ(code.low, DrawBits(Key("u", "low"), 3));
}

TEST(RangesTest, AreOneBehindTheOther) {
  for (size_t count = 1; count <= 9; ++count) {
    std::vector<CodeInterval> ranges;
    std::vector<WideCode> wanted;
    for (uint64_t i = 0; i < count; ++i) {
      ranges.push_back({(uint64_t{1} << 31) + 1000 * ((i * 7) % 9), 1 + i % 4});
      for (uint64_t j = 0; j < ranges.back().size; ++j) {
        wanted.push_back({0, ranges.back().first + j});
      }
    }
    for (const bool wide : {false, true}) {
      if (wide) ranges.push_back({uint64_t{1} << 40, uint64_t{1} << 33});
      const auto size = wanted.size() + (wide ? ranges.back().size : 0);
      const auto source = MakeRangesSource(MakeCountingSource(size), ranges);
      const auto rows = static_cast<int64_t>(wanted.size());
      EXPECT_EQ(CodesOf(*source, 0, rows), wanted);
      if (!wide) continue;
      EXPECT_EQ(CodesOf(*source, rows + 5, 1)[0].low, (uint64_t{1} << 40) + 5);
    }
  }
}

}  // namespace
}  // namespace rand_engine
