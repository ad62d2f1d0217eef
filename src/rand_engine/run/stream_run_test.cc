#include "rand_engine/run/stream_run.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/api.h"
#include "rand_engine/run/stream_test_support.h"
#include "rand_engine/write/part_name.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr char kSpec[] = R"({"id": {"method": "gen_incremental"},
                             "name": {"method": "gen_name"}})";
constexpr char kTimed[] = R"({"at": {"method": "gen_now"}})";

DataGenerator Generator(const char* spec = kSpec) {
  return DataGenerator{std::string_view(spec), Seed(7)};
}

class StreamRunTest : public StreamTest {
 protected:
  /// Ten rows a file, a file a second, on the fake clock.
  StreamWriter Writer(const OptionValue& timeout, const char* spec = kSpec) {
    StreamWriter writer = Generator(spec).writeStream();
    writer.size(10).format("csv").option("header", false).option("timeout", timeout);
    writer.trigger({.frequency = 1}).clock(&clock_).observer(&observer_);
    return writer;
  }

  std::vector<std::string> Names() const { return SortedNamesIn(scratch_ / "out"); }

  /// All parts, one after another.
  std::string Joined() const {
    std::string text;
    for (const std::string& name : Names()) text += scratch_.ReadFile("out/" + name);
    return text;
  }

  /// What one batch of so many rows holds.
  std::string Batch(int64_t rows, const char* spec = kSpec) const {
    const ScratchDirectory other;
    BatchWriter writer = Generator(spec).write();
    writer.size(rows).option("header", false);
    EXPECT_TRUE(writer.save(other / "batch.csv").ok());
    return other.ReadFile("batch.csv");
  }

  FileObserver observer_;
};

// --- The schedule

TEST_F(StreamRunTest, WritesAFileForEachTickBeforeTheTimeout) {
  const std::vector<std::tuple<OptionValue, OptionValue, int64_t>> cases = {
      {0.9, 0.3, 3}, {1, 0.3, 4}, {"0.9s", "300ms", 3}, {10, 2, 5}, {"1m", "1h", 1}};
  for (const auto& [timeout, frequency, files] : cases) {
    StreamWriter writer = Writer(timeout);
    writer.trigger({.frequency = frequency});
    const StreamReport report = Start(writer);
    EXPECT_EQ(report.files, files);
    EXPECT_EQ(report.planned_files, files);
    EXPECT_EQ(report.rows, files * 10);
    EXPECT_THAT(Names(), SizeIs(files));
  }
}

TEST_F(StreamRunTest, FilesAppearAtTheirTicksAndNotBefore) {
  std::vector<size_t> visible;
  std::vector<size_t> beside;
  clock_.on_sleep = [&](int64_t) {
    visible.push_back(Names().size());
    beside.push_back(SortedNamesIn(scratch_.path()).size());
  };
  Start(Writer(3));
  EXPECT_THAT(visible, ElementsAre(0, 1, 2, 3));
  // The file that waits for its tick lies hidden beside the dataset.
  EXPECT_THAT(beside, ElementsAre(1, 2, 2, 2));
  EXPECT_THAT(SortedNamesIn(scratch_.path()), ElementsAre("out"));
}

TEST_F(StreamRunTest, DeadlinesAreAbsoluteAndDoNotDrift) {
  observer_.on_file = [&](const StreamFile&) { clock_.Pass(300'000'000); };
  const StreamReport report = Start(Writer(4));
  const int64_t start = clock_.deadlines.front();
  EXPECT_THAT(
      clock_.deadlines,
      ElementsAre(start, start + FakeClock::kSecond, start + 2 * FakeClock::kSecond,
                  start + 3 * FakeClock::kSecond, start + 4 * FakeClock::kSecond));
  EXPECT_EQ(report.late_files, 0);
  EXPECT_DOUBLE_EQ(report.seconds, 4);
}

