// Regular expressions read backwards: what they count, make and refuse.
#include "rand_engine/regex/regex.h"

#include <arrow/result.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/encode/text/text_test_support.h"
#include "rand_engine/spec/value.h"

namespace rand_engine {
namespace {

std::vector<std::string> AllTexts(const std::string& pattern, int64_t max_repeat = 2) {
  const auto node = regex::Parse(pattern, max_repeat);
  if (!node.ok()) return {node.status().message()};
  return regex::TextsOf(*node);
}

using Texts = std::vector<std::string>;

TEST(RegexTest, NumbersTheTextsThatMatch) {
  EXPECT_EQ(AllTexts("abc"), (Texts{"abc"}));
  EXPECT_EQ(AllTexts("a|b|"), (Texts{"a", "b", ""}));
  EXPECT_EQ(AllTexts("[a-c]x?"), (Texts{"a", "ax", "b", "bx", "c", "cx"}));
  EXPECT_EQ(AllTexts("(a|bc){1,2}"), (Texts{"a", "bc", "aa", "abc", "bca", "bcbc"}));
  EXPECT_EQ(AllTexts("a*"), (Texts{"", "a", "aa"}));
  EXPECT_EQ(AllTexts("a+?b{,1}"), (Texts{"a", "ab", "aa", "aab"}));
  EXPECT_EQ(AllTexts("x{3,}"), (Texts{"xxx"}));
  EXPECT_EQ(AllTexts("x{1,}", 3), (Texts{"x", "xx", "xxx"}));
  EXPECT_EQ(AllTexts("^a$|^b$"), (Texts{"a", "b"}));
  EXPECT_EQ(AllTexts("(?:a)(?P<n>b)(?<m>c)"), (Texts{"abc"}));
  EXPECT_EQ(AllTexts("\\x41\\u00e9\\.\\\\\\t"), (Texts{"A\u00e9.\\\t"}));
  EXPECT_EQ(AllTexts("[]a\\]-]"), (Texts{"-", "]", "a"}));
  EXPECT_EQ(AllTexts("[à-ã]"), (Texts{"à", "á", "â", "ã"}));
  EXPECT_EQ(AllTexts("a{x}"), (Texts{"a{x}"}));
  EXPECT_EQ(AllTexts("(a|a)b"), (Texts{"ab"}));
  EXPECT_EQ(AllTexts("(((){1000}){1000}){1000}"), (Texts{""}));
}

TEST(RegexTest, ClassesArePrintableAscii) {
  EXPECT_EQ(AllTexts("\\d").size(), 10u);
  EXPECT_EQ(AllTexts("\\w").size(), 63u);
  EXPECT_EQ(AllTexts("\\s"), (Texts{" "}));
  EXPECT_EQ(AllTexts(".").size(), 95u);
  EXPECT_EQ(AllTexts("\\W").size(), 32u);
  EXPECT_EQ(AllTexts("[^\\w\\s]").size(), 31u);
  EXPECT_EQ(AllTexts("[^b-y]").size(), 95u - 24u);
}

TEST(RegexTest, CountsUpTo63BitsAndNoFurther) {
  const auto count = [](const char* pattern) { return regex::Parse(pattern, 10)->count; };
  EXPECT_EQ(count("[ab]{63}"), uint64_t{1} << 63);
  EXPECT_EQ(count("[ab]{64}"), 0u);
  EXPECT_EQ(count("[ab]{0,62}"), (uint64_t{1} << 63) - 1);
  EXPECT_EQ(count("\\w{1,100}"), 0u);
  EXPECT_EQ(count("(\\w{1,100}|a)"), 0u);
  EXPECT_EQ(count("\\d{3}-\\d{4}"), 10'000'000u);
}

TEST(RegexTest, RefusesByNameAndPositionWhatItDoesNotSupport) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"a(?=b)", "a look-ahead is not supported (character 2)"},
      {"a(?!b)", "a look-ahead is not supported (character 2)"},
      {"(?<=a)b", "a look-behind is not supported (character 1)"},
      {"(?<!a)b", "a look-behind is not supported (character 1)"},
      {"(a)\\1", "a back reference is not supported (character 4)"},
      {"(?P<x>a)(?P=x)", "a back reference is not supported (character 9)"},
      {"é\\p{L}", "a Unicode class (\\p) is not supported (character 2)"},
      {"\\bword", "a word boundary (\\b) is not supported (character 1)"},
      {"(?i)a", "an inline flag is not supported (character 1)"},
      {"(?>a)", "an atomic group is not supported (character 1)"},
      {"a++", "a possessive quantifier is not supported (character 3)"},
      {"[[:alpha:]]", "a POSIX class ([:...:]) is not supported (character 2)"},
      {"a^b", "an anchor that is not at the beginning is not supported (character 2)"},
      {"a$b", "an anchor that is not at the end is not supported (character 2)"},
      {"(^a)", "an anchor that is not at the beginning is not supported (character 2)"},
      {"*a", "a quantifier has nothing to repeat (character 1)"},
      {"a**", "a quantifier has nothing to repeat (character 3)"},
      {"a{3,2}", "the bounds 3 and 2 are in the wrong order (character 2)"},
      {"a{1001}", "at most 1000 repetitions are possible (character 2)"},
      {"a{99999999999999999999}", "at most 1000 repetitions are possible (character 2)"},
      {"(a", "the '(' has no ')' (character 1)"},
      {"a)", "a ')' that closes nothing (for the character \\)) (character 2)"},
      {"[a", "the '[' has no ']' (character 1)"},
      {"[b-a]",
       "the range is in the wrong order, or has a class at an end (character 2)"},
      {"a\\", "the '\\' has nothing behind it (for itself \\\\) (character 2)"},
      {"\\q", "there is no escape '\\q' (character 1)"},
      {"\\x4", "needs 2 hexadecimal digits (character 1)"},
      {"\\ud800", "half of a surrogate pair is no character (character 1)"},
      {"[^ -~]", "the class leaves no printable ASCII character (character 1)"},
      {"((a{1000}){1000}){1000}",
       "it matches texts of 1000000 bytes; at most 65536 are possible (character 2)"},
      {std::string(60, '(') + std::string(60, ')'),
       "more than 50 groups inside each other (character 51)"},
      {std::string(3000, 'a'), "has 3000 bytes; at most 2000 are allowed"},
  };
  for (const auto& [pattern, message] : cases) {
    EXPECT_EQ(AllTexts(pattern), (Texts{message})) << pattern;
  }
}

