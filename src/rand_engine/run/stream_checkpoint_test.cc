// Streams that are stopped or killed and started again with a checkpoint.
#include <arrow/result.h>
#include <arrow/status.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/api.h"
#include "rand_engine/run/checkpoint.h"
#include "rand_engine/run/stream_test_support.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

// With a time column the content of a file depends on when it is made.
constexpr char kSpec[] = R"({"id": {"method": "gen_incremental"},
                             "name": {"method": "gen_name"},
                             "at": {"method": "gen_now"}})";

/// The lines of all parts without their last field, the time.
std::vector<std::string> JoinedRows(const ScratchDirectory& scratch) {
  std::vector<std::string> rows;
  for (const std::string& name : SortedNamesIn(scratch / "out")) {
    std::istringstream text(scratch.ReadFile("out/" + name));
    for (std::string line; std::getline(text, line);) {
      rows.push_back(line.substr(0, line.rfind(',')));
    }
  }
  return rows;
}

class StreamCheckpointTest : public StreamTest {
 protected:
  StreamWriter Writer(const OptionValue& timeout = 5, const char* spec = kSpec,
                      std::optional<Seed> seed = Seed(7)) {
    StreamWriter writer = DataGenerator{std::string_view(spec), seed}.writeStream();
    writer.size(4).format("csv").option("header", false).option("timeout", timeout);
    writer.option("checkpointLocation", scratch_ / "state");
    writer.trigger({.frequency = 1}).clock(&clock_);
    return writer;
  }

  std::vector<std::string> Unbroken() const {
    const ScratchDirectory other;
    FakeClock clock;
    StreamWriter writer = DataGenerator{std::string_view(kSpec), Seed(7)}.writeStream();
    writer.size(4).format("csv").option("header", false).option("timeout", 5);
    writer.option("threads", 1).trigger({.frequency = 1}).clock(&clock);
    EXPECT_TRUE(writer.start(other / "out").ok());
    return JoinedRows(other);
  }

  /// Run until so many files are there, then stop.
  StreamReport StopAfter(size_t files, StreamWriter writer) {
    const StopToken stop;
    clock_.on_sleep = [&, files](int64_t) {
      if (SortedNamesIn(scratch_ / "out").size() >= files) stop.RequestStop();
    };
    const auto report = writer.stop_token(stop).start(scratch_ / "out");
    clock_.on_sleep = nullptr;
    EXPECT_TRUE(report.ok()) << report.status().ToString();
    return report.ok() ? *report : StreamReport{};
  }
};

TEST_F(StreamCheckpointTest, AStoppedStreamGoesOnWithTheMissingFilesInEitherMode) {
  for (const char* mode : {"overwrite", "append"}) {
    std::filesystem::remove_all(scratch_ / "out");
    std::filesystem::remove_all(scratch_ / "state");
    EXPECT_EQ(StopAfter(2, Writer().mode(mode)).files, 2);
    const StreamReport rest = Start(Writer().mode(mode));
    EXPECT_EQ(rest.files, 3) << mode;
    EXPECT_EQ(rest.planned_files, 5);
    EXPECT_EQ(rest.first_row, 8);
    EXPECT_THAT(rest.warnings, SizeIs(0));
    EXPECT_DOUBLE_EQ(rest.seconds, 3);
    EXPECT_EQ(JoinedRows(scratch_), Unbroken()) << mode;
  }
}

TEST_F(StreamCheckpointTest, AFinishedStreamHasNothingLeftToDo) {
  Start(Writer());
  const DirectoryContent before = scratch_.Content();
  const StreamReport again = Start(Writer());
  EXPECT_EQ(again.files, 0);
  EXPECT_THAT(again.warnings, ElementsAre(HasSubstr("nothing is left to do")));
  EXPECT_EQ(scratch_.Content(), before);
}

TEST_F(StreamCheckpointTest, WhatAStreamThatWasKilledAfterItsLastFileLeftIsCleared) {
  Start(Writer());
  const DirectoryContent before = scratch_.Content();
  scratch_.MakeDirectory(".out.0123456789abcdef.tmp");
  scratch_.WriteFile("state/.stream.json.0123456789abcdef.tmp", "{");
  EXPECT_EQ(Start(Writer()).files, 0);
  EXPECT_EQ(scratch_.Content(), before);
}

TEST_F(StreamCheckpointTest, ALongerTimeoutGoesOn) {
  Start(Writer(2));
  EXPECT_EQ(Start(Writer(5)).files, 3);
  EXPECT_EQ(JoinedRows(scratch_), Unbroken());
}

TEST_F(StreamCheckpointTest, OnceWritesTheNextFileEachTime) {
  for (int i = 0; i < 7; ++i) {
    EXPECT_EQ(Start(Writer().trigger({.once = true})).files, i < 5 ? 1 : 0);
  }
  EXPECT_EQ(JoinedRows(scratch_), Unbroken());
}

TEST_F(StreamCheckpointTest, TheDrawnSeedIsKept) {
  const std::string seed = StopAfter(2, Writer(5, kSpec, std::nullopt)).seed;
  EXPECT_EQ(Start(Writer(5, kSpec, std::nullopt)).seed, seed);
}

