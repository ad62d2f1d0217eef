#include "rand_engine/domain/time_text.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <random>
#include <string>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

using testing::HasSubstr;

constexpr int64_t kSecond = 1'000'000;

std::string Formatted(int64_t us, const char* pattern) {
  std::string text;
  FormatTime(us, pattern, &text);
  return text;
}

std::string Iso(int64_t us) {
  std::string text;
  FormatTimeIso(us, &text);
  return text;
}

TEST(ParseTimeTest, TakesDatesTimesFractionsAndZones) {
  EXPECT_EQ(*ParseTime("1970-01-01"), 0);
  EXPECT_EQ(*ParseTime("2024-05-01"), 1714521600 * kSecond);
  EXPECT_EQ(*ParseTime("2024-05-01T12:30"), 1714566600 * kSecond);
  EXPECT_EQ(*ParseTime("2024-05-01 12:30:15Z"), 1714566615 * kSecond);
  EXPECT_EQ(*ParseTime("2024-05-01T12:30:15.25+02:00"), 1714559415 * kSecond + 250'000);
  EXPECT_EQ(*ParseTime("2024-05-01T12:30:15.000001-0330"), 1714579215 * kSecond + 1);
  EXPECT_EQ(*ParseTime("1969-12-31T23:59:59.999999Z"), -1);
  EXPECT_EQ(*ParseTime("2000-02-29"), 951782400 * kSecond);
  EXPECT_EQ(*ParseTime("0001-01-01"), -62135596800 * kSecond);
  EXPECT_EQ(*ParseTime("9999-12-31T23:59:59.999999"), 253402300799 * kSecond + 999'999);
}

TEST(ParseTimeTest, RefusesWhatIsNoPointInTime) {
  for (const char* text : {"",
                           "now",
                           "2024",
                           "2024-5-1",
                           "2023-02-29",
                           "1900-02-29",
                           "2024-13-01",
                           "2024-00-10",
                           "2024-04-31",
                           "2024-01-01T24:00",
                           "2024-01-01T10:60",
                           "2024-01-01T10:00:60",
                           "2024-01-01T10",
                           "2024-01-01T10:00:00.1234567",
                           "2024-01-01T10:00:00.",
                           "2024-01-01T10:00:00+25:00",
                           "2024-01-01T10:00:00Zx",
                           "2024-01-01x",
                           "0000-01-01",
                           " 2024-01-01",
                           "2024-01-01Z"}) {
    const auto result = ParseTime(text);
    EXPECT_FALSE(result.ok()) << text;
    EXPECT_EQ(GetErrorKind(result.status()), ErrorKind::kOption) << text;
  }
  EXPECT_THAT(
      ParseTime("tomorrow").status().message(),
      testing::AllOf(HasSubstr("'tomorrow'"), HasSubstr("'2024-05-01T12:30:00Z'")));
}

TEST(FormatTimeTest, IsoHasMicrosecondsAndZ) {
  EXPECT_EQ(Iso(0), "1970-01-01T00:00:00.000000Z");
  EXPECT_EQ(Iso(-1), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(Iso(1714566615 * kSecond + 250'000), "2024-05-01T12:30:15.250000Z");
}

TEST(FormatTimeTest, EveryDirectiveSaysWhatPythonsSays) {
  const int64_t us = *ParseTime("2024-03-05T15:04:09.012345");
  EXPECT_EQ(
      Formatted(us,
                "%Y|%m|%d|%H|%M|%S|%f|%z|%Z|%j|%y|%b|%B|%a|%A|%I|%p|%e|%T|%F|%D|%s|%%"),
      "2024|03|05|15|04|09|012345|+0000|UTC|065|24|Mar|March|Tue|Tuesday|03|PM| 5|"
      "15:04:09|2024-03-05|03/05/24|1709651049|%");
  EXPECT_EQ(Formatted(0, "%I%p"), "12AM");
  EXPECT_EQ(Formatted(12 * 3600 * kSecond, "%I%p"), "12PM");
  EXPECT_EQ(Formatted(-1, "%s"), "-1");
}

TEST(FormatTimeTest, AgreesWithTheSystemOnRandomTimes) {
  const char* pattern = "%Y-%m-%d %H:%M:%S %j %a %b %e %I %p %y %s";
  ::setenv("TZ", "UTC", 1);  // %s of the C library goes by the local zone
  ::tzset();
  std::mt19937_64 random(1);
  std::uniform_int_distribution<int64_t> seconds(-50'000'000'000, 200'000'000'000);
  for (int i = 0; i < 20000; ++i) {
    const std::time_t time = seconds(random);
    std::tm civil{};
    ASSERT_NE(::gmtime_r(&time, &civil), nullptr);
    char expected[100];
    ASSERT_NE(std::strftime(expected, sizeof expected, pattern, &civil), 0u);
    if (civil.tm_year + 1900 < 1000) continue;  // the C library does not pad %Y
    ASSERT_EQ(Formatted(time * kSecond, pattern), expected);
  }
}

TEST(FormatTimeTest, IsParsedBackToItself) {
  std::mt19937_64 random(2);
  std::uniform_int_distribution<int64_t> times(*ParseTime("0001-01-01"),
                                               *ParseTime("9999-12-31"));
  for (int i = 0; i < 20000; ++i) {
    const int64_t us = times(random);
    ASSERT_EQ(*ParseTime(Iso(us)), us) << Iso(us);
  }
}

TEST(ValidateTimeFormatTest, RefusesUnknownDirectivesAndNamesThem) {
  EXPECT_TRUE(ValidateTimeFormat("%d/%m/%Y").ok());
  EXPECT_TRUE(ValidateTimeFormat("at %H%%").ok());
  EXPECT_THAT(ValidateTimeFormat("%Y %Q").message(),
              testing::AllOf(HasSubstr("%Q"), HasSubstr("%Y %m %d")));
  EXPECT_THAT(ValidateTimeFormat("%Y%").message(), HasSubstr("lone %"));
  EXPECT_THAT(ValidateTimeFormat("YYYY-MM-DD").message(), HasSubstr("no directive"));
  EXPECT_THAT(ValidateTimeFormat("").message(), HasSubstr("no directive"));
  EXPECT_THAT(ValidateTimeFormat("100%%").message(), HasSubstr("no directive"));
}

}  // namespace
}  // namespace rand_engine
