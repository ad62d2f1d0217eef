#include <errno.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "rand_engine/write/file_system.h"
#include "rand_engine/write/moves.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

using ::testing::ElementsAre;

class PosixFileSystemTest : public ::testing::Test {
 protected:
  int Open(const std::string& name) {
    return static_cast<int>(files_->OpenForWriting(scratch_ / name, true, 0644));
  }

  ScratchDirectory scratch_;
  FileSystem* files_ = PosixFileSystem();
};

TEST_F(PosixFileSystemTest, ExclusiveOpenRefusesATakenNameAndPlainOpenCreatesNothing) {
  const int descriptor = Open("f");
  ASSERT_GE(descriptor, 0);
  EXPECT_EQ(Open("f"), -EEXIST);
  EXPECT_EQ(files_->OpenForWriting(scratch_ / "none", false, 0644), -ENOENT);
  EXPECT_EQ(files_->Close(descriptor), 0);
}

TEST_F(PosixFileSystemTest, DescriptorsAreNotInherited) {
  for (const SystemResult descriptor :
       {files_->OpenForWriting(scratch_ / "f", true, 0644),
        files_->OpenForReading(scratch_ / "f"), files_->OpenDirectory(scratch_.path())}) {
    ASSERT_GE(descriptor, 0);
    const int number = static_cast<int>(descriptor);
    EXPECT_NE(::fcntl(number, F_GETFD) & FD_CLOEXEC, 0);
    files_->Close(number);
  }
}

TEST_F(PosixFileSystemTest, PlainOpenKeepsTheContent) {
  scratch_.WriteFile("f", "abcdef");
  const int descriptor =
      static_cast<int>(files_->OpenForWriting(scratch_ / "f", false, 0));
  EXPECT_EQ(files_->Write(descriptor, "X", 1), 1);
  EXPECT_EQ(files_->WriteAt(descriptor, "Z", 1, 5), 1);
  EXPECT_EQ(files_->Write(descriptor, "Y", 1), 1);
  files_->Close(descriptor);
  EXPECT_EQ(scratch_.ReadFile("f"), "XYcdeZ");
}

TEST_F(PosixFileSystemTest, NothingWaitsForTheReaderOfAFifo) {
  const std::string path = scratch_ / "pipe";
  ASSERT_EQ(::mkfifo(path.c_str(), 0600), 0);
  EXPECT_EQ(files_->OpenForWriting(path, false, 0), -ENXIO);
  const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
  const int writer = static_cast<int>(files_->OpenForWriting(path, false, 0));
  ASSERT_GE(writer, 0);
  EXPECT_EQ(files_->AwaitRoom(writer, 1000), 1);
  const std::string piece(1 << 16, 'x');
  SystemResult written = 0;
  while (written >= 0) written = files_->Write(writer, piece.data(), piece.size());
  EXPECT_EQ(written, -EAGAIN);
  EXPECT_EQ(files_->AwaitRoom(writer, 1), 0);
  ::close(reader);
  EXPECT_EQ(files_->AwaitRoom(writer, 1000), 1) << "the write is to find the error";
  files_->Close(writer);
}

TEST_F(PosixFileSystemTest, StatusTellsTypeBitsSizeAndIdentity) {
  scratch_.WriteFile("f", "abc");
  scratch_.SetPermissionsOf("f", 0640);
  scratch_.MakeLink("f", "link");
  FileStatus file;
  FileStatus link;
  FileStatus followed;
  ASSERT_EQ(files_->Status(scratch_ / "f", true, &file), 0);
  ASSERT_EQ(files_->Status(scratch_ / "link", false, &link), 0);
  ASSERT_EQ(files_->Status(scratch_ / "link", true, &followed), 0);
  EXPECT_EQ(file.type, FileType::kRegular);
  EXPECT_EQ(file.permissions, 0640u);
  EXPECT_EQ(file.size, 3u);
  EXPECT_GT(file.modified_ns, int64_t{1600000000} * 1000000000);
  EXPECT_EQ(link.type, FileType::kSymbolicLink);
  EXPECT_EQ(followed.inode, file.inode);
  EXPECT_EQ(followed.device, file.device);
  const int descriptor = static_cast<int>(files_->OpenForReading(scratch_ / "f"));
  ASSERT_EQ(files_->DescriptorStatus(descriptor, &followed), 0);
  EXPECT_EQ(followed.inode, file.inode);
  files_->Close(descriptor);
  ASSERT_EQ(files_->Status("/dev/null", true, &file), 0);
  EXPECT_EQ(file.type, FileType::kCharacterDevice);
}

