#include "rand_engine/domain/domain.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "rand_engine/domain/calendar.h"
#include "rand_engine/domain/decimal.h"
#include "rand_engine/domain/divider.h"

namespace rand_engine {
namespace {

// --- Decimals
// ----------------------------------------------------------------------------

struct DecimalCase {
  const char* text;
  int scale;
  int64_t down;
  int64_t up;
};

TEST(ScaleDecimalTest, ReadsDecimalsExactly) {
  for (const DecimalCase& c : std::vector<DecimalCase>{
           {"0.29", 2, 29, 29},  // 0.29 * 100 is 28.999... as a double
           {"1.15", 2, 115, 115},
           {"0.295", 2, 29, 30},
           {"-0.295", 2, -30, -29},
           {"-0.5", 0, -1, 0},
           {"-0.5", 1, -5, -5},
           {"-0.05", 2, -5, -5},
           {"0", 2, 0, 0},
           {"-0", 2, 0, 0},
           {"-0.0e5", 2, 0, 0},
           {"000", 2, 0, 0},
           {"1e3", 2, 100000, 100000},
           {"1E+3", 2, 100000, 100000},
           {"123456e-4", 2, 1234, 1235},
           {"123456e-3", 3, 123456, 123456},
           {"1e-3", 2, 0, 1},
           {"-1e-3", 2, -1, 0},
           {"0.1000000000000000000000000000000000001", 1, 1, 2},
           {"999999999999999", 0, 999999999999999, 999999999999999},
           {"0.999999999999999", 15, 999999999999999, 999999999999999},
           {"1e17", 0, 100000000000000000, 100000000000000000},
           {"0.0000000000000000000000000000001e30", 1, 1, 1}}) {
    EXPECT_EQ(ScaleDecimal(c.text, c.scale, Rounding::kDown), c.down) << c.text;
    EXPECT_EQ(ScaleDecimal(c.text, c.scale, Rounding::kUp), c.up) << c.text;
  }
}

TEST(ScaleDecimalTest, RefusesMoreThanEighteenDigits) {
  EXPECT_EQ(ScaleDecimal("999999999999999999", 0, Rounding::kUp), 999999999999999999);
  EXPECT_EQ(ScaleDecimal("1000000000000000000", 0, Rounding::kUp), std::nullopt);
  EXPECT_EQ(ScaleDecimal("-1e18", 0, Rounding::kDown), std::nullopt);
  EXPECT_EQ(ScaleDecimal("10", 17, Rounding::kDown), std::nullopt);
}

TEST(ScaleDecimalTest, TakesNoTimeForHugeExponents) {
  for (const char* exponent : {"999999999", "99999999999999999999999999"}) {
    const std::string e = exponent;
    EXPECT_EQ(ScaleDecimal("1e" + e, 2, Rounding::kUp), std::nullopt);
    EXPECT_EQ(ScaleDecimal("-1e+" + e, 2, Rounding::kUp), std::nullopt);
    EXPECT_EQ(ScaleDecimal("1e-" + e, 2, Rounding::kUp), 1);
    EXPECT_EQ(ScaleDecimal("1e-" + e, 2, Rounding::kDown), 0);
    EXPECT_EQ(ScaleDecimal("-1e-" + e, 2, Rounding::kDown), -1);
    EXPECT_EQ(ScaleDecimal("0e" + e, 2, Rounding::kUp), 0);
  }
}

TEST(CountStepsTest, IsTheNumberTimesTwoToThe64RoundedUp) {
  constexpr unsigned __int128 kAll = static_cast<unsigned __int128>(1) << 64;
  const auto steps = [](const char* text) { return *CountSteps(text); };
  for (const char* zero : {"0", "-0", "0.000", "0e9", "-0.0e-5"}) {
    EXPECT_TRUE(steps(zero) == 0) << zero;
  }
  for (const char* one : {"1", "1.0", "10e-1", "0.1e1", "0.0001E+4"}) {
    EXPECT_TRUE(steps(one) == kAll) << one;
  }
  EXPECT_TRUE(steps("0.5") == kAll / 2);
  EXPECT_TRUE(steps("0.1") == kAll / 10 + 1);  // 2^64 / 10 = 1844674407370955161.6
  EXPECT_TRUE(steps("1e-1") == kAll / 10 + 1);
  EXPECT_TRUE(steps("0.3") == kAll * 3 / 10 + 1);
  EXPECT_TRUE(steps("0.00390625") == kAll / 256);
  EXPECT_TRUE(
      steps("0.0000000000000000000542101086242752217003726400434970855712890625") ==
      1);  // 2^-64
  EXPECT_TRUE(
      steps("0.0000000000000000000542101086242752217003726400434970855712890626") == 2);
  EXPECT_TRUE(steps("1e-19") == 2);
  EXPECT_TRUE(steps("1e-20") == 1);
  EXPECT_TRUE(steps("1e-99999999999999999999") == 1);
  EXPECT_TRUE(steps("0.99999999999999999999999999") == kAll);
  EXPECT_TRUE(steps("0.9999999999999999999") == kAll - 1);
}

TEST(CountStepsTest, RefusesWhatIsNotFromZeroToOne) {
  for (const char* text : {"1.0000000000000000000000001", "2", "10", "-0.1", "-1e-99999",
                           "1e99999999999999999999", "11e-1"}) {
    EXPECT_EQ(CountSteps(text), std::nullopt) << text;
  }
}

TEST(ReservedCodeTest, LiesBeyondTheDomainsCodes) {
  EXPECT_EQ(ReservedCodeOf(IntegerDomain{5, 1, 10}), 10);
  EXPECT_EQ(ReservedCodeOf(IntegerDomain{0, 1, 0}), UINT64_MAX);
  EXPECT_EQ(ReservedCodeOf(DecimalDomain{0, 2, uint64_t{1} << 32}), uint64_t{1} << 32);
  EXPECT_EQ(ReservedCodeOf(UuidDomain{}), UINT64_MAX);
  ConcatenationDomain texts;
  texts.AddPart({"a", "b"});
  texts.AddPart({"c", "d", "e"});
  EXPECT_EQ(ReservedCodeOf(texts), 6);
  ChoiceDomain choice;
  choice.strings = {"a", "", "b"};
  EXPECT_EQ(ReservedCodeOf(choice), 3);
  choice.missing_code = 1;
  EXPECT_EQ(ReservedCodeOf(choice), 1);
}

TEST(DecimalDomainTest, DoublesAreTheNearestToTheDecimal) {
  for (int scale = 0; scale <= 15; ++scale) {
    const DecimalDomain domain{-999999999999999, scale, 1999999999999999};
    for (const uint64_t code : {uint64_t{0}, uint64_t{1}, uint64_t{999999999999998},
                                uint64_t{999999999999999}, uint64_t{1000000000000028},
                                uint64_t{1234567890123456}, uint64_t{1999999999999998}}) {
      // strtod rounds correctly, so an exponent shifts the digits without an error.
      const std::string text =
          std::to_string(domain.UnscaledOf(code)) + "e-" + std::to_string(scale);
      EXPECT_EQ(domain.ValueOf(code), std::strtod(text.c_str(), nullptr)) << text;
    }
    EXPECT_FALSE(std::signbit(domain.ValueOf(999999999999999)));
  }
}

TEST(IntegerDomainTest, CoversAllOfInt64) {
  const int64_t least = std::numeric_limits<int64_t>::min();
  const IntegerDomain all{least, 1, 0};
  EXPECT_EQ(all.ValueOf(0), least);
  EXPECT_EQ(all.ValueOf(uint64_t{1} << 63), 0);
  EXPECT_EQ(all.ValueOf(UINT64_MAX), std::numeric_limits<int64_t>::max());
  const IntegerDomain down{std::numeric_limits<int64_t>::max(), -3, 0};
  EXPECT_EQ(down.ValueOf(2), std::numeric_limits<int64_t>::max() - 6);
}

// --- Dividing
// ----------------------------------------------------------------------------

TEST(DividerTest, DividesLikeTheProcessor) {
  for (const uint64_t d : {1ull, 2ull, 3ull, 7ull, 10ull, 100ull, 881ull, 1000ull,
                           10000ull, 65535ull, 1000003ull}) {
    const Divider divider(d);
    const uint64_t most = d == 1 ? UINT64_MAX : UINT64_MAX / d;
    for (const uint64_t x : {uint64_t{0}, uint64_t{1}, d - 1, d, d + 1, most / 2,
                             most / d * d, most - 1, most}) {
      EXPECT_EQ(divider.Divide(x).quotient, x / d) << x << " / " << d;
      EXPECT_EQ(divider.Divide(x).remainder, x % d) << x << " % " << d;
    }
  }
}

// --- Composed texts and UUIDs
// ------------------------------------------------------------

std::string TextOf(const ConcatenationDomain& domain, uint64_t code) {
  std::string text(domain.longest(), '?');
  text.resize(domain.Render(code, text.data()) - text.data());
  return text;
}

TEST(ConcatenationDomainTest, CountsInTheLastPartFirst) {
  ConcatenationDomain domain;
  domain.AddPart({"a", "bb", ""});
  domain.AddPart({"-"});
  domain.AddPart({"x", "y"});
  EXPECT_EQ(domain.size(), 6u);
  EXPECT_EQ(domain.longest(), 4u);
  std::vector<std::string> texts;
  for (uint64_t code = 0; code < 6; ++code) texts.push_back(TextOf(domain, code));
  EXPECT_EQ(texts, (std::vector<std::string>{"a-x", "a-y", "bb-x", "bb-y", "-x", "-y"}));
}

TEST(UuidDomainTest, SetsVersionAndVariantAndNothingElse) {
  std::string text(36, '?');
  UuidDomain{}.Render(0, 0, text.data());
  EXPECT_EQ(text, "00000000-0000-4000-8000-000000000000");
  UuidDomain{}.Render(UINT64_MAX, UINT64_MAX, text.data());
  EXPECT_EQ(text, "ffffffff-ffff-4fff-bfff-ffffffffffff");
  UuidDomain{}.Render(0x0123456789abcdef, 0xfedcba9876543210, text.data());
  EXPECT_EQ(text, "01234567-89ab-4def-bedc-ba9876543210");
}

TEST(ChoiceDomainTest, KnowsTheCodeThatMeansMissing) {
  ChoiceDomain choice;
  choice.type = ValueType::kInt64;
  choice.integers = {1, 0, 3};
  EXPECT_EQ(choice.size(), 3u);
  EXPECT_EQ(MissingCodeOf(choice), std::nullopt);
  choice.missing_code = 1;
  EXPECT_EQ(MissingCodeOf(choice), 1u);
  EXPECT_EQ(MissingCodeOf(IntegerDomain{}), std::nullopt);
  EXPECT_EQ(TypeOf(choice), ValueType::kInt64);
}

TEST(ValueTypeTest, HasArrowsNames) {
  EXPECT_STREQ(ValueTypeName(TypeOf(IntegerDomain{})), "int64");
  EXPECT_STREQ(ValueTypeName(TypeOf(DecimalDomain{})), "double");
  EXPECT_STREQ(ValueTypeName(TypeOf(DateDomain{})), "date32[day]");
  EXPECT_STREQ(ValueTypeName(TypeOf(TimestampDomain{})), "timestamp[us, tz=UTC]");
  EXPECT_STREQ(ValueTypeName(TypeOf(UuidDomain{})), "string");
  EXPECT_STREQ(ValueTypeName(ValueType::kBool), "bool");
}

// --- The calendar
// ------------------------------------------------------------------------

std::string DateText(int64_t days) {
  std::string text(10, '?');
  RenderDate(days, text.data());
  return text;
}

TEST(CalendarTest, KnowsDatesNearAndFar) {
  EXPECT_EQ(DateText(0), "1970-01-01");
  EXPECT_EQ(DateText(-1), "1969-12-31");
  EXPECT_EQ(ParseDate("0001-01-01"), -719162);
  EXPECT_EQ(ParseDate("9999-12-31"), 2932896);
  EXPECT_EQ(ParseDate("1600-02-29"), -135081);
  EXPECT_EQ(ParseDate("2000-02-29"), 11016);
}

TEST(CalendarTest, EveryDayFollowsTheOneBefore) {
  CivilDate last = CivilFromDays(-719163);
  EXPECT_EQ(last.year, 0);
  for (int32_t day = -719162; day <= 2932896; ++day) {
    const CivilDate date = CivilFromDays(day);
    ASSERT_EQ(DaysFromCivil(date), day);
    const bool next_day =
        date.year == last.year && date.month == last.month && date.day == last.day + 1;
    const bool next_month =
        date.year == last.year && date.month == last.month + 1 && date.day == 1;
    const bool next_year = date.year == last.year + 1 && date.month == 1 &&
                           date.day == 1 && last.month == 12;
    ASSERT_TRUE(next_day || next_month || next_year) << DateText(day);
    last = date;
  }
}

TEST(CalendarTest, EveryDateReadsBack) {
  for (int32_t day = -719162; day <= 2932896; day += 97) {
    ASSERT_EQ(ParseDate(DateText(day)), day);
  }
}

TEST(CalendarTest, RefusesWhatIsNoDate) {
  for (const char* text :
       {"", "2024-1-01", "2024-01-1", "24-01-01", "2024/01/01", "2024-13-01",
        "2024-00-01", "2024-01-00", "2024-01-32", "2023-02-29", "1900-02-29",
        "2024-04-31", "0000-01-01", "2024-01-01 ", " 2024-01-01", "2024-01-01T00:00:00",
        "-001-01-01", "2024-+1-01"}) {
    EXPECT_EQ(ParseDate(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace rand_engine
