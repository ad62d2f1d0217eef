#include "rand_engine/write/output_file.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "rand_engine/error.h"
#include "rand_engine/write/arrow_output_stream.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

class OutputFileTest : public ::testing::Test {
 protected:
  OutputFile Open() {
    const SystemResult descriptor = faulty_.OpenForWriting(scratch_ / "f", true, 0666);
    EXPECT_GE(descriptor, 0);
    return OutputFile(&faulty_, static_cast<int>(descriptor), "out/f");
  }

  static std::string ManyBytes() {
    std::string bytes;
    for (int i = 0; i < 10000; ++i) bytes += static_cast<char>(i * 7 + i / 256);
    return bytes;
  }

  arrow::Status WriteManyBytes() {
    OutputFile file = Open();
    const std::string bytes = ManyBytes();
    ARROW_RETURN_NOT_OK(file.Write(bytes.data(), 6000));
    ARROW_RETURN_NOT_OK(file.WriteAt(100, "overwritten", 11));
    ARROW_RETURN_NOT_OK(file.Write(bytes.data() + 6000, 4000));
    EXPECT_EQ(file.bytes_written(), 10000);
    ARROW_RETURN_NOT_OK(file.Sync());
    return file.Close();
  }

  void ExpectManyBytes() {
    EXPECT_EQ(scratch_.ReadFile("f"), ManyBytes().replace(100, 11, "overwritten"));
  }

  ScratchDirectory scratch_;
  FaultyFileSystem faulty_{PosixFileSystem()};
};

TEST_F(OutputFileTest, WritesAppendsAndOverwrites) {
  ASSERT_TRUE(WriteManyBytes().ok());
  ExpectManyBytes();
}

TEST_F(OutputFileTest, OneByteAtATimeGivesTheSameBytes) {
  faulty_.SetShortWrites(1);
  ASSERT_TRUE(WriteManyBytes().ok());
  ExpectManyBytes();
  EXPECT_EQ(faulty_.calls(SystemCall::kWrite), 10000);
}

TEST_F(OutputFileTest, RandomShortWritesWithInterruptionsGiveTheSameBytes) {
  faulty_.SetRandomShortWrites(42);
  faulty_.SetInterruptedWrites(true);
  ASSERT_TRUE(WriteManyBytes().ok());
  ExpectManyBytes();
  EXPECT_GT(faulty_.calls(SystemCall::kWrite), 4);
}

TEST_F(OutputFileTest, AWriteThatWouldBlockIsTriedAgain) {
  faulty_.FailAt(SystemCall::kWrite, 1, EAGAIN);
  ASSERT_TRUE(WriteManyBytes().ok());
  ExpectManyBytes();
}

TEST_F(OutputFileTest, AnInterruptedSyncIsTriedAgainAndAnInterruptedCloseIsNot) {
  faulty_.FailAt(SystemCall::kSync, 1, EINTR);
  faulty_.FailAt(SystemCall::kClose, 1, EINTR);
  ASSERT_TRUE(WriteManyBytes().ok());
  EXPECT_EQ(faulty_.calls(SystemCall::kSync), 2);
  EXPECT_EQ(faulty_.calls(SystemCall::kClose), 1);
}

TEST_F(OutputFileTest, AFullDiskTellsPathAndHowFarItCame) {
  faulty_.SetDiskSpace(4096);
  const arrow::Status status = WriteManyBytes();
  EXPECT_EQ(status.message(),
            "cannot write 'out/f' after 4096 bytes: No space left on device");
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kWrite);
  EXPECT_EQ(GetErrorNumber(status), ENOSPC);
}

TEST_F(OutputFileTest, OtherErrorsTellPathAndReason) {
  faulty_.FailAt(SystemCall::kWrite, 2, EIO);
  EXPECT_EQ(WriteManyBytes().message(), "cannot write 'out/f': Input/output error");
}

