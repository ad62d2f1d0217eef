#include "rand_engine/methods/words/lists.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>

namespace rand_engine {
namespace {

std::map<std::string, const Words*> AllLists() {
  return {
      {"colors", &Colors()},
      {"jobs", &Jobs()},
      {"lorem", &LoremWords()},
      {"adjectives", &NamesOfThings().adjectives},
      {"nouns", &NamesOfThings().nouns},
      {"sections", &NamesOfThings().sections},
      {"company names", &CompanyParts().names},
      {"trades", &CompanyParts().trades},
      {"legal forms", &CompanyParts().forms},
      {"stems", &FileParts().stems},
      {"extensions", &FileParts().extensions},
  };
}

bool ConsistsOf(std::string_view text, std::string_view allowed) {
  return text.find_first_not_of(allowed) == std::string_view::npos;
}

constexpr std::string_view kSmall = "abcdefghijklmnopqrstuvwxyz";

TEST(ListsTest, HaveManyWordsEachOnceAndNothingAroundThem) {
  for (const auto& [name, words] : AllLists()) {
    EXPECT_GE(words->size(), name == "legal forms" ? 5u : 30u) << name;
    const std::set<std::string_view> distinct(words->begin(), words->end());
    EXPECT_EQ(distinct.size(), words->size()) << name;
    for (const std::string_view word : *words) {
      ASSERT_FALSE(word.empty()) << name;
      EXPECT_TRUE(std::all_of(word.begin(), word.end(), [](char c) {
        return c >= ' ' && c < 127;
      })) << word;
      EXPECT_NE(word.front(), ' ') << word;
      EXPECT_NE(word.back(), ' ') << word;
    }
  }
}

TEST(ListsTest, WordsOfNamesAreLabelsOfHosts) {
  for (const std::string name : {"adjectives", "nouns", "sections"}) {
    for (const std::string_view word : *AllLists().at(name)) {
      EXPECT_TRUE(ConsistsOf(word, kSmall)) << word;
      EXPECT_LE(word.size(), 15u) << word;
    }
  }
}

TEST(ListsTest, TwoWordsMakeANameThatNoOtherTwoMake) {
  std::set<std::string> names;
  for (const std::string_view adjective : NamesOfThings().adjectives) {
    for (const std::string_view noun : NamesOfThings().nouns) {
      const std::string name = std::string(adjective) + std::string(noun);
      EXPECT_TRUE(names.insert(name).second) << name;
    }
  }
}

TEST(ListsTest, LoremHasAWordForEachByte) {
  EXPECT_EQ(LoremWords().size(), 256u);
  for (const std::string_view word : LoremWords()) {
    EXPECT_TRUE(word.size() <= 15 && ConsistsOf(word, kSmall)) << word;
  }
  EXPECT_EQ(LoremWords()[0], "lorem");
}

TEST(ListsTest, ColorsAreCssColorsInOrder) {
  EXPECT_EQ(Colors().size(), 148u);
  EXPECT_TRUE(std::is_sorted(Colors().begin(), Colors().end()));
}

TEST(ListsTest, UserAgentsNameTheirBrowserAndNoPlaceIsLeft) {
  const std::map<std::string_view, std::string> marks = {{"chrome", "Chrome/"},
                                                         {"edge", "Edg/"},
                                                         {"firefox", "Firefox/"},
                                                         {"safari", "Version/"},
                                                         {"samsung", "SamsungBrowser/"}};
  std::set<std::string> texts;
  std::set<std::string_view> browsers;
  for (const UserAgent& agent : UserAgents()) {
    browsers.insert(agent.browser);
    EXPECT_TRUE(texts.insert(agent.text).second) << agent.text;
    EXPECT_TRUE(agent.text.starts_with("Mozilla/5.0 (")) << agent.text;
    EXPECT_NE(agent.text.find(marks.at(agent.browser)), std::string::npos) << agent.text;
    EXPECT_EQ(agent.text.find('{'), std::string::npos) << agent.text;
    EXPECT_EQ(agent.device == "mobile", agent.text.find("Mobile") != std::string::npos)
        << agent.text;
    EXPECT_GE(agent.weight, 1u);
  }
  EXPECT_EQ(browsers.size(), marks.size());
  EXPECT_GE(texts.size(), 200u);
}

}  // namespace
}  // namespace rand_engine
