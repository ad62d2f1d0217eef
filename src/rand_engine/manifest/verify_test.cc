// Data that was written with a manifest, whatever then happens to it: verify tells.
#include "rand_engine/verify.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <utility>

#include "rand_engine/api.h"
#include "rand_engine/run/clock.h"
#include "rand_engine/run/stream_test_support.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const char kSpec[] = R"({"id": {"method": "gen_incremental"},
                         "n": {"method": "gen_ints", "parms": {"min": 1, "max": 9}}})";

BatchWriter Writer(int64_t rows, int files, const char* mode = "overwrite") {
  return DataGenerator(kSpec, Seed(7))
      .write()
      .size(rows)
      .mode(mode)
      .option("numFiles", files)
      .option("manifest", true);
}

StreamWriter Stream(Clock* clock, const char* mode, int files) {
  return DataGenerator(kSpec, Seed(7))
      .writeStream()
      .size(4)
      .format("csv")
      .mode(mode)
      .trigger({.frequency = 1})
      .option("timeout", files)
      .option("manifest", true)
      .clock(clock);
}

VerifyReport Check(const std::string& path) {
  const auto report = Verify(path);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? *report : VerifyReport();
}

/// "missing: part_...csv" of each problem.
std::vector<std::string> Problems(const std::string& path) {
  std::vector<std::string> problems;
  for (const VerifyProblem& problem : Check(path).problems) {
    problems.push_back(problem.kind + ": " + fs::path(problem.path).filename().string());
  }
  return problems;
}

std::vector<std::string> PartsIn(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename();
    if (name != ".manifest") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

nlohmann::json ManifestAt(const ScratchDirectory& scratch, const std::string& name) {
  return nlohmann::json::parse(scratch.ReadFile(name));
}

class VerifyTest : public ::testing::Test {
 protected:
  ScratchDirectory scratch_{ScratchPlace::kMemory};
  const std::string data_ = scratch_ / "data";

  void Write(int64_t rows, int files, const char* mode = "overwrite") {
    const auto report = Writer(rows, files, mode).save(data_);
    ASSERT_TRUE(report.ok()) << report.status();
  }
};

TEST_F(VerifyTest, WhatWasWrittenIsRight) {
  Write(20, 3);
  const VerifyReport report = Check(data_);
  EXPECT_TRUE(report.ok);
  EXPECT_EQ(report.parts, 3);
  EXPECT_EQ(report.rows, 20);
  EXPECT_THAT(report.manifests, ElementsAre(data_ + "/.manifest"));
  int64_t bytes = 0;
  for (const auto& name : PartsIn(data_)) bytes += fs::file_size(fs::path(data_) / name);
  EXPECT_EQ(report.bytes, bytes);
}

TEST_F(VerifyTest, TheManifestSaysWhereTheDataComesFrom) {
  Write(20, 3);
  const auto manifest = ManifestAt(scratch_, "data/.manifest");
  ASSERT_EQ(manifest["runs"].size(), 1u);
  const auto& run = manifest["runs"][0];
  EXPECT_EQ(run["seed"], "7");
  EXPECT_EQ(run["data_version"], kDataVersion);
  EXPECT_EQ(run["engine_version"], kVersion);
  EXPECT_EQ(nlohmann::json::parse(run["spec"].get<std::string>()),
            nlohmann::json::parse(kSpec));
  std::vector<std::pair<int64_t, int64_t>> rows;
  for (const auto& part : manifest["parts"])
    rows.emplace_back(part["first_row"], part["rows"]);
  EXPECT_THAT(rows, ElementsAre(std::pair(0, 7), std::pair(7, 7), std::pair(14, 6)));
}

TEST_F(VerifyTest, TheManifestSaysWhichTimeZonesDecidedTheValues) {
  const char zoned[] = R"({"t": {"method": "timestamps", "parms": {
      "start": "2024-01-01", "end": "2025-01-01", "zone": "Europe/Berlin"}}})";
  const auto report =
      DataGenerator(zoned).write().option("manifest", true).save(scratch_ / "t.csv");
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_FALSE(report->tzdata_version.empty());
  EXPECT_EQ(ManifestAt(scratch_, ".t.csv.manifest")["runs"][0]["tzdata_version"],
            report->tzdata_version);
  EXPECT_TRUE(Check(scratch_ / "t.csv").ok);
  Write(20, 3);
  EXPECT_FALSE(
      ManifestAt(scratch_, "data/.manifest")["runs"][0].contains("tzdata_version"));
}

