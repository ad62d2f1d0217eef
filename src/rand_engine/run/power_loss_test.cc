// Whole runs on a disk that loses its power at each step, and after the last one.
#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "rand_engine/api.h"
#include "rand_engine/run/stream_test_support.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/power_loss_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

// One draw in which nothing stays that was not synced, and some in which luck decides.
constexpr int kDraws = 6;
constexpr const char* kSpec = R"({
  "id": {"method": "gen_incremental"}, "name": {"method": "gen_name"}})";

struct Scenario {
  const char* name;
  int files;  ///< 0: a stream
  bool has_old_data;
  bool appends;
  bool in_steps = false;
};

std::vector<Scenario> Scenarios() {
  return {{"NewFile", 1, false, false},
          {"ReplacedFile", 1, true, false},
          {"NewParts", 3, false, false},
          {"ReplacedParts", 3, true, false},
          {"ReplacedPartsInSteps", 3, true, false, true},
          {"AppendToNothing", 3, false, true},
          {"AppendOfThree", 3, true, true},
          {"AppendOfThreeInSteps", 3, true, true, true},
          {"NewStream", 0, false, false},
          {"ReplacedByStream", 0, true, false},
          {"AppendOfStream", 0, true, true}};
}

// The files that readers see: no directories, no temporaries.
DirectoryContent Files(const DirectoryContent& content) {
  DirectoryContent files;
  for (const auto& [path, what] : content) {
    const bool hidden =
        path.find("/.") != std::string::npos || path.front() == '.' || what == "dir";
    if (!hidden && !path.starts_with("checkpoint")) files[path] = what;
  }
  return files;
}

class PowerLossTest : public testing::TestWithParam<Scenario> {
 protected:
  bool is_stream() const { return GetParam().files == 0; }

  arrow::Status Run(const ScratchDirectory& scratch, FileSystem* file_system,
                    int64_t seed, const char* durability = "full") const {
    DataGenerator generator{std::string_view(kSpec), Seed(seed)};
    generator.size(9);
    const std::string path = scratch / "deep/er/users.csv";
    const char* mode = GetParam().appends ? "append" : "overwrite";
    if (!is_stream()) {
      BatchWriter writer = generator.write().mode(mode).file_system(file_system);
      writer.option("durability", durability).option("firstRow", 0);
      if (GetParam().files > 1) writer.option("numFiles", GetParam().files);
      return writer.save(path).status();
    }
    FakeClock clock;
    StreamWriter writer = generator.writeStream().mode(mode).file_system(file_system);
    writer.option("timeout", 3).trigger({.frequency = 1}).clock(&clock);
    writer.option("durability", durability).option("firstRow", 0).format("csv");
    return writer.option("checkpointLocation", scratch / "checkpoint")
        .start(path)
        .status();
  }

  void Prepare(const ScratchDirectory& scratch) const {
    scratch.WriteFile("bystander.csv", "mine");
    if (!GetParam().has_old_data) return;
    ASSERT_TRUE(Run(scratch, PosixFileSystem(), 1).ok());
    std::filesystem::remove_all(scratch / "checkpoint");
  }

  void SetUp() override {
    ScratchDirectory scratch(ScratchPlace::kMemory);
    Prepare(scratch);
    old_ = Files(scratch.Content());
    ASSERT_TRUE(Run(scratch, PosixFileSystem(), 2).ok());
    new_ = Files(scratch.Content());
    ASSERT_NE(old_, new_);
  }

  // Of a stream each file is a step of its own.
  bool IsOldOrNew(const DirectoryContent& files) const {
    if (!is_stream()) return files == old_ || files == new_;
    DirectoryContent added;
    bool has_old = false;
    for (const auto& [path, what] : files) {
      const auto old = old_.find(path);
      const auto next = new_.find(path);
      if (next != new_.end() && next->second == what) continue;
      if (old == old_.end() || old->second != what) return false;
      has_old = true;
    }
    return !has_old || files == old_;
  }

