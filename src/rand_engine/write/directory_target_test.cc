#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <functional>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/write/target.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"
#include "rand_engine/write/testing/target_runs.h"

namespace rand_engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Generations differ in the hash; equal names have equal content.
const TestParts kOldParts = {{"part_00000000-aaaa-8aaa.csv", "old 0"},
                             {"part_00000001-aaaa-8aaa.csv", "old 1"},
                             {"part_00000002-eeee-8eee.csv", "same"}};
const TestParts kNewParts = {{"part_00000000-bbbb-8bbb.csv", "new 0"},
                             {"part_00000001-bbbb-8bbb.csv", "new 1"},
                             {"part_00000002-eeee-8eee.csv", "same"}};

DirectoryContent ContentOf(const TestParts& parts, const std::string& directory,
                           DirectoryContent others = {}) {
  others[directory] = "dir";
  for (const auto& [name, bytes] : parts)
    others[directory + "/" + name] = "file:" + bytes;
  return others;
}

// Does something just before one system call: what other programs may do.
class MeddlingFileSystem : public FaultyFileSystem {
 public:
  using FaultyFileSystem::FaultyFileSystem;
  SystemResult Exchange(const std::string& a, const std::string& b) override {
    if (before_exchange) before_exchange();
    return FaultyFileSystem::Exchange(a, b);
  }
  SystemResult RenameNoReplace(const std::string& a, const std::string& b) override {
    if (before_rename) std::exchange(before_rename, nullptr)();
    return FaultyFileSystem::RenameNoReplace(a, b);
  }
  SystemResult Lock(int descriptor) override {
    if (before_lock) std::exchange(before_lock, nullptr)();
    return FaultyFileSystem::Lock(descriptor);
  }
  std::function<void()> before_exchange;
  std::function<void()> before_lock;
  std::function<void()> before_rename;
};

class DirectoryTargetTest : public ::testing::Test {
 protected:
  void WriteOld() {
    for (const auto& [name, bytes] : kOldParts)
      scratch_.WriteFile("users/" + name, bytes);
  }
  arrow::Result<CommitResult> Overwrite(const std::string& name = "users") {
    return WriteAndCommit(MakeDirectoryTarget(&faulty_, scratch_ / name).get(),
                          kNewParts);
  }
  // Commit worked, not in one step, for a reason with this text in it.
  void ExpectNotAtomic(const arrow::Result<CommitResult>& result,
                       const std::string& reason) {
    ASSERT_TRUE(result.ok()) << result.status().ToString();
    EXPECT_FALSE(result->atomic);
    ASSERT_FALSE(result->warnings.empty());
    EXPECT_THAT(result->warnings[0], HasSubstr(reason));
    EXPECT_THAT(result->warnings[0], HasSubstr(scratch_ / "users"));
  }

  ScratchDirectory scratch_;
  MeddlingFileSystem faulty_{PosixFileSystem()};
};

TEST_F(DirectoryTargetTest, MakesANewDatasetInOneRename) {
  const CommitResult result = Overwrite("out/users/").ValueOrDie();
  EXPECT_TRUE(result.atomic);
  EXPECT_THAT(result.warnings, IsEmpty());
  EXPECT_THAT(result.paths,
              ElementsAre(scratch_ / "out/users/part_00000000-bbbb-8bbb.csv",
                          scratch_ / "out/users/part_00000001-bbbb-8bbb.csv",
                          scratch_ / "out/users/part_00000002-eeee-8eee.csv"));
  EXPECT_EQ(scratch_.Content(), ContentOf(kNewParts, "out/users", {{"out", "dir"}}));
  EXPECT_EQ(faulty_.calls(SystemCall::kRenameNoReplace), 1);
}

TEST_F(DirectoryTargetTest, ANewDatasetIsSyncedFromItsPartsUpToTheNewParents) {
  ASSERT_TRUE(Overwrite("out/users").ok());
  std::vector<std::string> order;
  for (const auto& logged : faulty_.log()) {
    if (logged.call == SystemCall::kSync) order.push_back("part");
    if (logged.call == SystemCall::kRenameNoReplace) order.push_back("rename");
    if (logged.call != SystemCall::kSyncDirectory) continue;
    const bool is_stage = logged.path.find("/.users.") != std::string::npos;
    order.push_back(is_stage ? "stage" : logged.path);
  }
  EXPECT_THAT(order, ElementsAre("part", "part", "part", scratch_.path(), "stage",
                                 "rename", scratch_ / "out"));
}

