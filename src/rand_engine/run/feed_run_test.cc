// Live feeds: which rows are due when, and what comes out.
#include "rand_engine/run/feed_run.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/api.h"
#include "rand_engine/run/feed_schedule.h"
#include "rand_engine/run/stream_test_support.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

using testing::HasSubstr;

// --- The schedule

StreamPlan FeedOf(double rate) {
  StreamPlan plan;
  plan.pace = Pace::kFeed;
  plan.rate = rate;
  return plan;
}

std::vector<Slot> SlotsOf(const StreamPlan& plan, int64_t most = INT64_MAX) {
  SlotSchedule schedule(plan, 0, 0);
  std::vector<Slot> slots;
  while (static_cast<int64_t>(slots.size()) < most) {
    const auto slot = schedule.Next();
    if (!slot) break;
    slots.push_back(*slot);
  }
  return slots;
}

TEST(SlotScheduleTest, DealsEachRowOnceInOrder) {
  for (const double rate : {0.5, 1.0, 7.0, 99.0, 100.0, 1234.5, 1e6}) {
    StreamPlan plan = FeedOf(rate);
    plan.timeout_ns = 10'000'000'000;
    int64_t row = 0;
    int64_t number = -1;
    for (const Slot& slot : SlotsOf(plan)) {
      EXPECT_EQ(slot.rows.first, row);
      EXPECT_GT(slot.number, number);
      row = slot.rows.end();
      number = slot.number;
    }
    EXPECT_EQ(row, static_cast<int64_t>(rate * 10)) << rate;
  }
}

TEST(SlotScheduleTest, NoSecondHasMoreRowsThanTheRate) {
  for (const double rate : {1.0, 3.0, 60.0, 101.0, 12'345.0, 777'777.0}) {
    StreamPlan plan = FeedOf(rate);
    plan.timeout_ns = 5'000'000'000;
    std::vector<int64_t> rows(500, 0);
    for (const Slot& slot : SlotsOf(plan)) rows[slot.number] += slot.rows.count;
    for (size_t begin = 0; begin + kSlotsPerSecond <= rows.size(); ++begin) {
      int64_t sum = 0;
      for (size_t i = 0; i < kSlotsPerSecond; ++i) sum += rows[begin + i];
      EXPECT_LE(sum, static_cast<int64_t>(rate)) << rate << " from slot " << begin;
    }
  }
}

TEST(SlotScheduleTest, RowsComeInTheSlotInWhichTheyAreDue) {
  StreamPlan plan = FeedOf(4);
  plan.rows = 6;
  std::vector<int64_t> numbers;
  for (const Slot& slot : SlotsOf(plan)) numbers.push_back(slot.number);
  EXPECT_THAT(numbers, testing::ElementsAre(0, 25, 50, 75, 100, 125));
}

TEST(SlotScheduleTest, AShapeChangesTheRate) {
  StreamPlan plan = FeedOf(1000);
  plan.timeout_ns = 10'000'000'000;
  std::vector<std::string> problems;
  ShapeOptions options;
  options.kind = ShapeKind::kRamp;
  plan.shape = LoadShape::Make(options, plan.timeout_ns, &problems);
  ASSERT_TRUE(problems.empty());
  std::vector<int64_t> rows(10, 0);
  for (const Slot& slot : SlotsOf(plan)) rows[slot.number / 100] += slot.rows.count;
  for (size_t second = 0; second < 10; ++second) {
    EXPECT_NEAR(rows[second], 50.0 + 100.0 * second, 2);
  }
}

TEST(SlotScheduleTest, AVerySlowFeedHasAPulse) {
  const auto slots = SlotsOf(FeedOf(1e-6), 5);
  ASSERT_EQ(slots.size(), 5u);
  EXPECT_EQ(slots[0].rows.count, 1);
  EXPECT_EQ(slots[4].rows.count, 0);
  EXPECT_LE(slots[4].number - slots[3].number, kSlotsPerSecond);
}