TEST_F(VerifyTest, WithoutSyncsTheManifestIsTheSame) {
  Write(20, 3);
  const std::string synced = scratch_.ReadFile("data/.manifest");
  fs::remove_all(data_);
  const auto write = [&](const char* mode) {
    const auto report = Writer(20, 3, mode).option("durability", "none").save(data_);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->durability, "none");
    EXPECT_TRUE(Check(data_).ok);
  };
  write("overwrite");
  EXPECT_EQ(scratch_.ReadFile("data/.manifest"), synced);
  write("append");
  EXPECT_EQ(Check(data_).rows, 40);
  FakeClock clock;
  ASSERT_TRUE(
      Stream(&clock, "overwrite", 3).option("durability", "none").start(data_).ok());
  EXPECT_TRUE(Check(data_).ok);
  EXPECT_EQ(Check(data_).rows, 12);
}

TEST_F(VerifyTest, EqualRunsHaveEqualManifests) {
  Write(20, 3);
  const std::string first = scratch_.ReadFile("data/.manifest");
  fs::remove_all(data_);
  Write(20, 3);
  EXPECT_EQ(scratch_.ReadFile("data/.manifest"), first);
}

TEST_F(VerifyTest, EveryFlippedByteOfEveryFileIsFound) {
  Write(20, 3);
  std::vector<std::string> files = PartsIn(data_);
  files.push_back(".manifest");
  for (const std::string& name : files) {
    const std::string content = scratch_.ReadFile("data/" + name);
    for (size_t i = 0; i < content.size(); ++i) {
      std::string flipped = content;
      flipped[i] = static_cast<char>(flipped[i] ^ 1);
      scratch_.WriteFile("data/" + name, flipped);
      const std::string kind = name == ".manifest" ? "manifest: " : "content: ";
      ASSERT_THAT(Problems(data_), ElementsAre(kind + name)) << i;
    }
    scratch_.WriteFile("data/" + name, content);
  }
  EXPECT_TRUE(Check(data_).ok);
}

TEST_F(VerifyTest, EveryCutOfEveryFileIsFound) {
  Write(20, 3);
  std::vector<std::string> files = PartsIn(data_);
  files.push_back(".manifest");
  for (const std::string& name : files) {
    const std::string content = scratch_.ReadFile("data/" + name);
    for (size_t i = 0; i < content.size(); ++i) {
      scratch_.WriteFile("data/" + name, content.substr(0, i));
      const std::string kind = name == ".manifest" ? "manifest: " : "size: ";
      ASSERT_THAT(Problems(data_), ElementsAre(kind + name)) << i;
    }
    scratch_.WriteFile("data/" + name, content + "x");
    EXPECT_EQ(Problems(data_).size(), 1u);
    scratch_.WriteFile("data/" + name, content);
  }
  EXPECT_TRUE(Check(data_).ok);
}

TEST_F(VerifyTest, EveryMissingPartIsFound) {
  Write(20, 3);
  for (const std::string& name : PartsIn(data_)) {
    fs::rename(data_ + "/" + name, scratch_ / "aside");
    EXPECT_THAT(Problems(data_), ElementsAre("missing: " + name));
    fs::create_directory(data_ + "/" + name);
    EXPECT_THAT(Problems(data_), ElementsAre("missing: " + name));
    fs::remove(data_ + "/" + name);
    fs::rename(scratch_ / "aside", data_ + "/" + name);
  }
  EXPECT_TRUE(Check(data_).ok);
}

TEST_F(VerifyTest, AdditionalDataIsFoundAndOtherFilesAreNot) {
  Write(20, 3);
  scratch_.WriteFile("data/README.txt", "about");
  EXPECT_TRUE(Check(data_).ok);
  scratch_.WriteFile("data/part_00000009-aaaa-8aaa.csv", "id,n\n");
  scratch_.WriteFile("data/other.parquet", "x");
  EXPECT_THAT(Problems(data_), ElementsAre("additional: other.parquet",
                                           "additional: part_00000009-aaaa-8aaa.csv"));
}

TEST_F(VerifyTest, EveryProblemIsToldAtOnce) {
  Write(20, 3);
  const auto names = PartsIn(data_);
  fs::remove(data_ + "/" + names[0]);
  scratch_.WriteFile("data/" + names[1], "x");
  const VerifyReport report = Check(data_);
  EXPECT_EQ(report.problems.size(), 2u);
  const auto json = nlohmann::json::parse(report.ToJson());
  EXPECT_EQ(json["ok"], false);
  EXPECT_EQ(json["problems"][0]["kind"], "missing");
  EXPECT_THAT(report.problems[1].message, HasSubstr("has 1 bytes instead of"));
}