TEST_F(StreamRunTest, LateFilesFollowAtOnceAndAreCountedAndNoneIsLeftOut) {
  observer_.on_file = [&](const StreamFile& file) {
    if (file.due_seconds == 0) clock_.Pass(2'500'000'000);
  };
  const StreamReport report = Start(Writer(5));
  EXPECT_EQ(report.files, 5);
  EXPECT_EQ(report.late_files, 2);
  EXPECT_DOUBLE_EQ(report.worst_lateness, 1.5);
  EXPECT_DOUBLE_EQ(observer_.files[1].late_seconds, 1.5);
  EXPECT_DOUBLE_EQ(observer_.files[2].late_seconds, 0.5);
  EXPECT_DOUBLE_EQ(observer_.files[3].late_seconds, 0);
  EXPECT_TRUE(observer_.files[2].was_late);
  EXPECT_FALSE(observer_.files[3].was_late);
  EXPECT_DOUBLE_EQ(report.seconds, 5);
}

TEST_F(StreamRunTest, SettingTheWallClockChangesNeitherScheduleNorEventTimes) {
  constexpr int64_t kHourMicros = 3'600'000'000;
  observer_.on_file = [&](const StreamFile& file) {
    clock_.MoveWall(file.due_seconds < 2 ? kHourMicros : -2 * kHourMicros);
  };
  const StreamReport report = Start(Writer(4, kTimed));
  EXPECT_EQ(report.late_files, 0);
  EXPECT_DOUBLE_EQ(report.seconds, 4);
  for (size_t i = 1; i < 5; ++i) {
    EXPECT_EQ(clock_.deadlines[i] - clock_.deadlines[i - 1], FakeClock::kSecond);
  }
  const auto names = Names();
  ASSERT_THAT(names, SizeIs(4));
  const std::string first = scratch_.ReadFile("out/" + names[0]).substr(0, 27);
  const std::string last = scratch_.ReadFile("out/" + names[3]).substr(0, 27);
  EXPECT_EQ(first, "2023-11-14T22:13:25.000000Z");
  EXPECT_EQ(last, "2023-11-14T22:13:28.000000Z");
}

// --- The data

TEST_F(StreamRunTest, JoinedFilesAreTheRowsOfOneBatch) {
  Start(Writer(7));
  EXPECT_EQ(Joined(), Batch(70));
}

TEST_F(StreamRunTest, NamesSortInRowOrderAndRepeatWithTheSeed) {
  Start(Writer(3));
  const auto names = Names();
  for (size_t i = 0; i < names.size(); ++i) {
    const auto parsed = ParsePartName(names[i]);
    ASSERT_TRUE(parsed.has_value()) << names[i];
    EXPECT_EQ(parsed->naming, PartNaming::kStream);
    EXPECT_EQ(parsed->index, i);
    EXPECT_EQ(parsed->suffix, ".csv");
  }
  Start(Writer(3));
  EXPECT_EQ(Names(), names);
}

TEST_F(StreamRunTest, JsonIsTheDefaultAndSuffixesAreTaken) {
  StreamWriter writer = Generator().writeStream();
  writer.size(2).option("timeout", 1).trigger({.frequency = 1}).clock(&clock_);
  EXPECT_EQ(Start(writer).format, "json");
  EXPECT_EQ(Start(writer, "events.parquet").format, "parquet");
  EXPECT_TRUE(std::filesystem::is_directory(scratch_ / "events"));
}

TEST_F(StreamRunTest, RowsHappenAtTheTickOfTheirFile) {
  StreamWriter writer = Writer(2, kTimed);
  writer.size(2).option("now", "2024-05-01T00:00:00Z");
  const StreamReport report = Start(writer);
  EXPECT_EQ(Joined(),
            "2024-05-01T00:00:00.000000Z\n2024-05-01T00:00:00.000000Z\n"
            "2024-05-01T00:00:01.000000Z\n2024-05-01T00:00:01.000000Z\n");
  EXPECT_EQ(report.now, "2024-05-01T00:00:00.000000Z");
}

TEST_F(StreamRunTest, EventTimeSpreadLaysRowsEvenlyUpToTheNextTick) {
  StreamWriter writer = Writer(2, kTimed);
  writer.size(3).option("now", "2024-05-01T00:00:00Z").option("eventTime", "spread");
  Start(writer);
  EXPECT_EQ(Joined(),
            "2024-05-01T00:00:00.000000Z\n2024-05-01T00:00:00.333333Z\n"
            "2024-05-01T00:00:00.666666Z\n2024-05-01T00:00:01.000000Z\n"
            "2024-05-01T00:00:01.333333Z\n2024-05-01T00:00:01.666666Z\n");
  EXPECT_THAT(ErrorOf(Writer(2).trigger({.once = true}).option("eventTime", "late")),
              HasSubstr("allowed are tick, spread"));
}

// --- Modes

TEST_F(StreamRunTest, OverwriteDropsTheOldPartsWithTheFirstFile) {
  Start(Writer(3));
  std::vector<size_t> visible;
  clock_.on_sleep = [&](int64_t) { visible.push_back(Names().size()); };
  StreamWriter writer = Generator("{\"u\": {\"method\": \"gen_uuid\"}}").writeStream();
  writer.option("timeout", 2).trigger({.frequency = 1}).clock(&clock_).format("csv");
  Start(writer);
  EXPECT_THAT(visible, ElementsAre(3, 1, 2));
}

TEST_F(StreamRunTest, AppendAddsAfterWhatIsThere) {
  Start(Writer(2));
  const std::string before = Joined();
  StreamWriter writer = Writer(3);
  writer.mode("append").option("firstRow", "continue");
  const StreamReport report = Start(writer);
  EXPECT_EQ(report.first_row, 20);
  EXPECT_THAT(Names(), SizeIs(5));
  EXPECT_EQ(Joined(), Batch(50));
  EXPECT_EQ(Joined().substr(0, before.size()), before);
}

TEST_F(StreamRunTest, AppendWarnsOfRowsThatCouldRepeat) {
  Start(Writer(1));
  StreamWriter writer = Writer(1);
  EXPECT_THAT(Start(writer.mode("append")).warnings,
              ElementsAre(HasSubstr("rows may repeat")));
}

TEST_F(StreamRunTest, ForeignDataIsRefused) {
  scratch_.WriteFile("out/mine.csv", "1\n");
  EXPECT_THAT(ErrorOf(Writer(1)), HasSubstr("mine.csv"));
}

TEST_F(StreamRunTest, ARemovedDatasetIsMadeAnew) {
  observer_.on_file = [&](const StreamFile& file) {
    if (file.due_seconds == 1) std::filesystem::remove_all(scratch_ / "out");
  };
  EXPECT_EQ(Start(Writer(4)).files, 4);
  EXPECT_THAT(Names(), SizeIs(2));
}

TEST_F(StreamRunTest, MaxFilesKeepsTheNewestAlsoOfEarlierStreams) {
  Start(Writer(4));
  StreamWriter writer = Writer(3);
  writer.mode("append").option("maxFiles", 5).option("firstRow", "continue");
  std::vector<size_t> visible;
  observer_.on_file = [&](const StreamFile&) { visible.push_back(Names().size()); };
  Start(writer);
  EXPECT_THAT(visible, ElementsAre(5, 5, 5));
  EXPECT_EQ(Joined(), Batch(70).substr(Batch(20).size()));
}

// --- Triggers

TEST_F(StreamRunTest, OnceWritesOneFileAndReturns) {
  StreamWriter writer = Generator().writeStream();
  writer.size(5).trigger({.once = true}).clock(&clock_).format("csv");
  const StreamReport report = Start(writer);
  EXPECT_EQ(report.files, 1);
  EXPECT_EQ(report.rows, 5);
  EXPECT_THAT(clock_.deadlines, SizeIs(0));
}

TEST_F(StreamRunTest, AvailableNowWritesAllFilesWithoutWaiting) {
  StreamWriter writer = Writer(5);
  writer.trigger({.available_now = true});
  const StreamReport report = Start(writer);
  EXPECT_EQ(report.files, 5);
  EXPECT_EQ(report.late_files, 0);
  EXPECT_THAT(clock_.deadlines, SizeIs(0));
  EXPECT_EQ(Joined(), Batch(50));
}

// --- Shapes

std::vector<int64_t> RowsOf(const std::vector<StreamFile>& files) {
  std::vector<int64_t> rows;
  for (const StreamFile& file : files) rows.push_back(file.rows);
  return rows;
}

TEST_F(StreamRunTest, RowsOfAFileFollowTheShape) {
  Start(Writer(5).option("shape", "ramp").option("shapeMax", 2));
  EXPECT_THAT(RowsOf(observer_.files), ElementsAre(0, 5, 10, 15, 20));
  EXPECT_EQ(Joined(), Batch(50));
  observer_.files.clear();
  Start(Writer(9).option("shape", "sine").option("shapePeriod", 8));
  EXPECT_THAT(RowsOf(observer_.files), ElementsAre(0, 1, 5, 9, 10, 9, 5, 1, 0));
}

TEST_F(StreamRunTest, CronFollowsTheTimeOfTheTicks) {
  StreamWriter writer = Writer("4m");
  writer.trigger({.frequency = "1m"}).option("now", "2024-05-01T08:58:00Z");
  Start(writer.option("shape", "cron").option("shapeCron", "* 9-17 * * *"));
  EXPECT_THAT(RowsOf(observer_.files), ElementsAre(0, 0, 10, 10));
}

// --- Stopping

TEST_F(StreamRunTest, AStopBetweenTicksLeavesTheFilesAndNothingElse) {
  const StopToken stop;
  clock_.on_sleep = [&](int64_t) {
    if (Names().size() == 2) stop.RequestStop();
  };
  const StreamReport report = Start(Writer(10).stop_token(stop));
  EXPECT_TRUE(report.stopped);
  EXPECT_EQ(report.files, 2);
  EXPECT_EQ(report.rows, 20);
  EXPECT_EQ(Joined(), Batch(20));
  EXPECT_THAT(SortedNamesIn(scratch_.path()), ElementsAre("out"));
}

TEST_F(StreamRunTest, AStopBeforeTheFirstFileLeavesWhatWasThere) {
  Start(Writer(2));
  const DirectoryContent before = scratch_.Content();
  const StopToken stop;
  stop.RequestStop();
  EXPECT_EQ(Start(Writer(3).stop_token(stop)).files, 0);
  EXPECT_EQ(scratch_.Content(), before);
}

// --- Mistakes

TEST_F(StreamRunTest, MissingTimeoutOrFrequencyIsAnErrorBeforeAnythingChanges) {
  StreamWriter bare = Generator().writeStream();
  EXPECT_THAT(ErrorOf(bare), AllOf(HasSubstr("option 'timeout' is missing"),
                                   HasSubstr("trigger frequency is missing")));
  EXPECT_THAT(ErrorOf(StreamWriter(bare).trigger({.available_now = true})),
              HasSubstr("option 'timeout' is missing"));
}

TEST_F(StreamRunTest, ImpossibleTimesAreErrors) {
  for (const OptionValue& wrong : std::vector<OptionValue>{
           0, -1, "0s", "soon", -0.5, true, std::string("1 fortnight")}) {
    EXPECT_THAT(ErrorOf(Writer(wrong)), HasSubstr("option 'timeout'"));
    EXPECT_THAT(ErrorOf(Writer(5).trigger({.frequency = wrong})),
                HasSubstr("trigger frequency"));
  }
  EXPECT_THAT(ErrorOf(Writer("90y")), HasSubstr("'90y'"));
}

TEST_F(StreamRunTest, ATimeoutBelowTheFrequencyIsOneFileWithAWarning) {
  const StreamReport report = Start(Writer(0.5));
  EXPECT_EQ(report.files, 1);
  EXPECT_THAT(report.warnings, ElementsAre(HasSubstr("one file")));
  EXPECT_DOUBLE_EQ(report.seconds, 0.5);
}

TEST_F(StreamRunTest, ContradictionsAreErrors) {
  EXPECT_THAT(ErrorOf(Writer(5).trigger({.once = true, .available_now = true})),
              HasSubstr("contradict"));
  EXPECT_THAT(ErrorOf(Writer(5).option("rate", 5)), HasSubstr("option 'rate'"));
  EXPECT_THAT(ErrorOf(Writer(5).option("numFiles", 5)), HasSubstr("batch writing"));
  EXPECT_THAT(ErrorOf(Writer(5).size(-1)), HasSubstr("size"));
  EXPECT_THAT(ErrorOf(Writer("1000h").size(INT64_MAX / 2)), HasSubstr("size"));
}

TEST_F(StreamRunTest, DryRunsShowTheScheduleAndChangeNothing) {
  const auto preview = Writer(30).dry_run(scratch_ / "out");
  ASSERT_TRUE(preview.ok()) << preview.status().ToString();
  EXPECT_EQ(preview->file_count, 30);
  EXPECT_EQ(preview->rows, 300);
  EXPECT_EQ(preview->timeout_seconds, 30);
  EXPECT_EQ(preview->frequency_seconds, 1);
  EXPECT_THAT(preview->files, SizeIs(10));
  EXPECT_TRUE(scratch_.Content().empty());
  Start(Writer(30));
  EXPECT_EQ(preview->files.front(), scratch_ / ("out/" + Names().front()));
}

// --- Background

TEST_F(StreamRunTest, AQueryRunsInTheBackgroundAndCanBeStopped) {
  StreamWriter writer = Generator().writeStream();
  writer.size(5).option("timeout", 1000).trigger({.frequency = 0.02}).format("csv");
  writer.option("header", false);
  auto query = writer.start_in_background(scratch_ / "out");
  ASSERT_TRUE(query.ok()) << query.status().ToString();
  EXPECT_TRUE((*query)->is_active());
  EXPECT_FALSE((*query)->report().ok());
  while ((*query)->status().files < 3) EXPECT_FALSE((*query)->await_termination(0.01));
  (*query)->stop();
  EXPECT_FALSE((*query)->is_active());
  EXPECT_TRUE((*query)->exception().ok());
  const auto report = (*query)->report();
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->stopped);
  EXPECT_EQ(report->files, (*query)->status().files);
  EXPECT_EQ(report->last_file, (*query)->status().last_file);
  EXPECT_EQ(Joined(), Batch(report->rows));
  EXPECT_FALSE(writer.start_in_background(scratch_ / "a.xlsx").ok());
}