// The most rows of any second of a feed whose reader stands still for six seconds.
int64_t MostRowsOfASecond(double rate, int64_t stall_at_slot) {
  StreamPlan plan = FeedOf(rate);
  plan.timeout_ns = 10'000'000'000;
  SlotPacer pacer(0);
  int64_t now = 0;
  std::vector<std::pair<int64_t, int64_t>> written;
  bool stalled = false;
  for (const Slot& slot : SlotsOf(plan)) {
    now = pacer.MomentOf(slot, now);
    written.emplace_back(now, slot.rows.count);
    const int64_t begin = now;
    now += 300'000;
    if (!stalled && slot.number >= stall_at_slot) now += 6'000'000'000;
    stalled = stalled || slot.number >= stall_at_slot;
    pacer.Wrote(begin, now);
  }
  int64_t most = 0;
  for (size_t i = 0; i < written.size(); ++i) {
    int64_t sum = 0;
    for (size_t j = i; j < written.size(); ++j) {
      if (written[j].first - written[i].first < 1'000'000'000) sum += written[j].second;
    }
    most = std::max(most, sum);
  }
  return most;
}

TEST(SlotPacerTest, NoSecondHasMoreRowsThanTheRateAlsoAfterAStall) {
  for (const double rate : {1.0, 7.7, 30.0, 33.3, 99.5, 250.0, 1234.5}) {
    EXPECT_LE(MostRowsOfASecond(rate, 150), static_cast<int64_t>(std::ceil(rate)))
        << rate;
    EXPECT_GE(MostRowsOfASecond(rate, 150), static_cast<int64_t>(rate)) << rate;
  }
}

// --- What comes out

class FeedRunTest : public testing::Test {
 protected:
  FeedRunTest()
      : descriptor_(open((scratch_ / "feed").c_str(), O_CREAT | O_RDWR, 0600)) {}
  ~FeedRunTest() override { close(descriptor_); }

  StreamWriter Writer(const char* spec = kSpec) {
    StreamWriter writer = DataGenerator{std::string_view(spec), Seed(7)}.writeStream();
    writer.clock(&clock_);
    return writer;
  }

  std::string path() const { return "/dev/fd/" + std::to_string(descriptor_); }

  std::string Feed(const StreamWriter& writer) {
    EXPECT_EQ(ftruncate(descriptor_, 0), 0);
    lseek(descriptor_, 0, SEEK_SET);
    const auto report = writer.start(path());
    EXPECT_TRUE(report.ok()) << report.status().ToString();
    if (report.ok()) report_ = *report;
    return scratch_.ReadFile("feed");
  }

  std::string ErrorOf(const StreamWriter& writer) {
    const auto report = writer.start(path());
    return report.ok() ? "OK" : report.status().message();
  }

  std::string Batch(int64_t rows, const std::string& name) {
    EXPECT_TRUE(DataGenerator(std::string_view(kSpec), Seed(7))
                    .write()
                    .size(rows)
                    .save(scratch_ / name)
                    .ok());
    return scratch_.ReadFile(name);
  }

  static constexpr char kSpec[] = R"({"id": {"method": "gen_incremental"},
                                      "name": {"method": "gen_name"}})";
  static constexpr char kTimed[] = R"({"at": {"method": "gen_now"}})";

  ScratchDirectory scratch_;
  FakeClock clock_;
  StreamReport report_;
  int descriptor_;
};

