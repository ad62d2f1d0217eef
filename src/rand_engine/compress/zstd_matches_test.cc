// Frames of known matches hold their page, whatever the codes of their blocks must fit.
#include "rand_engine/compress/zstd_matches.h"

#include <gtest/gtest.h>
#include <zstd.h>

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "rand_engine/compress/zstd_frame_test_support.h"

namespace rand_engine {
namespace {

/// Returns the frame's size.
size_t ExpectBack(const std::string& page, const std::vector<Match>& matches,
                  ZstdMatchCompressor* compressor) {
  ByteBuffer frame;
  frame.Append("of the page before");
  compressor->Compress(page, matches, &frame);
  ExpectZstdFrame(frame, page);
  return frame.size();
}

/// A page that grows by literals of some bytes and by matches.
class PageMaker {
 public:
  explicit PageMaker(uint32_t seed) : random_(seed) {}

  uint32_t Below(uint32_t bound) { return random_() % bound; }
  bool Chance(uint32_t in) { return Below(in) == 0; }

  /// Byte i is `ratio` times as frequent as byte i + 1.
  void AddLiterals(size_t count, uint32_t distinct, double ratio, uint8_t first) {
    std::vector<double> shares;
    for (uint32_t i = 0; i < distinct; ++i) shares.push_back(std::pow(ratio, -double(i)));
    std::discrete_distribution<int> draw(shares.begin(), shares.end());
    for (; count > 0; --count) page += static_cast<char>(first + draw(random_));
  }

  // None where the page is too short.
  void AddMatch(uint32_t length, uint32_t offset) {
    if (offset > page.size()) return;
    matches.push_back({static_cast<uint32_t>(page.size()), length, offset});
    for (; length > 0; --length) page += page[page.size() - offset];
  }

  std::string page;
  std::vector<Match> matches;

 private:
  std::mt19937 random_;
};

TEST(ZstdMatchesTest, LiteralsComeBackHoweverManyBytesHaveACode) {
  ZstdMatchCompressor compressor;
  for (uint32_t distinct = 1; distinct <= 256; ++distinct) {
    for (const double ratio : {1.0, 1.05, 1.6, 3.0}) {
      PageMaker made(distinct);
      made.AddLiterals(3'000, distinct, ratio, static_cast<uint8_t>(256 - distinct));
      ExpectBack(made.page, {}, &compressor);
      made.page.clear();
      made.AddLiterals(3'000, distinct, ratio, 0);
      ExpectBack(made.page, {}, &compressor);
    }
  }
}

TEST(ZstdMatchesTest, LiteralsComeBackHoweverFewThereAre) {
  ZstdMatchCompressor compressor;
  for (size_t count = 0; count < 600; ++count) {
    PageMaker made(static_cast<uint32_t>(count));
    made.AddLiterals(count, 4, 2.0, 'a');
    ExpectBack(made.page, {}, &compressor);
  }
}

TEST(ZstdMatchesTest, LiteralsTakeAsManyBytesAsByLibzstd) {
  ZstdMatchCompressor compressor;
  for (const double ratio : {1.02, 1.1, 1.3, 2.0, 4.0}) {
    PageMaker made(1);
    made.AddLiterals(100'000, 200, ratio, 30);
    const std::string& page = made.page;
    const double ours = ExpectBack(page, {}, &compressor);
    // Its fastest level finds no matches in random bytes.
    std::string compressed(ZSTD_compressBound(page.size()), '\0');
    const auto libzstd = static_cast<double>(ZSTD_compress(
        compressed.data(), compressed.size(), page.data(), page.size(), -50));
    EXPECT_LT(ours, 1.005 * libzstd) << ratio;
  }
}

TEST(ZstdMatchesTest, PagesComeBackWhateverTheirLengthsAndOffsets) {
  ZstdMatchCompressor compressor;
  for (uint32_t seed = 0; seed < 150; ++seed) {
    PageMaker made(seed);
    const uint32_t longest_literal = 1 + made.Below(60);
    const uint32_t longest_match = 1 + made.Below(120);
    const uint32_t farthest = 1 + made.Below(50'000);
    while (made.page.size() < 300'000) {
      const bool rare = made.Chance(500);
      made.AddLiterals(made.Below(rare ? 10'000 : longest_literal), 26, 1.1, 'a');
      made.AddMatch(4 + made.Below(rare ? 60'000 : longest_match),
                    1 + made.Below(farthest));
    }
    EXPECT_LT(ExpectBack(made.page, made.matches, &compressor), made.page.size());
  }
}

// Those that come up again are told by their number.
TEST(ZstdMatchesTest, PagesComeBackWhereTheSameOffsetsComeUpAgain) {
  ZstdMatchCompressor compressor;
  for (uint32_t seed = 0; seed < 100; ++seed) {
    PageMaker made(seed);
    made.AddLiterals(300, 26, 1.1, 'a');
    uint32_t offset = 1 + made.Below(200);
    const uint32_t offsets = 1 + made.Below(4);
    while (made.page.size() < 200'000) {
      if (made.Chance(3)) made.AddLiterals(1 + made.Below(3), 26, 1.1, 'a');
      if (made.Chance(5) && offset > 1) --offset;
      made.AddMatch(4 + made.Below(9), offset + 40 * made.Below(offsets));
      if (made.Chance(20)) offset = 1 + made.Below(200);
    }
    ExpectBack(made.page, made.matches, &compressor);
  }
}

// Their number takes one, two or three bytes.
TEST(ZstdMatchesTest, BlocksComeBackHoweverManyMatchesTheyHave) {
  ZstdMatchCompressor compressor;
  for (const size_t count : {1u, 127u, 128u, 32'511u, 32'512u, 32'760u, 40'000u}) {
    PageMaker made(1);
    made.AddLiterals(20, 26, 1.1, 'a');
    while (made.matches.size() < count) made.AddMatch(4, 5 + made.Below(16));
    ExpectBack(made.page, made.matches, &compressor);
  }
}

TEST(ZstdMatchesTest, AnOffsetThatComesUpAgainTakesHardlyAnyBytes) {
  PageMaker made(1);
  made.AddLiterals(100, 26, 1.1, 'a');
  while (made.page.size() < 120'000) {
    made.AddLiterals(1, 26, 1.1, 'a');
    made.AddMatch(9, 77);
  }
  ZstdMatchCompressor compressor;
  // 12,000 literals of less than five bits.
  EXPECT_LT(ExpectBack(made.page, made.matches, &compressor), 8'000u);
}

}  // namespace
}  // namespace rand_engine
