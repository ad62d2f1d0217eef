// Every match that a page of texts claims is one, and compressors may build on it.
#include "rand_engine/encode/parquet/known_matches.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/util/compression.h>
#include <gtest/gtest.h>
#include <zstd.h>

#include <algorithm>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "rand_engine/compress/snappy_page.h"
#include "rand_engine/compress/zstd_matches.h"
#include "rand_engine/encode/parquet/composed_strings.h"

namespace rand_engine {
namespace {

std::vector<std::string_view> ProseWords() {
  static const auto& words = *[] {
    auto* made = new std::vector<std::string>();
    for (size_t i = 0; i < Prose::kWordCount; ++i) {
      made->push_back(
          std::string(1 + i % Prose::kLongestWord, static_cast<char>('a' + i % 26)));
    }
    return made;
  }();
  return {words.begin(), words.end()};
}

ConcatenationDomain Addresses() {
  ConcatenationDomain domain;
  // A name of two cultures, one that begins another, an empty one.
  domain.AddPart({"anna", "maria", "anna", "ann", "", "bartholomew"});
  domain.AddPart({"."});
  domain.AddPart({"li", "garcia", "rodriguez"});
  domain.AddPart({"", "1", "77", "1999"});
  domain.AddPart({"@"});
  domain.AddPart({"example.com", "example.org"});
  return domain;
}

ConcatenationDomain ProseBetween(Prose::Unit unit, uint32_t most) {
  ConcatenationDomain domain;
  domain.AddPart({"<"});
  domain.AddProse(std::make_shared<Prose>(ProseWords(), unit, 1, most));
  domain.AddPart({"> "});
  domain.AddPart({"yes", "perhaps"});
  return domain;
}

std::string Decompressed(const ByteBuffer& compressed, size_t size) {
  std::string bytes(size + 1, '\0');
  const size_t got =
      ZSTD_decompress(bytes.data(), bytes.size(), compressed.data(), compressed.size());
  EXPECT_FALSE(ZSTD_isError(got)) << ZSTD_getErrorName(got);
  bytes.resize(ZSTD_isError(got) ? 0 : got);
  return bytes;
}

std::string DecompressedBySnappy(const ByteBuffer& compressed, size_t size) {
  const auto codec = arrow::util::Codec::Create(arrow::Compression::SNAPPY).ValueOrDie();
  std::string bytes(size, '\0');
  const auto got = codec->Decompress(static_cast<int64_t>(compressed.size()),
                                     reinterpret_cast<const uint8_t*>(compressed.data()),
                                     static_cast<int64_t>(size),
                                     reinterpret_cast<uint8_t*>(bytes.data()));
  EXPECT_TRUE(got.ok()) << got.status().ToString();
  return bytes;
}

void ExpectTrue(const std::string_view page, std::span<const Match> matches) {
  size_t done = 0;
  for (const Match& match : matches) {
    ASSERT_GE(match.begin, done);
    ASSERT_GE(match.length, KnownMatches::kLeastLength);
    ASSERT_LE(match.length, KnownMatches::kMostLength);
    ASSERT_LE(match.offset, KnownMatches::kMostOffset);
    ASSERT_LE(match.offset, match.begin);
    ASSERT_LE(match.begin + match.length, page.size());
    ASSERT_EQ(page.substr(match.begin, match.length),
              page.substr(match.begin - match.offset, match.length));
    done = match.begin + match.length;
  }
}

/// What pages of random codes below `size` come to: texts, true matches, bytes that zstd
/// gives back. Returns the share of the bytes that are in matches.
double CheckPages(const ParquetValues& values, uint64_t size, int64_t texts,
                  KnownMatches* matches) {
  std::mt19937_64 random(7);
  ZstdMatchCompressor compressor;
  double matched = 0;
  double all = 0;
  for (int round = 0; round < 3; ++round) {
    std::vector<uint64_t> codes(2 * texts);
    for (uint64_t& code : codes) code = size == 0 ? random() : random() % size;
    const CodeSpan span{size == 0 ? CodeWidth::k128 : CodeWidth::k64, codes.data(),
                        texts};
    ByteBuffer plain;
    values.AppendPlain(span, &plain);
    ByteBuffer page;
    page.Append("levels");
    matches->Clear();
    values.AppendPlainWithMatches(span, &page, matches);
    EXPECT_EQ(page.view().substr(6), plain.view());
    ExpectTrue(page.view(), matches->matches());
    EXPECT_TRUE(matches->AreTrue(page.view()));
    ByteBuffer compressed;
    compressor.Compress(page.view(), matches->matches(), &compressed);
    EXPECT_EQ(Decompressed(compressed, page.size()), page.view());
    CompressSnappyMatches(page, matches->matches(), &compressed);
    EXPECT_EQ(DecompressedBySnappy(compressed, page.size()), page.view());
    for (const Match& match : matches->matches()) matched += match.length;
    all += static_cast<double>(page.size());
  }
  return matched / all;
}

double CheckPages(const ConcatenationDomain& domain, int64_t texts = 5000) {
  KnownMatches matches;
  return CheckPages(*MakeComposedStrings(domain), domain.size(), texts, &matches);
}

TEST(KnownMatchesTest, AreTrueInTextsOfWords) {
  EXPECT_GT(CheckPages(Addresses()), 0.8);
  ConcatenationDomain codes;
  codes.AddPart({"item-"});
  codes.AddPart({"red", "green"});
  codes.AddPart({"-of-"});
  codes.AddPart({"shop"});
  EXPECT_GT(CheckPages(codes), 0.8);
}

TEST(KnownMatchesTest, AreTrueInProse) {
  for (const auto unit :
       {Prose::Unit::kWords, Prose::Unit::kSentences, Prose::Unit::kParagraphs}) {
    for (const uint32_t most : {1u, 4u}) {
      EXPECT_GT(CheckPages(ProseBetween(unit, most), 1000), 0.4);
    }
  }
}

TEST(KnownMatchesTest, AreTheLengthsOfUuids) {
  KnownMatches matches;
  EXPECT_NEAR(CheckPages(*MakeUuidStrings(UuidDomain()), 0, 40'000, &matches), 0.1, 1e-3);
}

TEST(KnownMatchesTest, AreTrueWhereColumnsTakeTurns) {
  KnownMatches matches;
  for (int turn = 0; turn < 3; ++turn) {
    CheckPages(*MakeComposedStrings(Addresses()), Addresses().size(), 300, &matches);
    CheckPages(*MakeUuidStrings(UuidDomain()), 0, 50, &matches);
  }
}

// The place of a token at the very end of a page is not one of the next page.
TEST(KnownMatchesTest, AreTrueAfterPagesThatEndWithAnEmptyWord) {
  ConcatenationDomain optional;
  optional.AddPart({"street", "square"});
  optional.AddPart({"", " north"});
  ConcatenationDomain words;
  words.AddPart({"alpha", "beta", "gamma", "delta"});
  words.AddPart({".omega"});
  KnownMatches matches;
  for (int64_t texts = 1; texts < 40; ++texts) {
    CheckPages(*MakeComposedStrings(optional), optional.size(), texts, &matches);
    CheckPages(*MakeComposedStrings(words), words.size(), 40 - texts, &matches);
  }
}

TEST(KnownMatchesTest, AreTrueInWordsLongerThanABlock) {
  const std::string first(200'000, 'x');
  const std::string second = std::string(70'000, 'y') + "z";
  ConcatenationDomain domain;
  domain.AddPart({first, second, "short"});
  EXPECT_GT(CheckPages(domain, 40), 0.3);
}

TEST(KnownMatchesTest, ThereAreNoneWhereDigitsCouldRepeatUnseen) {
  ConcatenationDomain numbers;
  numbers.AddPart({"order-"});
  numbers.AddNumber(0, 1, 1'000'000, 8);
  EXPECT_EQ(CheckPages(numbers), 0.0);
  ConcatenationDomain checked = Addresses();
  checked.AddRule(TextRule::kIban, 1);
  EXPECT_EQ(TextTokens(checked).count(), 0u);
}

TEST(KnownMatchesTest, AreSeenToBeWrongInAnotherPage) {
  for (const char* const token : {"word", "longer word", "one of more than sixteen"}) {
    const std::string_view text(token);
    const std::string page = std::string(text) + "," + token;
    KnownMatches matches;
    matches.BeginPage(page.data(), 1);
    matches.Reserve(2);
    const char* const second = page.data() + text.size() + 1;
    matches.Put(0, page.data(), page.data() + text.size());
    matches.Put(0, second, second + text.size());
    EXPECT_TRUE(matches.AreTrue(page));
    std::string changed = page;
    changed.front() = 'X';
    EXPECT_FALSE(matches.AreTrue(changed));
    changed = page;
    changed[text.size() + 1 + 3] = 'X';
    EXPECT_FALSE(matches.AreTrue(changed));
    EXPECT_FALSE(matches.AreTrue(page.substr(1)));
  }
}

TEST(KnownMatchesTest, PlacesStayRightForAsManyPagesAsThereAre) {
  // Joined the pages have more bytes than a place can count.
  KnownMatches matches;
  const std::string page(1 << 28, 'p');
  for (int i = 0; i < 40; ++i) {
    matches.BeginPage(page.data(), 2);
    matches.Reserve(3);
    matches.Put(0, page.data() + 100, page.data() + 110);
    EXPECT_TRUE(matches.matches().empty());
    matches.Put(0, page.data() + 200, page.data() + 210);
    matches.Put(1, page.data() + page.size() - 10, page.data() + page.size());
    ASSERT_EQ(matches.matches().size(), 1u);
    EXPECT_EQ(matches.matches()[0].offset, 100u);
  }
}

}  // namespace
}  // namespace rand_engine