TEST_F(StreamCheckpointTest, AnotherStreamIsRefused) {
  StopAfter(2, Writer());
  const char kOther[] = R"({"id": {"method": "gen_incremental"}})";
  EXPECT_THAT(ErrorOf(Writer(5, kOther)), HasSubstr("its spec (SHA-256) is"));
  EXPECT_THAT(ErrorOf(Writer(5, kSpec, Seed(8))),
              HasSubstr("its seed is 7, here it is 8"));
  EXPECT_THAT(ErrorOf(Writer().size(5)), HasSubstr("its size is 4, here it is 5"));
  EXPECT_THAT(ErrorOf(Writer().trigger({.frequency = 2})), HasSubstr("its schedule is"));
  EXPECT_THAT(ErrorOf(Writer().option("shape", "ramp")), HasSubstr("its schedule is"));
  EXPECT_THAT(ErrorOf(Writer(), "elsewhere"), HasSubstr("its dataset is"));
  StreamWriter json = DataGenerator{std::string_view(kSpec), Seed(7)}.writeStream();
  json.size(4).format("json").option("timeout", 5).trigger({.frequency = 1});
  json.option("checkpointLocation", scratch_ / "state").clock(&clock_);
  EXPECT_THAT(ErrorOf(json), HasSubstr("csv"));
}

TEST_F(StreamCheckpointTest, OtherOptionsAreRefused) {
  StopAfter(2, Writer());
  EXPECT_THAT(ErrorOf(Writer().option("compression", "gzip")), HasSubstr("options"));
  EXPECT_THAT(ErrorOf(Writer().option("eventTime", "spread")), HasSubstr("options"));
  EXPECT_THAT(ErrorOf(Writer().option("firstRow", 5)),
              HasSubstr("its firstRow is 0, here it is 5"));
  // A later option replaces an earlier one.
  EXPECT_THAT(ErrorOf(Writer().option("firstRow", 0).option("firstRow", 5)),
              HasSubstr("its firstRow is 0, here it is 5"));
  EXPECT_EQ(Start(Writer().option("threads", 2).option("maxFiles", 9)).files, 3);
}

TEST_F(StreamCheckpointTest, ACheckpointInTheDatasetIsRefused) {
  for (const char* place : {"out", "out/state", "out/../out"}) {
    EXPECT_THAT(ErrorOf(Writer().option("checkpointLocation", scratch_ / place)),
                HasSubstr("lies in the dataset's directory"))
        << place;
  }
}

TEST_F(StreamCheckpointTest, APathThatIsNoTextIsRemembered) {
  const std::string path = scratch_ / "x\xff\xfe";
  ASSERT_TRUE(Writer(2).start(path).ok());
  const auto rest = Writer(3).start(path);
  ASSERT_TRUE(rest.ok()) << rest.status().ToString();
  EXPECT_EQ(rest->files, 1);
}

TEST_F(StreamCheckpointTest, AFifoIsNoCheckpoint) {
  scratch_.MakeDirectory("state");
  ASSERT_EQ(mkfifo((scratch_ / "state/stream.json").c_str(), 0600), 0);
  EXPECT_THAT(ErrorOf(Writer()), HasSubstr("not a regular file"));
}

TEST_F(StreamCheckpointTest, WhatIsNoCheckpointIsRefused) {
  for (const char* text :
       {"", "{", "[]", "{}", R"({"layout": 2})", R"({"layout": "x"})"}) {
    scratch_.WriteFile("state/stream.json", text);
    EXPECT_THAT(ErrorOf(Writer()), HasSubstr("is no checkpoint of a stream")) << text;
  }
}

TEST_F(StreamCheckpointTest, TwoStreamsCannotUseOneCheckpoint) {
  StopAfter(1, Writer());
  Checkpoint held(PosixFileSystem(), scratch_ / "state");
  ASSERT_TRUE(held.Load().ok());
  EXPECT_THAT(ErrorOf(Writer()), HasSubstr("another stream is running with it"));
}

// A kill at any call to the system: what is visible is whole, and starting again writes
// what is missing, no row twice and none left out.
TEST_F(StreamCheckpointTest, KilledAtAnyCallItGoesOnWithoutLosingOrRepeatingARow) {
  const auto expected = Unbroken();
  int kills = 0;
  for (int64_t n = 1;; ++n) {
    const ScratchDirectory scratch(ScratchPlace::kMemory);
    const auto writer = [&](FileSystem* file_system, FakeClock* clock) {
      StreamWriter made = DataGenerator{std::string_view(kSpec), Seed(7)}.writeStream();
      made.size(4).format("csv").option("header", false).option("timeout", 5);
      made.option("checkpointLocation", scratch / "state").option("threads", 1);
      made.trigger({.frequency = 1}).clock(clock).file_system(file_system);
      return made;
    };
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      FaultyFileSystem faulty(PosixFileSystem());
      faulty.SetPretendedSyncs(true);
      faulty.KillAt(n);
      FakeClock clock;
      const bool ok = writer(&faulty, &clock).start(scratch / "out").ok();
      _exit(ok ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    for (const std::string& name : SortedNamesIn(scratch / "out")) {
      const std::string text = scratch.ReadFile("out/" + name);
      EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4) << n << ": " << name;
    }
    FakeClock later;
    later.MoveWall(1'000'000);
    const auto report = writer(PosixFileSystem(), &later).start(scratch / "out");
    ASSERT_TRUE(report.ok()) << n << ": " << report.status().ToString();
    EXPECT_EQ(JoinedRows(scratch), expected) << "killed at call " << n;
    if (WIFEXITED(status)) break;
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
    ++kills;
  }
  EXPECT_GT(kills, 50);
}

}  // namespace
}  // namespace rand_engine