TEST_F(VerifyTest, ASingleFileHasItsManifestBesideIt) {
  for (const std::string name : {"a.csv", "a.csv.zip", "a.json.xz", "a.parquet"}) {
    const std::string path = scratch_ / name;
    ASSERT_TRUE(Writer(50, 1).save(path).ok());
    EXPECT_EQ(Check(path).rows, 50);
    EXPECT_TRUE(Check(scratch_ / ("." + name + ".manifest")).ok);
    std::string content = scratch_.ReadFile(name);
    content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 4);
    scratch_.WriteFile(name, content);
    EXPECT_THAT(Problems(path), ElementsAre("content: " + name));
    fs::remove(path);
    EXPECT_THAT(Problems(path), ElementsAre("missing: " + name));
  }
}

TEST_F(VerifyTest, ALinkIsFollowedToTheFileAndItsManifest) {
  scratch_.MakeDirectory("real");
  scratch_.WriteFile("real/target.csv", "old");
  scratch_.MakeLink("real/target.csv", "link.csv");
  ASSERT_TRUE(Writer(5, 1).save(scratch_ / "link.csv").ok());
  EXPECT_TRUE(fs::exists(scratch_ / "real/.target.csv.manifest"));
  EXPECT_TRUE(Check(scratch_ / "link.csv").ok);
}

TEST_F(VerifyTest, ADirectoryOfTablesHasAllItsManifestsChecked) {
  ASSERT_TRUE(Writer(5, 1).save(scratch_ / "shop/users.csv").ok());
  ASSERT_TRUE(Writer(6, 2).save(scratch_ / "shop/orders.csv").ok());
  EXPECT_EQ(Check(scratch_ / "shop").rows, 11);
  EXPECT_EQ(Check(scratch_ / "shop").manifests.size(), 2u);
  scratch_.WriteFile("shop/users.csv", "x");
  EXPECT_THAT(Problems(scratch_ / "shop"), ElementsAre("size: users.csv"));
}

TEST_F(VerifyTest, WithoutDataOrManifestItIsAMistake) {
  EXPECT_EQ(GetErrorKind(Verify(scratch_ / "nothing").status()), ErrorKind::kOption);
  ASSERT_TRUE(DataGenerator(kSpec).write().save(scratch_ / "a.csv").ok());
  const auto report = Verify(scratch_ / "a.csv");
  EXPECT_EQ(GetErrorKind(report.status()), ErrorKind::kOption);
  EXPECT_THAT(report.status().message(), HasSubstr("has no manifest"));
  EXPECT_EQ(GetErrorKind(Verify(scratch_.path()).status()), ErrorKind::kOption);
}

TEST_F(VerifyTest, ReadingThatFailsIsAProblemOrAnError) {
  Write(20, 2);
  FaultyFileSystem faulty(PosixFileSystem());
  VerifyOptions options;
  options.file_system = &faulty;
  options.threads = 1;
  for (int64_t n = 1;; ++n) {
    faulty.Reset();
    faulty.FailAt(n, EIO);
    const auto report = Verify(data_, options);
    if (faulty.calls() < n) break;
    // What is read whole after a look or a close that failed is right all the same.
    const auto call = faulty.log()[static_cast<size_t>(n - 1)].call;
    if (call == SystemCall::kClose || call == SystemCall::kStatus) continue;
    EXPECT_FALSE(report.ok() && report->ok) << n << " " << NameOf(call);
  }
}

TEST_F(VerifyTest, AStopRequestEndsIt) {
  Write(20, 2);
  VerifyOptions options;
  options.stop_token.RequestStop();
  EXPECT_EQ(GetErrorKind(Verify(data_, options).status()), ErrorKind::kStopped);
}

// --- what later writes make of it
// --------------------------------------------------------

TEST_F(VerifyTest, AppendEntersItsPartsBesideTheEarlier) {
  Write(20, 3);
  for (const int files : {1, 2}) {
    const auto report = DataGenerator(R"({"id": {"method": "gen_incremental"},
        "n": {"method": "gen_ints", "parms": {"min": 5, "max": 6}}})",
                                      Seed(files))
                            .write()
                            .size(10)
                            .mode("append")
                            .option("numFiles", files)
                            .option("firstRow", "continue")
                            .save(data_);
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_TRUE(report->atomic);
  }
  const VerifyReport report = Check(data_);
  EXPECT_TRUE(report.ok);
  EXPECT_EQ(report.parts, 6);
  EXPECT_EQ(report.rows, 40);
  EXPECT_EQ(ManifestAt(scratch_, "data/.manifest")["runs"].size(), 3u);
}

