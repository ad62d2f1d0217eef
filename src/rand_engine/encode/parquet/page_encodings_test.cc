// What is packed here instead of by Arrow: the bytes are those of the format's own words,
// or of Arrow's encoder.
#include <arrow/buffer.h>
#include <gtest/gtest.h>
#include <parquet/encoding.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "rand_engine/encode/parquet/bit_packing.h"
#include "rand_engine/encode/parquet/delta_page.h"
#include "rand_engine/encode/parquet/encoding_choice.h"
#include "rand_engine/encode/parquet/parquet_encoder.h"
#include "rand_engine/plan/plan_test_support.h"
#include "rand_engine/processor/multiversion.h"

namespace rand_engine {
namespace {

// One bit at a time, lowest first.
std::string PlainBitPacking(const std::vector<uint32_t>& values, int width) {
  const size_t groups = (values.size() + 7) / 8;
  std::string bytes;
  for (uint64_t header = groups << 1 | 1;; header >>= 7) {
    bytes += static_cast<char>((header & 127) | (header >= 128 ? 128 : 0));
    if (header < 128) break;
  }
  std::string bits(groups * width, '\0');
  for (size_t i = 0; i < values.size(); ++i) {
    for (int bit = 0; bit < width; ++bit) {
      const size_t at = i * width + bit;
      if ((values[i] >> bit) & 1) bits[at / 8] |= static_cast<char>(1 << (at % 8));
    }
  }
  return bytes + bits;
}

void ExpectEveryWidthPacked() {
  std::mt19937 random(5);
  for (int width = 0; width <= 32; ++width) {
    for (const int count : {0, 1, 7, 8, 9, 31, 32, 63, 64, 65, 511, 1024, 5000}) {
      std::vector<uint32_t> values(count);
      for (uint32_t& value : values) {
        value = width == 0 ? 0 : static_cast<uint32_t>(random()) >> (32 - width);
      }
      ByteBuffer out;
      out.Append("before");
      AppendBitPackedRun(values.data(), count, width, &out);
      ASSERT_EQ(out.view(), "before" + PlainBitPacking(values, width))
          << width << " bits, " << count << " values";
    }
  }
}

TEST(BitPackingTest, PacksEveryWidthLikeTheSlowWayAtEveryLevel) {
  for (const auto level :
       {ProcessorLevel::kV2, ProcessorLevel::kV3, ProcessorLevel::kV4}) {
    const ScopedProcessorLevel taken(level);
    ExpectEveryWidthPacked();
  }
}

// --- Differences

template <typename Type>
std::string ByArrow(const std::vector<typename Type::c_type>& values) {
  auto encoder = parquet::MakeTypedEncoder<Type>(parquet::Encoding::DELTA_BINARY_PACKED);
  encoder->Put(values.data(), static_cast<int>(values.size()));
  return encoder->FlushValues()->ToString();
}

template <typename Type>
void ExpectArrowsBytes(const std::vector<typename Type::c_type>& values) {
  using T = typename Type::c_type;
  ByteBuffer out;
  out.Append("before");
  AppendDelta<T>(
      static_cast<int64_t>(values.size()), [&values](int64_t i) { return values[i]; },
      &out);
  ASSERT_EQ(out.view(), "before" + ByArrow<Type>(values))
      << values.size() << " values from " << (values.empty() ? 0 : values[0]);
}

template <typename Type>
void ExpectArrowsSequences() {
  using T = typename Type::c_type;
  using Unsigned = std::make_unsigned_t<T>;
  constexpr T kMost = std::numeric_limits<T>::max();
  constexpr T kLeast = std::numeric_limits<T>::min();
  for (const T step : {T{0}, T{1}, T{-1}, T{64}, T{-65}, T{1000000}, kMost, kLeast}) {
    for (const T first : {T{0}, T{1}, T{-1}, T{63}, T{64}, kMost, kLeast}) {
      for (const int count : {0, 1, 2, 3, 128, 129, 130, 256, 257, 258, 513, 2000}) {
        std::vector<T> values(count);
        for (int i = 0; i < count; ++i) {
          values[i] =
              static_cast<T>(static_cast<Unsigned>(first) +
                             static_cast<Unsigned>(step) * static_cast<Unsigned>(i));
        }
        ExpectArrowsBytes<Type>(values);
      }
    }
  }
}

TEST(DeltaPageTest, HasTheBytesOfArrowsEncoderForSequences) {
  ExpectArrowsSequences<parquet::Int32Type>();
  ExpectArrowsSequences<parquet::Int64Type>();
}

// Differences of every width, negative ones and those beyond the type's range too.
template <typename Type>
void ExpectArrowsRandomValues() {
  using T = typename Type::c_type;
  std::mt19937_64 random(11);
  for (int bits = 0; bits < static_cast<int>(8 * sizeof(T)); ++bits) {
    for (const int count : {2, 31, 33, 64, 65, 127, 129, 255, 257, 1000}) {
      std::vector<T> values(count);
      for (T& value : values) {
        value = static_cast<T>(static_cast<std::make_unsigned_t<T>>(random()) >> bits);
        if (bits % 3 == 1) value = static_cast<T>(-value);
      }
      ExpectArrowsBytes<Type>(values);
    }
  }
}

TEST(DeltaPageTest, HasTheBytesOfArrowsEncoderForRandomValues) {
  for (const auto level :
       {ProcessorLevel::kV2, ProcessorLevel::kV3, ProcessorLevel::kV4}) {
    const ScopedProcessorLevel taken(level);
    ExpectArrowsRandomValues<parquet::Int32Type>();
    ExpectArrowsRandomValues<parquet::Int64Type>();
  }
}

// --- Pages that no codec makes smaller

TEST(TightlyPackedTest, AreCodesThatNearlyFillTheirBits) {
  const auto is_tight = [](uint64_t size) {
    return IsTightlyPacked(PageEncoding::kFullDictionary, size);
  };
  for (const uint64_t size : {2u, 4u, 15u, 16u, 63u, 256u, 365u, 9000u, 1u << 22}) {
    EXPECT_TRUE(is_tight(size)) << size;
  }
  // 3 of 4 codes fill 1.58 of 2 bits: zstd takes a fifth.
  for (const uint64_t size : {0u, 1u, 3u, 5u, 9u, 11u, 12u, 20u, 40u, 200u, 255u}) {
    EXPECT_FALSE(is_tight(size)) << size;
  }
  EXPECT_FALSE(IsTightlyPacked(PageEncoding::kDelta, 1 << 16));
  EXPECT_FALSE(IsTightlyPacked(PageEncoding::kPlain, 16));
  EXPECT_FALSE(IsTightlyPacked(PageEncoding::kUsedDictionary, 16));
}

// Pages of sixteen equally likely values take no compressed byte less than they have;
// those of a sequence do, and all columns declare the codec.
TEST(TightlyPackedTest, IsStoredInAChunkThatDeclaresItsCodec) {
  const char* const spec = R"({
    "even": {"method": "gen_ints", "parms": {"min": 0, "max": 15}},
    "uneven": {"method": "gen_str_choice",
               "parms": {"options": ["a", "b"], "weights": [99, 1]}},
    "sequence": {"method": "gen_incremental"}})";
  for (const Codec codec : {Codec::kZstd, Codec::kSnappy, Codec::kLz4}) {
    const auto plan = MakeTestPlan(spec, 100'000);
    const auto encoder =
        ParquetEncoder::Make(plan, {}, codec, std::nullopt, {}).ValueOrDie();
    ParquetScratch scratch;
    std::vector<bool> stored;
    for (int64_t unit = 0; unit < encoder->CountUnits(100'000); ++unit) {
      EncodedPages piece;
      ASSERT_TRUE(encoder->EncodeUnit({0, 100'000}, unit, &scratch, &piece).ok());
      ASSERT_EQ(piece.page_count, 1u);
      const auto size = static_cast<int64_t>(piece.pages[0].bytes.size());
      stored.push_back(size >= piece.pages[0].uncompressed_size);
    }
    EXPECT_EQ(stored, (std::vector<bool>{true, false, false}));
  }
}

// --- What is known to repeat

int64_t CompressedBytes(const char* column, Codec codec) {
  const std::string spec = std::string(R"({"a": )") + column + "}";
  constexpr int64_t kRows = 50'000;
  const auto plan = MakeTestPlan(spec.c_str(), kRows);
  const auto encoder =
      ParquetEncoder::Make(plan, {}, codec, std::nullopt, {}).ValueOrDie();
  ParquetScratch scratch;
  int64_t bytes = 0;
  for (int64_t unit = 0; unit < encoder->CountUnits(kRows); ++unit) {
    EncodedPages piece;
    EXPECT_TRUE(encoder->EncodeUnit({0, kRows}, unit, &scratch, &piece).ok());
    for (size_t i = 0; i < piece.page_count; ++i) {
      bytes += static_cast<int64_t>(piece.pages[i].bytes.size());
    }
  }
  return bytes;
}

// UUIDs of version 1 count up, and these letters repeat across words: neither is known.
TEST(MatchTrialTest, LeavesTheSearchToTheCodecWhereWordsDoNotTellWhatRepeats) {
  const char* const kCountingUuids =
      R"({"method": "unique_ids", "parms": {"strategy": "uuid1"}})";
  EXPECT_LT(CompressedBytes(kCountingUuids, Codec::kZstd), 50'000 * 2);
  EXPECT_LT(CompressedBytes(kCountingUuids, Codec::kSnappy), 50'000 * 8);
  const char* const kLetters = R"({"method": "regex", "parms": {"pattern": "[ab]{40}"}})";
  EXPECT_LT(CompressedBytes(kLetters, Codec::kSnappy), 50'000 * 20);
}

TEST(MatchTrialTest, LeavesPagesOfKnownWordsNoLargerThanTheSearch) {
  EXPECT_LT(CompressedBytes(R"({"method": "gen_email"})", Codec::kZstd), 50'000 * 9.3);
  EXPECT_LT(CompressedBytes(R"({"method": "lorem"})", Codec::kZstd), 50'000 * 19.5);
  EXPECT_LT(CompressedBytes(R"({"method": "gen_uuid"})", Codec::kZstd), 50'000 * 19.6);
}

}  // namespace
}  // namespace rand_engine
