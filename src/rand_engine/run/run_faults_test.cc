// Whole runs, as users start them, in which one call of the file system fails: each call,
// for every format and codec, into nothing, over old data and added to it, as one file,
// as many and as a stream. The data is the old or the new, the error says where and why.
//
// RAND_ENGINE_SOAK=1 tries every error at every call; else the errors take turns.
#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/api.h"
#include "rand_engine/error.h"
#include "rand_engine/run/checkpoint.h"
#include "rand_engine/run/stream_test_support.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

using ::testing::HasSubstr;

constexpr std::array<int, 5> kErrors = {ENOSPC, EIO, EACCES, EMFILE, EINTR};
constexpr const char* kSpec = R"({
  "id": {"method": "gen_incremental"},
  "name": {"method": "gen_name"},
  "price": {"method": "gen_floats", "parms": {"min": -5, "max": 900}}})";

enum class Shape { kOneFile, kManyFiles, kStream };
enum class Start { kNew, kOverwrite, kAppend };

struct Scenario {
  const char* format;
  const char* codec;
  Shape shape;
  Start start;
};

std::string NameOf(const Scenario& scenario) {
  const char* shapes[] = {"OneFile", "ManyFiles", "Stream"};
  const char* starts[] = {"New", "Overwrite", "Append"};
  return std::string(scenario.format) + "_" + scenario.codec + "_" +
         shapes[static_cast<int>(scenario.shape)] + "_" +
         starts[static_cast<int>(scenario.start)];
}

std::vector<Scenario> Scenarios() {
  std::vector<Scenario> scenarios;
  const auto add = [&](const char* format, std::initializer_list<const char*> codecs) {
    for (const char* codec : codecs) {
      for (const Shape shape : {Shape::kOneFile, Shape::kManyFiles, Shape::kStream}) {
        for (const Start start : {Start::kNew, Start::kOverwrite, Start::kAppend}) {
          scenarios.push_back({format, codec, shape, start});
        }
      }
    }
  };
  add("csv", {"none", "gzip", "bz2", "zip", "xz", "zstd"});
  add("json", {"none", "gzip", "bz2", "zip", "xz", "zstd"});
  add("parquet", {"none", "snappy", "gzip", "zstd", "lz4", "brotli"});
  return scenarios;
}

bool IsSoak() { return std::getenv("RAND_ENGINE_SOAK") != nullptr; }

void Restore(const DirectoryContent& content, const ScratchDirectory& scratch) {
  for (const auto& [path, what] : content) {
    if (what == "dir") {
      scratch.MakeDirectory(path);
    } else {
      scratch.WriteFile(path, std::string_view(what).substr(strlen("file:")));
    }
  }
}

class RunFaultsTest : public testing::TestWithParam<Scenario> {
 protected:
  static bool appends() { return GetParam().start == Start::kAppend; }

  arrow::Status Run(const ScratchDirectory& scratch, int64_t seed) {
    return GetParam().shape == Shape::kStream ? RunStream(scratch, seed)
                                              : RunBatch(scratch, seed);
  }

  arrow::Status RunBatch(const ScratchDirectory& scratch, int64_t seed) {
    DataGenerator generator{std::string_view(kSpec), Seed(seed)};
    BatchWriter writer = generator.size(20).write();
    writer.format(GetParam().format).option("compression", GetParam().codec);
    writer.option("firstRow", 0).option("threads", 1).file_system(&faulty_);
    if (appends()) writer.mode("append");
    if (GetParam().shape == Shape::kManyFiles) writer.option("numFiles", 3);
    // Adding one file to what is there needs a directory.
    if (appends() && GetParam().shape == Shape::kOneFile) writer.option("numFiles", 1);
    const auto report = writer.save(scratch / "deep/users");
    return report.status();
  }

  arrow::Status RunStream(const ScratchDirectory& scratch, int64_t seed) {
    FakeClock clock;
    DataGenerator generator{std::string_view(kSpec), Seed(seed)};
    StreamWriter writer = generator.size(5).writeStream();
    writer.format(GetParam().format).option("compression", GetParam().codec);
    writer.option("timeout", 3).trigger({.frequency = 1}).option("firstRow", 0);
    writer.option("checkpointLocation", scratch / ("checkpoint" + std::to_string(seed)));
    writer.option("threads", 1).file_system(&faulty_).clock(&clock);
    if (appends()) writer.mode("append");
    const auto report = writer.start(scratch / "deep/users");
    return report.status();
  }

  void Reset() {
    faulty_.Reset();
    faulty_.SetPretendedSyncs(true);
  }

  void SetUp() override {
    ScratchDirectory scratch(ScratchPlace::kMemory);
    scratch.WriteFile("bystander.csv", "mine");
    Reset();
    if (GetParam().start != Start::kNew) {
      ASSERT_TRUE(Run(scratch, 1).ok());
    }
    old_ = scratch.Content();
    Reset();
    const arrow::Status status = Run(scratch, 2);
    ASSERT_TRUE(status.ok()) << status.ToString();
    new_ = scratch.Content();
    calls_ = faulty_.calls();
    ASSERT_NE(new_, old_);
  }

