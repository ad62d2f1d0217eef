#include "rand_engine/generate/distributions/dependent.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

constexpr int64_t kDraws = 1'000'000;
constexpr double kQuantile3 = 16.266;  // 0.999 of the chi-squared distribution
constexpr double kQuantile9 = 27.877;

StreamKey Key(const char* purpose) { return DeriveStreamKey({"7", "", "c", purpose}); }

std::shared_ptr<const CodeSource> Base(uint64_t codes) {
  return MakeUniformSource(Key("base"), codes);
}

TEST(DependentTest, EachCodeOfTheBaseHasARangeOfItsOwn) {
  const auto base = Base(2);
  const auto weights =
      std::make_shared<const AliasTable>(std::vector<uint64_t>{50, 25, 20, 5});
  const auto source =
      MakeDependentSource(base, Key("value"), {{100, 10}, {7, 4, weights}});
  const auto bases = CodesOf(*base, 0, kDraws);
  const auto codes = CodesOf(*source, 0, kDraws);
  std::vector<double> even(10);
  std::vector<double> weighted(4);
  double draws[2] = {};
  for (int64_t i = 0; i < kDraws; ++i) {
    ++draws[bases[i].low];
    ++(bases[i].low == 0 ? even.at(codes[i].low - 100) : weighted.at(codes[i].low - 7));
  }
  double sum = 0;
  for (const double count : even) {
    sum += (count - draws[0] / 10) * (count - draws[0] / 10) / (draws[0] / 10);
  }
  EXPECT_LT(sum, kQuantile9);
  sum = 0;
  const double shares[] = {0.5, 0.25, 0.2, 0.05};
  for (int i = 0; i < 4; ++i) {
    const double expected = draws[1] * shares[i];
    sum += (weighted[i] - expected) * (weighted[i] - expected) / expected;
  }
  EXPECT_LT(sum, kQuantile3);
}

TEST(DependentTest, RowsAreTheSameHoweverTheyAreCut) {
  const auto source = MakeDependentSource(Base(3), Key("value"),
                                          {{0, 1000}, {5000, 1}, {UINT32_MAX - 9, 10}});
  const auto whole = CodesOf(*source, uint64_t{1} << 40, 1000);
  for (int64_t i = 0; i < 1000; i += 7) {
    EXPECT_EQ(CodesOf(*source, (uint64_t{1} << 40) + i, 1)[0], whole[i]);
  }
}

}  // namespace
}  // namespace rand_engine