TEST_F(OutputFileTest, AFailedOverwriteSyncOrCloseIsAnError) {
  faulty_.FailAt(SystemCall::kWriteAt, 1, EIO);
  EXPECT_EQ(WriteManyBytes().message(), "cannot write 'out/f': Input/output error");

  faulty_.Reset();
  ::unlink((scratch_ / "f").c_str());
  faulty_.FailAt(SystemCall::kSync, 1, EIO);
  EXPECT_EQ(WriteManyBytes().message(),
            "cannot bring 'out/f' to the disk (fsync): Input/output error");

  faulty_.Reset();
  ::unlink((scratch_ / "f").c_str());
  faulty_.FailAt(SystemCall::kClose, 1, EDQUOT);
  EXPECT_EQ(WriteManyBytes().message(), "cannot close 'out/f': Disk quota exceeded");
}

// Notes what is reserved, beyond what the disk below is asked for.
class ReservingFileSystem final : public FaultyFileSystem {
 public:
  using FaultyFileSystem::FaultyFileSystem;
  SystemResult Reserve(int descriptor, uint64_t offset, uint64_t count) override {
    EXPECT_EQ(offset, reserved_end);
    reserved_end = offset + count;
    return FaultyFileSystem::Reserve(descriptor, offset, count) == -ENOSPC ? -ENOSPC : 0;
  }
  SystemResult Truncate(int descriptor, uint64_t size) override {
    reserved_end = size;
    return FaultyFileSystem::Truncate(descriptor, size);
  }
  uint64_t reserved_end = kMebibyte * 16;
  static constexpr uint64_t kMebibyte = 1 << 20;
};

class ReservedRoomTest : public OutputFileTest {
 protected:
  // Each byte tells where it stands.
  static std::string Mebibyte(int number) {
    std::string bytes(1 << 20, '\0');
    for (size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = static_cast<char>(i * 7 + i / 256 + static_cast<size_t>(number));
    }
    return bytes;
  }
  arrow::Status Write(int mebibytes) {
    const SystemResult descriptor = files_.OpenForWriting(scratch_ / "f", true, 0666);
    OutputFile file(&files_, static_cast<int>(descriptor), "out/f");
    for (int i = 0; i < mebibytes; ++i) {
      ARROW_RETURN_NOT_OK(file.Write(Mebibyte(i).data(), 1 << 20));
      EXPECT_GE(files_.reserved_end, static_cast<uint64_t>(i + 1) << 20);
    }
    ARROW_RETURN_NOT_OK(file.Sync());
    return file.Close();
  }
  void ExpectFile(int mebibytes) {
    std::string expected;
    for (int i = 0; i < mebibytes; ++i) expected += Mebibyte(i);
    EXPECT_TRUE(scratch_.ReadFile("f") == expected);
    struct stat status;
    ASSERT_EQ(::stat((scratch_ / "f").c_str(), &status), 0);
    EXPECT_LE(status.st_blocks * 512, (int64_t{mebibytes} << 20) + 65536);
  }

  ReservingFileSystem files_{PosixFileSystem()};
};

TEST_F(ReservedRoomTest, ALargeFileIsAheadOfItsBytesAndGivesTheRestBack) {
  ASSERT_TRUE(Write(40).ok());
  ExpectFile(40);
  EXPECT_EQ(files_.reserved_end, uint64_t{40} << 20);
  EXPECT_EQ(files_.calls(SystemCall::kReserve), 2);
  EXPECT_EQ(files_.calls(SystemCall::kTruncate), 1);
}

TEST_F(ReservedRoomTest, ASmallFileAsksForNothing) {
  ASSERT_TRUE(Write(16).ok());
  ExpectFile(16);
  EXPECT_EQ(files_.calls(SystemCall::kReserve), 0);
  EXPECT_EQ(files_.calls(SystemCall::kTruncate), 0);
}

TEST_F(ReservedRoomTest, ADiskWithTooLittleRoomForAStepStillTakesWhatFits) {
  files_.FailAt(SystemCall::kReserve, 1, ENOSPC);
  ASSERT_TRUE(Write(30).ok());
  ExpectFile(30);
  EXPECT_EQ(files_.calls(SystemCall::kReserve), 1);
  EXPECT_EQ(files_.calls(SystemCall::kTruncate), 1) << "a part may have been reserved";
}

