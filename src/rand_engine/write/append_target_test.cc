#include <arrow/result.h>
#include <arrow/status.h>
#include <dirent.h>
#include <errno.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <set>
#include <string>
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

const TestParts kOne = {{"part_00000002-bbbb-8bbb.csv", "new 2"}};
const TestParts kThree = {{"part_00000002-bbbb-8bbb.csv", "new 2"},
                          {"part_00000003-bbbb-8bbb.csv", "new 3"},
                          {"part_00000004-bbbb-8bbb.csv", "new 4"}};

class AppendTargetTest : public ::testing::Test {
 protected:
  DirectoryContent WriteOld() {
    scratch_.WriteFile("users/part_00000000-aaaa-8aaa.csv", "old 0");
    scratch_.WriteFile("users/part_00000001-aaaa-8aaa.csv", "old 1");
    scratch_.WriteFile("users/README", "r");
    return scratch_.Content();
  }
  static DirectoryContent With(DirectoryContent content, const TestParts& parts) {
    content["users"] = "dir";
    for (const auto& [name, bytes] : parts) content["users/" + name] = "file:" + bytes;
    return content;
  }
  arrow::Result<CommitResult> Append(const TestParts& parts) {
    return WriteAndCommit(MakeAppendTarget(&faulty_, scratch_ / "users").get(), parts);
  }

  ScratchDirectory scratch_;
  FaultyFileSystem faulty_{PosixFileSystem()};
};

TEST_F(AppendTargetTest, OnePartIsRenamedIn) {
  const DirectoryContent old = WriteOld();
  const CommitResult result = Append(kOne).ValueOrDie();
  EXPECT_TRUE(result.atomic);
  EXPECT_THAT(result.warnings, IsEmpty());
  EXPECT_THAT(result.paths, ElementsAre(scratch_ / "users/part_00000002-bbbb-8bbb.csv"));
  EXPECT_EQ(scratch_.Content(), With(old, kOne));
  EXPECT_EQ(faulty_.calls(SystemCall::kExchange), 0);
  EXPECT_EQ(faulty_.calls(SystemCall::kLink), 0);
}

TEST_F(AppendTargetTest, SeveralPartsAppearInOneExchangeBesideTheVeryOldFiles) {
  const DirectoryContent old = WriteOld();
  struct stat before;
  struct stat after;
  ASSERT_EQ(::stat((scratch_ / "users/part_00000000-aaaa-8aaa.csv").c_str(), &before), 0);
  const CommitResult result = Append(kThree).ValueOrDie();
  EXPECT_TRUE(result.atomic);
  EXPECT_THAT(result.warnings, IsEmpty());
  EXPECT_EQ(scratch_.Content(), With(old, kThree));
  EXPECT_EQ(faulty_.calls(SystemCall::kExchange), 1);
  ASSERT_EQ(::stat((scratch_ / "users/part_00000000-aaaa-8aaa.csv").c_str(), &after), 0);
  EXPECT_EQ(before.st_ino, after.st_ino);
  EXPECT_EQ(after.st_nlink, 1u);
}

TEST_F(AppendTargetTest, ToNothingMakesTheDataset) {
  const CommitResult result = Append(kThree).ValueOrDie();
  EXPECT_TRUE(result.atomic);
  EXPECT_EQ(scratch_.Content(), With({}, kThree));
  EXPECT_EQ(faulty_.calls(SystemCall::kRenameNoReplace), 1);
}

TEST_F(AppendTargetTest, WithoutExchangeOrBesideASubdirectoryPartsAreRenamedIn) {
  DirectoryContent old = WriteOld();
  faulty_.SetNoExchange(true);
  CommitResult result = Append(kThree).ValueOrDie();
  EXPECT_FALSE(result.atomic);
  EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("could not be exchanged")));
  EXPECT_EQ(scratch_.Content(), With(old, kThree));

  scratch_.MakeDirectory("users/sub");
  old = scratch_.Content();
  const TestParts more = {{"part_00000005-cccc-8ccc.csv", "5"},
                          {"part_00000006-cccc-8ccc.csv", "6"}};
  result = Append(more).ValueOrDie();
  EXPECT_FALSE(result.atomic);
  EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("it holds the directory 'sub'")));
  EXPECT_EQ(scratch_.Content(), With(old, more));
}

TEST_F(AppendTargetTest, OneLinkThatIsRefusedLeavesNoTrace) {
  const DirectoryContent old = WriteOld();
  faulty_.FailAt(SystemCall::kLink, 2, EMLINK);
  EXPECT_FALSE(Append(kThree).ValueOrDie().atomic);
  EXPECT_EQ(scratch_.Content(), With(old, kThree));
}

