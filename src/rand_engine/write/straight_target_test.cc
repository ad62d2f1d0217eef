#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "rand_engine/error.h"
#include "rand_engine/write/target.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"
#include "rand_engine/write/testing/target_runs.h"

namespace rand_engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(StraightTarget, WritesPartsIntoAFifoOneAfterAnother) {
  ScratchDirectory scratch;
  ASSERT_EQ(::mkfifo((scratch / "pipe").c_str(), 0600), 0);
  std::string read;
  std::thread reader([&] { read = scratch.ReadFile("pipe"); });
  auto target = MakeStraightTarget(PosixFileSystem(), scratch / "pipe");
  EXPECT_FALSE(target->seekable());
  const auto result = WriteAndCommit(target.get(), {{"a", "first "}, {"b", "second"}});
  reader.join();
  ASSERT_TRUE(result.ok()) << result.status().ToString();
  EXPECT_THAT(result->paths, ElementsAre(scratch / "pipe"));
  EXPECT_EQ(read, "first second");
}

TEST(StraightTarget, AFifosReaderIsWaitedFor) {
  ScratchDirectory scratch;
  ASSERT_EQ(::mkfifo((scratch / "pipe").c_str(), 0600), 0);
  std::string read;
  std::thread late_reader([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    read = scratch.ReadFile("pipe");
  });
  auto target = MakeStraightTarget(PosixFileSystem(), scratch / "pipe");
  const auto result = WriteAndCommit(target.get(), {{"a", "content"}});
  late_reader.join();
  ASSERT_TRUE(result.ok()) << result.status().ToString();
  EXPECT_EQ(read, "content");
}

/// Writes more than any pipe holds, while `stop_token` is told to stop a little later.
arrow::Status WriteUntilStopped(Target* target, const StopToken& stop_token) {
  std::thread stopper([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop_token.RequestStop();
  });
  const arrow::Status status =
      WriteAndCommit(target, {{"a", std::string(10 << 20, 'x')}}).status();
  stopper.join();
  return status;
}

TEST(StraightTarget, StopEndsTheWaitForAFifosReader) {
  ScratchDirectory scratch;
  ASSERT_EQ(::mkfifo((scratch / "pipe").c_str(), 0600), 0);
  const StopToken stop;
  auto target = MakeStraightTarget(PosixFileSystem(), scratch / "pipe", -1, stop);
  EXPECT_EQ(GetErrorKind(WriteUntilStopped(target.get(), stop)), ErrorKind::kStopped);
}

TEST(StraightTarget, StopEndsAWriteThatNobodyReads) {
  ScratchDirectory scratch;
  ASSERT_EQ(::mkfifo((scratch / "pipe").c_str(), 0600), 0);
  const int reader = ::open((scratch / "pipe").c_str(), O_RDONLY | O_NONBLOCK);
  const StopToken stop;
  auto target = MakeStraightTarget(PosixFileSystem(), scratch / "pipe", -1, stop);
  EXPECT_EQ(GetErrorKind(WriteUntilStopped(target.get(), stop)), ErrorKind::kStopped);
  ::close(reader);
}

TEST(StraightTarget, StopEndsAWriteToAGivenPipeOrSocketWhichKeepsBlocking) {
  for (const bool socket : {false, true}) {
    int ends[2];
    ASSERT_EQ(socket ? ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) : ::pipe(ends), 0);
    const StopToken stop;
    auto target = MakeStraightTarget(PosixFileSystem(), "standard output", ends[1], stop);
    EXPECT_EQ(GetErrorKind(WriteUntilStopped(target.get(), stop)), ErrorKind::kStopped);
    // Whoever shares the descriptor finds it as it was.
    EXPECT_EQ(::fcntl(ends[1], F_GETFL) & O_NONBLOCK, 0);
    ::close(ends[0]);
    ::close(ends[1]);
  }
}