TEST_F(PosixFileSystemTest, KnowsWhereAFileSystemBegins) {
  FileStatus status;
  ASSERT_EQ(files_->Status("/proc", true, &status), 0);
  EXPECT_TRUE(status.mount_root);
  ASSERT_EQ(files_->Status(scratch_.path(), true, &status), 0);
  EXPECT_FALSE(status.mount_root);
}

TEST_F(PosixFileSystemTest, ListsNamesInTheOrderOfTheirBytes) {
  for (const char* name : {"b", "a", "B", "\xc3\xa4", ".h"}) scratch_.WriteFile(name, "");
  std::vector<std::string> names;
  ASSERT_EQ(files_->List(scratch_.path(), &names), 0);
  EXPECT_THAT(names, ElementsAre(".h", "B", "a", "b", "\xc3\xa4"));
  EXPECT_EQ(files_->List(scratch_ / "none", &names), -ENOENT);
}

TEST_F(PosixFileSystemTest, ExchangesAndRefusesToReplace) {
  scratch_.WriteFile("a/1", "");
  scratch_.WriteFile("b/2", "");
  EXPECT_EQ(files_->RenameNoReplace(scratch_ / "a", scratch_ / "b"), -EEXIST);
  ASSERT_EQ(files_->Exchange(scratch_ / "a", scratch_ / "b"), 0);
  EXPECT_EQ(
      scratch_.Content(),
      (DirectoryContent{{"a", "dir"}, {"a/2", "file:"}, {"b", "dir"}, {"b/1", "file:"}}));
}

TEST_F(PosixFileSystemTest, ALinkIsLinkedItself) {
  scratch_.MakeLink("nowhere", "link");
  ASSERT_EQ(files_->Link(scratch_ / "link", scratch_ / "second"), 0);
  std::string target;
  ASSERT_EQ(files_->ReadLink(scratch_ / "second", &target), 0);
  EXPECT_EQ(target, "nowhere");
  EXPECT_EQ(files_->ReadLink(scratch_.path(), &target), -EINVAL);
}

TEST_F(PosixFileSystemTest, ALockKeepsOthersOutUntilItsDescriptorIsClosed) {
  const int first = static_cast<int>(files_->OpenDirectory(scratch_.path()));
  const int second = static_cast<int>(files_->OpenDirectory(scratch_.path()));
  EXPECT_EQ(files_->Lock(first), 0);
  EXPECT_EQ(files_->Lock(second), -EWOULDBLOCK);
  files_->Close(first);
  EXPECT_EQ(files_->Lock(second), 0);
  files_->Close(second);
}

TEST_F(PosixFileSystemTest, SyncsAndResolvesDirectories) {
  EXPECT_EQ(files_->SyncDirectory(scratch_.path()), 0);
  EXPECT_EQ(files_->SyncDirectory("/proc"), 0);  // fsync says EINVAL there
  EXPECT_EQ(files_->SyncDirectory(scratch_ / "none"), -ENOENT);
  std::string resolved;
  EXPECT_EQ(files_->Resolve(
                scratch_ / "../" + scratch_.path().substr(scratch_.path().rfind('/') + 1),
                &resolved),
            0);
  EXPECT_EQ(resolved, scratch_.path());
  EXPECT_TRUE(files_->CanCreateIn(scratch_.path()));
  EXPECT_FALSE(files_->CanCreateIn(scratch_ / "none"));
}

