#include "rand_engine/domain/time_zone.h"

#include <arrow/result.h>
#include <gtest/gtest.h>

#include "rand_engine/domain/time_text.h"

namespace rand_engine {
namespace {

std::string UtcOf(const char* zone, const char* local) {
  const auto utc = TimeZone::Find(zone)->ToUtc(*ParseTime(local));
  if (!utc) return "skipped";
  std::string text;
  FormatTimeIso(*utc, &text);
  return text.substr(0, 19);
}

TEST(TimeZoneTest, ClocksFollowTheRulesOfTheZone) {
  EXPECT_EQ(UtcOf("UTC", "2024-07-01T12:00:00"), "2024-07-01T12:00:00");
  EXPECT_EQ(UtcOf("Europe/Berlin", "2024-01-01T12:00:00"), "2024-01-01T11:00:00");
  EXPECT_EQ(UtcOf("Europe/Berlin", "2024-07-01T12:00:00"), "2024-07-01T10:00:00");
  EXPECT_EQ(UtcOf("America/Sao_Paulo", "2018-12-01T12:00:00"), "2018-12-01T14:00:00");
  EXPECT_EQ(UtcOf("America/Sao_Paulo", "2024-12-01T12:00:00"), "2024-12-01T15:00:00");
  EXPECT_EQ(UtcOf("Asia/Kathmandu", "2024-01-01T00:00:00"), "2023-12-31T18:15:00");
  EXPECT_EQ(UtcOf("Australia/Lord_Howe", "2024-07-01T00:00:00"), "2024-06-30T13:30:00");
}

TEST(TimeZoneTest, SkippedTimesDoNotExistAndOfTwoTheEarlierIsTaken) {
  EXPECT_EQ(UtcOf("Europe/Berlin", "2024-03-31T02:30:00"), "skipped");
  EXPECT_EQ(UtcOf("Europe/Berlin", "2024-03-31T03:00:00"), "2024-03-31T01:00:00");
  EXPECT_EQ(UtcOf("Europe/Berlin", "2024-10-27T02:30:00"), "2024-10-27T00:30:00");
  EXPECT_EQ(UtcOf("America/New_York", "2024-03-10T02:00:00"), "skipped");
}

TEST(TimeZoneTest, RulesGoOnForEver) {
  EXPECT_EQ(UtcOf("Europe/Berlin", "2037-12-01T12:00:00"), "2037-12-01T11:00:00");
  EXPECT_EQ(UtcOf("Europe/Berlin", "2050-07-01T12:00:00"), "2050-07-01T10:00:00");
  EXPECT_EQ(UtcOf("Europe/Berlin", "2050-12-01T12:00:00"), "2050-12-01T11:00:00");
  EXPECT_EQ(UtcOf("Europe/Berlin", "2050-03-27T02:30:00"), "skipped");
  EXPECT_EQ(UtcOf("America/New_York", "9999-07-01T12:00:00"), "9999-07-01T16:00:00");
  EXPECT_EQ(UtcOf("Asia/Tokyo", "2050-07-01T12:00:00"), "2050-07-01T03:00:00");
  EXPECT_EQ(UtcOf("Australia/Lord_Howe", "2060-01-15T12:00:00"), "2060-01-15T01:00:00");
}

TEST(TimeZoneTest, PeriodsCoverTheCalendar) {
  const auto zone = *TimeZone::Find("Europe/Berlin");
  int periods = 0;
  int64_t at = *ParseTime("0001-01-01") / 1'000'000;
  const int64_t end = *ParseTime("9999-12-31T23:59:59") / 1'000'000 + 1;
  while (at < end) {
    const auto period = zone.PeriodAt(at);
    ASSERT_EQ(period.begin_s, at);
    ASSERT_GT(period.end_s, at);
    at = period.end_s;
    ++periods;
  }
  EXPECT_EQ(at, end);
  EXPECT_GT(periods, 15'000);  // two a year
}

TEST(TimeZoneTest, UnknownNamesAreRefused) {
  for (const char* name :
       {"", "Europe/Berln", "europe/berlin", "../../etc/passwd", "/etc/passwd", "."}) {
    EXPECT_FALSE(TimeZone::Find(name)) << name;
  }
  EXPECT_GT(TimeZone::Names().size(), 300u);
}

TEST(TimeZoneTest, TheDatabaseTellsItsVersion) {
  const std::string version = TimeZone::DatabaseVersion();  // "2024a"
  ASSERT_EQ(version.size(), 5u) << version;
  EXPECT_TRUE(version.starts_with("20")) << version;
}

}  // namespace
}  // namespace rand_engine
