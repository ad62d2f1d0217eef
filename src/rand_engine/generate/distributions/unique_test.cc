#include "rand_engine/generate/distributions/unique.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

Permutation::Keys KeysOf(const std::string& seed) {
  Permutation::Keys keys;
  for (size_t i = 0; i < keys.size(); ++i) {
    keys[i] = DeriveStreamKey({seed, "", "c", std::to_string(i)});
  }
  return keys;
}

TEST(PermutationTest, IsOneOfEverySmallSize) {
  for (uint64_t n = 1; n <= 600; ++n) {
    const Permutation permutation(n, KeysOf("7"));
    std::vector<bool> seen(n);
    for (uint64_t x = 0; x < n; ++x) {
      const uint64_t code = permutation.Apply(x);
      ASSERT_LT(code, n);
      ASSERT_FALSE(seen[code]) << n;
      seen[code] = true;
    }
  }
}

TEST(PermutationTest, ARunIsWhatItsRowsAreAlsoWhereItBeginsAnew) {
  for (const uint64_t n :
       {UINT64_C(1), UINT64_C(2), UINT64_C(10), UINT64_C(97), UINT64_C(1000),
        UINT64_C(99'991), UINT64_C(999'999'999'989), uint64_t{1} << 62}) {
    const Permutation permutation(n, KeysOf("7"));
    const auto source = MakePermutationSource(n, KeysOf("7"));
    const auto codes = CodesOf(*source, n - 1, 2500);
    for (size_t i = 0; i < codes.size(); ++i) {
      ASSERT_EQ(codes[i].low, permutation.Apply((n - 1 + i) % n)) << n;
    }
  }
}

TEST(PermutationTest, TenMillionCodesAreAllDifferent) {
  for (const uint64_t n : {UINT64_C(10'000'000), UINT64_C(10'000'019)}) {
    const auto source = MakePermutationSource(n, KeysOf("42"));
    std::vector<bool> seen(n);
    CodeBuffer codes;
    for (uint64_t row = 0; row < n; row += 4096) {
      const auto count = static_cast<int64_t>(std::min<uint64_t>(4096, n - row));
      source->Fill(row, count, &codes);
      for (int64_t i = 0; i < count; ++i) {
        const uint32_t code = codes.codes32()[i];
        ASSERT_LT(code, n);
        ASSERT_FALSE(seen[code]);
        seen[code] = true;
      }
    }
  }
}

double ChiSquaredOfThousand(const std::vector<int64_t>& counts, double expected) {
  double sum = 0;
  for (const int64_t count : counts) {
    sum += (static_cast<double>(count) - expected) *
           (static_cast<double>(count) - expected) / expected;
  }
  return sum;
}

// Quantile 0.999 of the chi-squared distribution with 999 degrees of freedom.
constexpr double kQuantile999 = 1142.85;

TEST(PermutationTest, LooksRandomInItsDigitsAndFromRowToRow) {
  constexpr int64_t kRows = 1'000'000;
  for (const uint64_t n : {UINT64_C(1'000'000'000'000), UINT64_C(10'000'000'000'000)}) {
    const auto codes = CodesOf(*MakePermutationSource(n, KeysOf("42")), 0, kRows);
    std::vector<int64_t> high(1000);
    std::vector<int64_t> low(1000);
    std::vector<int64_t> step(1000);
    for (size_t i = 0; i < codes.size(); ++i) {
      ++high[codes[i].low / (n / 1000)];
      ++low[codes[i].low % 1000];
      if (i == 0) continue;
      const uint64_t difference = (codes[i].low + n - codes[i - 1].low) % n;
      ++step[difference / (n / 1000)];
    }
    for (const auto* counts : {&high, &low, &step}) {
      EXPECT_LT(ChiSquaredOfThousand(*counts, kRows / 1000.0), kQuantile999) << n;
    }
  }
}

TEST(PermutationTest, AnotherKeyIsAnotherOrder) {
  int same = 0;
  const Permutation one(1'000'000, KeysOf("1"));
  const Permutation two(1'000'000, KeysOf("2"));
  for (uint64_t x = 0; x < 10'000; ++x) same += one.Apply(x) == two.Apply(x) ? 1 : 0;
  EXPECT_LT(same, 5);
}

TEST(TimeUuidTest, TimesFollowEachOtherAndTheNodeIsTheKeys) {
  const StreamKey key = DeriveStreamKey({"7", "", "c", "node"});
  const auto codes = CodesOf(*MakeTimeUuidSource(key), UINT64_C(1) << 33, 3);
  const auto time_of = [](const WideCode& code) {
    return (code.high & 0xfff) << 48 | (code.high >> 16 & 0xffff) << 32 | code.high >> 32;
  };
  for (int i = 0; i < 3; ++i) {
    // 2024-01-01 in 100 ns since 1582-10-15.
    EXPECT_EQ(time_of(codes[i]),
              UINT64_C(139'233'600'000'000'000) + (UINT64_C(1) << 33) + i);
    EXPECT_EQ(codes[i].low, codes[0].low);
    EXPECT_TRUE(codes[i].low >> 40 & 1) << "not marked as no machine's address";
  }
  const auto others =
      CodesOf(*MakeTimeUuidSource(DeriveStreamKey({"8", "", "c", "node"})), 0, 1);
  EXPECT_NE(others[0].low, codes[0].low);
}

}  // namespace
}  // namespace rand_engine
