// What a run that was killed leaves behind, and what the next one makes of it.
#include "rand_engine/write/leftovers.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <functional>

#include "rand_engine/error.h"
#include "rand_engine/write/directory_lock.h"
#include "rand_engine/write/publish_journal.h"
#include "rand_engine/write/target.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"
#include "rand_engine/write/testing/target_runs.h"

namespace rand_engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kStage = ".users.0123456789abcdef.tmp";
const TestParts kOld = {{"part_00000000-aaaa-8aaa.csv", "old 0"},
                        {"part_00000001-aaaa-8aaa.csv", "old 1"}};
const TestParts kNew = {{"part_00000000-bbbb-8bbb.csv", "new 0"},
                        {"part_00000001-bbbb-8bbb.csv", "new 1"}};
const TestParts kAdded = {{"part_00000002-cccc-8ccc.csv", "added 2"},
                          {"part_00000003-cccc-8ccc.csv", "added 3"}};

class LeftoversTest : public ::testing::Test {
 protected:
  void WriteAll(const std::string& directory, const TestParts& parts) {
    scratch_.MakeDirectory(directory);
    for (const auto& [name, bytes] : parts) {
      scratch_.WriteFile(directory + "/" + name, bytes);
    }
  }
  static DirectoryContent ContentOf(const std::vector<TestParts>& all) {
    DirectoryContent content = {{"users", "dir"}};
    for (const TestParts& parts : all) {
      for (const auto& [name, bytes] : parts) content["users/" + name] = "file:" + bytes;
    }
    return content;
  }
  arrow::Result<CommitResult> Overwrite(const TestParts& parts = kNew) {
    return WriteAndCommit(MakeDirectoryTarget(&faulty_, scratch_ / "users").get(), parts);
  }
  arrow::Result<CommitResult> Append(const TestParts& parts = kAdded) {
    return WriteAndCommit(MakeAppendTarget(&faulty_, scratch_ / "users").get(), parts);
  }
  // In a child that ends as if it was killed: nothing is tidied up.
  static void InDeadProcess(const std::function<void()>& work) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      work();
      ::_exit(0);
    }
    ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  }
  // Kill a run, which cannot exchange, at its n-th rename.
  void KillInSteps(int64_t n, const std::function<void()>& run) {
    InDeadProcess([&] {
      faulty_.SetNoExchange(true);
      faulty_.KillAt(SystemCall::kRenameNoReplace, n);
      run();
    });
  }

  ScratchDirectory scratch_;
  FaultyFileSystem faulty_{PosixFileSystem()};
};

TEST_F(LeftoversTest, TheStageOfADeadRunGoesWithTheNextRun) {
  WriteAll("users", kOld);
  scratch_.WriteFile("users/README", "r");
  InDeadProcess([this] {
    auto target = MakeDirectoryTarget(PosixFileSystem(), scratch_ / "users");
    ASSERT_TRUE(WriteParts(target.get(), kNew).ok());
    ::_exit(0);
  });
  ASSERT_NE(scratch_.Content(), scratch_.VisibleContent());
  const CommitResult result = Append().ValueOrDie();
  EXPECT_THAT(result.warnings, IsEmpty());
  DirectoryContent wanted = ContentOf({kOld, kAdded});
  wanted["users/README"] = "file:r";
  EXPECT_EQ(scratch_.Content(), wanted);
}

TEST_F(LeftoversTest, TheTemporaryOfADeadRunGoesWithTheNextRun) {
  InDeadProcess([this] {
    auto target = MakeFileTarget(PosixFileSystem(), scratch_ / "users.csv");
    ASSERT_TRUE(WriteParts(target.get(), {{"", "half"}}).ok());
    ::_exit(0);
  });
  ASSERT_EQ(scratch_.Content().size(), 1u);
  const auto target = MakeFileTarget(&faulty_, scratch_ / "users.csv");
  ASSERT_TRUE(WriteAndCommit(target.get(), {{"", "new"}}).ok());
  EXPECT_EQ(scratch_.Content(), (DirectoryContent{{"users.csv", "file:new"}}));
}

