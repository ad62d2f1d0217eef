#include "rand_engine/methods/words/places.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "rand_engine/methods/words/word_table.h"

namespace rand_engine {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;

bool IsAsciiWord(std::string_view word) {
  return !word.empty() &&
         std::ranges::all_of(word, [](char c) { return c >= 'a' && c <= 'z'; });
}

// --- Tables and patterns ---------------------------------------------------------------

TEST(WordTable, LinesAreCutAtTabsAndTheFirstIsTheHead) {
  EXPECT_THAT(ReadWordTable("a\tb\n1\t2\n\n3\t\n"),
              ElementsAre(ElementsAre("1", "2"), ElementsAre("3", "")));
  EXPECT_THAT(ReadWordTable(""), SizeIs(0));
}

TEST(WordTable, PatternsStandForAllTheirWords) {
  EXPECT_THAT(ExpandPattern("a"), ElementsAre("a"));
  EXPECT_THAT(ExpandPattern(""), ElementsAre(""));
  const auto words = ExpandPattern("0# @");
  ASSERT_THAT(words, SizeIs(200));
  EXPECT_EQ(words.front(), "00 A");
  EXPECT_EQ(words[1], "00 B");
  EXPECT_EQ(words.back(), "09 Z");
  for (const std::string& word : words) {
    EXPECT_EQ(word.find_first_of("CIKMOV"), std::string::npos) << word;
  }
}

TEST(WordTable, RangesCountWithStepAndLeadingZeros) {
  EXPECT_THAT(ExpandRanges("M8-M11,EH1"), ElementsAre("M8", "M9", "M10", "M11", "EH1"));
  EXPECT_THAT(ExpandRanges("06000-06200/100,08"),
              ElementsAre("06000", "06100", "06200", "08"));
}

// --- Locales ---------------------------------------------------------------------------

TEST(Locales, AreTheseSevenAndFoundByNameAndCountry) {
  EXPECT_THAT(LocaleNames(),
              ElementsAre("en_US", "en_GB", "de_DE", "pt_BR", "fr_FR", "es_ES", "ja_JP"));
  EXPECT_THAT(CountryCodes(), ElementsAre("US", "GB", "DE", "BR", "FR", "ES", "JP"));
  EXPECT_EQ(FindLocale("de_DE"), FindLocaleOfCountry("DE"));
  EXPECT_EQ(FindLocale("de"), nullptr);
  EXPECT_EQ(FindLocaleOfCountry("XX"), nullptr);
}

TEST(Locales, PeopleHaveNamesOfBothGendersWithAsciiForms) {
  for (const LocaleInfo& locale : Locales()) {
    uint32_t percent = 0;
    for (const CultureShare& share : locale.cultures) {
      percent += share.percent;
      const Culture& culture = CultureOf(share.culture);
      ASSERT_EQ(culture.tag, share.culture);
      const auto women =
          std::ranges::count(culture.first_names, 'f', &WeightedName::gender);
      const auto men =
          std::ranges::count(culture.first_names, 'm', &WeightedName::gender);
      EXPECT_EQ(static_cast<size_t>(women + men), culture.first_names.size());
      EXPECT_GE(women, 24) << culture.tag;
      EXPECT_GE(men, 24) << culture.tag;
      EXPECT_GE(culture.last_names.size(), 54u) << culture.tag;
      for (const auto* list : {&culture.first_names, &culture.last_names}) {
        std::set<std::string_view> seen;
        for (const WeightedName& name : *list) {
          EXPECT_TRUE(seen.insert(name.name).second) << name.name;
          EXPECT_GT(name.weight, 0u) << name.name;
          EXPECT_TRUE(IsAsciiWord(name.ascii.empty() ? ToAsciiOf(locale, name.name)
                                                     : std::string(name.ascii)))
              << name.name;
        }
      }
    }
    EXPECT_EQ(percent, 100u) << locale.name;
  }
}

TEST(Locales, GermanUmlautsAreTwoLettersElsewhereOne) {
  EXPECT_EQ(ToAsciiOf(*FindLocale("de_DE"), "Jörg Müßig-Özkan"), "joergmuessigoezkan");
  EXPECT_EQ(ToAsciiOf(*FindLocale("de_DE"), "Änne Übel"), "aenneuebel");
  EXPECT_EQ(ToAsciiOf(*FindLocale("pt_BR"), "João Araújo Müller"), "joaoaraujomuller");
  EXPECT_EQ(ToAsciiOf(*FindLocale("fr_FR"), "Françoise Lefèvre"), "francoiselefevre");
  EXPECT_EQ(ToAsciiOf(*FindLocale("es_ES"), "Peña"), "pena");
}

// --- Cities and streets ----------------------------------------------------------------

struct Box {
  int south, north, west, east;  ///< degrees
};

TEST(Cities, AreDistinctAndLieInTheirCountry) {
  const std::map<std::string_view, Box> boxes = {
      {"en_US", {18, 72, -172, -66}}, {"en_GB", {49, 61, -9, 2}},
      {"de_DE", {47, 56, 5, 16}},     {"pt_BR", {-34, 6, -74, -34}},
      {"fr_FR", {41, 52, -6, 10}},    {"es_ES", {27, 44, -19, 5}},
      {"ja_JP", {24, 46, 122, 146}}};
  for (const LocaleInfo& locale : Locales()) {
    const Box& box = boxes.at(locale.name);
    std::set<std::string_view> names;
    EXPECT_GE(CitiesOf(locale).size(), 45u) << locale.name;
    for (const City& city : CitiesOf(locale)) {
      EXPECT_TRUE(names.insert(city.name).second) << city.name;
      EXPECT_GT(city.population, 0u) << city.name;
      EXPECT_TRUE(city.latitude > box.south * 10'000 &&
                  city.latitude < box.north * 10'000)
          << city.name;
      EXPECT_TRUE(city.longitude > box.west * 10'000 &&
                  city.longitude < box.east * 10'000)
          << city.name;
    }
  }
}

TEST(Cities, StatesHaveOneCodeAndCodesOneState) {
  for (const LocaleInfo& locale : Locales()) {
    std::map<std::string_view, std::string_view> codes;
    std::map<std::string_view, std::string_view> states;
    for (const City& city : CitiesOf(locale)) {
      EXPECT_EQ(codes.try_emplace(city.state, city.state_code).first->second,
                city.state_code);
      EXPECT_EQ(states.try_emplace(city.state_code, city.state).first->second,
                city.state);
    }
  }
}

TEST(Cities, NoTwoOfALocaleShareAPostalCode) {
  const std::map<std::string_view, size_t> lengths = {
      {"en_US", 5}, {"de_DE", 5}, {"pt_BR", 5}, {"fr_FR", 5}, {"es_ES", 5}, {"ja_JP", 3}};
  for (const LocaleInfo& locale : Locales()) {
    std::map<std::string, std::string_view> owners;
    for (const City& city : CitiesOf(locale)) {
      for (const std::string& code : ExpandRanges(city.postal_codes)) {
        EXPECT_TRUE(owners.emplace(code, city.name).second)
            << code << " of " << city.name << " is one of " << owners[code];
        const auto length = lengths.find(locale.name);
        EXPECT_TRUE(length == lengths.end() || code.size() == length->second) << code;
      }
    }
  }
}

TEST(Streets, AreDistinctAndWeighted) {
  for (const LocaleInfo& locale : Locales()) {
    std::set<std::string_view> names;
    EXPECT_GE(StreetsOf(locale).size(), 60u) << locale.name;
    for (const WeightedName& street : StreetsOf(locale)) {
      EXPECT_TRUE(names.insert(street.name).second) << street.name;
      EXPECT_GT(street.weight, 0u) << street.name;
    }
  }
}

// --- Phone numbers ---------------------------------------------------------------------

TEST(PhoneRanges, BeginWithTheTrunkPrefixAndAreDistinct) {
  for (const LocaleInfo& locale : Locales()) {
    std::set<std::string> heads;
    for (const PhoneRange& range : PhoneRangesOf(locale)) {
      for (const std::string& head : ExpandPattern(range.head)) {
        EXPECT_TRUE(head.starts_with(locale.trunk_prefix)) << head;
        EXPECT_TRUE(heads.insert(head).second) << head;
      }
      EXPECT_NE(range.tail.find('#'), std::string_view::npos) << range.head;
    }
    EXPECT_FALSE(heads.empty()) << locale.name;
  }
}

}  // namespace
}  // namespace rand_engine