std::string Column(const std::string& pattern, const std::string& more = "") {
  return R"({"method": "regex", "parms": {"pattern": )" + ToJson(Value::String(pattern)) +
         more + "}}";
}

// Chi-squared of counts that should be equal, in standard deviations.
double Deviation(const std::map<std::string, int64_t>& counts, size_t kinds,
                 int64_t rows) {
  const double expected = static_cast<double>(rows) / static_cast<double>(kinds);
  double sum = 0;
  for (const auto& [text, count] : counts) {
    const double difference = static_cast<double>(count) - expected;
    sum += difference * difference / expected;
  }
  const auto freedom = static_cast<double>(kinds - 1);
  return (sum - freedom) / std::sqrt(2 * freedom);
}

TEST(RegexTest, EachTextIsEquallyLikely) {
  constexpr int64_t kRows = 100'000;
  // As words, and (too many for a list in one piece) text by text.
  for (const auto& [pattern, kinds] : {std::pair{"[a-c]{1,3}|xyz", size_t{40}},
                                       {"(a|a)[bc]", 2},
                                       {"x[ab]{2}(-\\d)?", 44},
                                       {"\\d{2}[A-D]", 400}}) {
    const auto counts = CountsOf(Column(pattern), kRows);
    EXPECT_EQ(counts.size(), kinds) << pattern;
    EXPECT_LT(std::abs(Deviation(counts, kinds, kRows)), 4) << pattern;
  }
  std::map<std::string, int64_t> lengths;
  for (const std::string& text : TextsOf(Column("[a-z]{1,4}"), kRows)) {
    ++lengths[std::to_string(text.size())];
  }
  EXPECT_NEAR(lengths["4"], kRows * 456976.0 / 475254, 4 * std::sqrt(kRows * 0.037));
}

TEST(RegexTest, BeyondCountingPartsAreDrawnOneByOne) {
  std::map<size_t, int64_t> lengths;
  for (const std::string& text : TextsOf(Column("\\w{1,100}"), 20'000)) {
    ++lengths[text.size()];
  }
  EXPECT_EQ(lengths.size(), 100u);
  EXPECT_NEAR(lengths[1], 200, 4 * std::sqrt(200.0));
  EXPECT_NEAR(lengths[100], 200, 4 * std::sqrt(200.0));
}

TEST(RegexTest, IsCodesOverAListWhereThatIsSmall) {
  const auto is_list = [](const std::string& pattern) {
    return std::holds_alternative<ConcatenationDomain>(
        PlanOf(Column(pattern))->columns()[0].domain);
  };
  EXPECT_TRUE(is_list("[A-Z]{3}-\\d{4}"));
  EXPECT_TRUE(is_list("[A-Z]{12}\\d{18}"));
  EXPECT_FALSE(is_list("[a-z]{1,10}"));
}

TEST(RegexTest, MaxRepeatHasBounds) {
  EXPECT_EQ(TextsOf(Column("a*", R"(, "max_repeat": 0)"), 1)[0], "");
  EXPECT_NE(MistakeOf(Column("a*", R"(, "max_repeat": -1)"))
                .find("parms.max_repeat must be a whole number from 0 to 1000, got -1"),
            std::string::npos);
}

}  // namespace
}  // namespace rand_engine