  // What is left of a disk, as a directory.
  static void Restore(const DirectoryContent& content, const ScratchDirectory& scratch) {
    for (const auto& [path, what] : content) {
      if (what == "dir") {
        scratch.MakeDirectory(path);
      } else {
        scratch.WriteFile(path, std::string_view(what).substr(strlen("file:")));
      }
    }
  }

  // Cut the power in place of the n-th change. False if there were fewer.
  bool Try(int64_t n) {
    ScratchDirectory scratch(ScratchPlace::kMemory);
    Prepare(scratch);
    PowerLossFileSystem disk(scratch.path());
    FaultyFileSystem faulty(&disk);
    faulty.SetNoExchange(GetParam().in_steps);
    disk.CutPowerAt(n);
    const arrow::Status status = Run(scratch, &faulty, 2);
    std::mt19937 luck(static_cast<uint32_t>(n));
    for (int draw = 0; draw < kDraws; ++draw) {
      SCOPED_TRACE(fmt::format("power lost at change {}, draw {}, {}", n, draw,
                               status.ToString()));
      ExpectGood(disk.AfterLoss(draw == 0 ? nullptr : &luck), status.ok());
    }
    return disk.changes() >= n;
  }

  void ExpectGood(const DirectoryContent& left, bool succeeded) {
    if (succeeded) {
      EXPECT_EQ(Files(left), new_);
      return;
    }
    if (!GetParam().in_steps) {
      EXPECT_TRUE(IsOldOrNew(Files(left))) << testing::PrintToString(Files(left));
    }
    ExpectTheNextRunEndsIt(left);
  }

  // Another run adds a part to what is left. Without it the data is the old or the new.
  void ExpectTheNextRunEndsIt(const DirectoryContent& left) const {
    ScratchDirectory next(ScratchPlace::kMemory);
    Restore(left, next);
    std::filesystem::remove_all(next / "checkpoint");
    DataGenerator generator{std::string_view(kSpec), Seed(3)};
    BatchWriter writer = generator.size(9).write();
    if (!is_stream() && GetParam().files == 1) {
      ASSERT_TRUE(writer.save(next / "deep/er/users.csv").ok());
    } else {
      writer.mode("append").option("numFiles", 1);
      const auto report = writer.save(next / "deep/er/users.csv");
      ASSERT_TRUE(report.ok()) << report.status().ToString();
      DirectoryContent files = Files(next.Content());
      EXPECT_EQ(files.erase(std::string(report->files[0], next.path().size() + 1)), 1u);
      EXPECT_TRUE(IsOldOrNew(files)) << testing::PrintToString(files);
    }
    EXPECT_EQ(next.Content(), next.VisibleContent());
  }

  DirectoryContent old_;
  DirectoryContent new_;
};

TEST_P(PowerLossTest, AtEachStepTheDataIsOldOrNewAndAfterTheReportNew) {
  int64_t n = 1;
  while (Try(n) && !HasFailure()) ++n;
  EXPECT_GT(n, 5);
}

TEST_P(PowerLossTest, WithoutDurabilityTheLossIsSeen) {
  ScratchDirectory scratch(ScratchPlace::kMemory);
  Prepare(scratch);
  PowerLossFileSystem disk(scratch.path());
  ASSERT_TRUE(Run(scratch, &disk, 2, "none").ok());
  EXPECT_EQ(Files(scratch.Content()), new_);
  EXPECT_EQ(Files(disk.AfterLoss(nullptr)), old_);
  // With bad luck names are there whose bytes are not.
  bool torn = false;
  std::mt19937 luck(1);
  for (int draw = 0; draw < 50; ++draw) {
    torn = torn || !IsOldOrNew(Files(disk.AfterLoss(&luck)));
  }
  EXPECT_TRUE(torn);
}

INSTANTIATE_TEST_SUITE_P(All, PowerLossTest, testing::ValuesIn(Scenarios()),
                         [](const auto& parameter) { return parameter.param.name; });

}  // namespace
}  // namespace rand_engine
