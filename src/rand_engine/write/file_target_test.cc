#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

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
using ::testing::StartsWith;

class FileTargetTest : public ::testing::Test {
 protected:
  arrow::Result<CommitResult> Write(const std::string& path,
                                    const std::string& content = "new") {
    return WriteAndCommit(MakeFileTarget(&faulty_, path).get(), {{"ignored", content}});
  }
  arrow::Status Fails(const std::string& path) {
    const arrow::Status status = Write(path).status();
    EXPECT_EQ(GetErrorKind(status), ErrorKind::kWrite) << status.ToString();
    return status;
  }

  ScratchDirectory scratch_;
  FaultyFileSystem faulty_{PosixFileSystem()};
};

TEST_F(FileTargetTest, WritesANewFileAndItsParents) {
  const CommitResult result = Write(scratch_ / "out/deep/users.csv").ValueOrDie();
  EXPECT_THAT(result.paths, ElementsAre(scratch_ / "out/deep/users.csv"));
  EXPECT_TRUE(result.atomic);
  EXPECT_THAT(result.warnings, IsEmpty());
  EXPECT_EQ(scratch_.Content(), (DirectoryContent{{"out", "dir"},
                                                  {"out/deep", "dir"},
                                                  {"out/deep/users.csv", "file:new"}}));
}

TEST_F(FileTargetTest, IsSyncedBeforeItGetsItsNameAndTheDirectoryAfter) {
  ASSERT_TRUE(Write(scratch_ / "a/users.csv").ok());
  std::vector<SystemCall> order;
  for (const auto& logged : faulty_.log()) {
    const SystemCall call = logged.call;
    if (call == SystemCall::kSync || call == SystemCall::kRename ||
        call == SystemCall::kSyncDirectory || call == SystemCall::kClose) {
      order.push_back(call);
    }
  }
  // The first SyncDirectory is for the new parent directory, the second Close ends the
  // claim on the temporary.
  EXPECT_THAT(order, ElementsAre(SystemCall::kSync, SystemCall::kClose,
                                 SystemCall::kSyncDirectory, SystemCall::kRename,
                                 SystemCall::kClose, SystemCall::kSyncDirectory));
}

TEST_F(FileTargetTest, TheOldFileStaysUntilTheCommit) {
  scratch_.WriteFile("users.csv", "old");
  auto target = MakeFileTarget(&faulty_, scratch_ / "users.csv");
  ASSERT_TRUE(WriteParts(target.get(), {{"", "new"}}).ok());
  EXPECT_EQ(scratch_.VisibleContent(), (DirectoryContent{{"users.csv", "file:old"}}));
  EXPECT_EQ(scratch_.Content().size(), 2u);
  EXPECT_THAT(scratch_.Content().begin()->first, StartsWith(".users.csv."));
  ASSERT_TRUE(target->Commit().ok());
  EXPECT_EQ(scratch_.Content(), (DirectoryContent{{"users.csv", "file:new"}}));
}

TEST_F(FileTargetTest, AbortLeavesWhatWasThereAndNothingElse) {
  auto target = MakeFileTarget(&faulty_, scratch_ / "a/b/users.csv");
  ASSERT_TRUE(target->Begin().ok());
  OutputFile* file = target->OpenPart("").ValueOrDie();
  ASSERT_TRUE(file->Write("x", 1).ok());
  target->Abort();
  EXPECT_THAT(scratch_.Content(), IsEmpty());
  target->Abort();

  scratch_.WriteFile("users.csv", "old");
  {
    auto other = MakeFileTarget(&faulty_, scratch_ / "users.csv");
    ASSERT_TRUE(WriteParts(other.get(), {{"", "new"}}).ok());
  }
  EXPECT_EQ(scratch_.Content(), (DirectoryContent{{"users.csv", "file:old"}}));
}

TEST_F(FileTargetTest, AbortAfterCommitChangesNothing) {
  auto target = MakeFileTarget(&faulty_, scratch_ / "a/users.csv");
  ASSERT_TRUE(WriteAndCommit(target.get(), {{"", "new"}}).ok());
  target->Abort();
  target.reset();
  EXPECT_EQ(scratch_.ReadFile("a/users.csv"), "new");
}

TEST_F(FileTargetTest, ANewFileHasTheUmasksBits) {
  const mode_t old_mask = ::umask(027);
  EXPECT_TRUE(Write(scratch_ / "users.csv").ok());
  ::umask(old_mask);
  EXPECT_EQ(scratch_.PermissionsOf("users.csv"), 0640u);
}

TEST_F(FileTargetTest, AReplacedFileKeepsItsBits) {
  for (const unsigned bits : {0600u, 0644u, 0666u, 0777u, 0444u, 04755u}) {
    scratch_.WriteFile("users.csv", "old");
    scratch_.SetPermissionsOf("users.csv", bits);
    ASSERT_TRUE(Write(scratch_ / "users.csv").ok());
    EXPECT_EQ(scratch_.PermissionsOf("users.csv"), bits);
    EXPECT_EQ(scratch_.ReadFile("users.csv"), "new");
    ::unlink((scratch_ / "users.csv").c_str());
  }
}

TEST_F(FileTargetTest, ThePrivateFilesSuccessorIsPrivateFromTheStart) {
  scratch_.WriteFile("users.csv", "old");
  scratch_.SetPermissionsOf("users.csv", 0600);
  auto target = MakeFileTarget(&faulty_, scratch_ / "users.csv");
  ASSERT_TRUE(target->Begin().ok());
  EXPECT_EQ(scratch_.PermissionsOf(scratch_.Content().begin()->first), 0600u);
}