TEST_F(DirectoryTargetTest, ReplacesOldPartsInOneExchange) {
  WriteOld();
  const CommitResult result = Overwrite().ValueOrDie();
  EXPECT_TRUE(result.atomic);
  EXPECT_THAT(result.warnings, IsEmpty());
  EXPECT_EQ(scratch_.Content(), ContentOf(kNewParts, "users"));
  EXPECT_EQ(faulty_.calls(SystemCall::kExchange), 1);
  EXPECT_EQ(faulty_.calls(SystemCall::kRename), 0);
}

TEST_F(DirectoryTargetTest, TheNewIsSyncedBeforeTheOldGoes) {
  WriteOld();
  ASSERT_TRUE(Overwrite().ok());
  int syncs = 0;
  bool stage_synced = false;
  bool parent_synced = false;
  bool exchanged = false;
  for (const auto& logged : faulty_.log()) {
    if (logged.call == SystemCall::kSync) ++syncs;
    if (logged.call == SystemCall::kSyncDirectory) {
      (exchanged ? parent_synced : stage_synced) = true;
      if (exchanged) {
        EXPECT_EQ(logged.path, scratch_.path());
      }
    }
    if (logged.call == SystemCall::kExchange) {
      EXPECT_EQ(syncs, 3);
      EXPECT_TRUE(stage_synced);
      exchanged = true;
    }
    if (logged.call == SystemCall::kUnlink) {
      EXPECT_TRUE(parent_synced);
    }
  }
  EXPECT_TRUE(parent_synced);
}

TEST_F(DirectoryTargetTest, TheOldStaysUntilTheCommit) {
  WriteOld();
  auto target = MakeDirectoryTarget(&faulty_, scratch_ / "users");
  ASSERT_TRUE(WriteParts(target.get(), kNewParts).ok());
  EXPECT_EQ(scratch_.VisibleContent(), ContentOf(kOldParts, "users"));
  target->Abort();
  EXPECT_EQ(scratch_.Content(), ContentOf(kOldParts, "users"));
}

TEST_F(DirectoryTargetTest, AbortRemovesStageAndParentsThatItMade) {
  {
    auto target = MakeDirectoryTarget(&faulty_, scratch_ / "a/b/users");
    ASSERT_TRUE(target->Begin().ok());
    ASSERT_TRUE(target->OpenPart("part_00000000-bbbb-8bbb.csv").ok());
  }
  EXPECT_THAT(scratch_.Content(), IsEmpty());
}