TEST(StraightTarget, AGivenPipeIsReadToItsEnd) {
  for (const bool can_open_anew : {true, false}) {
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const std::string content(1 << 20, 'x');
    std::string read;
    std::thread reader([&] {
      char bytes[1000];
      for (ssize_t n; (n = ::read(ends[0], bytes, sizeof bytes)) > 0;) {
        read.append(bytes, static_cast<size_t>(n));
      }
    });
    FaultyFileSystem faulty(PosixFileSystem());
    if (!can_open_anew) faulty.FailAt(SystemCall::kOpenForWriting, 1, EACCES);
    auto target = MakeStraightTarget(&faulty, "standard output", ends[1]);
    EXPECT_TRUE(WriteAndCommit(target.get(), {{"a", content}}).ok());
    EXPECT_EQ(faulty.calls(SystemCall::kOpenForWriting), 1);
    ::close(ends[1]);
    reader.join();
    EXPECT_EQ(read, content);
    ::close(ends[0]);
  }
}

TEST(StraightTarget, AnInheritedDescriptorStaysOpen) {
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  {
    auto target = MakeStraightTarget(PosixFileSystem(), "standard output", ends[1]);
    ASSERT_TRUE(WriteAndCommit(target.get(), {{"", "abc"}}).ok());
  }
  {
    auto aborted = MakeStraightTarget(PosixFileSystem(), "standard output", ends[1]);
    ASSERT_TRUE(aborted->Begin().ok());
  }
  ASSERT_EQ(::write(ends[1], "d", 1), 1);
  char bytes[8];
  EXPECT_EQ(std::string(bytes, static_cast<size_t>(::read(ends[0], bytes, 8))), "abcd");
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(StraightTarget, AnInheritedFileIsSyncedAndAPipeIsNot) {
  ScratchDirectory scratch;
  FaultyFileSystem faulty(PosixFileSystem());
  const int file = ::open((scratch / "f").c_str(), O_WRONLY | O_CREAT, 0600);
  auto target = MakeStraightTarget(&faulty, "standard output", file);
  ASSERT_TRUE(WriteAndCommit(target.get(), {{"", "abc"}}).ok());
  EXPECT_EQ(faulty.calls(SystemCall::kSync), 1);
  EXPECT_EQ(scratch.ReadFile("f"), "abc");

  faulty.Reset();
  faulty.FailAt(SystemCall::kSync, 1, EIO);
  auto failing = MakeStraightTarget(&faulty, "standard output", file);
  EXPECT_FALSE(WriteAndCommit(failing.get(), {{"", "abc"}}).ok());
  ::close(file);

  faulty.Reset();
  auto device = MakeStraightTarget(&faulty, "/dev/null");
  ASSERT_TRUE(WriteAndCommit(device.get(), {{"", "abc"}}).ok());
  EXPECT_EQ(faulty.calls(SystemCall::kSync), 0);
}

TEST(StraightTarget, AFullDeviceIsAnErrorWithItsName) {
  auto target = MakeStraightTarget(PosixFileSystem(), "/dev/full");
  const arrow::Status status = WriteAndCommit(target.get(), {{"", "abc"}}).status();
  EXPECT_EQ(status.message(),
            "cannot write '/dev/full' after 0 bytes: No space left on device");
}

TEST(StraightTarget, ARegularFileAndAMissingOneAreRefused) {
  ScratchDirectory scratch;
  scratch.WriteFile("f", "content");
  EXPECT_THAT(MakeStraightTarget(PosixFileSystem(), scratch / "f")->Begin().message(),
              HasSubstr("regular file"));
  EXPECT_EQ(scratch.ReadFile("f"), "content");
  EXPECT_THAT(MakeStraightTarget(PosixFileSystem(), scratch / "none")->Begin().message(),
              HasSubstr("No such file"));
  EXPECT_EQ(scratch.Content().size(), 1u);
}

TEST(StraightTarget, ErrorsOfOpenAndCloseAreErrors) {
  FaultyFileSystem faulty(PosixFileSystem());
  faulty.FailAt(SystemCall::kOpenForWriting, 1, EACCES);
  EXPECT_EQ(MakeStraightTarget(&faulty, "/dev/null")->Begin().message(),
            "cannot write '/dev/null': cannot open it: Permission denied");
  faulty.Reset();
  faulty.FailAt(SystemCall::kClose, 1, EIO);
  auto target = MakeStraightTarget(&faulty, "/dev/null");
  EXPECT_EQ(WriteAndCommit(target.get(), {{"", "abc"}}).status().message(),
            "cannot close '/dev/null': Input/output error");
  EXPECT_FALSE(target->OpenPart("").ok());
  EXPECT_FALSE(target->FinishPart().ok());
  EXPECT_FALSE(target->Commit().ok());
}

}  // namespace
}  // namespace rand_engine
