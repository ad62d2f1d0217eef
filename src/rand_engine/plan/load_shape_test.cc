#include "rand_engine/plan/load_shape.h"

#include <arrow/result.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "rand_engine/domain/time_text.h"

namespace rand_engine {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr int64_t kSecond = 1'000'000'000;
constexpr int64_t kHour = 3600 * kSecond;
constexpr int64_t kLongest = std::numeric_limits<int64_t>::max();

ShapeOptions Options(ShapeKind kind) {
  ShapeOptions options;
  options.kind = kind;
  return options;
}

ShapeOptions Between(ShapeKind kind, double minimum, double maximum) {
  ShapeOptions options = Options(kind);
  options.minimum = minimum;
  options.maximum = maximum;
  return options;
}

ShapeOptions Cron(const std::string& schedule) {
  ShapeOptions options = Options(ShapeKind::kCron);
  options.cron = *CronSchedule::Parse(schedule);
  return options;
}

LoadShape Made(const ShapeOptions& options, std::optional<int64_t> last_tick_ns) {
  std::vector<std::string> problems;
  const LoadShape shape = LoadShape::Make(options, last_tick_ns, &problems);
  EXPECT_THAT(problems, IsEmpty());
  return shape;
}

std::vector<std::string> ProblemsOf(const ShapeOptions& options,
                                    std::optional<int64_t> last_tick_ns) {
  std::vector<std::string> problems;
  LoadShape::Make(options, last_tick_ns, &problems);
  return problems;
}

/// Rows of `count` files, one a second, of a size of 1,000.
std::vector<int64_t> Rows(const LoadShape& shape, int count) {
  std::vector<int64_t> rows;
  for (int i = 0; i < count; ++i) rows.push_back(shape.RowsAt(1000, i * kSecond, 0));
  return rows;
}

TEST(LoadShapeTest, ConstantIsOneAndTheDefault) {
  const LoadShape made = Made(Options(ShapeKind::kConstant), std::nullopt);
  for (const LoadShape& shape : {LoadShape(), made}) {
    EXPECT_TRUE(shape.constant());
    EXPECT_EQ(shape.FactorAt(0, 0), 1);
    EXPECT_EQ(shape.FactorAt(kLongest, 0), 1);
    EXPECT_EQ(shape.greatest(), 1);
    EXPECT_EQ(shape.RowsAt(kLongest, kHour, 0), kLongest);
    EXPECT_EQ(shape.RowsAt(kLongest - 1, kHour, 0), kLongest - 1);
  }
}

TEST(LoadShapeTest, RampGoesFromMinimumToMaximumInALine) {
  const LoadShape shape = Made(Options(ShapeKind::kRamp), 10 * kSecond);
  EXPECT_THAT(Rows(shape, 11),
              ElementsAre(0, 100, 200, 300, 400, 500, 600, 700, 800, 900, 1000));
  EXPECT_EQ(shape.FactorAt(10 * kSecond, 0), 1);
  EXPECT_EQ(shape.FactorAt(11 * kSecond, 0), 1) << "late files take the maximum";
  EXPECT_EQ(shape.greatest(), 1);
}

TEST(LoadShapeTest, RampMayFall) {
  const LoadShape shape = Made(Between(ShapeKind::kRamp, 2, 0.5), 3 * kSecond);
  EXPECT_THAT(Rows(shape, 4), ElementsAre(2000, 1500, 1000, 500));
  EXPECT_EQ(shape.greatest(), 2);
}

TEST(LoadShapeTest, RampNeverTurnsAndNeverLeavesItsEnds) {
  std::mt19937_64 random(3);
  for (int i = 0; i < 200; ++i) {
    const double low = static_cast<double>(random() % 1000) / 7;
    const double high = low + static_cast<double>(random() % 1000) / 3;
    const auto last = static_cast<int64_t>(random() >> (1 + random() % 50)) + 100;
    const LoadShape up = Made(Between(ShapeKind::kRamp, low, high), last);
    const LoadShape down = Made(Between(ShapeKind::kRamp, high, low), last);
    double before_up = low;
    double before_down = high;
    for (int64_t at = 0; at <= last - last / 100; at += last / 100) {
      EXPECT_GE(up.FactorAt(at, 0), before_up);
      EXPECT_LE(down.FactorAt(at, 0), before_down);
      before_up = up.FactorAt(at, 0);
      before_down = down.FactorAt(at, 0);
    }
    EXPECT_LE(up.FactorAt(last - 1, 0), high);
    EXPECT_GE(down.FactorAt(last - 1, 0), low);
  }
}

TEST(LoadShapeTest, RampOverOneTickIsMaximum) {
  EXPECT_EQ(Made(Options(ShapeKind::kRamp), 0).FactorAt(0, 0), 1);
  EXPECT_EQ(Made(Between(ShapeKind::kRamp, 3, 2), 0).FactorAt(0, 0), 2);
}

TEST(LoadShapeTest, SineAndSpikeOverOneTickAreMinimum) {
  EXPECT_EQ(Made(Between(ShapeKind::kSine, 0.25, 2), 0).FactorAt(0, 0), 0.25);
  EXPECT_EQ(Made(Between(ShapeKind::kSpike, 0.25, 2), 0).FactorAt(0, 0), 0.25);
  EXPECT_EQ(Made(Options(ShapeKind::kSpike), 0).FactorAt(kHour, 0), 1);
}

TEST(LoadShapeTest, SineGoesUpAndBackInEachPeriod) {
  ShapeOptions options = Options(ShapeKind::kSine);
  options.period_ns = 8 * kSecond;
  EXPECT_THAT(Rows(Made(options, std::nullopt), 17),
              ElementsAre(0, 146, 500, 854, 1000, 854, 500, 146, 0, 146, 500, 854, 1000,
                          854, 500, 146, 0));
  options = Between(ShapeKind::kSine, 1, 3);
  EXPECT_THAT(Rows(Made(options, 4 * kSecond), 5),
              ElementsAre(1000, 2000, 3000, 2000, 1000));
  EXPECT_EQ(Made(options, 4 * kSecond).greatest(), 3);
}

TEST(LoadShapeTest, SineIsTheSameInLaterPeriods) {
  ShapeOptions options = Options(ShapeKind::kSine);
  options.period_ns = 24 * kHour;
  const LoadShape shape = Made(options, std::nullopt);
  for (int64_t hour = 0; hour < 24; ++hour) {
    EXPECT_EQ(shape.FactorAt(hour * kHour, 0),
              shape.FactorAt((hour + 24 * 10'000) * kHour, 0));
  }
}

TEST(LoadShapeTest, SineIsMinimumMaximumAndSymmetricToTheBit) {
  for (const int64_t period : {int64_t{10}, 86'400 * kSecond, kLongest - 1}) {
    const LoadShape shape = Made(Options(ShapeKind::kSine), period);
    EXPECT_EQ(shape.FactorAt(0, 0), 0);
    EXPECT_EQ(shape.FactorAt(period / 2, 0), 1);
    EXPECT_EQ(shape.FactorAt(period, 0), 0);
    for (int64_t at = 0; at < period / 2; at += period / 10) {
      EXPECT_EQ(shape.FactorAt(at, 0), shape.FactorAt(period - at, 0));
    }
  }
}

TEST(LoadShapeTest, SineReachesItsMaximumExactly) {
  // In doubles, 1.77 + (6.28 - 1.77) is below 6.28.
  const LoadShape shape = Made(Between(ShapeKind::kSine, 1.77, 6.28), kHour);
  EXPECT_EQ(shape.FactorAt(0, 0), 1.77);
  EXPECT_EQ(shape.FactorAt(kHour / 2, 0), 6.28);
}

TEST(LoadShapeTest, SineIsTheCosineOfTheLibraryWithinItsBound) {
  std::mt19937_64 random(5);
  double worst = 0;
  for (int i = 0; i < 200'000; ++i) {
    const int64_t period = i % 2 == 0 ? 86'400 * kSecond : 1 + int64_t{i};
    const LoadShape shape = Made(Options(ShapeKind::kSine), period);
    const auto at = static_cast<int64_t>(random() % static_cast<uint64_t>(period));
    const double turn = static_cast<double>(at) / static_cast<double>(period);
    const double wanted = (1 - std::cos(2 * 3.14159265358979323846 * turn)) / 2;
    worst = std::max(worst, std::abs(shape.FactorAt(at, 0) - wanted));
  }
  EXPECT_LT(worst, 1e-14);
}

TEST(LoadShapeTest, SineHasTheSameBitsOnEveryMachine) {
  // Made by the same steps in Python. With fused multiply-adds 90, 262, 289 and 414
  // differ.
  const LoadShape shape = Made(Options(ShapeKind::kSine), 1000);
  EXPECT_EQ(shape.FactorAt(90, 0), 0x1.3ed10026f45e7p-4);
  EXPECT_EQ(shape.FactorAt(125, 0), 0x1.2bec333018867p-3);
  EXPECT_EQ(shape.FactorAt(250, 0), 0x1.ffffffffffffep-2);
  EXPECT_EQ(shape.FactorAt(262, 0), 0x1.13489e16412f0p-1);
  EXPECT_EQ(shape.FactorAt(289, 0), 0x1.3e1afbb24d106p-1);
  EXPECT_EQ(shape.FactorAt(414, 0), 0x1.db86ddefcccb0p-1);
}

TEST(LoadShapeTest, SineOverAPeriodIsHalfOfItsMaximumOnAverage) {
  ShapeOptions options = Between(ShapeKind::kSine, 0.5, 2);
  for (const int ticks : {2, 3, 7, 24, 1440}) {
    options.period_ns = ticks * kSecond;
    const LoadShape shape = Made(options, std::nullopt);
    double sum = 0;
    for (int i = 0; i < ticks; ++i) sum += shape.FactorAt(i * kSecond, 0);
    EXPECT_NEAR(sum / ticks, 1.25, 1e-12) << ticks;
  }
}

TEST(LoadShapeTest, SpikeIsATenthInTheMiddleOfThePeriod) {
  ShapeOptions options = Options(ShapeKind::kSpike);
  options.period_ns = 10 * kSecond;
  const LoadShape shape = Made(options, std::nullopt);
  EXPECT_EQ(shape.greatest(), 10);
  EXPECT_THAT(Rows(shape, 12), ElementsAre(1000, 1000, 1000, 1000, 1000, 10'000, 1000,
                                           1000, 1000, 1000, 1000, 1000));
  for (const int64_t start : {int64_t{0}, 50 * kSecond}) {
    EXPECT_EQ(shape.FactorAt(start + 4'499'999'999, 0), 1);
    EXPECT_EQ(shape.FactorAt(start + 4'500'000'000, 0), 10);
    EXPECT_EQ(shape.FactorAt(start + 5'499'999'999, 0), 10);
    EXPECT_EQ(shape.FactorAt(start + 5'500'000'000, 0), 1);
  }
}

TEST(LoadShapeTest, SpikeIsAsWideAsSaidToTheNanosecond) {
  ShapeOptions options = Between(ShapeKind::kSpike, 0, 1);
  for (int64_t period = 2; period < 40; ++period) {
    for (int64_t width = 1; width < period; ++width) {
      options.period_ns = period;
      options.width_ns = width;
      const LoadShape shape = Made(options, std::nullopt);
      double sum = 0;
      for (int64_t at = 0; at < period; ++at) sum += shape.FactorAt(period + at, 0);
      EXPECT_EQ(sum, static_cast<double>(width)) << period;
    }
  }
}

TEST(LoadShapeTest, SpikeOfTheLongestPeriodDoesNotOverflow) {
  ShapeOptions options = Options(ShapeKind::kSpike);
  options.width_ns = kLongest - 3;
  const LoadShape shape = Made(options, kLongest);
  EXPECT_EQ(shape.FactorAt(1, 0), 1);
  EXPECT_EQ(shape.FactorAt(2, 0), 10);
  EXPECT_EQ(shape.FactorAt(kLongest - 2, 0), 10);
  EXPECT_EQ(shape.FactorAt(kLongest - 1, 0), 1);
}

TEST(LoadShapeTest, WithoutPeriodTheWholeStreamIsOne) {
  EXPECT_THAT(Rows(Made(Options(ShapeKind::kSpike), 4 * kSecond), 5),
              ElementsAre(1000, 1000, 10'000, 1000, 1000));
}

TEST(LoadShapeTest, CronLooksAtTheTimeAndNotAtTheStart) {
  const LoadShape shape = Made(Cron("* 9-17 * * mon-fri"), std::nullopt);
  const auto factor = [&](const char* time) {
    return shape.FactorAt(7, *ParseTime(time));
  };
  EXPECT_EQ(factor("2024-05-01T08:59:59.999999"), 0);
  EXPECT_EQ(factor("2024-05-01T09:00"), 1);
  EXPECT_EQ(factor("2024-05-01T17:59:59"), 1);
  EXPECT_EQ(factor("2024-05-01T18:00"), 0);
  EXPECT_EQ(factor("2024-05-04T12:00"), 0);
  EXPECT_EQ(shape.RowsAt(1000, 0, *ParseTime("2024-05-01T12:00")), 1000);
}

TEST(LoadShapeTest, CronMayMakeLessInItsMinutes) {
  ShapeOptions options = Cron("0 * * * *");
  options.minimum = 4;
  options.maximum = 0.5;
  const LoadShape shape = Made(options, 0);
  EXPECT_EQ(shape.FactorAt(0, 0), 0.5);
  EXPECT_EQ(shape.FactorAt(0, 60'000'000), 4);
  EXPECT_EQ(shape.greatest(), 4);
}

TEST(LoadShapeTest, RowsAreRoundedToTheNearestHalvesUp) {
  const auto rows = [](int64_t size, double factor) {
    return Made(Between(ShapeKind::kRamp, 0, factor), 0).RowsAt(size, 0, 0);
  };
  EXPECT_EQ(rows(1000, 0.2504), 250);
  EXPECT_EQ(rows(1000, 0.2505), 251);
  EXPECT_EQ(rows(5, 0.3), 2);
  EXPECT_EQ(rows(1, 0.5), 1);
  EXPECT_EQ(rows(1, 0.49999999999999994), 0);
  EXPECT_EQ(rows(0, 10), 0);
  EXPECT_EQ(rows(7, 0), 0);
  EXPECT_EQ(rows(kLongest, 1), kLongest);
  EXPECT_EQ(rows(kLongest - 1, 1), kLongest - 1);
}

TEST(LoadShapeTest, RowsEndAtTheGreatestNumberThereIs) {
  const auto rows = [](int64_t size, double factor) {
    return Made(Between(ShapeKind::kRamp, 0, factor), 0).RowsAt(size, 0, 0);
  };
  EXPECT_EQ(rows(kLongest, 2), kLongest);
  EXPECT_EQ(rows(2, 0x1p62), kLongest);
  EXPECT_EQ(rows(1000, std::numeric_limits<double>::max()), kLongest);
}

TEST(LoadShapeProblemsTest, EndlessStreamsNeedAPeriod) {
  for (ShapeKind kind : {ShapeKind::kSine, ShapeKind::kSpike}) {
    EXPECT_THAT(ProblemsOf(Options(kind), std::nullopt),
                ElementsAre(AllOf(HasSubstr("option 'shapePeriod' is left unsaid"),
                                  HasSubstr(ShapeName(kind)), HasSubstr("no end"),
                                  HasSubstr("for example shapePeriod=24h"))));
  }
  EXPECT_THAT(ProblemsOf(Options(ShapeKind::kRamp), std::nullopt),
              ElementsAre(AllOf(HasSubstr("shape 'ramp'"), HasSubstr("no end"),
                                HasSubstr("'timeout'"), HasSubstr("'shapePeriod'"))));
}

TEST(LoadShapeProblemsTest, OptionsOfOtherShapesAreRefused) {
  ShapeOptions all = Cron("@daily");
  all.minimum = 1;
  all.maximum = 2;
  all.period_ns = 2 * kSecond;
  all.width_ns = kSecond;
  all.kind = ShapeKind::kConstant;
  EXPECT_THAT(
      ProblemsOf(all, 0),
      ElementsAre(HasSubstr("option 'shapeMin' belongs to shape ramp, spike, sine, "
                            "cron; the shape here is constant, which has no "
                            "options; for example shape=ramp"),
                  HasSubstr("'shapeMax'"), HasSubstr("'shapePeriod'"),
                  HasSubstr("'shapeWidth'"), HasSubstr("'shapeCron'")));
  all.kind = ShapeKind::kRamp;
  EXPECT_THAT(ProblemsOf(all, 0),
              ElementsAre(HasSubstr("'shapePeriod'"), HasSubstr("'shapeWidth'"),
                          HasSubstr("'shapeCron'")));
  all.kind = ShapeKind::kSpike;
  EXPECT_THAT(ProblemsOf(all, 0), ElementsAre(HasSubstr("'shapeCron'")));
  all.kind = ShapeKind::kSine;
  EXPECT_THAT(
      ProblemsOf(all, 0),
      ElementsAre(HasSubstr("option 'shapeWidth' belongs to shape spike; the shape "
                            "here is sine, which has the options shapeMin, "
                            "shapeMax, shapePeriod; for example shape=spike"),
                  HasSubstr("'shapeCron'")));
  all.kind = ShapeKind::kCron;
  EXPECT_THAT(ProblemsOf(all, 0),
              ElementsAre(HasSubstr("'shapePeriod'"), HasSubstr("'shapeWidth'")));
}

TEST(LoadShapeProblemsTest, MinimumAboveMaximumIsRefusedForSineAndSpike) {
  EXPECT_THAT(
      ProblemsOf(Between(ShapeKind::kSine, 2, 1.5), kHour),
      ElementsAre("option 'shapeMin': 2 is above the shapeMax of 1.5; allowed for "
                  "shape 'sine' is at most shapeMax, for example shapeMin=0.5 and "
                  "shapeMax=2"));
  ShapeOptions options = Options(ShapeKind::kSpike);
  options.minimum = 20;
  EXPECT_THAT(ProblemsOf(options, kHour),
              ElementsAre(HasSubstr("20 is above the shapeMax of 10 (left unsaid)")));
  EXPECT_THAT(ProblemsOf(Between(ShapeKind::kSine, 2, 2), kHour), IsEmpty());
}

TEST(LoadShapeProblemsTest, WidthMustBeBelowThePeriod) {
  ShapeOptions options = Options(ShapeKind::kSpike);
  options.width_ns = 10 * kSecond;
  EXPECT_THAT(ProblemsOf(options, 5 * kSecond),
              ElementsAre(AllOf(HasSubstr("option 'shapeWidth': 10 s is not below the "
                                          "period of 5 s (the whole stream"),
                                HasSubstr("for example"))));
  options.period_ns = 10 * kSecond;
  EXPECT_THAT(ProblemsOf(options, std::nullopt),
              ElementsAre(HasSubstr("10 s is not below the period of 10 s;")));
  options.period_ns = 10 * kSecond + 1;
  EXPECT_THAT(ProblemsOf(options, std::nullopt), IsEmpty());
}

TEST(LoadShapeProblemsTest, CronNeedsASchedule) {
  EXPECT_THAT(ProblemsOf(Options(ShapeKind::kCron), kHour),
              ElementsAre(AllOf(HasSubstr("option 'shapeCron' is missing"),
                                HasSubstr("for example shapeCron='"))));
}

TEST(LoadShapeProblemsTest, AllMistakesComeAtOnce) {
  ShapeOptions options = Cron("@daily");
  options.kind = ShapeKind::kSine;
  options.minimum = 2;
  EXPECT_THAT(ProblemsOf(options, std::nullopt),
              ElementsAre(HasSubstr("'shapeCron'"), HasSubstr("'shapeMin'"),
                          HasSubstr("'shapePeriod'")));
  options = Options(ShapeKind::kRamp);
  options.period_ns = kHour;
  EXPECT_THAT(ProblemsOf(options, std::nullopt),
              ElementsAre(HasSubstr("option 'shapePeriod' belongs to"),
                          HasSubstr("shape 'ramp' goes on until the last tick")));
}

TEST(LoadShapeFingerprintTest, DiffersWhenAnythingDiffers) {
  ShapeOptions wide = Options(ShapeKind::kSpike);
  wide.width_ns = kSecond;
  ShapeOptions long_period = Options(ShapeKind::kSine);
  long_period.period_ns = kHour + 1;
  const LoadShape shapes[] = {
      LoadShape(),
      Made(Options(ShapeKind::kRamp), kHour),
      Made(Options(ShapeKind::kRamp), kHour + 1),
      Made(Between(ShapeKind::kRamp, 0.1, 1), kHour),
      Made(Between(ShapeKind::kRamp, 0.1 + 1e-17, 1.0000000000000002), kHour),
      Made(Between(ShapeKind::kRamp, 1, 0), kHour),
      Made(Options(ShapeKind::kSine), kHour),
      Made(long_period, kHour),
      Made(Options(ShapeKind::kSpike), kHour),
      Made(wide, kHour),
      Made(Between(ShapeKind::kSpike, 0, 1), kHour),
      Made(Cron("@daily"), kHour),
      Made(Cron("@hourly"), kHour),
      Made(Cron("0 0 1,13 * fri"), kHour),
      Made(Cron("0 0 1-13/12 * fri"), kHour),
  };
  std::set<std::string> fingerprints;
  for (const LoadShape& shape : shapes) fingerprints.insert(shape.Fingerprint());
  EXPECT_EQ(fingerprints.size(), std::size(shapes) - 1) << "the last two mean the same";
}

TEST(LoadShapeFingerprintTest, IsTheSameForWhatIsSaidAndWhatIsTheDefault) {
  ShapeOptions said = Between(ShapeKind::kSpike, 1, 10);
  said.period_ns = 10 * kSecond;
  said.width_ns = kSecond;
  EXPECT_EQ(Made(said, kHour).Fingerprint(),
            Made(Options(ShapeKind::kSpike), 10 * kSecond).Fingerprint());
  EXPECT_EQ(Made(Cron("@daily"), kHour).Fingerprint(),
            Made(Cron("0 0 * * *"), std::nullopt).Fingerprint());
}

TEST(ShapeNameTest, IsTheOptionsWord) {
  EXPECT_STREQ(ShapeName(ShapeKind::kConstant), "constant");
  EXPECT_STREQ(ShapeName(ShapeKind::kRamp), "ramp");
  EXPECT_STREQ(ShapeName(ShapeKind::kSpike), "spike");
  EXPECT_STREQ(ShapeName(ShapeKind::kSine), "sine");
  EXPECT_STREQ(ShapeName(ShapeKind::kCron), "cron");
}

}  // namespace
}  // namespace rand_engine