TEST_F(DirectoryTargetTest, FilesOfOtherKindsStayTheVeryFiles) {
  WriteOld();
  scratch_.WriteFile("users/README.md", "read me");
  scratch_.WriteFile("users/_SUCCESS", "");
  scratch_.WriteFile("users/.hidden", "h");
  scratch_.MakeLink("../elsewhere", "users/link");
  ASSERT_EQ(::mkfifo((scratch_ / "users/pipe").c_str(), 0600), 0);
  struct stat before;
  struct stat after;
  ASSERT_EQ(::stat((scratch_ / "users/README.md").c_str(), &before), 0);
  const CommitResult result = Overwrite().ValueOrDie();
  EXPECT_TRUE(result.atomic);
  EXPECT_THAT(result.warnings, IsEmpty());
  ASSERT_EQ(::stat((scratch_ / "users/README.md").c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
  EXPECT_EQ(after.st_nlink, 1u);
  EXPECT_EQ(scratch_.Content(), ContentOf(kNewParts, "users",
                                          {{"users/README.md", "file:read me"},
                                           {"users/_SUCCESS", "file:"},
                                           {"users/.hidden", "file:h"},
                                           {"users/link", "link:../elsewhere"},
                                           {"users/pipe", "other"}}));
}

TEST_F(DirectoryTargetTest, AForeignDataFileStopsTheCommitAndIsNamed) {
  WriteOld();
  auto target = MakeDirectoryTarget(&faulty_, scratch_ / "users");
  ASSERT_TRUE(WriteParts(target.get(), kNewParts).ok());
  scratch_.WriteFile("users/part-00000-1b0a.c000.snappy.parquet", "spark");
  const arrow::Status status = target->Commit().status();
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kWrite);
  EXPECT_THAT(status.message(), HasSubstr(scratch_ / "users/part-00000-1b0a"));
  EXPECT_THAT(status.message(), HasSubstr("nothing was changed"));
  EXPECT_EQ(scratch_.Content(),
            ContentOf(kOldParts, "users",
                      {{"users/part-00000-1b0a.c000.snappy.parquet", "file:spark"}}));
}

TEST_F(DirectoryTargetTest, AForeignFileOfTheLastMomentMovesAlong) {
  WriteOld();
  scratch_.WriteFile("users/notes.txt", "first");
  faulty_.before_exchange = [this] {
    scratch_.WriteFile("users/late.parquet", "late");
    scratch_.WriteFile("users/notes.new", "second");
    ASSERT_EQ(::rename((scratch_ / "users/notes.new").c_str(),
                       (scratch_ / "users/notes.txt").c_str()),
              0);
  };
  const CommitResult result = Overwrite().ValueOrDie();
  EXPECT_THAT(result.warnings, IsEmpty());
  EXPECT_EQ(scratch_.Content(), ContentOf(kNewParts, "users",
                                          {{"users/late.parquet", "file:late"},
                                           {"users/notes.txt", "file:second"}}));
}

TEST_F(DirectoryTargetTest, ADatasetThatAppearsMeanwhileIsReplaced) {
  faulty_.before_rename = [this] { WriteOld(); };
  ASSERT_TRUE(Overwrite().ok());
  EXPECT_EQ(scratch_.Content(), ContentOf(kNewParts, "users"));
}

TEST_F(DirectoryTargetTest, PermissionBitsStay) {
  WriteOld();
  for (const unsigned bits : {0700u, 0755u, 0777u, 02775u, 01777u}) {
    scratch_.SetPermissionsOf("users", bits);
    const CommitResult result = Overwrite().ValueOrDie();
    EXPECT_TRUE(result.atomic);
    EXPECT_EQ(scratch_.PermissionsOf("users"), bits);
  }
}

TEST_F(DirectoryTargetTest, ADirectoryThatKeepsOutItsOwnerIsNotExchanged) {
  WriteOld();
  scratch_.SetPermissionsOf("users", 0575);
  ExpectNotAtomic(Overwrite(), "keep out its owner");
  EXPECT_EQ(scratch_.PermissionsOf("users"), 0575u);
  EXPECT_EQ(scratch_.Content(), ContentOf(kNewParts, "users"));
}

TEST_F(DirectoryTargetTest, TheStageOfAPrivateDatasetIsPrivate) {
  WriteOld();
  scratch_.SetPermissionsOf("users", 0700);
  auto target = MakeDirectoryTarget(&faulty_, scratch_ / "users");
  ASSERT_TRUE(target->Begin().ok());
  EXPECT_EQ(scratch_.PermissionsOf(scratch_.Content().begin()->first), 0700u);
}

TEST_F(DirectoryTargetTest, ALinkToTheDatasetIsFollowedAndStays) {
  for (const auto& [name, bytes] : kOldParts)
    scratch_.WriteFile("real/users/" + name, bytes);
  scratch_.MakeLink("real/users", "users");
  const CommitResult result = Overwrite().ValueOrDie();
  EXPECT_TRUE(result.atomic);
  EXPECT_EQ(result.paths[0], scratch_ / "users/part_00000000-bbbb-8bbb.csv");
  EXPECT_EQ(scratch_.Content(),
            ContentOf(kNewParts, "real/users",
                      {{"real", "dir"}, {"users", "link:real/users"}}));
}

TEST_F(DirectoryTargetTest, ALinkIntoNothingGetsItsTarget) {
  scratch_.MakeLink("real/users", "users");
  ASSERT_TRUE(Overwrite().ok());
  EXPECT_EQ(scratch_.Content(),
            ContentOf(kNewParts, "real/users",
                      {{"real", "dir"}, {"users", "link:real/users"}}));
}

TEST_F(DirectoryTargetTest, ASubdirectoryIsNotTouchedAndMakesItSeveralSteps) {
  WriteOld();
  scratch_.WriteFile("users/year=2024/a.csv", "mine");
  scratch_.WriteFile("users/README", "r");
  ExpectNotAtomic(Overwrite(), "it holds the directory 'year=2024'");
  EXPECT_EQ(scratch_.Content(), ContentOf(kNewParts, "users",
                                          {{"users/year=2024", "dir"},
                                           {"users/year=2024/a.csv", "file:mine"},
                                           {"users/README", "file:r"}}));
}

TEST_F(DirectoryTargetTest, InSeveralStepsTheNewIsSyncedBeforeTheOldGoes) {
  WriteOld();
  faulty_.SetNoExchange(true);
  ASSERT_TRUE(Overwrite().ok());
  int in = 0;
  bool synced = false;
  for (const auto& logged : faulty_.log()) {
    if (logged.call == SystemCall::kSyncDirectory && logged.path == scratch_ / "users") {
      synced = true;
    }
    if (logged.call != SystemCall::kRenameNoReplace || logged.result < 0) continue;
    const bool is_in = logged.other.find("/users/") != std::string::npos;
    in += is_in;
    if (!is_in) {
      EXPECT_TRUE(synced) << logged.path;
    }
  }
  EXPECT_EQ(in, 2);
}

TEST_F(DirectoryTargetTest, WithoutExchangeOrLinksItIsSeveralSteps) {
  for (int missing = 1; missing < 8; ++missing) {
    WriteOld();
    scratch_.WriteFile("users/README", "r");
    faulty_.Reset();
    faulty_.SetNoExchange(missing & 1);
    faulty_.SetNoLink(missing & 2);
    faulty_.SetNoRenameNoReplace(missing & 4);
    if ((missing & 3) == 0) {
      EXPECT_TRUE(Overwrite().ValueOrDie().atomic);
    } else {
      ExpectNotAtomic(Overwrite(), missing & 2 ? "'README' could not be linked"
                                               : "could not be exchanged");
    }
    EXPECT_EQ(scratch_.Content(),
              ContentOf(kNewParts, "users", {{"users/README", "file:r"}}));
    ::unlink((scratch_ / "users/part_00000000-bbbb-8bbb.csv").c_str());
    ::unlink((scratch_ / "users/part_00000001-bbbb-8bbb.csv").c_str());
  }
}

TEST_F(DirectoryTargetTest, ANewDatasetNeedsNoSpecialRename) {
  faulty_.SetNoExchange(true);
  faulty_.SetNoLink(true);
  faulty_.SetNoRenameNoReplace(true);
  EXPECT_TRUE(Overwrite().ValueOrDie().atomic);
  EXPECT_EQ(scratch_.Content(), ContentOf(kNewParts, "users"));
}

TEST_F(DirectoryTargetTest, TheCurrentDirectoryStaysTheDirectory) {
  WriteOld();
  char before[4096];
  ASSERT_NE(::getcwd(before, sizeof before), nullptr);
  ASSERT_EQ(::chdir((scratch_ / "users").c_str()), 0);
  const auto result = WriteAndCommit(MakeDirectoryTarget(&faulty_, ".").get(), kNewParts);
  const bool still_there = ::access("part_00000000-bbbb-8bbb.csv", F_OK) == 0;
  ASSERT_EQ(::chdir(before), 0);
  ASSERT_TRUE(result.ok()) << result.status().ToString();
  EXPECT_FALSE(result->atomic);
  EXPECT_THAT(result->warnings, ElementsAre(HasSubstr("it is the current directory")));
  EXPECT_EQ(result->paths[0], "./part_00000000-bbbb-8bbb.csv");
  EXPECT_TRUE(still_there);
  EXPECT_EQ(scratch_.Content(), ContentOf(kNewParts, "users"));
}

TEST_F(DirectoryTargetTest, WithoutRightInTheParentTheStageIsInside) {
  WriteOld();
  faulty_.DenyCreationIn(scratch_.path());
  const auto result = Overwrite();
  ExpectNotAtomic(result, "no right to create files in its parent");
  EXPECT_THAT(result->warnings[1], HasSubstr("temporaries"));
  EXPECT_EQ(scratch_.Content(), ContentOf(kNewParts, "users"));
}

TEST_F(DirectoryTargetTest, WithoutRightInTheDatasetItStopsAtBegin) {
  WriteOld();
  faulty_.DenyCreationIn(scratch_ / "users");
  const arrow::Status status = MakeDirectoryTarget(&faulty_, scratch_ / "users")->Begin();
  EXPECT_THAT(status.message(),
              HasSubstr(fmt::format("chmod u+wx '{}'", scratch_ / "users")));
  EXPECT_EQ(scratch_.Content(), ContentOf(kOldParts, "users"));
}

TEST_F(DirectoryTargetTest, WithoutAnyRightANewDatasetStopsAtBegin) {
  faulty_.DenyCreationIn(scratch_.path());
  const arrow::Status status =
      MakeDirectoryTarget(&faulty_, scratch_ / "a/users")->Begin();
  EXPECT_EQ(GetErrorNumber(status), EACCES);
  EXPECT_THAT(status.message(), HasSubstr(fmt::format("'{}'", scratch_.path())));
  EXPECT_THAT(scratch_.Content(), IsEmpty());
}

TEST_F(DirectoryTargetTest, AFileInItsPlaceIsRefused) {
  scratch_.WriteFile("users", "file");
  const arrow::Status status = Overwrite().status();
  EXPECT_THAT(status.message(),
              HasSubstr(fmt::format("'{}': it is a file", scratch_ / "users")));
  EXPECT_EQ(scratch_.Content(), (DirectoryContent{{"users", "file:file"}}));
}

TEST_F(DirectoryTargetTest, LeftoversOfTheOldAreAWarning) {
  WriteOld();
  faulty_.FailAt(SystemCall::kUnlink, 1, EIO, /*from_then_on=*/true);
  const CommitResult result = Overwrite().ValueOrDie();
  EXPECT_TRUE(result.atomic);
  EXPECT_THAT(result.warnings,
              ElementsAre(HasSubstr("could not be removed and stays as")));
  EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("Input/output error")));
  EXPECT_EQ(scratch_.VisibleContent(), ContentOf(kNewParts, "users"));
}