TEST_F(FileTargetTest, BitsThatTheFileSystemRefusesAreAWarning) {
  scratch_.WriteFile("users.csv", "old");
  faulty_.FailAt(SystemCall::kSetPermissions, 1, EPERM);
  const CommitResult result = Write(scratch_ / "users.csv").ValueOrDie();
  EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("permission bits")));
  EXPECT_EQ(scratch_.ReadFile("users.csv"), "new");
}

TEST_F(FileTargetTest, ALinkIsFollowedAndStays) {
  scratch_.WriteFile("real/users.csv", "old");
  scratch_.MakeLink("real/users.csv", "first.csv");
  scratch_.MakeLink("first.csv", "second.csv");
  const CommitResult result = Write(scratch_ / "second.csv").ValueOrDie();
  EXPECT_THAT(result.paths, ElementsAre(scratch_ / "second.csv"));
  EXPECT_EQ(scratch_.Content(), (DirectoryContent{{"real", "dir"},
                                                  {"real/users.csv", "file:new"},
                                                  {"first.csv", "link:real/users.csv"},
                                                  {"second.csv", "link:first.csv"}}));
}

TEST_F(FileTargetTest, ALinkIntoNothingGetsItsTarget) {
  scratch_.MakeLink("new/users.csv", "link.csv");
  ASSERT_TRUE(Write(scratch_ / "link.csv").ok());
  EXPECT_EQ(scratch_.Content(), (DirectoryContent{{"link.csv", "link:new/users.csv"},
                                                  {"new", "dir"},
                                                  {"new/users.csv", "file:new"}}));
}

TEST_F(FileTargetTest, ADirectoryOrADeviceIsNotReplaced) {
  scratch_.MakeDirectory("users.csv");
  EXPECT_THAT(Fails(scratch_ / "users.csv").message(),
              HasSubstr(fmt::format("'{}': it is a directory", scratch_ / "users.csv")));
  ASSERT_EQ(::mkfifo((scratch_ / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(Fails(scratch_ / "pipe").message(), HasSubstr("not a regular file"));
  EXPECT_EQ(scratch_.Content().size(), 2u);
}

TEST_F(FileTargetTest, AnUnwritableDirectoryIsFoundAtBeginAndSaysWhatToDo) {
  faulty_.DenyCreationIn(scratch_.path());
  const arrow::Status status =
      MakeFileTarget(&faulty_, scratch_ / "a/users.csv")->Begin();
  EXPECT_EQ(status.message(),
            fmt::format("cannot write '{0}/a/users.csv': no right to create files in the "
                        "directory '{0}'; allow it (chmod u+wx '{0}') or choose another "
                        "place: Permission denied",
                        scratch_.path()));
  EXPECT_THAT(scratch_.Content(), IsEmpty());
}

TEST_F(FileTargetTest, ASecondPartAndAnUnfinishedCommitAreRefused) {
  auto target = MakeFileTarget(&faulty_, scratch_ / "users.csv");
  EXPECT_FALSE(target->OpenPart("").ok());
  EXPECT_FALSE(target->FinishPart().ok());
  ASSERT_TRUE(target->Begin().ok());
  ASSERT_TRUE(target->OpenPart("").ok());
  EXPECT_FALSE(target->OpenPart("").ok());
  EXPECT_FALSE(target->Commit().ok());
  EXPECT_THAT(scratch_.Content(), IsEmpty());
}

TEST_F(FileTargetTest, AFullDiskLeavesTheOldFileAndNamesPathAndBytes) {
  scratch_.WriteFile("users.csv", "old");
  faulty_.SetDiskSpace(2);
  EXPECT_EQ(Fails(scratch_ / "users.csv").message(),
            fmt::format("cannot write '{}' after 2 bytes: No space left on device",
                        scratch_ / "users.csv"));
  EXPECT_EQ(scratch_.Content(), (DirectoryContent{{"users.csv", "file:old"}}));
}

TEST_F(FileTargetTest, ATakenTemporaryNameIsReplacedByAnother) {
  faulty_.FailAt(SystemCall::kOpenForWriting, 1, EEXIST);
  ASSERT_TRUE(Write(scratch_ / "users.csv").ok());
  EXPECT_EQ(faulty_.calls(SystemCall::kOpenForWriting), 2);
}

TEST_F(FileTargetTest, ANameOf255BytesWorks) {
  const std::string name(255, 'n');
  ASSERT_TRUE(Write(scratch_ / name).ok());
  EXPECT_EQ(scratch_.Content(), (DirectoryContent{{name, "file:new"}}));
}

TEST_F(FileTargetTest, AChangeOfTheCurrentDirectoryMeanwhileDoesNotMatter) {
  char before[4096];
  ASSERT_NE(::getcwd(before, sizeof before), nullptr);
  ASSERT_EQ(::chdir(scratch_.path().c_str()), 0);
  auto target = MakeFileTarget(&faulty_, "users.csv");
  const arrow::Status begun = target->Begin();
  ASSERT_EQ(::chdir(before), 0);
  ASSERT_TRUE(begun.ok());
  ASSERT_TRUE(target->OpenPart("").ok());
  ASSERT_TRUE(target->FinishPart().ok());
  EXPECT_THAT(target->Commit().ValueOrDie().paths, ElementsAre("users.csv"));
  EXPECT_EQ(scratch_.Content(), (DirectoryContent{{"users.csv", "file:"}}));
}

}  // namespace
}  // namespace rand_engine