TEST_F(AppendTargetTest, AFailedRenameTakesBackThoseBefore) {
  const DirectoryContent old = WriteOld();
  faulty_.SetNoExchange(true);
  faulty_.FailAt(SystemCall::kRenameNoReplace, 3, EIO);
  const arrow::Status status = Append(kThree).status();
  EXPECT_EQ(status.message(),
            fmt::format(
                "cannot write '{}': cannot give 'part_00000004-bbbb-8bbb.csv' its name: "
                "Input/output error",
                scratch_ / "users"));
  EXPECT_EQ(scratch_.Content(), old);
}

TEST_F(AppendTargetTest, ANameThatIsThereIsNeverReplaced) {
  WriteOld();
  scratch_.WriteFile("users/part_00000003-bbbb-8bbb.csv", "theirs");
  const DirectoryContent old = scratch_.Content();
  const arrow::Status status = Append(kThree).status();
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kWrite);
  EXPECT_THAT(status.message(), HasSubstr("'part_00000003-bbbb-8bbb.csv'"));
  EXPECT_THAT(status.message(), HasSubstr("there already"));
  EXPECT_EQ(scratch_.Content(), old);
}

TEST_F(AppendTargetTest, AForeignDataFileStopsIt) {
  WriteOld();
  scratch_.WriteFile("users/sales.csv", "theirs");
  const DirectoryContent old = scratch_.Content();
  EXPECT_THAT(Append(kOne).status().message(),
              HasSubstr(fmt::format("the data file '{}'", scratch_ / "users/sales.csv")));
  EXPECT_EQ(scratch_.Content(), old);
}

TEST_F(AppendTargetTest, TwoAppendsToNothingBothArrive) {
  auto first = MakeAppendTarget(&faulty_, scratch_ / "users");
  auto second = MakeAppendTarget(&faulty_, scratch_ / "users");
  const TestParts others = {{"part_00000000-cccc-8ccc.csv", "other"}};
  ASSERT_TRUE(WriteParts(first.get(), kThree).ok());
  ASSERT_TRUE(WriteParts(second.get(), others).ok());
  ASSERT_TRUE(first->Commit().ok());
  ASSERT_TRUE(second->Commit().ok());
  EXPECT_EQ(scratch_.Content(), With(With({}, kThree), others));
}

TEST_F(AppendTargetTest, WithoutRightInTheParentTemporariesAreInside) {
  const DirectoryContent old = WriteOld();
  faulty_.DenyCreationIn(scratch_.path());
  auto target = MakeAppendTarget(&faulty_, scratch_ / "users");
  ASSERT_TRUE(WriteParts(target.get(), kOne).ok());
  EXPECT_EQ(scratch_.VisibleContent(), old);
  const CommitResult result = target->Commit().ValueOrDie();
  EXPECT_TRUE(result.atomic);
  EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("were inside it")));
  EXPECT_EQ(scratch_.Content(), With(old, kOne));
}

TEST_F(AppendTargetTest, AbortAndDestructorLeaveTheDataset) {
  const DirectoryContent old = WriteOld();
  auto target = MakeAppendTarget(&faulty_, scratch_ / "users");
  ASSERT_TRUE(WriteParts(target.get(), kThree).ok());
  EXPECT_EQ(scratch_.VisibleContent(), old);
  target.reset();
  EXPECT_EQ(scratch_.Content(), old);
}

TEST_F(AppendTargetTest, ATemporaryThatCannotBeRemovedIsAWarning) {
  const DirectoryContent old = WriteOld();
  faulty_.FailAt(SystemCall::kRemoveDirectory, 1, EIO);
  const CommitResult result = Append(kOne).ValueOrDie();
  EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("could not be removed")));
  EXPECT_EQ(scratch_.VisibleContent(), With(old, kOne));
}

// Lists, when the writer pauses, a directory that it opened before the exchange.
class SlowReader final : public FaultyFileSystem {
 public:
  SlowReader(FileSystem* wrapped, std::string directory)
      : FaultyFileSystem(wrapped), directory_(std::move(directory)) {}
  SystemResult Exchange(const std::string& a, const std::string& b) override {
    opened_ = ::opendir(directory_.c_str());
    return FaultyFileSystem::Exchange(a, b);
  }
  void Pause(int64_t) override {
    if (opened_ == nullptr) return;
    while (const dirent* entry = ::readdir(opened_)) names.insert(entry->d_name);
    ::closedir(std::exchange(opened_, nullptr));
  }
  std::set<std::string> names;

 private:
  std::string directory_;
  DIR* opened_ = nullptr;
};

TEST_F(AppendTargetTest, WhoOpenedTheDirectoryBeforeHasAMomentToListAllOfIt) {
  WriteOld();
  SlowReader reader(PosixFileSystem(), scratch_ / "users");
  const auto target = MakeAppendTarget(&reader, scratch_ / "users");
  ASSERT_TRUE(WriteAndCommit(target.get(), kThree).ok());
  EXPECT_THAT(reader.names,
              ::testing::IsSupersetOf({"part_00000000-aaaa-8aaa.csv",
                                       "part_00000001-aaaa-8aaa.csv", "README"}));
}

}  // namespace
}  // namespace rand_engine
