#include "rand_engine/plan/cron_schedule.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "rand_engine/domain/time_text.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

constexpr int64_t kMinute = 60'000'000;

CronSchedule Parsed(const std::string& text) {
  const auto schedule = CronSchedule::Parse(text);
  EXPECT_TRUE(schedule.ok()) << schedule.status();
  return schedule.ValueOr(CronSchedule());
}

std::string ErrorOf(const std::string& text) {
  const auto schedule = CronSchedule::Parse(text);
  if (schedule.ok()) return "no error";
  EXPECT_EQ(GetErrorKind(schedule.status()), ErrorKind::kOption);
  return schedule.status().message();
}

bool Matches(const std::string& text, const std::string& time) {
  return Parsed(text).Matches(*ParseTime(time));
}

/// The minutes of [from, to) that are meant, as "2024-05-01 12:30"; at most 100.
std::vector<std::string> Minutes(const std::string& text, const std::string& from,
                                 const std::string& to) {
  const CronSchedule schedule = Parsed(text);
  std::vector<std::string> minutes;
  for (int64_t us = *ParseTime(from); us < *ParseTime(to); us += kMinute) {
    if (!schedule.Matches(us) || minutes.size() == 100) continue;
    FormatTime(us, "%F %H:%M", &minutes.emplace_back());
  }
  return minutes;
}

/// How many minutes of 2024, a leap year, are meant.
int MinutesOf2024(const std::string& text) {
  const CronSchedule schedule = Parsed(text);
  int count = 0;
  for (int64_t us = *ParseTime("2024-01-01"); us < *ParseTime("2025-01-01");
       us += kMinute) {
    count += schedule.Matches(us) ? 1 : 0;
  }
  return count;
}

TEST(CronScheduleTest, StarsMeanEveryMinute) {
  EXPECT_EQ(MinutesOf2024("* * * * *"), 366 * 24 * 60);
}

TEST(CronScheduleTest, AMinuteCountsFromItsFirstToItsLastMicrosecond) {
  const CronSchedule schedule = Parsed("30 12 * * *");
  const int64_t start = *ParseTime("2024-05-01T12:30");
  EXPECT_FALSE(schedule.Matches(start - 1));
  EXPECT_TRUE(schedule.Matches(start));
  EXPECT_TRUE(schedule.Matches(start + kMinute - 1));
  EXPECT_FALSE(schedule.Matches(start + kMinute));
}

TEST(CronScheduleTest, TimesBeforeTheEpochCountToo) {
  EXPECT_TRUE(Matches("59 23 31 12 wed", "1969-12-31T23:59:59.999999"));
  EXPECT_FALSE(Matches("0 0 1 1 *", "1969-12-31T23:59:59.999999"));
  EXPECT_TRUE(Matches("0 0 1 1 mon", "0001-01-01"));
}

TEST(CronScheduleTest, StepsRangesAndListsMeanTheirValues) {
  EXPECT_THAT(Minutes("*/15 9 * * *", "2024-05-01", "2024-05-02"),
              ElementsAre("2024-05-01 09:00", "2024-05-01 09:15", "2024-05-01 09:30",
                          "2024-05-01 09:45"));
  EXPECT_THAT(Minutes("5 9-17/4 * * *", "2024-05-01", "2024-05-02"),
              ElementsAre("2024-05-01 09:05", "2024-05-01 13:05", "2024-05-01 17:05"));
  EXPECT_THAT(Minutes("7,9-11,50-59/5 03 * * *", "2024-05-01", "2024-05-02"),
              ElementsAre("2024-05-01 03:07", "2024-05-01 03:09", "2024-05-01 03:10",
                          "2024-05-01 03:11", "2024-05-01 03:50", "2024-05-01 03:55"));
  EXPECT_THAT(Minutes("*/99 0 * * *", "2024-05-01", "2024-05-02"),
              ElementsAre("2024-05-01 00:00"));
  EXPECT_THAT(Minutes("1-59/2147483647 0 * * *", "2024-05-01", "2024-05-02"),
              ElementsAre("2024-05-01 00:01"));
}

TEST(CronScheduleTest, MonthsAndDaysHaveNames) {
  EXPECT_EQ(MinutesOf2024("0 0 * jan,jul *"), 62);
  EXPECT_EQ(MinutesOf2024("0 0 * JAN-mar *"), 91);
  EXPECT_EQ(MinutesOf2024("0 0 * 12,feb-2 *"), 31 + 29);
  EXPECT_EQ(MinutesOf2024("0 0 * * mon-fri"), 262);
  EXPECT_EQ(MinutesOf2024("0 0 * * 1-5"), 262);
  EXPECT_EQ(MinutesOf2024("0 0 * * Sat,Sun"), 104);
  EXPECT_TRUE(Matches("0 0 * dec fri", "2024-12-06"));
  EXPECT_FALSE(Matches("0 0 * dec fri", "2024-12-07"));
}