TEST_F(LeftoversTest, WhatALiveRunHasStays) {
  const auto live = MakeDirectoryTarget(PosixFileSystem(), scratch_ / "users");
  const auto live_file = MakeFileTarget(PosixFileSystem(), scratch_ / "users.csv");
  ASSERT_TRUE(WriteParts(live.get(), kNew).ok());
  // Also between its last byte and its name.
  ASSERT_TRUE(WriteParts(live_file.get(), {{"", "live"}}).ok());
  const DirectoryContent before = scratch_.Content();

  ASSERT_TRUE(Append().ok());
  const auto other_file = MakeFileTarget(&faulty_, scratch_ / "users.csv");
  ASSERT_TRUE(WriteAndCommit(other_file.get(), {{"", "other"}}).ok());
  const DirectoryContent after = scratch_.Content();
  for (const auto& [name, what] : before) EXPECT_EQ(after.at(name), what);

  EXPECT_TRUE(live->Commit().ok());
  EXPECT_TRUE(live_file->Commit().ok());
  EXPECT_EQ(scratch_.Content().size(), 4u);
}

TEST_F(LeftoversTest, WithoutLocksNothingIsTouched) {
  WriteAll(kStage, kOld);
  faulty_.FailAt(SystemCall::kLock, 1, ENOLCK, /*from_then_on=*/true);
  ASSERT_TRUE(Overwrite().ok());
  EXPECT_EQ(scratch_.ReadFile(std::string(kStage) + "/" + kOld[0].first), "old 0");
}

TEST_F(LeftoversTest, TheRestOfAnExchangeGoesAndSecondLinksWithIt) {
  WriteAll("users", kNew);
  scratch_.WriteFile("users/README", "r");
  WriteAll(kStage, kOld);
  std::filesystem::create_hard_link(scratch_ / "users/README",
                                    scratch_ / (std::string(kStage) + "/README"));
  ASSERT_TRUE(Append().ok());
  DirectoryContent wanted = ContentOf({kNew, kAdded});
  wanted["users/README"] = "file:r";
  EXPECT_EQ(scratch_.Content(), wanted);
}

TEST_F(LeftoversTest, WhatIsNotOursInALeftoverStaysAndTheReportSaysSo) {
  WriteAll(kStage, kOld);
  scratch_.WriteFile(std::string(kStage) + "/thesis.txt", "years of work");
  scratch_.MakeDirectory(std::string(kStage) + "/deeper");
  const CommitResult result = Overwrite().ValueOrDie();
  EXPECT_THAT(result.warnings, ElementsAre(HasSubstr(kStage)));
  DirectoryContent wanted = ContentOf({kNew});
  wanted[kStage] = "dir";
  wanted[std::string(kStage) + "/thesis.txt"] = "file:years of work";
  wanted[std::string(kStage) + "/deeper"] = "dir";
  EXPECT_EQ(scratch_.Content(), wanted);
}

TEST_F(LeftoversTest, OtherNamesAndLinksAreNoLeftovers) {
  DirectoryContent wanted = ContentOf({kNew});
  for (const char* name : {".users.0123456789abcde.tmp", ".users.0123456789abcdeF.tmp",
                           ".users.tmp", ".users.0123456789abcdef.tmp.csv",
                           ".user.0123456789abcdef.tmp", "users.0123456789abcdef.tmp"}) {
    scratch_.WriteFile(name, "mine");
    wanted[name] = "file:mine";
  }
  scratch_.MakeLink("elsewhere", kStage);
  scratch_.WriteFile("elsewhere/part_00000000-aaaa-8aaa.csv", "mine");
  wanted[kStage] = "link:elsewhere";
  wanted["elsewhere"] = "dir";
  wanted["elsewhere/part_00000000-aaaa-8aaa.csv"] = "file:mine";
  ASSERT_TRUE(Overwrite().ok());
  EXPECT_EQ(scratch_.Content(), wanted);
}

TEST_F(LeftoversTest, AnAppendInStepsThatWasKilledIsEndedByTheNextRun) {
  for (const int64_t n : {1, 2}) {
    std::filesystem::remove_all(scratch_ / "users");
    WriteAll("users", kOld);
    KillInSteps(n, [this] { (void)Append(); });
    ASSERT_NE(scratch_.Content(), scratch_.VisibleContent());
    const TestParts last = {{"part_00000004-dddd-8ddd.csv", "last"}};
    const auto target = MakeAppendTarget(&faulty_, scratch_ / "users");
    ASSERT_TRUE(WriteParts(target.get(), last).ok());
    EXPECT_TRUE(target->has_ended_changes());
    ASSERT_TRUE(target->Commit().ok());
    EXPECT_EQ(scratch_.Content(), ContentOf({kOld, kAdded, last}));
  }
}

