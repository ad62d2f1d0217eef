// The parts of composed texts.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "rand_engine/domain/domain.h"
#include "rand_engine/domain/short_word_texts.h"

namespace rand_engine {
namespace {

std::string TextOf(const ConcatenationDomain& domain, uint64_t high, uint64_t low) {
  std::string text(domain.longest(), '?');
  text.resize(domain.Render(high, low, text.data()) - text.data());
  return text;
}

std::string TextOf(const ConcatenationDomain& domain, uint64_t code) {
  return TextOf(domain, 0, code);
}

// Up to the number of codes from which on a digit takes more to find, and beyond it.
TEST(WordPartsTest, AreTheDigitsOfTheCodeHoweverManyThereAre) {
  std::vector<std::string> words;
  for (int i = 0; i < 4096; ++i) words.push_back(std::to_string(i * 1003 % 4096));
  for (const size_t size : {3u, 1000u, 4095u, 4096u}) {
    ConcatenationDomain domain;
    uint64_t codes = 1;
    for (size_t parts = 1; parts <= 5; ++parts) {
      domain.AddPart({words.begin(), words.begin() + static_cast<ptrdiff_t>(size)});
      domain.AddPart({"-"});
      codes *= size;
      ASSERT_EQ(domain.size(), codes);
      for (const uint64_t code :
           {uint64_t{0}, codes / 3, codes / 2, codes - size, codes - 2, codes - 1}) {
        std::string text;
        uint64_t rest = code;
        for (size_t i = 0; i < parts; ++i, rest /= size) {
          text.insert(0, words[rest % size] + "-");
        }
        EXPECT_EQ(TextOf(domain, code), text) << size << ", " << parts << " parts";
      }
    }
  }
}

// Texts of one piece to more than loops are compiled for, of codes up to more than fit.
TEST(ShortWordTextsTest, AreThoseThatTheDomainRendersAndTouchNothingBehind) {
  std::vector<std::string> words;
  for (int i = 0; i < 4096; ++i) words.push_back(std::to_string(i * 1003 % 4096));
  size_t checked = 0;
  for (const size_t size : {2u, 3u, 1000u, 1625u, 4095u, 4096u}) {
    ConcatenationDomain domain;
    for (size_t pieces = 1; pieces <= 8; ++pieces) {
      domain.AddPart({words.begin(), words.begin() + static_cast<ptrdiff_t>(size)});
      // The literal belongs to the next piece.
      const bool has_texts = VisitShortWordTexts(domain, [&](const auto& texts) {
        const uint64_t codes = domain.size();
        for (uint64_t i = 0; i <= 100; ++i) {
          const uint64_t code =
              i * (codes / 100) + i % 2 < codes ? i * (codes / 100) + i % 2 : codes - 1;
          std::string text(domain.longest() + 1, '?');
          char* const end = texts.Render(code, text.data());
          EXPECT_EQ(text.back(), '?');
          text.resize(end - text.data());
          ASSERT_EQ(text, TextOf(domain, code)) << size << ", " << pieces << " pieces";
          ++checked;
        }
      });
      EXPECT_EQ(has_texts, domain.short_word_pieces() == pieces);
      EXPECT_EQ(domain.short_word_pieces() > 0,
                pieces <= ConcatenationDomain::kMostShortWordPieces &&
                    std::pow(size, pieces + 1) <= std::pow(2.0, 63))
          << size << ", " << pieces << " pieces";
      domain.AddPart({"-"});
    }
  }
  EXPECT_GT(checked, 2'500u);
}

TEST(ShortWordTextsTest, ShowEachPieceWithTheLiteralsBeforeIt) {
  ConcatenationDomain domain;
  domain.AddPart({"a", "bb"});
  domain.AddPart({" "});
  domain.AddPart({"", "c", "dd"});
  std::vector<std::string> seen;
  VisitShortWordTexts(domain, [&](const auto& texts) {
    char text[16];
    texts.Render(5, text, [&](size_t piece, uint64_t digit, char* begin, char* end) {
      seen.push_back(std::to_string(piece) + ":" + std::to_string(digit) + ":" +
                     std::string(begin, end));
    });
  });
  EXPECT_EQ(seen, (std::vector<std::string>{"0:1:bb", "1:2: dd"}));
}

TEST(ShortWordTextsTest, AreNoneWhereAWordIsLongOrAPieceIsNone) {
  ConcatenationDomain long_words;
  long_words.AddPart({"sixteen letters.", "b"});
  EXPECT_EQ(long_words.short_word_pieces(), 0u);
  ConcatenationDomain numbers;
  numbers.AddPart({"a", "b"});
  numbers.AddNumber(1, 1, 10);
  EXPECT_EQ(numbers.short_word_pieces(), 0u);
  ConcatenationDomain two_words;
  two_words.low_begin = 1;
  two_words.AddPart({"a", "b"});
  two_words.AddPart({"a", "b"});
  EXPECT_EQ(two_words.short_word_pieces(), 0u);
}

TEST(HexadecimalPartTest, HasLeadingZerosAndBeginsAnywhere) {
  ConcatenationDomain domain;
  domain.AddHexadecimal(0xfff0, 0x20, 6);
  EXPECT_EQ(domain.longest(), 6u);
  EXPECT_EQ(TextOf(domain, 0), "00fff0");
  EXPECT_EQ(TextOf(domain, 0x1f), "01000f");
  ConcatenationDomain longest;
  longest.AddHexadecimal(0xf000000000000000, 1 << 4, 16);
  EXPECT_EQ(TextOf(longest, 15), "f00000000000000f");
}

TEST(RulePartTest, CoversAsManyPartsAsItSays) {
  ConcatenationDomain domain;
  domain.AddPart({"card 9"});
  domain.AddPart({"42424242", "37828224"});
  domain.AddNumber(0, 1, 10'000'000, 7);
  domain.AddRule(TextRule::kLuhn, 2);
  domain.AddPart({" / "});
  domain.AddNumber(0, 1, 1000, 3);
  domain.AddRule(TextRule::kEan, 1);
  EXPECT_EQ(domain.size(), uint64_t{20'000'000} * 1000);
  EXPECT_EQ(domain.longest(), 6u + 8 + 7 + 1 + 3 + 3 + 1);
  EXPECT_EQ(TextOf(domain, uint64_t{4242424} * 1000 + 12),
            "card 94242424242424242 / 0123");
  EXPECT_FALSE(domain.rewrites());
}

TEST(RulePartTest, ChangesNothingBeforeWhatItCovers) {
  ConcatenationDomain domain;
  domain.AddPart({"http://["});
  domain.AddPart({"20010db8"});
  domain.AddHexadecimal(0, uint64_t{1} << 48, 12);
  domain.low_begin = domain.parts.size();
  domain.AddHexadecimal(0, uint64_t{1} << 48, 12);
  domain.AddRule(TextRule::kIpv6, 3);
  domain.AddPart({"]"});
  EXPECT_TRUE(domain.rewrites());
  EXPECT_EQ(TextOf(domain, 0, 1), "http://[2001:db8::1]");
  EXPECT_EQ(TextOf(domain, 0x123456789abc, 0xdef012345678),
            "http://[2001:db8:1234:5678:9abc:def0:1234:5678]");
}

// --- Running text
// ------------------------------------------------------------------------

std::vector<std::string> MadeUpWords() {
  std::vector<std::string> words;
  for (size_t i = 0; i < Prose::kWordCount; ++i) {
    words.push_back(std::string(1 + i % Prose::kLongestWord, 'a'));
    words.back()[0] = static_cast<char>('a' + i / 16);
  }
  return words;
}

ConcatenationDomain ProseOf(Prose::Unit unit, uint32_t least, uint32_t most) {
  static const auto& words = *new std::vector<std::string>(MadeUpWords());
  ConcatenationDomain domain;
  domain.AddProse(std::make_shared<const Prose>(
      std::vector<std::string_view>(words.begin(), words.end()), unit, least, most));
  return domain;
}

std::vector<std::string> Split(const std::string& text, const std::string& separator) {
  std::vector<std::string> pieces;
  for (size_t begin = 0; true;) {
    const size_t end = text.find(separator, begin);
    pieces.push_back(text.substr(begin, end - begin));
    if (end == std::string::npos) return pieces;
    begin = end + separator.size();
  }
}

TEST(ProseTest, HasAsManyWordsAsAskedFor) {
  const auto domain = ProseOf(Prose::Unit::kWords, 2, 5);
  std::map<size_t, int> counts;
  for (uint64_t code = 0; code < 8000; ++code) {
    ++counts[Split(TextOf(domain, code), " ").size()];
  }
  ASSERT_EQ(counts.size(), 4u);
  for (size_t words = 2; words <= 5; ++words) EXPECT_NEAR(counts[words], 2000, 200);
}

TEST(ProseTest, SentencesHaveFiveToTwelveWordsEachNumberEquallyOften) {
  const auto domain = ProseOf(Prose::Unit::kSentences, 1, 1);
  std::map<size_t, int> counts;
  for (uint64_t code = 0; code < 8000; ++code) {
    const std::string text = TextOf(domain, code);
    ASSERT_TRUE(text[0] >= 'A' && text[0] <= 'Z') << text;
    ASSERT_EQ(text.find('.'), text.size() - 1) << text;
    ++counts[Split(text, " ").size()];
  }
  ASSERT_EQ(counts.size(), 8u);
  for (size_t words = 5; words <= 12; ++words) EXPECT_NEAR(counts[words], 1000, 150);
}

TEST(ProseTest, ParagraphsHaveThreeToSixSentencesAndAnEmptyLineBetween) {
  const auto domain = ProseOf(Prose::Unit::kParagraphs, 2, 2);
  std::set<size_t> counts;
  for (uint64_t code = 0; code < 500; ++code) {
    const auto paragraphs = Split(TextOf(domain, code), "\n\n");
    ASSERT_EQ(paragraphs.size(), 2u);
    for (const std::string& paragraph : paragraphs) {
      counts.insert(Split(paragraph, ". ").size());
      EXPECT_EQ(paragraph.back(), '.');
    }
  }
  EXPECT_EQ(counts, (std::set<size_t>{3, 4, 5, 6}));
}

TEST(ProseTest, NoTextIsLongerThanTheLongestAndAllCharactersAreKnown) {
  for (const auto unit :
       {Prose::Unit::kWords, Prose::Unit::kSentences, Prose::Unit::kParagraphs}) {
    const auto domain = ProseOf(unit, 1, 3);
    const std::string_view known = domain.parts[0].prose->characters();
    double bytes = 0;
    for (uint64_t code = 0; code < 3000; ++code) {
      const std::string text = TextOf(domain, code * 1'000'003);
      bytes += static_cast<double>(text.size()) / 3000;
      ASSERT_LE(text.size(), domain.longest());
      ASSERT_EQ(text.find_first_not_of(known), std::string::npos) << text;
    }
    EXPECT_NEAR(bytes / domain.typical(), 1, 0.1);
  }
}

}  // namespace
}  // namespace rand_engine