// --- Faults

TEST_F(StreamRunTest, TheWorkForAFileDoesNotGrowWithTheirNumber) {
  FaultyFileSystem counting(PosixFileSystem());
  counting.SetPretendedSyncs(true);
  std::vector<int64_t> calls;
  std::vector<int> descriptors;
  observer_.on_file = [&](const StreamFile&) {
    calls.push_back(counting.calls());
    descriptors.push_back(OpenDescriptorCount());
  };
  StreamWriter writer = Writer(300);
  writer.trigger({.available_now = true}).file_system(&counting);
  writer.option("checkpointLocation", scratch_ / "state").option("maxFiles", 5);
  Start(writer);
  ASSERT_THAT(calls, SizeIs(300));
  EXPECT_EQ(calls[299] - calls[298], calls[20] - calls[19]);
  EXPECT_EQ(descriptors[299], descriptors[20]);
}

TEST_F(StreamRunTest, AnyFailingCallLeavesOnlyWholeFilesAndSaysHowMany) {
  Start(Writer(2));
  const DirectoryContent old = scratch_.Content();
  for (int64_t n = 1;; ++n) {
    FaultyFileSystem faulty(PosixFileSystem());
    faulty.SetPretendedSyncs(true);
    faulty.FailAt(n, EIO);
    StreamWriter writer = Generator("{\"u\": {\"method\": \"gen_uuid\"}}").writeStream();
    writer.size(3).option("timeout", 3).trigger({.frequency = 1}).clock(&clock_);
    writer.format("csv").file_system(&faulty);
    const auto report = writer.start(scratch_ / "out");
    if (faulty.calls() < n) break;
    const auto now = scratch_.Content();
    if (!report.ok() && now != old) {
      EXPECT_THAT(report.status().message(), HasSubstr("which stay)")) << n;
    }
    const SystemCall failed = faulty.log()[n - 1].call;
    const bool cannot_clean = failed == SystemCall::kUnlink ||
                              failed == SystemCall::kRemoveDirectory ||
                              // What is left of the old parts is told.
                              (report.ok() && !report->warnings.empty());
    for (const auto& [name, content] : now) {
      const bool temporary = name.find(".tmp") != std::string::npos;
      EXPECT_TRUE(!temporary || cannot_clean)
          << n << ", " << NameOf(failed) << ": " << name;
      if (content == "dir" || temporary) continue;
      const bool whole = old.contains(name) || content.size() == 5 + 2 + 3 * 37;
      EXPECT_TRUE(whole) << n << ": " << name << " " << content;
    }
    for (const std::string& name : SortedNamesIn(scratch_.path())) {
      std::filesystem::remove_all(scratch_ / name);
    }
    Start(Writer(2));
  }
}

}  // namespace
}  // namespace rand_engine
