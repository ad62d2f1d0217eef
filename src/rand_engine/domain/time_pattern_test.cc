#include "rand_engine/domain/time_pattern.h"

#include <gtest/gtest.h>

#include <string>

#include "rand_engine/domain/calendar.h"

namespace rand_engine {
namespace {

std::optional<int64_t> Parse(const std::string& pattern, const std::string& text) {
  return TimePattern::Make(pattern)->Parse(text);
}

std::string Render(const std::string& pattern, int64_t seconds) {
  const auto made = TimePattern::Make(pattern);
  std::string text(made->longest(), '#');
  text.resize(made->Render(seconds, text.data()) - text.data());
  return text;
}

TEST(TimePatternTest, ReadsWhatPythonsStrptimeReads) {
  EXPECT_EQ(Parse("%Y-%m-%d", "1970-01-02"), 86'400);
  EXPECT_EQ(Parse("%Y-%m-%d", "2024-7-5"), 1'720'137'600);
  EXPECT_EQ(Parse("%d/%m/%y", "05/07/24"), 1'720'137'600);
  EXPECT_EQ(Parse("%d/%m/%y", "01/01/69"), -31'536'000);
  EXPECT_EQ(Parse("%Y-%m-%d %H:%M:%S", "2024-07-05 23:59:58"), 1'720'223'998);
  EXPECT_EQ(Parse("%Y-%m-%dT%H:%M:%S.%f", "1970-01-01T00:00:01.5"), 1);
  EXPECT_EQ(Parse("%d/%b/%Y:%I%p", "01/JAN/1970:12am"), 0);
  EXPECT_EQ(Parse("%d %B %Y %I %p", "1 January 1970 1 PM"), 13 * 3600);
  EXPECT_EQ(Parse("%d%%%m%%%Y", "02%01%1970"), 86'400);
  EXPECT_EQ(Parse("%H", "01"), -2'208'988'800 + 3600);  // of 1900-01-01
}

TEST(TimePatternTest, RefusesWhatIsNoSuchTime) {
  for (const char* text : {"", "2024-02-30", "2023-02-29", "2024-13-01", "2024-00-01",
                           "0000-01-01", "2024-01-01 ", "x2024-01-01", "24-01-01",
                           "2024/01/01", "2024-01-", "2024-01-001"}) {
    EXPECT_EQ(Parse("%Y-%m-%d", text), std::nullopt) << text;
  }
  EXPECT_EQ(Parse("%H:%M:%S", "24:00:00"), std::nullopt);
  EXPECT_EQ(Parse("%H:%M:%S", "23:60:00"), std::nullopt);
  EXPECT_EQ(Parse("%I", "13"), std::nullopt);
  EXPECT_EQ(Parse("%b", "Jam"), std::nullopt);
}

TEST(TimePatternTest, RefusesPatternsOfOtherDirectives) {
  for (const char* pattern : {"", "x", "%", "%Y-%", "%Q", "%j", "%Y %Z", "%%"}) {
    EXPECT_FALSE(TimePattern::Make(pattern)) << pattern;
  }
}

TEST(TimePatternTest, WritesWhatItReads) {
  const char* patterns[] = {"%Y-%m-%d %H:%M:%S", "%d/%b/%Y:%I:%M:%S %p",
                            "%B%%%d, %Y | %S.%f %M %H"};
  for (const char* pattern : patterns) {
    for (int64_t seconds = -62'135'596'800; seconds < 253'402'300'800;
         seconds += 12'345'678'901) {
      EXPECT_EQ(Parse(pattern, Render(pattern, seconds)), seconds) << pattern;
    }
  }
  EXPECT_EQ(Render("%d/%b/%Y:%H:%M:%S", 1'720'223'998), "05/Jul/2024:23:59:58");
  EXPECT_EQ(Render("%I%p", 0), "12AM");
  EXPECT_EQ(Render("%y%m%d.%f", -1), "691231.000000");
}

TEST(TimePatternTest, KnowsTheFinestThingThatItShows) {
  EXPECT_EQ(TimePattern::Make("%Y")->unit(), 86'400);
  EXPECT_EQ(TimePattern::Make("%d %H")->unit(), 3600);
  EXPECT_EQ(TimePattern::Make("%M %H")->unit(), 60);
  EXPECT_EQ(TimePattern::Make("%S %d")->unit(), 1);
}

}  // namespace
}  // namespace rand_engine