TEST_F(DirectoryTargetTest, WaitsForAnotherRunsLockAndThenSaysSo) {
  WriteOld();
  // The first lock is on its own stage.
  faulty_.FailAt(SystemCall::kLock, 2, EWOULDBLOCK);
  ASSERT_TRUE(Overwrite().ok());
  EXPECT_EQ(faulty_.calls(SystemCall::kLock), 3);
  faulty_.Reset();
  faulty_.FailAt(SystemCall::kLock, 2, EWOULDBLOCK, /*from_then_on=*/true);
  EXPECT_THAT(Overwrite().status().message(), HasSubstr("another run is writing there"));
  EXPECT_EQ(scratch_.Content(), ContentOf(kNewParts, "users"));
}

TEST_F(DirectoryTargetTest, ALockOnADirectoryThatWasReplacedMeanwhileIsNotEnough) {
  WriteOld();
  auto target = MakeDirectoryTarget(&faulty_, scratch_ / "users");
  ASSERT_TRUE(WriteParts(target.get(), kNewParts).ok());
  const int64_t locks = faulty_.calls(SystemCall::kLock);
  faulty_.before_lock = [this] {
    ASSERT_EQ(::rename((scratch_ / "users").c_str(), (scratch_ / "gone").c_str()), 0);
    WriteOld();
  };
  ASSERT_TRUE(target->Commit().ok());
  EXPECT_EQ(faulty_.calls(SystemCall::kLock), locks + 2);
}

