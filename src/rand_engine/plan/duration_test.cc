#include "rand_engine/plan/duration.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>
#include <string>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kHour = 3600 * kSecond;
constexpr int64_t kDay = 24 * kHour;
constexpr int64_t kLongest = 36'525 * kDay;

/// The nanoseconds, or -1 with the reason in the test's output.
int64_t Parsed(const OptionValue& value) {
  const auto result = ParseDuration(value);
  EXPECT_TRUE(result.ok()) << result.status();
  return result.ValueOr(-1);
}

std::string ErrorOf(const OptionValue& value) {
  const auto result = ParseDuration(value);
  if (result.ok()) return "no error, but " + std::to_string(*result);
  EXPECT_EQ(GetErrorKind(result.status()), ErrorKind::kOption);
  return result.status().message();
}

TEST(ParseDurationTest, NumbersAreSeconds) {
  EXPECT_EQ(Parsed(60), 60 * kSecond);
  EXPECT_EQ(Parsed(int64_t{3'155'760'000}), kLongest);
  EXPECT_EQ(Parsed(0.25), kSecond / 4);
  EXPECT_EQ(Parsed(1e3), 1000 * kSecond);
  EXPECT_EQ(Parsed("60"), 60 * kSecond);
  EXPECT_EQ(Parsed("0.25"), kSecond / 4);
  EXPECT_EQ(Parsed(".5"), kSecond / 2);
  EXPECT_EQ(Parsed("5."), 5 * kSecond);
  EXPECT_EQ(Parsed("+5"), 5 * kSecond);
  EXPECT_EQ(Parsed("50_000"), 50'000 * kSecond);
  EXPECT_EQ(Parsed("1e3"), 1000 * kSecond);
  EXPECT_EQ(Parsed("2.5E-3"), 2'500'000);
  EXPECT_EQ(Parsed("1e-05"), 10'000);
}

TEST(ParseDurationTest, TextTakesUnitsInShortAndInLong) {
  EXPECT_EQ(Parsed("250ms"), kSecond / 4);
  EXPECT_EQ(Parsed("90s"), 90 * kSecond);
  EXPECT_EQ(Parsed("10m"), 600 * kSecond);
  EXPECT_EQ(Parsed("24h"), kDay);
  EXPECT_EQ(Parsed("7d"), 7 * kDay);
  EXPECT_EQ(Parsed("5 seconds"), 5 * kSecond);
  EXPECT_EQ(Parsed("1 minute"), 60 * kSecond);
  EXPECT_EQ(Parsed("2 Hours"), 2 * kHour);
  EXPECT_EQ(Parsed("3 DAYS"), 3 * kDay);
  EXPECT_EQ(Parsed("1 millisecond"), 1'000'000);
  EXPECT_EQ(Parsed("5 mins"), 300 * kSecond);
  EXPECT_EQ(Parsed("1 hr"), kHour);
  EXPECT_EQ(Parsed(" 5 s "), 5 * kSecond);
}

TEST(ParseDurationTest, TermsAreAddedUp) {
  EXPECT_EQ(Parsed("1h30m"), kHour + 1800 * kSecond);
  EXPECT_EQ(Parsed("1 h 30 min 0.5 s"), kHour + 1800 * kSecond + kSecond / 2);
  EXPECT_EQ(Parsed("1d1h1m1s1ms"), kDay + kHour + 61 * kSecond + 1'000'000);
  EXPECT_EQ(Parsed("1.5h"), kHour + 1800 * kSecond);
  EXPECT_EQ(Parsed("1_000ms"), kSecond);
}

TEST(ParseDurationTest, DecimalsAreExact) {
  EXPECT_EQ(Parsed("0.3"), 300'000'000);
  EXPECT_EQ(Parsed("0.1s"), 100'000'000);
  EXPECT_EQ(Parsed("0.000001ms"), 1);
  EXPECT_EQ(Parsed("3155759999.999999999"), kLongest - 1);
  EXPECT_EQ(Parsed("36524.99999999999998842592592592592592592d"), kLongest - 1);
  EXPECT_EQ(Parsed("0.1d"), 8640 * kSecond);
  EXPECT_EQ(Parsed("000000000000000000000000000000001.10"), 1'100'000'000);
}

TEST(ParseDurationTest, DoublesCountAsTheDecimalsTheyAreWrittenAs) {
  EXPECT_EQ(Parsed(0.9), 900'000'000);
  EXPECT_EQ(Parsed(0.3), 300'000'000);
  EXPECT_EQ(Parsed(1e-9), 1);
  EXPECT_EQ(Parsed(1.1), 1'100'000'000);
  EXPECT_EQ(Parsed(1.0 / 3), 333'333'333);
  EXPECT_EQ(Parsed(2.0 / 3), 666'666'667);
  EXPECT_EQ(Parsed(2'000'000'000.1), 2'000'000'000'100'000'000);
  EXPECT_EQ(Parsed(3'155'760'000.0), kLongest);
}

TEST(ParseDurationTest, DigitsBelowANanosecondRoundToTheNearest) {
  EXPECT_EQ(Parsed("1.0000000004"), kSecond);
  EXPECT_EQ(Parsed("1.0000000005"), kSecond + 1);
  EXPECT_EQ(Parsed("1.00000000049999999999999999999999999999999999"), kSecond);
  EXPECT_EQ(Parsed("0.9999999999"), kSecond);
  EXPECT_EQ(Parsed("0.0000000005"), 1);
  EXPECT_EQ(Parsed("1." + std::string(100'000, '9')), 2 * kSecond);
}

TEST(ParseDurationTest, RefusesWhatIsNoLengthOfTime) {
  for (const char* text :
       {"",      " ",     "s",     "-",    "5x",    "1h-3m",  "1h30",   "5 5",
        "1.2.3", "nan",   "NaN",   "-nan", "1e400", "1e-400", "1e",     "1e2s",
        "0x10",  "5s,",   "_5",    "5_",   "1__0",  "5_s",    ".",      ".s",
        "-s",    "5 s 3", "5 5s",  "1,5",  "5\ns",  "none",   "1h +3m", "five s",
        "5µs",   "٣s",    "- 5 s", "--5",  "5.s.",  "e5"}) {
    EXPECT_THAT(ErrorOf(text), HasSubstr("is not a length of time; wanted is ")) << text;
  }
  EXPECT_THAT(ErrorOf(nullptr), StartsWith("None is not a length of time"));
  EXPECT_THAT(ErrorOf(true), StartsWith("True is not a length of time"));
  EXPECT_THAT(ErrorOf(std::nan("")), StartsWith("nan is not a length of time"));
  EXPECT_THAT(ErrorOf(std::string("5\0s", 3)), HasSubstr("is not a length of time"));
}

TEST(ParseDurationTest, RefusesWhatIsNotAboveZero) {
  for (const char* text : {"0", "0s", "0h0m", "-5", "-5s", "-.5", "-0", "0.0000000004",
                           "-1e9", "-inf", "1e-100", "0e0", "-5x"}) {
    EXPECT_THAT(ErrorOf(text), HasSubstr("is not above 0 nanoseconds; wanted is "))
        << text;
  }
  EXPECT_THAT(ErrorOf(0), StartsWith("0 is not above 0"));
  EXPECT_THAT(ErrorOf(-5), StartsWith("-5 is not above 0"));
  EXPECT_THAT(ErrorOf(std::numeric_limits<int64_t>::min()), HasSubstr("is not above 0"));
  EXPECT_THAT(ErrorOf(-0.5), StartsWith("-0.5 is not above 0"));
  EXPECT_THAT(ErrorOf(std::numeric_limits<double>::denorm_min()),
              HasSubstr("is not above 0"));
}

TEST(ParseDurationTest, RefusesMoreThanAHundredYearsWithoutOverflow) {
  for (const char* text :
       {"999999999d", "36525.00000000001d", "36525d1ms", "3155760001", "1e300", "inf",
        "INFINITY", "9223372036854775807d", "99999999999999999999999999999s",
        "18446744073709551617ms", "20000d20000d", "9223372036854775807.9999999999h"}) {
    EXPECT_THAT(ErrorOf(text), HasSubstr("is longer than 100 years; wanted is ")) << text;
  }
  EXPECT_EQ(Parsed("36525d"), kLongest);
  EXPECT_THAT(ErrorOf(std::numeric_limits<int64_t>::max()), HasSubstr("100 years"));
  EXPECT_THAT(ErrorOf(std::numeric_limits<double>::infinity()), HasSubstr("100 years"));
  EXPECT_THAT(ErrorOf(1e308), HasSubstr("100 years"));
  std::string many;
  for (int i = 0; i < 100'000; ++i) many += "30000d";
  EXPECT_THAT(ErrorOf(many), HasSubstr("100 years"));
}

TEST(ParseDurationTest, VeryLongTextIsShownShort) {
  const std::string letters = ErrorOf("5" + std::string(1'000'000, 'x'));
  EXPECT_THAT(letters, AllOf(HasSubstr("'5xxx"), HasSubstr("...' is not a length")));
  EXPECT_LT(letters.size(), 300U);
  EXPECT_LT(ErrorOf(std::string(1'000'000, '9')).size(), 300U);
  EXPECT_LT(ErrorOf(std::string(1'000'000, '-')).size(), 300U);
}

TEST(ParseDurationTest, ErrorsTeachAndNameTheNearestUnit) {
  EXPECT_EQ(
      ErrorOf("5 minuts"),
      "'5 minuts' is not a length of time; wanted is a number of seconds, or numbers "
      "with units (ms, s, m, h, d), above 0 and at most 100 years; for example 60, "
      "0.5, '250ms', '90s' or '1h30m'; did you mean 'minute'?");
  EXPECT_THAT(ErrorOf("5x"), Not(HasSubstr("did you mean")));
}

TEST(DurationTextTest, IsTheShortestExactForm) {
  EXPECT_EQ(DurationText(0), "0 s");
  EXPECT_EQ(DurationText(1), "0.000001 ms");
  EXPECT_EQ(DurationText(250'000'000), "250 ms");
  EXPECT_EQ(DurationText(1'500'000), "1.5 ms");
  EXPECT_EQ(DurationText(kSecond), "1 s");
  EXPECT_EQ(DurationText(5 * kSecond), "5 s");
  EXPECT_EQ(DurationText(kSecond + 50'000'000), "1.05 s");
  EXPECT_EQ(DurationText(60 * kSecond), "1 min");
  EXPECT_EQ(DurationText(90 * kSecond), "1 min 30 s");
  EXPECT_EQ(DurationText(kHour + 1), "1 h 0.000000001 s");
  EXPECT_EQ(DurationText(kDay), "24 h");
  EXPECT_EQ(DurationText(36 * kHour), "36 h");
  EXPECT_EQ(DurationText(2 * kDay + kHour), "2 d 1 h");
  EXPECT_EQ(DurationText(7 * kDay), "7 d");
  EXPECT_EQ(DurationText(std::numeric_limits<int64_t>::max()),
            "106751 d 23 h 47 min 16.854775807 s");
}

TEST(DurationTextTest, IsReadBackAsTheSameLength) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const int64_t length = 1 + static_cast<int64_t>(random() % kLongest >> random() % 62);
    EXPECT_EQ(Parsed(DurationText(length)), length) << DurationText(length);
  }
}

}  // namespace
}  // namespace rand_engine
