#include "rand_engine/methods/words/word_lists.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>
#include <string>
#include <vector>

namespace rand_engine {
namespace {

using ::testing::ElementsAre;

using NameList = std::vector<WeightedName>;

struct NamedList {
  std::string label;
  const NameList* names;
};

std::vector<NamedList> AllLists() {
  std::vector<NamedList> lists;
  for (const Culture& culture : Cultures()) {
    lists.push_back({std::string(culture.tag) + " first names", &culture.first_names});
    lists.push_back({std::string(culture.tag) + " last names", &culture.last_names});
  }
  return lists;
}

size_t CountAll(NameList Culture::*list) {
  size_t count = 0;
  for (const Culture& culture : Cultures()) count += (culture.*list).size();
  return count;
}

/// Letters of ASCII and Latin-1, hyphen and apostrophe, in UTF-8.
bool IsLatin1Name(std::string_view name) {
  for (size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '\'')
      continue;
    if (c != '\xC3' || ++i == name.size()) return false;
    const unsigned char tail = name[i];
    if (tail < 0x80 || tail > 0xBF || tail == 0x97 || tail == 0xB7) return false;
  }
  return !name.empty();
}

TEST(WordLists, CulturesStandInTheirFixedOrder) {
  std::vector<std::string_view> tags;
  for (const Culture& culture : Cultures()) tags.push_back(culture.tag);
  EXPECT_THAT(tags, ElementsAre("en", "es", "pt", "de", "fr", "it", "nl", "pl", "nordic",
                                "in", "zh", "ja", "ar", "tr"));
}

TEST(WordLists, CultureWeightsArePercentAndEnglishIsFortyOfThem) {
  uint32_t sum = 0;
  for (const Culture& culture : Cultures()) {
    EXPECT_GT(culture.weight, 0u) << culture.tag;
    sum += culture.weight;
  }
  EXPECT_EQ(sum, 100u);
  EXPECT_EQ(Cultures()[0].weight, 40u);
}

// The counts are part of the data version.
TEST(WordLists, HoldTheCountedNames) {
  EXPECT_EQ(CountAll(&Culture::first_names), 880u);
  EXPECT_EQ(CountAll(&Culture::last_names), 940u);
  EXPECT_EQ(Cultures()[0].first_names.size(), 174u);
  EXPECT_EQ(Cultures()[0].last_names.size(), 190u);
  for (const NamedList& list : AllLists())
    EXPECT_GE(list.names->size(), 20u) << list.label;
}

TEST(WordLists, FirstAndLastEntriesAreThoseOfTheFiles) {
  const Culture& first = Cultures().front();
  EXPECT_EQ(first.first_names.front().name, "James");
  EXPECT_EQ(first.first_names.front().weight, 100u);
  EXPECT_EQ(first.last_names.back().name, "Yates");
  const Culture& last = Cultures().back();
  EXPECT_EQ(last.tag, "tr");
  EXPECT_EQ(last.first_names.front().name, "Fatma");
  EXPECT_EQ(last.last_names.back().name, "Toprak");
  EXPECT_GT(last.last_names.back().weight, 0u);
}

TEST(WordLists, NamesAreLatin1LettersHyphensAndApostrophes) {
  for (const NamedList& list : AllLists()) {
    for (const WeightedName& entry : *list.names) {
      EXPECT_TRUE(IsLatin1Name(entry.name)) << list.label << ": " << entry.name;
    }
  }
}

TEST(WordLists, NamesAreDistinctWithinAList) {
  for (const NamedList& list : AllLists()) {
    std::set<std::string_view> seen;
    for (const WeightedName& entry : *list.names) {
      EXPECT_TRUE(seen.insert(entry.name).second) << list.label << ": " << entry.name;
    }
  }
}

TEST(WordLists, CommonNamesWeighThreeToTenTimesTheRareOnes) {
  for (const NamedList& list : AllLists()) {
    const auto [rare, common] =
        std::ranges::minmax_element(*list.names, {}, &WeightedName::weight);
    EXPECT_GT(rare->weight, 0u) << list.label;
    EXPECT_GE(common->weight, 3 * rare->weight) << list.label;
    EXPECT_LE(common->weight, 10 * rare->weight) << list.label;
  }
}

TEST(WordLists, EveryNameHasAnAsciiFormForAddresses) {
  for (const NamedList& list : AllLists()) {
    for (const WeightedName& entry : *list.names) {
      const std::string lower = ToAsciiLower(entry.name);
      EXPECT_FALSE(lower.empty()) << entry.name;
      EXPECT_TRUE(std::ranges::all_of(lower, [](char c) { return c >= 'a' && c <= 'z'; }))
          << entry.name << " became " << lower;
    }
  }
}

TEST(WordLists, IsTheSameObjectOnEveryCall) { EXPECT_EQ(&Cultures(), &Cultures()); }

TEST(ToAsciiLower, TransliteratesLatin1) {
  EXPECT_EQ(ToAsciiLower("Müller"), "muller");
  EXPECT_EQ(ToAsciiLower("Weiß"), "weiss");
  EXPECT_EQ(ToAsciiLower("Søren"), "soren");
  EXPECT_EQ(ToAsciiLower("Ægir"), "aegir");
  EXPECT_EQ(ToAsciiLower("Muñoz"), "munoz");
  EXPECT_EQ(ToAsciiLower("Guðrún"), "gudrun");
  EXPECT_EQ(ToAsciiLower("Þór"), "thor");
  EXPECT_EQ(ToAsciiLower("François"), "francois");
  EXPECT_EQ(ToAsciiLower("ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝ"), "aaaaaaceeeeiiiidnoooooouuuuy");
  EXPECT_EQ(ToAsciiLower("àáâãäåçèéêëìíîïðñòóôõöøùúûüýÿ"),
            "aaaaaaceeeeiiiidnoooooouuuuyy");
}

TEST(ToAsciiLower, DropsApostrophesHyphensAndWhatIsNoLetter) {
  EXPECT_EQ(ToAsciiLower("O'Brien"), "obrien");
  EXPECT_EQ(ToAsciiLower("Jean-Pierre"), "jeanpierre");
  EXPECT_EQ(ToAsciiLower("a×b÷c 1"), "abc");
  EXPECT_EQ(ToAsciiLower("\xC3"), "");
  EXPECT_EQ(ToAsciiLower(""), "");
}

}  // namespace
}  // namespace rand_engine