class RenameWithoutReplacingTest : public ::testing::TestWithParam<int> {
 protected:
  RenameWithoutReplacingTest() {
    faulty_.SetNoRenameNoReplace(GetParam() >= 1);
    faulty_.SetNoLink(GetParam() >= 2);
  }
  SystemResult Rename(const char* from, const char* to) {
    return RenameWithoutReplacing(&faulty_, scratch_ / from, scratch_ / to);
  }

  ScratchDirectory scratch_;
  FaultyFileSystem faulty_{PosixFileSystem()};
};

TEST_P(RenameWithoutReplacingTest, MovesToAFreeNameOnly) {
  scratch_.WriteFile("a", "a");
  scratch_.WriteFile("b", "b");
  scratch_.WriteFile("d/1", "1");
  scratch_.WriteFile("e/2", "2");
  EXPECT_EQ(Rename("a", "b"), -EEXIST);
  EXPECT_EQ(Rename("d", "e"), -EEXIST);
  EXPECT_EQ(Rename("d", "b"), -EEXIST);
  EXPECT_GE(Rename("a", "c"), 0);
  EXPECT_GE(Rename("d", "f"), 0);
  EXPECT_EQ(Rename("none", "x"), -ENOENT);
  EXPECT_EQ(scratch_.Content(), (DirectoryContent{{"b", "file:b"},
                                                  {"c", "file:a"},
                                                  {"e", "dir"},
                                                  {"e/2", "file:2"},
                                                  {"f", "dir"},
                                                  {"f/1", "file:1"}}));
}

TEST_P(RenameWithoutReplacingTest, AnErrorOnTheWayLeavesTheFileWhereItWas) {
  for (int64_t n = 1;; ++n) {
    ScratchDirectory scratch;
    scratch.WriteFile("a", "a");
    faulty_.Reset();
    faulty_.SetNoRenameNoReplace(GetParam() >= 1);
    faulty_.SetNoLink(GetParam() >= 2);
    faulty_.FailAt(n, EIO);
    const SystemResult result =
        RenameWithoutReplacing(&faulty_, scratch / "a", scratch / "b");
    if (faulty_.calls() < n) break;
    EXPECT_EQ(result, -EIO);
    EXPECT_EQ(scratch.Content(), (DirectoryContent{{"a", "file:a"}}));
  }
}

INSTANTIATE_TEST_SUITE_P(WithRenameNoReplaceThenWithLinksThenWithNeither,
                         RenameWithoutReplacingTest, ::testing::Values(0, 1, 2));

TEST_F(PosixFileSystemTest, ReservedRoomLeavesTheSizeAndIsGivenBack) {
  const int descriptor = Open("f");
  ASSERT_EQ(files_->Write(descriptor, "abc", 3), 3);
  const SystemResult reserved = files_->Reserve(descriptor, 3, 1 << 20);
  struct stat status;
  ASSERT_EQ(::fstat(descriptor, &status), 0);
  EXPECT_EQ(status.st_size, 3);
  if (reserved == -EOPNOTSUPP) {
    EXPECT_LT(status.st_blocks * 512, 65536);
  } else {
    EXPECT_EQ(reserved, 0);
    EXPECT_GE(status.st_blocks * 512, 1 << 20);
  }
  EXPECT_EQ(files_->Truncate(descriptor, 3), 0);
  ASSERT_EQ(::fstat(descriptor, &status), 0);
  EXPECT_EQ(status.st_size, 3);
  EXPECT_LT(status.st_blocks * 512, 65536);
  files_->Close(descriptor);
}

TEST_F(PosixFileSystemTest, AWriteBeyondTheLimitOfSizeIsAnErrorAndNoSignal) {
  const int descriptor = Open("f");
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_DFL);
    const rlimit limit{4, 4};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const bool good = files_->Write(descriptor, "12345678", 8) == 4 &&
                      files_->Write(descriptor, "5678", 4) == -EFBIG &&
                      files_->WriteAt(descriptor, "5678", 4, 4) == -EFBIG;
    sigset_t blocked;
    ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
    ::_exit(good && ::sigismember(&blocked, SIGXFSZ) == 0 ? 0 : 1);
  }
  int status;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  files_->Close(descriptor);
}

}  // namespace
}  // namespace rand_engine
