#include "rand_engine/spec/nearest_name.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace rand_engine {
namespace {

TEST(NearestNameTest, FindsWhatWasMeant) {
  const std::vector<std::string> names = {"gen_ints", "gen_floats", "gen_dates",
                                          "gen_str_choice", "gen_uuid"};
  struct Case {
    std::string given;
    std::optional<std::string> nearest;
  };
  const std::vector<Case> cases = {
      {"gen_ints", "gen_ints"},           {"gen_int", "gen_ints"},
      {"gne_ints", "gen_ints"},           {"GenInts", "gen_ints"},
      {"gen-ints", "gen_ints"},           {"GEN_FLOATS", "gen_floats"},
      {"gen_float", "gen_floats"},        {"gen_daets", "gen_dates"},
      {"genstrchoice", "gen_str_choice"}, {"gen_string_choice", "gen_str_choice"},
      {"completely_else", std::nullopt},  {"", std::nullopt},
  };
  for (const Case& c : cases)
    EXPECT_EQ(NearestName(c.given, names), c.nearest) << c.given;
}

TEST(NearestNameTest, AllowsAThirdOfTheLongerLengthAndTwoFromFourOn) {
  EXPECT_EQ(NearestName("ab", {"ac"}), std::nullopt);
  EXPECT_EQ(NearestName("abc", {"abd"}), "abd");
  EXPECT_EQ(NearestName("abc", {"axd"}), std::nullopt);
  EXPECT_EQ(NearestName("abcd", {"abxy"}), "abxy");
  EXPECT_EQ(NearestName("abcd", {"axyz"}), std::nullopt);
  EXPECT_EQ(NearestName("abcdefghi", {"abcdefxyz"}), "abcdefxyz");
  EXPECT_EQ(NearestName("abcdefghi", {"abcdewxyz"}), std::nullopt);
}

TEST(NearestNameTest, CountsASwapOfNeighboursOnce) {
  EXPECT_EQ(NearestName("sepaartor", {"separators_x", "separator"}), "separator");
  EXPECT_EQ(NearestName("mni", {"min"}), "min");
}

TEST(NearestNameTest, TiesGoToTheFirst) {
  EXPECT_EQ(NearestName("mix", {"min", "max"}), "min");
  EXPECT_EQ(NearestName("mix", {"max", "min"}), "max");
}

TEST(NearestNameTest, NothingIsNearToNoNames) {
  EXPECT_EQ(NearestName("x", {}), std::nullopt);
}

TEST(NearestNameTest, LongTextIsComparedForEqualityOnly) {
  const std::string text(1'000'000, 'x');
  EXPECT_EQ(NearestName(text, {text + "y", "x"}), std::nullopt);
  EXPECT_EQ(NearestName(text, {"x", text}), text);
}

TEST(DidYouMeanTest, AppendsToAMessageOrSaysNothing) {
  EXPECT_EQ(DidYouMean("formt", {"format", "mode"}), "; did you mean 'format'?");
  EXPECT_EQ(DidYouMean("zzzzzz", {"format", "mode"}), "");
}

TEST(JoinNamesTest, PutsCommasBetween) {
  EXPECT_EQ(JoinNames({}), "");
  EXPECT_EQ(JoinNames({"a"}), "a");
  EXPECT_EQ(JoinNames({"a", "b", "c"}), "a, b, c");
}

}  // namespace
}  // namespace rand_engine