TEST_F(ReservedRoomTest, WhatCannotBeGivenBackIsAnError) {
  files_.FailAt(SystemCall::kTruncate, 1, EINTR);
  ASSERT_TRUE(Write(20).ok()) << "an interrupted call is tried again";
  ::unlink((scratch_ / "f").c_str());
  files_.Reset();
  files_.reserved_end = uint64_t{16} << 20;
  files_.FailAt(SystemCall::kTruncate, 1, EIO);
  EXPECT_EQ(Write(20).message(),
            "cannot give back what was reserved for 'out/f': Input/output error");
}

class TakesNothing : public FaultyFileSystem {
 public:
  using FaultyFileSystem::FaultyFileSystem;
  SystemResult Write(int, const void*, size_t) override { return 0; }
};

TEST_F(OutputFileTest, AWriteOfNothingEndsItInsteadOfLooping) {
  TakesNothing file_system(PosixFileSystem());
  OutputFile file(&file_system, ::open("/dev/null", O_WRONLY), "out/f");
  EXPECT_EQ(file.Write("a", 1).message(),
            "cannot write 'out/f': the system took no bytes");
  EXPECT_TRUE(file.Write("a", 0).ok());
}

TEST_F(OutputFileTest, AClosedPipeIsAWriteErrorWithItsNumber) {
  ::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  OutputFile file(PosixFileSystem(), ends[1], "standard output", StraightWrites());
  const arrow::Status status = file.Write("a", 1);
  EXPECT_EQ(GetErrorNumber(status), EPIPE);
  EXPECT_EQ(status.message(), "cannot write 'standard output': Broken pipe");
}

TEST_F(OutputFileTest, ClosesOnceAndByItsDestructor) {
  const int before = OpenDescriptorCount();
  {
    OutputFile file = Open();
    EXPECT_EQ(OpenDescriptorCount(), before + 1);
  }
  EXPECT_EQ(OpenDescriptorCount(), before);
  ::unlink((scratch_ / "f").c_str());
  {
    OutputFile file = Open();
    EXPECT_TRUE(file.Close().ok());
    EXPECT_TRUE(file.Close().ok());
    EXPECT_LT(file.descriptor(), 0);
  }
  EXPECT_EQ(faulty_.calls(SystemCall::kClose), 2);
}

TEST_F(OutputFileTest, ReleaseLeavesTheDescriptorOpen) {
  const int before = OpenDescriptorCount();
  int descriptor;
  {
    OutputFile file = Open();
    descriptor = file.descriptor();
    file.Release();
  }
  EXPECT_EQ(OpenDescriptorCount(), before + 1);
  ::close(descriptor);
}

TEST_F(OutputFileTest, AsAnArrowStreamItTellsFromItsStartAndStaysOpen) {
  OutputFile file = Open();
  ASSERT_TRUE(file.Write("head", 4).ok());
  ArrowOutputStream stream(&file);
  EXPECT_EQ(stream.Tell().ValueOrDie(), 0);
  ASSERT_TRUE(stream.Write("body", 4).ok());
  EXPECT_EQ(stream.Tell().ValueOrDie(), 4);
  EXPECT_FALSE(stream.closed());
  ASSERT_TRUE(stream.Close().ok());
  EXPECT_TRUE(stream.closed());
  EXPECT_FALSE(stream.Write("x", 1).ok());
  ASSERT_TRUE(file.Write("tail", 4).ok());
  ASSERT_TRUE(file.Close().ok());
  EXPECT_EQ(scratch_.ReadFile("f"), "headbodytail");
}

TEST_F(OutputFileTest, AnArrowStreamPassesTheFilesErrorOn) {
  OutputFile file = Open();
  ArrowOutputStream stream(&file);
  faulty_.FailAt(SystemCall::kWrite, 1, EIO);
  const arrow::Status status = stream.Write("a", 1);
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kWrite);
  EXPECT_EQ(GetErrorNumber(status), EIO);
}

}  // namespace
}  // namespace rand_engine