TEST_F(VerifyTest, OverwriteReplacesTheManifestWithTheData) {
  Write(20, 3);
  Write(8, 2);
  EXPECT_EQ(Check(data_).rows, 8);
  EXPECT_EQ(Check(data_).parts, 2);
  ASSERT_TRUE(Writer(5, 1).save(scratch_ / "a.csv").ok());
  ASSERT_TRUE(Writer(6, 1).save(scratch_ / "a.csv").ok());
  EXPECT_EQ(Check(scratch_ / "a.csv").rows, 6);
}

TEST_F(VerifyTest, OverwriteWithoutOneTakesTheManifestAway) {
  Write(20, 3);
  ASSERT_TRUE(DataGenerator(kSpec).write().option("numFiles", 2).save(data_).ok());
  EXPECT_FALSE(fs::exists(data_ + "/.manifest"));
  ASSERT_TRUE(Writer(5, 1).save(scratch_ / "a.csv").ok());
  ASSERT_TRUE(DataGenerator(kSpec).write().save(scratch_ / "a.csv").ok());
  EXPECT_FALSE(fs::exists(scratch_ / ".a.csv.manifest"));
}

TEST_F(VerifyTest, AppendThatSaysSoTakesTheManifestAway) {
  Write(20, 3);
  const auto report =
      DataGenerator(kSpec).write().mode("append").option("manifest", false).save(data_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(PartsIn(data_).size(), 4u);
  EXPECT_FALSE(fs::exists(data_ + "/.manifest"));
}

TEST_F(VerifyTest, AFileThatIsNoManifestIsNeverTouched) {
  scratch_.WriteFile("data/.manifest", "mine");
  const auto refused = Writer(5, 2).save(data_);
  EXPECT_EQ(GetErrorKind(refused.status()), ErrorKind::kOption);
  EXPECT_THAT(refused.status().message(), HasSubstr("is no manifest of rand_engine"));
  ASSERT_TRUE(DataGenerator(kSpec).write().option("numFiles", 2).save(data_).ok());
  EXPECT_EQ(scratch_.ReadFile("data/.manifest"), "mine");
  scratch_.WriteFile(".a.csv.manifest", "mine");
  EXPECT_FALSE(Writer(5, 1).save(scratch_ / "a.csv").ok());
  ASSERT_TRUE(DataGenerator(kSpec).write().save(scratch_ / "a.csv").ok());
  EXPECT_EQ(scratch_.ReadFile(".a.csv.manifest"), "mine");
}

TEST_F(VerifyTest, AppendIsRefusedWhereTheManifestWouldLie) {
  ASSERT_TRUE(DataGenerator(kSpec).write().option("numFiles", 2).save(data_).ok());
  const auto expect_refused = [&](const char* why) {
    const auto before = scratch_.Content();
    const auto report = Writer(5, 1, "append").save(data_);
    EXPECT_EQ(GetErrorKind(report.status()), ErrorKind::kOption);
    EXPECT_THAT(report.status().message(), HasSubstr(why));
    EXPECT_EQ(scratch_.Content(), before);
  };
  expect_refused("the parts that are there have none");
  Write(20, 3);
  const auto names = PartsIn(data_);
  const std::string content = scratch_.ReadFile("data/" + names[2]);
  scratch_.WriteFile("data/" + names[2], content + "1,1\n");
  expect_refused("not in step");
  fs::remove(data_ + "/" + names[2]);
  expect_refused("is missing");
  scratch_.WriteFile("data/" + names[2], content);
  const std::string manifest = scratch_.ReadFile("data/.manifest");
  scratch_.WriteFile("data/.manifest", manifest + " ");
  expect_refused("is damaged");
}

TEST_F(VerifyTest, WhereNothingHasANameForItTheOptionIsRefused) {
  const auto straight = Writer(5, 1).save("/dev/null");
  EXPECT_EQ(GetErrorKind(straight.status()), ErrorKind::kOption);
  EXPECT_THAT(straight.status().message(), HasSubstr("option 'manifest'"));
  const auto long_name = Writer(5, 1).save(scratch_ / (std::string(250, 'x') + ".csv"));
  EXPECT_EQ(GetErrorKind(long_name.status()), ErrorKind::kOption);
  EXPECT_TRUE(scratch_.Content().empty());
}

TEST_F(VerifyTest, AStreamIsRightAfterEachFile) {
  FakeClock clock;
  FileObserver observer;
  int64_t parts = 0;
  observer.on_file = [&](const StreamFile&) {
    const VerifyReport report = Check(data_);
    EXPECT_TRUE(report.ok);
    EXPECT_EQ(report.parts, ++parts);
  };
  ASSERT_TRUE(Stream(&clock, "overwrite", 5).observer(&observer).start(data_).ok());
  EXPECT_EQ(parts, 5);
  ASSERT_TRUE(Stream(&clock, "append", 3)
                  .option("firstRow", "continue")
                  .observer(&observer)
                  .start(data_)
                  .ok());
  EXPECT_EQ(parts, 8);
  EXPECT_EQ(Check(data_).rows, 32);
  EXPECT_EQ(ManifestAt(scratch_, "data/.manifest")["runs"].size(), 1u);
}

TEST_F(VerifyTest, AStreamThatKeepsTheNewestForgetsTheOldest) {
  FakeClock clock;
  ASSERT_TRUE(Stream(&clock, "overwrite", 6).option("maxFiles", 2).start(data_).ok());
  EXPECT_EQ(PartsIn(data_).size(), 2u);
  EXPECT_TRUE(Check(data_).ok);
  EXPECT_EQ(Check(data_).rows, 8);
}

TEST_F(VerifyTest, AStreamThatGoesOnEntersThePartThatItsKilledRunDidNot) {
  FakeClock clock;
  StopToken stop;
  FileObserver observer;
  std::string manifest_before;
  std::string checkpoint_before;
  // What is there when a run is killed between a part's rename and its manifest.
  observer.on_file = [&](const StreamFile&) {
    if (observer.files.size() == 2) {
      manifest_before = scratch_.ReadFile("data/.manifest");
      checkpoint_before = scratch_.ReadFile("state/stream.json");
    }
    if (observer.files.size() == 3) stop.RequestStop();
  };
  const auto stream = [&] {
    return Stream(&clock, "overwrite", 6)
        .option("checkpointLocation", scratch_ / "state");
  };
  ASSERT_TRUE(stream().observer(&observer).stop_token(stop).start(data_).ok());
  ASSERT_EQ(PartsIn(data_).size(), 3u);
  scratch_.WriteFile("data/.manifest", manifest_before);
  EXPECT_EQ(Check(data_).problems.size(), 1u);
  // The checkpoint of the moment before: file 2 is the next.
  scratch_.WriteFile("state/stream.json", checkpoint_before);
  const auto report = stream().start(data_);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_TRUE(Check(data_).ok);
  EXPECT_EQ(Check(data_).rows, 24);
  EXPECT_EQ(Check(data_).parts, 6);
}

// --- faults
// ------------------------------------------------------------------------------

struct FaultCase {
  const char* name;
  const char* path;
  int files;
  const char* mode;
  bool no_exchange;
};

class ManifestFaults : public ::testing::TestWithParam<FaultCase> {};

// The manifest and the data are the old ones or the new ones, and in step.
TEST_P(ManifestFaults, AnErrorLeavesTheEarlierDataWithItsManifest) {
  const FaultCase& test = GetParam();
  FaultyFileSystem faulty(PosixFileSystem());
  for (int64_t n = 1;; ++n) {
    const ScratchDirectory scratch(ScratchPlace::kMemory);
    const std::string path = scratch / test.path;
    const auto first = Writer(6, test.files).save(path);
    ASSERT_TRUE(first.ok()) << first.status();
    const auto before = scratch.Content();
    faulty.Reset();
    faulty.SetNoExchange(test.no_exchange);
    faulty.FailAt(n, EIO);
    const auto report = Writer(9, test.files, test.mode)
                            .option("firstRow", 6)
                            .option("threads", 1)
                            .file_system(&faulty)
                            .save(path);
    if (faulty.calls() < n) {
      EXPECT_TRUE(report.ok());
      break;
    }
    const auto call = faulty.log()[static_cast<size_t>(n - 1)];
    SCOPED_TRACE(testing::Message() << n << " " << NameOf(call.call) << " " << call.path);
    const std::string verified =
        test.files == 1 && *test.mode == 'o' ? path : scratch / "data";
    if (report.ok()) {
      EXPECT_TRUE(Check(verified).ok);
    } else {
      EXPECT_EQ(scratch.Content(), before) << report.status();
    }
  }
}

INSTANTIATE_TEST_SUITE_P(
    All, ManifestFaults,
    ::testing::Values(FaultCase{"File", "data.csv", 1, "overwrite", false},
                      FaultCase{"Overwrite", "data.csv", 3, "overwrite", false},
                      FaultCase{"OverwriteByMoves", "data.csv", 3, "overwrite", true},
                      FaultCase{"Append", "data.csv", 3, "append", false},
                      FaultCase{"AppendByMoves", "data.csv", 3, "append", true}),
    [](const auto& made) { return made.param.name; });

}  // namespace
}  // namespace rand_engine