TEST(CronScheduleTest, SundayIsZeroAndSeven) {
  for (const char* sunday : {"0", "7", "sun", "0,7", "7-7"}) {
    const std::string text = std::string("0 0 * * ") + sunday;
    EXPECT_EQ(MinutesOf2024(text), 52) << text;
    EXPECT_TRUE(Matches(text, "2024-02-25")) << text;
    EXPECT_FALSE(Matches(text, "2024-02-26")) << text;
  }
  EXPECT_EQ(MinutesOf2024("0 0 * * 5-7"), 52 * 3);
  EXPECT_EQ(MinutesOf2024("0 0 * * 0-7"), 366);
}

TEST(CronScheduleTest, TheLastOfFebruaryComesInLeapYearsOnly) {
  EXPECT_TRUE(Matches("0 0 29 2 *", "2024-02-29"));
  EXPECT_TRUE(Matches("0 0 29 2 *", "2000-02-29"));
  EXPECT_FALSE(Matches("0 0 29 2 *", "2024-03-01"));
  EXPECT_THAT(Minutes("0 0 29 feb *", "2025-01-01", "2028-03-02"),
              ElementsAre("2028-02-29 00:00"));
}

TEST(CronScheduleTest, EitherDayIsEnoughWhereBothAreGiven) {
  EXPECT_THAT(Minutes("0 0 13 * fri", "2024-09-01", "2024-10-01"),
              ElementsAre("2024-09-06 00:00", "2024-09-13 00:00", "2024-09-20 00:00",
                          "2024-09-27 00:00"));
  EXPECT_THAT(Minutes("0 0 1,15 * mon", "2024-09-01", "2024-09-20"),
              ElementsAre("2024-09-01 00:00", "2024-09-02 00:00", "2024-09-09 00:00",
                          "2024-09-15 00:00", "2024-09-16 00:00"));
  EXPECT_THAT(Minutes("0 0 30 2 mon", "2024-02-01", "2024-02-14"),
              ElementsAre("2024-02-05 00:00", "2024-02-12 00:00"));
}

TEST(CronScheduleTest, BothDaysAreNeededWhereOneBeginsWithAStar) {
  EXPECT_THAT(Minutes("0 0 */2 * mon", "2024-09-01", "2024-10-01"),
              ElementsAre("2024-09-09 00:00", "2024-09-23 00:00"));
  EXPECT_THAT(Minutes("0 0 13 * *", "2024-09-01", "2024-10-01"),
              ElementsAre("2024-09-13 00:00"));
}

TEST(CronScheduleTest, ShorthandsMeanTheirExpressions) {
  EXPECT_EQ(MinutesOf2024("@hourly"), 366 * 24);
  EXPECT_EQ(MinutesOf2024("@daily"), 366);
  EXPECT_EQ(MinutesOf2024("@Midnight"), 366);
  EXPECT_EQ(MinutesOf2024("@weekly"), 52);
  EXPECT_EQ(MinutesOf2024("@monthly"), 12);
  EXPECT_EQ(MinutesOf2024("@yearly"), 1);
  EXPECT_EQ(MinutesOf2024(" @annually\t"), 1);
  EXPECT_TRUE(Matches("@yearly", "2024-01-01T00:00:30"));
  EXPECT_TRUE(Matches("@weekly", "2024-09-01"));
}

TEST(CronScheduleTest, BlanksMayBeSpacesAndTabsInAnyNumber) {
  EXPECT_TRUE(Matches("  30\t12   1 5 * ", "2024-05-01T12:30"));
}

TEST(CronScheduleTest, ErrorsNameFieldValueAndWhatIsAllowed) {
  EXPECT_EQ(
      ErrorOf("61 * * * *"),
      "'61 * * * *': minute '61' is not allowed; allowed are 0 to 59, ranges (a-b), "
      "steps (*/n, a-b/n), lists of them with commas, and *; for example '*/15 9-17 "
      "* * mon-fri' (each quarter of an hour from 9:00 to 17:45 UTC on working "
      "days)");
  EXPECT_THAT(
      ErrorOf("* * * juni *"),
      AllOf(HasSubstr("month 'juni' is not allowed; allowed are 1 to 12 or jan to "
                      "dec"),
            HasSubstr("did you mean 'jun'?")));
  EXPECT_THAT(ErrorOf("* * * *"),
              AllOf(StartsWith("'* * * *' has 4 fields; wanted are five (minute, hour, "),
                    HasSubstr("@daily")));
  EXPECT_THAT(ErrorOf("@dayly"), HasSubstr("did you mean '@daily'?"));
}

