#include "rand_engine/generate/missing_codes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/generate/distributions/sequence.h"
#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

constexpr NullDraws kAll = NullDraws{1} << 64;
constexpr int64_t kRows = 10'000;

StreamKey Key(const std::string& purpose) {
  return DeriveStreamKey({"7", "", "c", purpose});
}

std::unique_ptr<CodeSource> Nullable(std::unique_ptr<CodeSource> values, NullDraws draws,
                                     uint64_t missing) {
  return MakeNullableSource(std::move(values), Key("null"), draws, missing);
}

// Every row must have the code of `plain`, or the missing one where its draw says so.
void ExpectOnlyDrawnRowsMissing(std::unique_ptr<CodeSource> plain, NullDraws draws,
                                uint64_t missing, bool is_wide = false) {
  const auto expected = CodesOf(*plain, 3, kRows);
  const auto found = CodesOf(*Nullable(std::move(plain), draws, missing), 3, kRows);
  for (int64_t i = 0; i < kRows; ++i) {
    if (DrawBits(Key("null"), 3 + i) < draws) {
      ASSERT_EQ(is_wide ? found[i].high : found[i].low, missing) << i;
    } else {
      ASSERT_EQ(found[i], expected[i]) << i;
    }
  }
}

TEST(NullableSourceTest, RowsWithALowDrawAreMissingAndOthersKeepTheirCode) {
  for (const NullDraws draws : {NullDraws{1}, kAll / 10, kAll / 2, kAll - 1, kAll}) {
    const uint64_t ten = 10;
    ExpectOnlyDrawnRowsMissing(MakeUniformSource(Key("v"), ten), draws, ten);
    const uint64_t many = uint64_t{1} << 40;
    ExpectOnlyDrawnRowsMissing(MakeUniformSource(Key("v"), many), draws, many);
    ExpectOnlyDrawnRowsMissing(MakeUniformSource(Key("v"), 0), draws, UINT64_MAX);
    ExpectOnlyDrawnRowsMissing(MakeRowNumberSource(), draws, UINT64_MAX);
    ExpectOnlyDrawnRowsMissing(MakeRandomBitsSource(Key("h"), Key("l")), draws,
                               UINT64_MAX, /*is_wide=*/true);
  }
}

TEST(NullableSourceTest, ADomainOfAll32BitCodesIsWidenedForOneMore) {
  const uint64_t size = uint64_t{1} << 32;
  ExpectOnlyDrawnRowsMissing(MakeUniformSource(Key("v"), size), kAll / 3, size);
  CodeBuffer codes;
  Nullable(MakeUniformSource(Key("v"), size), 1, size)->Fill(0, 1, &codes);
  EXPECT_EQ(codes.width(), CodeWidth::k64);
  Nullable(MakeUniformSource(Key("v"), size - 1), 1, size - 1)->Fill(0, 1, &codes);
  EXPECT_EQ(codes.width(), CodeWidth::k32);
}

TEST(NullableSourceTest, AnyRunOfRowsHasTheCodesThatItHasAmongAll) {
  const auto source = Nullable(MakeUniformSource(Key("v"), 100), kAll / 4, 100);
  const auto all = CodesOf(*source, 0, kRows);
  for (const int64_t first : {0, 1, 511, 9'000}) {
    const auto some = CodesOf(*source, static_cast<uint64_t>(first), 777);
    EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin() + first));
  }
}

TEST(NullableSourceTest, SharesAreThoseAskedFor) {
  const int64_t rows = 1'000'000;
  const auto source = Nullable(MakeConstantSource(), kAll / 10, 1);
  int64_t missing = 0;
  for (const WideCode& code : CodesOf(*source, 0, rows)) missing += code.low == 1;
  EXPECT_NEAR(static_cast<double>(missing), 1e5, 4 * std::sqrt(1e6 * 0.1 * 0.9));
}

// Data that users have: a change of these rows is a change of kDataVersion.
TEST(NullableSourceTest, TheRowsThatASeedMakesMissingAreFixed) {
  const auto plan = MakeTestPlan(
      R"({"c": {"method": "gen_ints", "parms": {"min": 0, "max": 9}, "null_rate": 0.3}})");
  std::string rows;
  for (const WideCode& code : CodesOf(*plan->columns()[0].source, 0, 40)) {
    rows += code.low == 10 ? '-' : static_cast<char>('0' + code.low);
  }
  EXPECT_EQ(rows, "493-3------2----51048-5-3-03632-61-23620");
}

template <typename Word>
std::vector<Word> ToVector(const Word* words, int64_t count) {
  return {words, words + count};
}

TEST(ReplaceMissingTest, PutsCodeZeroAndSaysWhere) {
  CodeBuffer codes;
  CodeBuffer present;
  std::vector<uint8_t> is_present(3);
  uint32_t* narrow = codes.Prepare32(3);
  std::copy_n(std::vector<uint32_t>{7, 9, 0}.data(), 3, narrow);
  ReplaceMissing(codes, 3, 9, &present, is_present.data());
  EXPECT_EQ(ToVector(present.codes32(), 3), (std::vector<uint32_t>{7, 0, 0}));
  EXPECT_EQ(is_present, (std::vector<uint8_t>{1, 0, 1}));

  uint64_t* wide = codes.Prepare64(3);
  std::copy_n(std::vector<uint64_t>{UINT64_MAX, 9, UINT32_MAX}.data(), 3, wide);
  ReplaceMissing(codes, 3, UINT64_MAX, &present, is_present.data());
  EXPECT_EQ(ToVector(present.codes64(), 3), (std::vector<uint64_t>{0, 9, UINT32_MAX}));
  EXPECT_EQ(is_present, (std::vector<uint8_t>{0, 1, 1}));

  // Of two words the first one tells.
  uint64_t* bits = codes.Prepare128(3);
  std::copy_n(std::vector<uint64_t>{1, UINT64_MAX, UINT64_MAX, 2, 3, 4}.data(), 6, bits);
  ReplaceMissing(codes, 3, UINT64_MAX, &present, is_present.data());
  EXPECT_EQ(is_present, (std::vector<uint8_t>{1, 0, 1}));
}

}  // namespace
}  // namespace rand_engine