TEST_F(DirectoryTargetTest, WorksWhereThereAreNoLocks) {
  WriteOld();
  faulty_.FailAt(SystemCall::kLock, 1, ENOLCK, /*from_then_on=*/true);
  EXPECT_TRUE(Overwrite().ValueOrDie().atomic);
  EXPECT_EQ(scratch_.Content(), ContentOf(kNewParts, "users"));
}

TEST_F(DirectoryTargetTest, TheSamePartsAgainAreNoProblem) {
  ASSERT_TRUE(Overwrite().ok());
  ASSERT_TRUE(Overwrite().ok());
  faulty_.SetNoExchange(true);
  ASSERT_TRUE(Overwrite().ok());
  EXPECT_EQ(scratch_.Content(), ContentOf(kNewParts, "users"));
}

TEST_F(DirectoryTargetTest, PartsOutOfOrderAreErrors) {
  auto target = MakeDirectoryTarget(&faulty_, scratch_ / "users");
  EXPECT_FALSE(target->OpenPart("a").ok());
  EXPECT_FALSE(target->FinishPart().ok());
  ASSERT_TRUE(target->Begin().ok());
  ASSERT_TRUE(target->OpenPart("part_00000000-bbbb-8bbb.csv").ok());
  EXPECT_FALSE(target->OpenPart("part_00000001-bbbb-8bbb.csv").ok());
  EXPECT_FALSE(target->Commit().ok());
  EXPECT_THAT(scratch_.Content(), IsEmpty());
}

}  // namespace
}  // namespace rand_engine