TEST(CronScheduleTest, RefusesWhatIsNoSchedule) {
  const std::pair<const char*, const char*> wrong[] = {
      {"", "has 0 fields"},
      {"@reboot", "has 1 field;"},
      {"* * * * * *", "has 6 fields"},
      {"60 * * * *", "minute '60' is not allowed"},
      {"a * * * *", "minute 'a' is not allowed"},
      {"-1 * * * *", "minute '' is not allowed"},
      {"1.5 * * * *", "minute '1.5' is not allowed"},
      {"+1 * * * *", "minute '+1' is not allowed"},
      {"1,,2 * * * *", "minute '' is not allowed"},
      {"1, * * * *", "minute '' is not allowed"},
      {"jan * * * *", "minute 'jan' is not allowed"},
      {"99999999999999999999 * * * *", "minute '99999999999999999999' is not allowed"},
      {"5-1 * * * *", "minute '5-1' is a range that runs backwards"},
      {"1-2-3 * * * *", "minute '1-2-3' is not a value, a range or a step"},
      {"1-5/2/2 * * * *", "minute '1-5/2/2' is not a value, a range or a step"},
      {"1- * * * *", "minute '' is not allowed"},
      {"*-5 * * * *", "minute '*' is not allowed"},
      {"** * * * *", "minute '**' is not allowed"},
      {"*/0 * * * *", "minute '*/0' has a step that is not a whole number above 0"},
      {"*/-1 * * * *", "minute '*/-1' has a step that is not"},
      {"*/x * * * *", "minute '*/x' has a step that is not"},
      {"*/ * * * *", "minute '*/' has a step that is not"},
      {"5/10 * * * *", "minute '5/10' has a step without a range"},
      {"* 24 * * *", "hour '24' is not allowed; allowed are 0 to 23"},
      {"* * 0 * *", "day of month '0' is not allowed; allowed are 1 to 31"},
      {"* * 32 * *", "day of month '32' is not allowed"},
      {"* * * 0 *", "month '0' is not allowed"},
      {"* * * 13 *", "month '13' is not allowed"},
      {"* * * mon *", "month 'mon' is not allowed"},
      {"* * * * 8", "day of week '8' is not allowed; allowed are 0 to 7 or sun to sat"},
      {"* * * * sat-sun", "day of week 'sat-sun' is a range that runs backwards"},
      {"0 0 30 2 *", "day of month '30' never comes in month '2'"},
      {"0 0 31 feb,apr,jun *", "day of month '31' never comes in month 'feb,apr,jun'"},
  };
  for (const auto& [text, mistake] : wrong) {
    EXPECT_THAT(ErrorOf(text), HasSubstr(mistake)) << text;
  }
}

TEST(CronScheduleTest, VeryLongTextIsShownShort) {
  std::string list = "1";
  for (int i = 0; i < 100'000; ++i) list += ",1";
  EXPECT_TRUE(Matches(list + " * * * *", "2024-05-01T12:01"));
  EXPECT_LT(ErrorOf(list + ",x * * * *").size(), 400U);
  EXPECT_LT(ErrorOf(std::string(100'000, '9') + " * * * *").size(), 400U);
  EXPECT_LT(ErrorOf(list).size(), 400U);
}

TEST(CronScheduleTest, FingerprintsAreEqualExactlyForTheSameMeaning) {
  const auto fingerprint = [](const char* text) { return Parsed(text).Fingerprint(); };
  EXPECT_EQ(fingerprint("*/15 * * * *"), fingerprint("0,15,30,45 0-23 * * *"));
  EXPECT_EQ(fingerprint("@weekly"), fingerprint("0 0 * * 7"));
  const char* different[] = {"* * * * *",   "0 * * * *",     "0 1 * * *", "0 1 2 * *",
                             "0 1 2 3 *",   "0 1 2 3 4",     "0 1 * 3 4", "0 1 * 3 *",
                             "0 1 */2 * 4", "0 1 1-31/2 * 4"};
  for (const char* a : different) {
    for (const char* b : different) {
      EXPECT_EQ(a == b, fingerprint(a) == fingerprint(b)) << a << " and " << b;
    }
  }
}

}  // namespace
}  // namespace rand_engine