TEST_F(LeftoversTest, AnOverwriteInStepsThatWasKilledIsEndedByTheNextRun) {
  for (const int64_t n : {1, 2, 3, 4}) {
    std::filesystem::remove_all(scratch_ / "users");
    WriteAll("users", kOld);
    KillInSteps(n, [this] { (void)Overwrite(); });
    ASSERT_TRUE(Append().ok());
    EXPECT_EQ(scratch_.Content(), ContentOf({kNew, kAdded}));
  }
}

TEST_F(LeftoversTest, ARunThatCannotEndAChangeIsRefused) {
  WriteAll("users", kOld);
  KillInSteps(2, [this] { (void)Append(); });
  const DirectoryContent half = scratch_.Content();
  faulty_.FailAt(SystemCall::kRename, 1, EIO);
  const arrow::Status status = Overwrite().status();
  EXPECT_EQ(GetErrorNumber(status), EIO);
  EXPECT_THAT(status.message(), HasSubstr("a run that was killed left it half changed"));
  EXPECT_EQ(scratch_.Content(), half);
  faulty_.Reset();
  ASSERT_TRUE(Overwrite().ok());
  EXPECT_EQ(scratch_.Content(), ContentOf({kNew}));
}

TEST_F(LeftoversTest, AJournalThatIsCutCountsForNothing) {
  WriteAll("users", kOld);
  KillInSteps(1, [this] { (void)Append(); });
  std::string stage;
  for (const auto& entry : std::filesystem::directory_iterator(scratch_.path())) {
    if (entry.path().filename() != "users") stage = entry.path().filename();
  }
  const std::string journal = stage + "/" + Stage::kJournalName;
  const std::string text = scratch_.ReadFile(journal);
  ASSERT_THAT(text, HasSubstr(kAdded[1].first));
  scratch_.WriteFile(journal, text.substr(0, text.size() - 1));
  ASSERT_TRUE(Overwrite().ok());
  EXPECT_EQ(scratch_.Content(), ContentOf({kNew}));
}

TEST_F(LeftoversTest, AChangeOfADirectoryThatWasMadeAnewIsNotEnded) {
  for (const int64_t n : {1, 2}) {
    WriteAll("users", kOld);
    KillInSteps(n, [this] { (void)Append(); });
    std::filesystem::remove_all(scratch_ / "users");
    WriteAll("users", kNew);
    const TestParts last = {{"part_00000004-dddd-8ddd.csv", "last"}};
    ASSERT_TRUE(Append(last).ok());
    EXPECT_EQ(scratch_.Content(), ContentOf({kNew, last}));
    std::filesystem::remove_all(scratch_ / "users");
  }
}

TEST_F(LeftoversTest, ALinkWithAPartsNameInALeftoverStays) {
  scratch_.MakeDirectory(kStage);
  scratch_.WriteFile("elsewhere", "mine");
  scratch_.MakeLink("../elsewhere", std::string(kStage) + "/" + kOld[0].first);
  const CommitResult result = Overwrite().ValueOrDie();
  EXPECT_THAT(result.warnings, ElementsAre(HasSubstr(kStage)));
  EXPECT_EQ(scratch_.Content().at(std::string(kStage) + "/" + kOld[0].first),
            "link:../elsewhere");
}

TEST_F(LeftoversTest, AChangeIsNotEndedWhileAnotherRunIsAtWork) {
  WriteAll("users", kOld);
  KillInSteps(2, [this] { (void)Append(); });
  const DirectoryContent half = scratch_.Content();
  DirectoryLock lock(PosixFileSystem());
  ASSERT_TRUE(lock.Acquire(scratch_ / "users", "users").ok());
  EXPECT_THAT(Overwrite().status().message(), HasSubstr("another run is writing there"));
  EXPECT_EQ(scratch_.Content(), half);
}

TEST_F(LeftoversTest, ATemporaryThatAnotherRunTakesForALeftoverIsGivenUp) {
  // Its lock is taken by somebody else at the first try.
  faulty_.FailAt(SystemCall::kLock, 1, EWOULDBLOCK);
  ASSERT_TRUE(Overwrite().ok());
  EXPECT_EQ(faulty_.calls(SystemCall::kMakeDirectory), 2);
  EXPECT_EQ(scratch_.Content(), ContentOf({kNew}));
}

}  // namespace
}  // namespace rand_engine
