// timestamps, event_times, business_dates and durations. Golden codes stand in
// tests/known_answers.
#include <arrow/result.h>
#include <arrow/status.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "rand_engine/domain/time_text.h"
#include "rand_engine/domain/time_zone.h"
#include "rand_engine/encode/text/text_test_support.h"

namespace rand_engine {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kRows = 200'000;

std::string Column(const std::string& method, const std::string& parms) {
  return R"({"method": ")" + method + R"(", "parms": {)" + parms + "}}";
}

std::vector<int64_t> MicrosecondsOf(const std::string& column, int64_t rows,
                                    uint64_t first = 0) {
  const auto plan = PlanOf(column);
  const auto& domain = std::get<TimestampDomain>(plan->columns()[0].domain);
  std::vector<int64_t> times;
  for (const WideCode& code : CodesOfPlan(*plan, first, rows)) {
    EXPECT_LT(code.low, domain.size);
    times.push_back(domain.ValueOf(code.low));
  }
  return times;
}

CivilTime LocalOf(const TimeZone& zone, int64_t us) {
  const int64_t second = us >= 0 ? us / 1'000'000 : -((999'999 - us) / 1'000'000);
  return ToCivil(us + zone.PeriodAt(second).offset_s * 1'000'000);
}

std::string DayOf(const CivilTime& time) {
  return std::to_string(time.month) + "/" + std::to_string(time.day);
}

// --- timestamps
// --------------------------------------------------------------------------

TEST(TimestampsTest, StartIsAValueEndIsNoneAndPrecisionIsKept) {
  const auto values = [](const std::string& precision) {
    std::set<std::string> texts;
    for (const auto& [text, count] :
         CountsOf(Column("timestamps", R"("start": "2024-05-01T00:00:00",
                         "end": "2024-05-01T00:00:03", "precision": ")" +
                                           precision + R"(")"),
                  kRows)) {
      texts.insert(text);
    }
    return texts;
  };
  EXPECT_EQ(values("s"), (std::set<std::string>{"2024-05-01T00:00:00.000000Z",
                                                "2024-05-01T00:00:01.000000Z",
                                                "2024-05-01T00:00:02.000000Z"}));
  const auto milliseconds = values("ms");
  EXPECT_EQ(milliseconds.size(), 3000u);
  EXPECT_EQ(*milliseconds.rbegin(), "2024-05-01T00:00:02.999000Z");
  EXPECT_GT(values("us").size(), 190'000u);
}

TEST(TimestampsTest, ABoundBetweenTwoValuesIsCutInwards) {
  const auto times = MicrosecondsOf(
      Column("timestamps", R"("start": "2024-05-01T00:00:00.5", "precision": "s",
              "end": "2024-05-01T00:00:01.5")"),
      100);
  EXPECT_EQ(std::set<int64_t>(times.begin(), times.end()),
            (std::set<int64_t>{*ParseTime("2024-05-01T00:00:01Z")}));
}

TEST(TimestampsTest, BoundsAreThoseOfTheZonesClocksOrOfTheirOffset) {
  const auto first = [](const std::string& parms) {
    const auto plan = PlanOf(Column("timestamps", parms));
    std::string text;
    FormatTimeIso(std::get<TimestampDomain>(plan->columns()[0].domain).first_us, &text);
    return text;
  };
  const std::string end = R"(, "end": "2025-01-01", "zone": "Europe/Berlin")";
  EXPECT_EQ(first(R"("start": "2024-07-01")" + end), "2024-06-30T22:00:00.000000Z");
  EXPECT_EQ(first(R"("start": "2024-07-01T00:00:00Z")" + end),
            "2024-07-01T00:00:00.000000Z");
  EXPECT_EQ(first(R"("start": "2024-07-01 00:00:00-05:00")" + end),
            "2024-07-01T05:00:00.000000Z");
}

TEST(TimestampsTest, TheFirstAndTheLastYearAreTimes) {
  const auto times = MicrosecondsOf(
      Column("timestamps", R"("start": "0001-01-01", "end": "9999-12-31", "precision":
                              "us")"),
      kRows);
  const auto [least, most] = std::minmax_element(times.begin(), times.end());
  EXPECT_GE(*least, *ParseTime("0001-01-01"));
  EXPECT_LT(*most, *ParseTime("9999-12-31"));
  EXPECT_GT(*most - *least, INT64_C(315'000'000'000'000'000));
}

TEST(TimestampsTest, HoursAndWeekdaysOfTheZoneWeigh) {
  const auto zone = *TimeZone::Find("America/New_York");
  std::map<int, int64_t> hours;
  std::map<int, int64_t> weekdays;
  for (const int64_t us :
       MicrosecondsOf(Column("timestamps",
                             R"("start": "2023-01-01", "end": "2024-01-01", "zone":
                     "America/New_York", "hours": [0, 0, 0, 0, 0, 0, 0, 0, 1, 3, 0, 0, 0,
                     0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 4], "weekdays": [0, 1, 0, 0, 0, 2, 1])"),
                      kRows)) {
    const CivilTime local = LocalOf(zone, us);
    ++hours[local.hour];
    ++weekdays[local.weekday];
  }
  ASSERT_EQ(hours.size(), 3u);
  EXPECT_NEAR(hours[8], kRows / 8, 700);
  EXPECT_NEAR(hours[9], kRows * 3 / 8, 1100);
  EXPECT_NEAR(hours[23], kRows / 2, 1100);
  ASSERT_EQ(weekdays.size(), 3u);
  EXPECT_NEAR(weekdays[2], kRows * 52 / (52 + 104 + 53), 1100);
  EXPECT_NEAR(weekdays[6], kRows * 104 / (52 + 104 + 53), 1100);
  EXPECT_NEAR(weekdays[0], kRows * 53 / (52 + 104 + 53), 1100);
}

TEST(TimestampsTest, AnHourThatClocksSkipIsEmptyAndOneTheyShowTwiceIsDouble) {
  const auto zone = *TimeZone::Find("Europe/Berlin");
  std::map<std::string, int64_t> days;
  for (const int64_t us : MicrosecondsOf(
           Column("timestamps",
                  R"("start": "2024-01-01", "end": "2025-01-01", "zone": "Europe/Berlin",
                     "hours": [0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                     0, 0, 0, 0])"),
           366'000)) {
    const CivilTime local = LocalOf(zone, us);
    ASSERT_EQ(local.hour, 2);
    ++days[DayOf(local)];
  }
  EXPECT_EQ(days.count("3/31"), 0u);
  EXPECT_NEAR(days["3/30"], 1000, 160);
  EXPECT_NEAR(days["10/27"], 2000, 230);
  EXPECT_EQ(days.size(), 365u);
}

// Lord Howe Island moves its clocks by half an hour.
TEST(TimestampsTest, OffsetsOfHalfAnHourMoveTheCuts) {
  const auto zone = *TimeZone::Find("Australia/Lord_Howe");
  std::set<int> hours;
  for (const int64_t us :
       MicrosecondsOf(Column("timestamps",
                             R"("start": "2024-04-01", "end": "2024-10-20", "zone":
                     "Australia/Lord_Howe", "hours": [0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                     0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])"),
                      kRows)) {
    hours.insert(LocalOf(zone, us).hour);
  }
  EXPECT_EQ(hours, (std::set<int>{1, 2}));
}

TEST(TimestampsTest, WeightsAndADistributionWorkTogether) {
  double days = 0;
  const int64_t start = *ParseTime("2024-01-01");
  for (const int64_t us : MicrosecondsOf(
           Column("timestamps",
                  R"("start": "2024-01-01", "end": "2025-01-01", "weekdays": [1, 1, 1, 1,
                     1, 0, 0], "distribution": {"name": "normal", "mean": "2024-07-01",
                     "std": "20d"})"),
           kRows)) {
    const int weekday = ToCivil(us).weekday;
    ASSERT_TRUE(weekday >= 1 && weekday <= 5);
    days += static_cast<double>(us - start) / 86'400e6;
  }
  EXPECT_NEAR(days / kRows, 182, 0.5);
}

TEST(TimestampsTest, Mistakes) {
  const std::string bounds = R"("start": "2024-01-01", "end": "2025-01-01")";
  const auto mistake = [](const std::string& parms) {
    return MistakeOf(Column("timestamps", parms));
  };
  EXPECT_THAT(mistake(R"("start": "2024-02-30", "end": "2025-01-01")"),
              HasSubstr("parms.start must be a date or a time such as"));
  EXPECT_THAT(mistake(R"("start": "2024-02-01", "end": "2024-02-01")"),
              HasSubstr("parms.start must be before parms.end, which no value reaches"));
  EXPECT_THAT(mistake(R"("start": "2024-03-31T02:30:00", "end": "2025-01-01",
                         "zone": "Europe/Berlin")"),
              HasSubstr("is a time that clocks in Europe/Berlin skip"));
  EXPECT_THAT(mistake(bounds + R"(, "zone": "Europe/Berln")"),
              HasSubstr("did you mean 'Europe/Berlin'?"));
  EXPECT_THAT(mistake(bounds + R"(, "precision": "ns")"),
              HasSubstr("parms.precision must be one of us, ms, s, got \"ns\""));
  EXPECT_THAT(
      mistake(bounds + R"(, "hours": [1, 2])"),
      HasSubstr("must be 24 weights, one for each hour from 0 to 23 o'clock; got 2"));
  EXPECT_THAT(mistake(bounds + R"(, "weekdays": [0, 0, 0, 0, 0, 0, 0])"),
              HasSubstr("must not all be 0"));
  EXPECT_THAT(mistake(R"("start": "2024-05-04", "end": "2024-05-05", "weekdays": [1, 1, 1,
                         1, 1, 0, 0])"),
              HasSubstr("has no value from parms.start to parms.end"));
  EXPECT_THAT(mistake(R"("start": "0001-01-01", "end": "2025-01-01", "weekdays": [1, 1, 1,
                         1, 1, 0, 0])"),
              HasSubstr("must be at most 119 years after parms.start"));
}

// --- event_times
// -------------------------------------------------------------------------

const char kEvents[] = R"("start": "2024-01-01T08:00:00", "rate": 250, "per": "1h",
                          "precision": "us")";

TEST(EventTimesTest, RiseAtTheMeanRate) {
  const auto times = MicrosecondsOf(Column("event_times", kEvents), kRows);
  EXPECT_EQ(times[0], *ParseTime("2024-01-01T08:00:00"));
  EXPECT_TRUE(std::is_sorted(times.begin(), times.end()));
  const double hours = static_cast<double>(times.back() - times[0]) / 3.6e9;
  // Four standard deviations of a Poisson count.
  EXPECT_NEAR(hours, kRows / 250.0, 4 * std::sqrt(kRows) / 250);
}

TEST(EventTimesTest, ARowAloneIsThatOfTheRun) {
  const std::string column = Column("event_times", kEvents);
  const auto run = MicrosecondsOf(column, 600, 1'000'000'000);
  for (const int i : {0, 1, 255, 256, 599}) {
    EXPECT_EQ(MicrosecondsOf(column, 1, 1'000'000'000 + i)[0], run[i]);
  }
}

TEST(EventTimesTest, RowsBeyondTheCalendarAreRefusedBeforeTheFirst) {
  const auto plan = PlanOf(
      Column("event_times", R"("start": "2024-01-01", "rate": 1, "per": "36500d")"));
  EXPECT_TRUE(plan->CheckRows({0, 50}).ok());
  const auto status = plan->CheckRows({0, 200});
  EXPECT_THAT(status.message(), HasSubstr("column 'c' reaches the year 10000 after "));
  const uint64_t rows = plan->columns()[0].most_rows;
  const std::string last = MakeTextRows(*plan, {static_cast<int64_t>(rows) - 1, 1})[0][0];
  EXPECT_LT(last, "9999-12-31T23:59:59.999Z");
  EXPECT_TRUE(plan->has_sequence());
}

TEST(EventTimesTest, Mistakes) {
  const auto mistake = [](const std::string& parms) {
    return MistakeOf(Column("event_times", R"("start": "2024-01-01", )" + parms));
  };
  for (const char* parms : {R"("rate": 0)", R"("rate": -5)", R"("rate": 1e300)",
                            R"("rate": 1e-300)", R"("rate": 5, "per": 0)"}) {
    EXPECT_THAT(mistake(parms), HasSubstr("must be a number of events above 0")) << parms;
  }
  EXPECT_THAT(mistake(R"("rate": 5, "per": "1 fortnight")"),
              HasSubstr("parms.per must be a length of time"));
}

// --- business_dates
// ----------------------------------------------------------------------

TEST(BusinessDatesTest, AreMondayToFridayButForHolidays) {
  const auto counts = CountsOf(
      Column("business_dates", R"("date_min": "2024-04-26", "date_max": "2024-05-06",
             "holidays": ["2024-05-01", "2030-01-01"])"),
      kRows);
  std::set<std::string> days;
  for (const auto& [day, count] : counts) {
    days.insert(day);
    EXPECT_NEAR(count, kRows / 6, 800) << day;
  }
  EXPECT_EQ(days, (std::set<std::string>{"2024-04-26", "2024-04-29", "2024-04-30",
                                         "2024-05-02", "2024-05-03", "2024-05-06"}));
}

TEST(BusinessDatesTest, WeeksCanBeOthersAlsoBefore1970) {
  const auto counts = CountsOf(
      Column("business_dates", R"("date_min": "1969-12-25", "date_max": "1970-01-07",
             "week": "1111001")"),
      2000);
  EXPECT_EQ(counts.size(), 10u);
  EXPECT_EQ(counts.count("1969-12-26") + counts.count("1969-12-27"), 0u);  // Fri, Sat
  EXPECT_EQ(counts.count("1970-01-04"), 1u);                               // Sunday
}

TEST(BusinessDatesTest, ADistributionKeepsItsShapeOnTheDaysThatAreLeft) {
  const auto counts = CountsOf(
      Column("business_dates", R"("date_min": "2024-01-01", "date_max": "2024-01-14",
             "distribution": {"name": "histogram", "edges": ["2024-01-01", "2024-01-08",
             "2024-01-14"], "weights": [5, 15]})"),
      kRows);
  ASSERT_EQ(counts.size(), 10u);
  // Bins of 7 and 7 days lose 2 each.
  EXPECT_NEAR(counts.at("2024-01-03"), kRows * 0.05, 500);
  EXPECT_NEAR(counts.at("2024-01-10"), kRows * 0.15, 800);
}

TEST(BusinessDatesTest, Mistakes) {
  const auto mistake = [](const std::string& parms) {
    return MistakeOf(Column("business_dates", parms));
  };
  EXPECT_THAT(mistake(R"("date_min": "2024-05-04", "date_max": "2024-05-05")"),
              HasSubstr("no business day from \"2024-05-04\" to \"2024-05-05\""));
  const std::string year = R"("date_min": "2024-01-01", "date_max": "2024-12-31", )";
  EXPECT_THAT(mistake(year + R"("holidays": ["2024-02-30"])"),
              HasSubstr("must be dates \"YYYY-MM-DD\" that exist, got \"2024-02-30\""));
  for (const char* week : {"", "11111", "0000000", "1111102"}) {
    EXPECT_THAT(mistake(year + R"("week": ")" + week + R"(")"),
                HasSubstr("must be seven digits"))
        << week;
  }
  EXPECT_THAT(mistake(R"("date_min": "2024-05-06", "date_max": "2024-05-05")"),
              HasSubstr("must be <= parms.date_max"));
}

// --- durations
// ---------------------------------------------------------------------------

std::vector<std::string> DurationsOf(const std::string& parms, int64_t rows = 3000) {
  const auto texts = TextsOf(Column("durations", parms), rows);
  const std::set<std::string> distinct(texts.begin(), texts.end());
  return {distinct.begin(), distinct.end()};
}

TEST(DurationsTest, AreWholeNumbersOfTheUnitBothEndsIncluded) {
  EXPECT_EQ(DurationsOf(R"("min": "1m", "max": "1m2s")"),
            (std::vector<std::string>{"60", "61", "62"}));
  EXPECT_EQ(DurationsOf(R"("min": 59.5, "max": "4m", "unit": "m")"),
            (std::vector<std::string>{"1", "2", "3", "4"}));
  EXPECT_EQ(DurationsOf(R"("min": 0, "max": "2ms", "unit": "ms")"),
            (std::vector<std::string>{"0", "1", "2"}));
  EXPECT_EQ(PlanOf(Column("durations", R"("min": 0, "max": 9)"))->schema()[0].type,
            ValueType::kInt64);
}

TEST(DurationsTest, TextsAreThoseOfIso8601) {
  EXPECT_EQ(DurationsOf(R"("min": "1m", "max": "1m1s", "format": "iso8601")"),
            (std::vector<std::string>{"PT60S", "PT61S"}));
  EXPECT_EQ(DurationsOf(R"("min": "1h", "max": "2h", "unit": "h", "format": "iso8601")"),
            (std::vector<std::string>{"PT3600S", "PT7200S"}));
  EXPECT_EQ(DurationsOf(R"("min": "1s", "max": "1002ms", "unit": "ms", "format":
                           "iso8601")"),
            (std::vector<std::string>{"PT1.001S", "PT1.002S", "PT1.0S"}));
}

TEST(DurationsTest, ADistributionNeedsNoBounds) {
  double sum = 0;
  for (const auto& text :
       TextsOf(Column("durations", R"("distribution": {"name": "exponential", "mean":
                                      "5m"})"),
               kRows)) {
    sum += std::stod(text);
  }
  EXPECT_NEAR(sum / kRows, 300, 3);
}

TEST(DurationsTest, Mistakes) {
  const auto mistake = [](const std::string& parms) {
    return MistakeOf(Column("durations", parms));
  };
  EXPECT_THAT(mistake(R"("min": "5x", "max": 9)"),
              HasSubstr("parms.min must be a length of time"));
  EXPECT_THAT(mistake(R"("min": -1, "max": 9)"), HasSubstr("must be a length of time"));
  EXPECT_THAT(mistake(R"("min": "2m", "max": "1m")"), HasSubstr("must be <= parms.max"));
  EXPECT_THAT(mistake(R"("min": "61s", "max": "119s", "unit": "m")"),
              HasSubstr("with a whole number of m between them"));
  EXPECT_THAT(mistake(R"("max": "1m")"), HasSubstr("durations needs parameter 'min'"));
  EXPECT_THAT(mistake(R"("min": 1, "max": 2, "unit": "w")"),
              HasSubstr("must be one of us, ms, s, m, h, d, got \"w\""));
}

// --- now
// ---------------------------------------------------------------------------------

TEST(TimeMethodsTest, OnlyGenNowDependsOnTheTimeOfTheRun) {
  EXPECT_TRUE(PlanOf(R"({"method": "gen_now"})")->depends_on_now());
  EXPECT_FALSE(PlanOf(Column("event_times", kEvents))->depends_on_now());
  EXPECT_FALSE(
      PlanOf(Column("timestamps", R"("start": "2024-01-01", "end": "2025-01-01")"))
          ->depends_on_now());
}

}  // namespace
}  // namespace rand_engine
