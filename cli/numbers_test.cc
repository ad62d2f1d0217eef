#include "numbers.h"

#include <arrow/status.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rand_engine/error.h"

namespace rand_engine::cli {
namespace {

using testing::HasSubstr;

int64_t Count(const char* text) { return ParseCount("-n", text).ValueOr(-1); }

std::string Mistake(const char* text) {
  const auto status = ParseCount("-n", text).status();
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kOption) << text;
  return status.message();
}

TEST(ParseCount, TakesNumbersAsPeopleTypeThem) {
  EXPECT_EQ(Count("0"), 0);
  EXPECT_EQ(Count("50000"), 50'000);
  EXPECT_EQ(Count("+50000"), 50'000);
  EXPECT_EQ(Count("050"), 50);
  EXPECT_EQ(Count("50_000"), 50'000);
  EXPECT_EQ(Count("1_000_000_000"), 1'000'000'000);
  EXPECT_EQ(Count("50k"), 50'000);
  EXPECT_EQ(Count("50K"), 50'000);
  EXPECT_EQ(Count("1M"), 1'000'000);
  EXPECT_EQ(Count("1m"), 1'000'000);
  EXPECT_EQ(Count("2G"), 2'000'000'000);
  EXPECT_EQ(Count("1e6"), 1'000'000);
  EXPECT_EQ(Count("1E+6"), 1'000'000);
  EXPECT_EQ(Count("0.5k"), 500);
  EXPECT_EQ(Count("1.5M"), 1'500'000);
  EXPECT_EQ(Count("1.25e2"), 125);
  EXPECT_EQ(Count("1500e-2"), 15);
  EXPECT_EQ(Count("3.0"), 3);
  EXPECT_EQ(Count("0.0"), 0);
  EXPECT_EQ(Count("0e99"), 0);
}

TEST(ParseCount, IsExactUpToTheLastInt64) {
  EXPECT_EQ(Count("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(Count("9.223372036854775807e18"), INT64_MAX);
  EXPECT_EQ(Count("9007199254740993"), 9'007'199'254'740'993);
  EXPECT_THAT(Mistake("9223372036854775808"),
              HasSubstr("must be at most 9223372036854775807"));
  EXPECT_THAT(Mistake("1e19"), HasSubstr("must be at most"));
  EXPECT_THAT(Mistake("10000000000G"), HasSubstr("must be at most"));
  EXPECT_THAT(Mistake("1e99999999"), HasSubstr("must be at most"));
}

TEST(ParseCount, RefusesWhatIsNoWholeNumber) {
  EXPECT_EQ(Mistake("1.5"),
            "-n: must be a whole number such as 50000, 50_000, 50k, 1.5M, 2G or 1e6, got "
            "'1.5', which is none");
  EXPECT_THAT(Mistake("1.2345k"), HasSubstr("which is none"));
  EXPECT_THAT(Mistake("1e-3"), HasSubstr("which is none"));
}

TEST(ParseCount, RefusesAnythingElseWithTheRightForm) {
  for (const char* text :
       {"",   "abc",           "k",   "_5", "5_",   "5__0", "1.",
        ".5", "5kk",           "5x",  "1e", "1e6k", "0x10", " 5",
        "5 ", "1e99999999999", "--5", "-",  "+",    "five", "\xC2\xBD"}) {
    EXPECT_THAT(Mistake(text), HasSubstr("such as 50000, 50_000, 50k")) << text;
  }
  EXPECT_EQ(Mistake("-5"), "-n: must be 0 or more, got '-5'");
  EXPECT_THAT(Mistake("50,000"), HasSubstr("got '50,000'; write 50_000"));
}

TEST(FormatCount, GroupsDigitsByThree) {
  EXPECT_EQ(FormatCount(0), "0");
  EXPECT_EQ(FormatCount(999), "999");
  EXPECT_EQ(FormatCount(1000), "1,000");
  EXPECT_EQ(FormatCount(1234567), "1,234,567");
  EXPECT_EQ(FormatCount(-1000), "-1,000");
  EXPECT_EQ(FormatCount(INT64_MAX), "9,223,372,036,854,775,807");
}

TEST(ParseRate, TakesWhatPeopleType) {
  EXPECT_EQ(*ParseRate("--rate", "1000"), 1000);
  EXPECT_EQ(*ParseRate("--rate", "1_000"), 1000);
  EXPECT_EQ(*ParseRate("--rate", "5k"), 5000);
  EXPECT_EQ(*ParseRate("--rate", "1.5M"), 1.5e6);
  EXPECT_EQ(*ParseRate("--rate", "0.5"), 0.5);
  EXPECT_EQ(*ParseRate("--rate", "1e-3"), 0.001);
}

TEST(ParseRate, RefusesWhatIsNoNumberAboveZero) {
  for (const char* text : {"0", "0.0", "-1", "x", "", "5kk", "1e999", "nan", "inf"}) {
    const auto rate = ParseRate("--rate", text);
    ASSERT_FALSE(rate.ok()) << text;
    EXPECT_TRUE(rate.status().message().starts_with("--rate: must be a number above 0"));
  }
}

TEST(CheckLength, NamesTheFlag) {
  for (const char* text : {"60", "0.25", "90s", "10m", "24h", "1h30m"}) {
    EXPECT_TRUE(CheckLength("--every", text).ok()) << text;
  }
  const auto status = CheckLength("--every", "5x");
  EXPECT_TRUE(status.message().starts_with("--every: '5x' is not a length of time"));
}

TEST(FormatPlural, AddsAnSButToOne) {
  EXPECT_EQ(FormatPlural(0, "row"), "0 rows");
  EXPECT_EQ(FormatPlural(1, "row"), "1 row");
  EXPECT_EQ(FormatPlural(50'000, "row"), "50,000 rows");
}

TEST(FormatBytes, HasThreeDigitsAndADecimalUnit) {
  EXPECT_EQ(FormatBytes(0), "0 bytes");
  EXPECT_EQ(FormatBytes(1), "1 byte");
  EXPECT_EQ(FormatBytes(999), "999 bytes");
  EXPECT_EQ(FormatBytes(1000), "1.00 kB");
  EXPECT_EQ(FormatBytes(12'345), "12.3 kB");
  EXPECT_EQ(FormatBytes(812'345), "812 kB");
  EXPECT_EQ(FormatBytes(999'499), "999 kB");
  EXPECT_EQ(FormatBytes(999'500), "1.00 MB");
  EXPECT_EQ(FormatBytes(1'240'000'000), "1.24 GB");
  EXPECT_EQ(FormatBytes(INT64_MAX), "9.22 EB");
}

TEST(FormatShort, HasThreeDigits) {
  EXPECT_EQ(FormatShort(0), "0");
  EXPECT_EQ(FormatShort(950), "950");
  EXPECT_EQ(FormatShort(18'230'000), "18.2 M");
}

TEST(FormatDuration, GrowsIntoMinutesAndHours) {
  EXPECT_EQ(FormatDuration(0.021), "0.02 s");
  EXPECT_EQ(FormatDuration(9.99), "9.99 s");
  EXPECT_EQ(FormatDuration(12.34), "12.3 s");
  EXPECT_EQ(FormatDuration(59.96), "1 min 00 s");
  EXPECT_EQ(FormatDuration(125), "2 min 05 s");
  EXPECT_EQ(FormatDuration(3599.9), "1 h 00 min");
  EXPECT_EQ(FormatDuration(11'230), "3 h 07 min");
  EXPECT_EQ(FormatDuration(1e300), "ages");
}

}  // namespace
}  // namespace rand_engine::cli