  // Of a stream every file is a step of its own: the old files and some of the new ones,
  // or, overwriting, some of the new ones. A checkpoint is whole at each step.
  bool IsAStepOfTheStream(const DirectoryContent& content) const {
    size_t old_parts = 0;
    for (const auto& entry : content) {
      if (entry.first.starts_with("checkpoint2")) continue;
      const auto is_same = [&entry](const DirectoryContent& other) {
        const auto found = other.find(entry.first);
        return found != other.end() && found->second == entry.second;
      };
      if (!is_same(old_) && !is_same(new_)) return false;
      if (entry.second != "dir" && is_same(old_) && !is_same(new_)) ++old_parts;
    }
    const bool has_new =
        std::any_of(content.begin(), content.end(), [&](const auto& entry) {
          return entry.first.starts_with("deep/users/part") && !old_.count(entry.first);
        });
    return old_parts == 0 || !has_new || appends();
  }

  static DirectoryContent WithoutCheckpoint(DirectoryContent content) {
    std::erase_if(content, [](const auto& entry) {
      return entry.first.starts_with("checkpoint2");
    });
    return content;
  }

  bool IsOld(const DirectoryContent& content) const {
    if (GetParam().shape != Shape::kStream) return content == old_;
    // A checkpoint may say before the first file that nothing is there yet.
    return WithoutCheckpoint(content) == old_ || IsAStepOfTheStream(content);
  }

  static void ExpectWholeCheckpoint(const DirectoryContent& content) {
    const auto found = content.find("checkpoint2/stream.json");
    if (found == content.end()) return;
    const auto state =
        CheckpointState::FromJson(found->second.substr(strlen("file:")), "");
    EXPECT_TRUE(state.ok()) << state.status().ToString();
  }

  // The call that failed was itself one that tidies up: after the exchange the earlier
  // directory is looked through, and then removed.
  static bool TidiesUp(const FaultyFileSystem::LoggedCall& logged,
                       const arrow::Status& status) {
    return logged.call == SystemCall::kUnlink ||
           logged.call == SystemCall::kRemoveDirectory ||
           (status.ok() &&
            (logged.call == SystemCall::kList || logged.call == SystemCall::kStatus));
  }

  // What could not be removed the next run removes.
  void ExpectTidyOrTidiedByTheNextRun(const ScratchDirectory& scratch, bool tidying) {
    if (scratch.Content() == scratch.VisibleContent()) return;
    EXPECT_TRUE(tidying);
    Reset();
    EXPECT_TRUE(Run(scratch, 3).ok());
    EXPECT_EQ(scratch.Content(), scratch.VisibleContent());
  }

  void Try(int64_t n, int error) {
    SCOPED_TRACE(std::string(strerror(error)) + " at call " + std::to_string(n));
    ScratchDirectory scratch(ScratchPlace::kMemory);
    Restore(old_, scratch);
    Reset();
    faulty_.FailAt(n, error);
    const arrow::Status status = Run(scratch, 2);
    const auto log = faulty_.log();
    ASSERT_GE(static_cast<int64_t>(log.size()), n);
    const auto& failed = log[static_cast<size_t>(n - 1)];
    SCOPED_TRACE(std::string(NameOf(failed.call)) + " " + failed.path + " -> " +
                 status.ToString());
    const DirectoryContent visible = scratch.VisibleContent();
    if (status.ok()) {
      EXPECT_EQ(WithoutCheckpoint(visible), WithoutCheckpoint(new_));
    } else {
      EXPECT_TRUE(IsOld(visible) ||
                  status.message().find("stands there, complete") != std::string::npos);
      EXPECT_THAT(status.message(), HasSubstr(scratch.path()));
      EXPECT_THAT(status.message(), HasSubstr(strerror(error)));
    }
    ExpectWholeCheckpoint(visible);
    EXPECT_EQ(OpenDescriptorCount(), descriptors_);
    ExpectTidyOrTidiedByTheNextRun(scratch, TidiesUp(failed, status));
  }

  DirectoryContent old_;
  DirectoryContent new_;
  int64_t calls_ = 0;
  int descriptors_ = 0;
  FaultyFileSystem faulty_{PosixFileSystem()};
};

TEST_P(RunFaultsTest, WhicheverCallFailsTheDataIsOldOrNewAndTheErrorSaysWhereAndWhy) {
  descriptors_ = OpenDescriptorCount();
  for (int64_t n = 1; n <= calls_; ++n) {
    for (size_t i = 0; i < (IsSoak() ? kErrors.size() : 1); ++i) {
      Try(n, kErrors[(static_cast<size_t>(n) + i) % kErrors.size()]);
      if (HasFailure()) return;
    }
  }
}

TEST_P(RunFaultsTest, ShortAndInterruptedWritesChangeNoByte) {
  for (const size_t most : {size_t{1}, size_t{0}}) {
    ScratchDirectory scratch(ScratchPlace::kMemory);
    Restore(old_, scratch);
    Reset();
    faulty_.SetInterruptedWrites(true);
    faulty_.SetShortWrites(most);
    if (most == 0) faulty_.SetRandomShortWrites(7);
    ASSERT_TRUE(Run(scratch, 2).ok());
    EXPECT_EQ(WithoutCheckpoint(scratch.Content()), WithoutCheckpoint(new_));
  }
}

INSTANTIATE_TEST_SUITE_P(All, RunFaultsTest, testing::ValuesIn(Scenarios()),
                         [](const auto& parameter) { return NameOf(parameter.param); });

}  // namespace
}  // namespace rand_engine
