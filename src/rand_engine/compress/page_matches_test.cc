// Pages that are compressed by known matches come back as they were: at every length and
// offset at which a format changes its way to write one.
#include <arrow/result.h>
#include <arrow/util/compression.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "rand_engine/compress/snappy_page.h"
#include "rand_engine/compress/zstd_matches.h"
#include "rand_engine/compress/zstd_page.h"

namespace rand_engine {
namespace {

/// A page that is made with its matches.
struct PageMaker {
  std::mt19937 random{3};
  std::string page;
  std::vector<Match> matches;

  void AddLiteral(size_t length) {
    for (size_t i = 0; i < length; ++i) page += static_cast<char>(random());
  }

  // Nothing where the page is too short yet.
  void AddMatch(uint32_t length, uint32_t offset) {
    if (offset > page.size()) return;
    matches.push_back({static_cast<uint32_t>(page.size()), length, offset});
    for (uint32_t i = 0; i < length; ++i) page += page[page.size() - offset];
  }

  ByteBuffer bytes() const {
    ByteBuffer buffer;
    buffer.Append(page);
    return buffer;
  }
};

void ExpectBack(const PageMaker& made) {
  const ByteBuffer page = made.bytes();
  std::string back(page.size(), '\0');
  ByteBuffer compressed;
  CompressSnappyMatches(page, made.matches, &compressed);
  const auto snappy = arrow::util::Codec::Create(arrow::Compression::SNAPPY).ValueOrDie();
  const auto got = snappy->Decompress(static_cast<int64_t>(compressed.size()),
                                      reinterpret_cast<const uint8_t*>(compressed.data()),
                                      static_cast<int64_t>(back.size()),
                                      reinterpret_cast<uint8_t*>(back.data()));
  ASSERT_TRUE(got.ok()) << got.status().ToString();
  ASSERT_EQ(*got, static_cast<int64_t>(page.size()));
  ASSERT_TRUE(back == page.view());

  ZstdMatchCompressor().Compress(page.view(), made.matches, &compressed);
  back.assign(page.size(), '\0');
  const size_t size =
      ZSTD_decompress(back.data(), back.size(), compressed.data(), compressed.size());
  ASSERT_EQ(size, page.size()) << ZSTD_getErrorName(size);
  ASSERT_TRUE(back == page.view());

  ZstdPageCompressor::Store(page, &compressed);
  back.assign(page.size(), '\0');
  ASSERT_EQ(
      ZSTD_decompress(back.data(), back.size(), compressed.data(), compressed.size()),
      page.size());
  ASSERT_TRUE(back == page.view());
  EXPECT_LE(compressed.size(), page.size() + 9 + 3 * (page.size() / 131'072 + 1));
}

TEST(PageMatchesTest, ComeBackAtEveryLengthAndOffset) {
  for (const size_t literal : {0u, 1u, 15u, 16u, 17u, 59u, 60u, 61u, 62u, 255u, 256u,
                               257u, 65'535u, 65'536u, 65'537u, 131'071u, 131'073u}) {
    PageMaker made;
    made.AddLiteral(70'000);
    for (const uint32_t length :
         {4u, 5u, 11u, 12u, 63u, 64u, 65u, 127u, 128u, 129u, 300u, 65'536u}) {
      for (const uint32_t offset : {1u, 3u, 40u, 2'047u, 2'048u, 65'535u, 65'536u}) {
        made.AddMatch(length, offset);
        if (made.page.size() < 900'000) made.AddLiteral(literal);
      }
    }
    ExpectBack(made);
  }
}

TEST(PageMatchesTest, ComeBackWhereThePageIsLiteralsAlone) {
  for (const size_t size :
       {0u, 1u, 60u, 131'071u, 131'072u, 131'073u, 300'000u, 3'000'000u}) {
    PageMaker made;
    made.AddLiteral(size);
    ExpectBack(made);
  }
}

TEST(PageMatchesTest, TakeNoMoreBytesThanThePageAndItsFrame) {
  PageMaker made;
  made.AddLiteral(1'000'000);
  const ByteBuffer page = made.bytes();
  ByteBuffer compressed;
  CompressSnappyMatches(page, {}, &compressed);
  EXPECT_LE(compressed.size(), page.size() + 8);
  ZstdMatchCompressor().Compress(page.view(), {}, &compressed);
  EXPECT_LE(compressed.size(), page.size() + 64);
}

}  // namespace
}  // namespace rand_engine