TEST_F(FeedRunTest, RowsAreThoseOfABatchWithOneHeader) {
  EXPECT_EQ(Feed(Writer().option("rate", 1000).option("timeout", 3)),
            Batch(3000, "a.jsonl"));
  EXPECT_EQ(report_.rows, 3000);
  EXPECT_EQ(report_.bytes, static_cast<int64_t>(scratch_.ReadFile("feed").size()));
  EXPECT_EQ(Feed(Writer().format("csv").option("rate", 1000).option("timeout", 3)),
            Batch(3000, "a.csv"));
  EXPECT_EQ(Feed(Writer().format("csv").size(200'000)), Batch(200'000, "b.csv"));
  EXPECT_EQ(Feed(Writer().format("csv").size(0)), Batch(0, "c.csv"));
}

TEST_F(FeedRunTest, TimePassesAsTheRateSays) {
  const int64_t before = clock_.MonotonicNanos();
  Feed(Writer().option("rate", 50).size(101));
  EXPECT_EQ(clock_.MonotonicNanos() - before, 2 * FakeClock::kSecond);
}

TEST_F(FeedRunTest, OneByteOrderMarkBeginsIt) {
  for (const char* encoding : {"utf-8-sig", "utf-16"}) {
    BatchWriter batch = DataGenerator(std::string_view(kSpec), Seed(7)).write();
    ASSERT_TRUE(
        batch.size(500).option("encoding", encoding).save(scratch_ / "b.csv").ok());
    StreamWriter writer = Writer().format("csv").option("encoding", encoding);
    EXPECT_EQ(Feed(writer.option("rate", 100).size(500)), scratch_.ReadFile("b.csv"));
  }
}

TEST_F(FeedRunTest, AFeedWithFewRowsLastsUntilItsTimeout) {
  const int64_t before = clock_.MonotonicNanos();
  Feed(Writer().option("rate", 0.01).option("timeout", 5));
  EXPECT_EQ(report_.rows, 1);
  EXPECT_EQ(clock_.MonotonicNanos() - before, 5 * FakeClock::kSecond);
}

TEST_F(FeedRunTest, AFeedThatCannotKeepUpEndsAtItsTimeout) {
  clock_.on_sleep = [&](int64_t) { clock_.Pass(FakeClock::kSecond / 2); };
  Feed(Writer().option("rate", 100).option("timeout", 5));
  EXPECT_LT(report_.rows, 20);
  EXPECT_FALSE(report_.stopped);
}

TEST_F(FeedRunTest, ASlowReaderIsNotFloodedAfterwards) {
  int64_t slots = 0;
  std::vector<int64_t> times;
  clock_.on_sleep = [&](int64_t deadline) {
    times.push_back(std::max(deadline, clock_.MonotonicNanos()));
    // Somebody does not read for three seconds.
    if (++slots == 150) clock_.Pass(3 * FakeClock::kSecond);
  };
  Feed(Writer().option("rate", 100).option("timeout", 10));
  times.pop_back();  // That is the timeout.
  for (size_t i = 0; i + kSlotsPerSecond < times.size(); ++i) {
    EXPECT_GE(times[i + kSlotsPerSecond] - times[i], FakeClock::kSecond - 2 * kSlotNanos);
  }
  // Time is up, though not all rows came.
  EXPECT_LT(report_.rows, 1000);
  EXPECT_GT(report_.rows, 650);
  EXPECT_FALSE(report_.stopped);
}

TEST_F(FeedRunTest, EachRowHasItsMoment) {
  StreamWriter writer = Writer(kTimed);
  writer.format("csv").option("header", false).option("now", "2024-05-01T00:00:00Z");
  EXPECT_EQ(Feed(writer.option("rate", 3).size(4)),
            "2024-05-01T00:00:00.000000Z\n2024-05-01T00:00:00.333333Z\n"
            "2024-05-01T00:00:00.666666Z\n2024-05-01T00:00:01.000000Z\n");
}

TEST_F(FeedRunTest, WithAShapeRowsHappenInTheirSlots) {
  StreamWriter writer = Writer(kTimed);
  writer.format("csv").option("header", false).option("now", "2024-05-01T00:00:00Z");
  writer.option("shape", "ramp").option("shapeMin", 1).option("timeout", 1);
  EXPECT_EQ(Feed(writer.option("rate", 2).size(2)),
            "2024-05-01T00:00:00.000000Z\n2024-05-01T00:00:00.500000Z\n");
}

TEST_F(FeedRunTest, AStopEndsItWithWholeRows) {
  const StopToken stop;
  clock_.on_sleep = [&, slots = 0](int64_t) mutable {
    if (++slots == 30) stop.RequestStop();
  };
  const std::string text = Feed(Writer().option("rate", 1000).stop_token(stop));
  EXPECT_TRUE(report_.stopped);
  EXPECT_EQ(report_.rows, 290);
  EXPECT_EQ(text, Batch(290, "a.jsonl"));
}

TEST_F(FeedRunTest, WhatAFeedCannotBeIsRefused) {
  EXPECT_THAT(ErrorOf(Writer().format("parquet")), HasSubstr("format"));
  EXPECT_THAT(ErrorOf(Writer().option("compression", "gzip")), HasSubstr("compression"));
  EXPECT_THAT(ErrorOf(Writer().option("lines", false)), HasSubstr("lines"));
  EXPECT_THAT(ErrorOf(Writer().trigger({.frequency = 1})), HasSubstr("frequency"));
  EXPECT_THAT(ErrorOf(Writer().option("maxFiles", 1)), HasSubstr("maxFiles"));
  EXPECT_THAT(ErrorOf(Writer().option("checkpointLocation", "x")),
              HasSubstr("checkpointLocation"));
  EXPECT_THAT(ErrorOf(Writer().option("shape", "sine")), HasSubstr("rate"));
  EXPECT_THAT(ErrorOf(Writer().option("rate", 0)), HasSubstr("above 0"));
  EXPECT_THAT(ErrorOf(Writer().option("rate", 1e12)), HasSubstr("1000000000"));
}

}  // namespace
}  // namespace rand_engine
