// Every system call of every target fails, or the process is killed there; readers and
// other writers are at work meanwhile. The data is the old or the new, whole.
#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <memory>
#include <thread>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/write/target.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"
#include "rand_engine/write/testing/target_runs.h"

namespace rand_engine {
namespace {

std::unique_ptr<Target> NewFileTarget(FileSystem* file_system, std::string path) {
  return MakeFileTarget(file_system, std::move(path));
}

std::unique_ptr<Target> NewDirectoryTarget(FileSystem* file_system, std::string path) {
  return MakeDirectoryTarget(file_system, std::move(path));
}

std::unique_ptr<Target> NewAppendTarget(FileSystem* file_system, std::string path) {
  return MakeAppendTarget(file_system, std::move(path));
}

using ::testing::HasSubstr;

const TestParts kOldParts = {{"part_00000000-aaaa-8aaa.csv", "old 0"},
                             {"part_00000001-aaaa-8aaa.csv", "old 1"},
                             {"part_00000002-eeee-8eee.csv", "same"}};
const TestParts kNewParts = {{"part_00000000-bbbb-8bbb.csv", "new 0"},
                             {"part_00000001-bbbb-8bbb.csv", "new 1"},
                             {"part_00000002-eeee-8eee.csv", "same"}};
const TestParts kAddedParts = {{"part_00000003-bbbb-8bbb.csv", "new 3"},
                               {"part_00000004-bbbb-8bbb.csv", "new 4"},
                               {"part_00000005-bbbb-8bbb.csv", "new 5"}};

using TargetMaker = std::unique_ptr<Target> (*)(FileSystem*, std::string);

struct Scenario {
  const char* name;
  TargetMaker make;
  const char* path;
  bool has_old_data;
  TestParts parts;
  bool no_exchange = false;
};

std::vector<Scenario> Scenarios() {
  const TestParts one(kAddedParts.begin(), kAddedParts.begin() + 1);
  const TestParts file = {{"", "new content"}};
  return {
      {"NewFile", NewFileTarget, "deep/er/users.csv", false, file},
      {"ReplacedFile", NewFileTarget, "users.csv", true, file},
      {"NewDirectory", NewDirectoryTarget, "deep/er/users", false, kNewParts},
      {"ReplacedDirectory", NewDirectoryTarget, "users", true, kNewParts},
      {"DirectoryReplacedInSteps", NewDirectoryTarget, "users", true, kNewParts, true},
      {"AppendToNothing", NewAppendTarget, "deep/er/users", false, kAddedParts},
      {"AppendOfOne", NewAppendTarget, "users", true, one},
      {"AppendOfThree", NewAppendTarget, "users", true, kAddedParts},
      {"AppendOfThreeInSteps", NewAppendTarget, "users", true, kAddedParts, true},
  };
}

class TargetFaultsTest : public ::testing::TestWithParam<Scenario> {
 protected:
  bool IsInSteps() const { return GetParam().no_exchange; }

  static void Prepare(const ScratchDirectory& scratch) {
    scratch.WriteFile("bystander.csv", "mine");
    if (!GetParam().has_old_data) return;
    if (GetParam().make == NewFileTarget) {
      scratch.WriteFile("users.csv", "old content");
      return;
    }
    for (const auto& [name, bytes] : kOldParts) scratch.WriteFile("users/" + name, bytes);
    scratch.WriteFile("users/README", "read me");
    scratch.WriteFile("users/_SUCCESS", "");
  }

  void Reset() {
    faulty_.Reset();
    faulty_.SetNoExchange(GetParam().no_exchange);
    faulty_.SetPretendedSyncs(true);
  }

  arrow::Result<CommitResult> Run(const ScratchDirectory& scratch) {
    const auto target = GetParam().make(&faulty_, scratch / GetParam().path);
    return WriteAndCommit(target.get(), GetParam().parts);
  }

  void SetUp() override {
    ScratchDirectory scratch(ScratchPlace::kMemory);
    Prepare(scratch);
    old_ = scratch.Content();
    Reset();
    const auto result = Run(scratch);
    ASSERT_TRUE(result.ok()) << result.status().ToString();
    EXPECT_EQ(result->atomic, !IsInSteps());
    new_ = scratch.Content();
    calls_ = faulty_.calls();
    ASSERT_NE(old_, new_);
    EXPECT_EQ(new_, scratch.VisibleContent());
  }

  static bool HoldsAllOf(const DirectoryContent& content,
                         const DirectoryContent& wanted) {
    return std::includes(content.begin(), content.end(), wanted.begin(), wanted.end());
  }

  // The one call that failed was part of tidying up.
  bool TidyingFailed() const {
    const auto log = faulty_.log();
    return std::any_of(log.begin(), log.end(), [](const auto& logged) {
      return logged.result < 0 && (logged.call == SystemCall::kUnlink ||
                                   logged.call == SystemCall::kRemoveDirectory);
    });
  }

  void ExpectOldOrNew(const ScratchDirectory& scratch,
                      const arrow::Result<CommitResult>& result) {
    const DirectoryContent visible = scratch.VisibleContent();
    if (result.ok()) {
      EXPECT_EQ(visible, new_);
      return;
    }
    const std::string& message = result.status().message();
    EXPECT_EQ(GetErrorKind(result.status()), ErrorKind::kWrite) << message;
    EXPECT_THAT(message, HasSubstr(GetParam().path));
    if (message.find("stands there, complete") != std::string::npos) {
      EXPECT_EQ(visible, new_) << message;
    } else {
      EXPECT_EQ(visible, old_) << message;
    }
  }

  // After a single failure nothing stays behind, but for what could not be removed.
  void ExpectTidy(const ScratchDirectory& scratch,
                  const arrow::Result<CommitResult>& result) {
    if (scratch.Content() == scratch.VisibleContent()) return;
    const bool said = result.ok() && !result->warnings.empty();
    EXPECT_TRUE(said || (!result.ok() && TidyingFailed()));
  }

  DirectoryContent old_;
  DirectoryContent new_;
  int64_t calls_ = 0;
  FaultyFileSystem faulty_{PosixFileSystem()};
};

TEST_P(TargetFaultsTest, WhicheverCallFailsOnceTheDataIsOldOrNewAndNothingIsLeft) {
  const int descriptors = OpenDescriptorCount();
  for (const int error_number :
       {EIO, ENOSPC, EDQUOT, EACCES, EMFILE, EXDEV, EINVAL, EPERM, ENOSYS}) {
    for (int64_t n = 1;; ++n) {
      SCOPED_TRACE(std::string(strerror(error_number)) + " at call " + std::to_string(n));
      ScratchDirectory scratch(ScratchPlace::kMemory);
      Prepare(scratch);
      Reset();
      faulty_.FailAt(n, error_number);
      const auto result = Run(scratch);
      if (faulty_.calls() < n) break;
      ExpectOldOrNew(scratch, result);
      ExpectTidy(scratch, result);
      ASSERT_EQ(OpenDescriptorCount(), descriptors);
      if (HasFailure()) return;
    }
  }
}

TEST_P(TargetFaultsTest, WhicheverKindFailsFromThenOnTheDataIsOldOrNew) {
  for (int kind = 0; kind < kSystemCallCount; ++kind) {
    const SystemCall call = static_cast<SystemCall>(kind);
    for (int64_t n = 1;; ++n) {
      SCOPED_TRACE(std::string(NameOf(call)) + " from number " + std::to_string(n));
      ScratchDirectory scratch(ScratchPlace::kMemory);
      Prepare(scratch);
      Reset();
      faulty_.FailAt(call, n, EIO, /*from_then_on=*/true);
      const auto result = Run(scratch);
      if (faulty_.calls(call) < n) break;
      // Steps that were done cannot be undone by the call that fails.
      const bool half = IsInSteps() && !result.ok() &&
                        result.status().message().find(
                            "putting things back failed too") != std::string::npos;
      if (!half) ExpectOldOrNew(scratch, result);
      if (HasFailure()) return;
    }
  }
}

TEST_P(TargetFaultsTest, WhereAllFailsFromOneCallOnTheDataIsOldOrNew) {
  for (int64_t n = 1; n <= calls_; ++n) {
    SCOPED_TRACE("from call " + std::to_string(n));
    ScratchDirectory scratch(ScratchPlace::kMemory);
    Prepare(scratch);
    Reset();
    faulty_.FailAt(n, EIO, /*from_then_on=*/true);
    const auto result = Run(scratch);
    if (!IsInSteps()) {
      // Parent directories and a new file that cannot be taken back may stay.
      const DirectoryContent visible = scratch.VisibleContent();
      EXPECT_TRUE(HoldsAllOf(visible, old_) || visible == new_);
      EXPECT_TRUE(HoldsAllOf(new_, visible) || HoldsAllOf(old_, visible));
    }
    if (!result.ok()) {
      EXPECT_THAT(result.status().message(), HasSubstr(GetParam().path));
    }
    if (HasFailure()) return;
  }
}

TEST_P(TargetFaultsTest, WhereverItIsKilledTheDataIsOldOrNewAndTheNextRunWorks) {
  for (int64_t n = 1; n <= calls_; ++n) {
    SCOPED_TRACE("killed at call " + std::to_string(n));
    ScratchDirectory scratch(ScratchPlace::kMemory);
    Prepare(scratch);
    Reset();
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      faulty_.KillAt(n);
      (void)Run(scratch);
      ::_exit(0);
    }
    int status;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status));

    const DirectoryContent visible = scratch.VisibleContent();
    if (IsInSteps()) {
      EXPECT_TRUE(HoldsAllOf(visible, old_) || HoldsAllOf(visible, new_));
    } else {
      // Parent directories of what is not there yet may be there.
      EXPECT_TRUE(HoldsAllOf(visible, old_) || visible == new_);
      EXPECT_TRUE(HoldsAllOf(new_, visible) || visible == old_);
    }
    // An append whose parts are there already is refused, after it has ended what the
    // killed one began.
    const arrow::Status next = Run(scratch).status();
    if (!next.ok()) {
      EXPECT_EQ(GetParam().make, NewAppendTarget);
      EXPECT_THAT(next.message(), HasSubstr("another run has added it"));
    }
    EXPECT_EQ(scratch.Content(), new_);
    if (HasFailure()) return;
  }
}

TEST_P(TargetFaultsTest, ShortAndInterruptedWritesGiveTheSameBytes) {
  for (const size_t most : {1, 2, 3, 0}) {
    ScratchDirectory scratch(ScratchPlace::kMemory);
    Prepare(scratch);
    Reset();
    faulty_.SetShortWrites(most);
    faulty_.SetInterruptedWrites(true);
    if (most == 0) faulty_.SetRandomShortWrites(7);
    ASSERT_TRUE(Run(scratch).ok());
    EXPECT_EQ(scratch.Content(), new_);
  }
}

TEST_P(TargetFaultsTest, ADiskThatFillsUpAtAnyByteLeavesTheOld) {
  int64_t needed = 0;
  for (const auto& part : GetParam().parts)
    needed += static_cast<int64_t>(part.second.size());
  for (int64_t space = 0; space < needed; ++space) {
    ScratchDirectory scratch(ScratchPlace::kMemory);
    Prepare(scratch);
    Reset();
    faulty_.SetDiskSpace(space);
    const arrow::Status status = Run(scratch).status();
    EXPECT_EQ(GetErrorNumber(status), ENOSPC);
    EXPECT_THAT(status.message(), HasSubstr(" bytes: No space left on device"));
    EXPECT_EQ(scratch.Content(), old_);
  }
}

INSTANTIATE_TEST_SUITE_P(All, TargetFaultsTest, ::testing::ValuesIn(Scenarios()),
                         [](const auto& parameter) { return parameter.param.name; });

// ---- Readers and other writers ----

std::string GenerationName(int generation, int index) {
  char name[64];
  std::snprintf(name, sizeof name, "part_%08x-%04x-8abc.csv", index, generation);
  return name;
}

TestParts Generation(int generation, int count = 3) {
  TestParts parts;
  for (int i = 0; i < count; ++i) {
    parts.emplace_back(GenerationName(generation, i),
                       "generation " + std::to_string(generation));
  }
  return parts;
}

struct Seen {
  std::atomic<int> whole{0};
  std::atomic<int> missing{0};
  std::atomic<int> wrong{0};
};

// List the dataset, then open what was listed, as a query engine does.
void ReadOnce(const std::string& directory, Seen* seen) {
  std::vector<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  std::string content;
  for (const std::string& name : names) {
    std::ifstream file(directory + "/" + name, std::ios::binary);
    if (!file) {
      ++seen->missing;
      return;
    }
    const std::string bytes{std::istreambuf_iterator<char>(file), {}};
    if (!content.empty() && bytes != content) ++seen->wrong;
    content = bytes;
  }
  // The directory was listed at the moment when it was taken away.
  if (names.empty()) {
    ++seen->missing;
    return;
  }
  ++(names.size() == 3 ? seen->whole : seen->wrong);
}

TEST(TargetReaders, SeeOnlyWholeGenerationsDuring200Overwrites) {
  ScratchDirectory scratch;
  const std::string directory = scratch / "users";
  ASSERT_TRUE(WriteAndCommit(NewDirectoryTarget(PosixFileSystem(), directory).get(),
                             Generation(0))
                  .ok());
  std::atomic<bool> done{false};
  Seen seen;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (!done) ReadOnce(directory, &seen);
    });
  }
  for (int generation = 1; generation <= 200; ++generation) {
    const auto result = WriteAndCommit(
        NewDirectoryTarget(PosixFileSystem(), directory).get(), Generation(generation));
    EXPECT_TRUE(result.ok() && result->atomic);
  }
  done = true;
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(seen.wrong, 0);
  EXPECT_GT(seen.whole, 200);
  EXPECT_EQ(scratch.Content().size(), 4u);
}

TEST(TargetReaders, OfOneFileSeeItWholeDuring200Overwrites) {
  ScratchDirectory scratch;
  const auto write = [&](int generation) {
    const std::string content(20000, static_cast<char>('a' + generation % 26));
    return WriteAndCommit(MakeFileTarget(PosixFileSystem(), scratch / "users.csv").get(),
                          {{"", content}})
        .ok();
  };
  ASSERT_TRUE(write(0));
  std::atomic<bool> done{false};
  std::atomic<int> wrong{0};
  std::thread reader([&] {
    while (!done) {
      const std::string content = scratch.ReadFile("users.csv");
      if (content != std::string(20000, content.empty() ? '?' : content[0])) ++wrong;
    }
  });
  for (int generation = 1; generation <= 200; ++generation)
    EXPECT_TRUE(write(generation));
  done = true;
  reader.join();
  EXPECT_EQ(wrong, 0);
}

// Commit both at the same time; the names that are there afterwards.
DirectoryContent Race(const ScratchDirectory& scratch, TargetMaker first_make,
                      const TestParts& first_parts, TargetMaker second_make,
                      const TestParts& second_parts) {
  const auto first = first_make(PosixFileSystem(), scratch / "users");
  const auto second = second_make(PosixFileSystem(), scratch / "users");
  EXPECT_TRUE(WriteParts(first.get(), first_parts).ok());
  EXPECT_TRUE(WriteParts(second.get(), second_parts).ok());
  std::thread other([&] { EXPECT_TRUE(second->Commit().ok()); });
  EXPECT_TRUE(first->Commit().ok());
  other.join();
  return scratch.Content();
}

DirectoryContent AsContent(const std::vector<TestParts>& all) {
  DirectoryContent content = {{"users", "dir"}};
  for (const TestParts& parts : all) {
    for (const auto& [name, bytes] : parts) content["users/" + name] = "file:" + bytes;
  }
  return content;
}

class TargetRacesTest : public ::testing::TestWithParam<bool> {
 protected:
  static void Prepare(const ScratchDirectory& scratch) {
    if (!GetParam()) return;
    for (const auto& [name, bytes] : Generation(0))
      scratch.WriteFile("users/" + name, bytes);
  }
  const TestParts old_ = GetParam() ? Generation(0) : TestParts();
};

TEST_P(TargetRacesTest, OfTwoAppendsBothArrive) {
  for (int i = 0; i < 50; ++i) {
    ScratchDirectory scratch;
    Prepare(scratch);
    EXPECT_EQ(Race(scratch, NewAppendTarget, Generation(1), NewAppendTarget,
                   Generation(2, 1 + i % 2)),
              AsContent({old_, Generation(1), Generation(2, 1 + i % 2)}));
  }
}

TEST_P(TargetRacesTest, OfTwoOverwritesOneStays) {
  for (int i = 0; i < 50; ++i) {
    ScratchDirectory scratch;
    Prepare(scratch);
    const DirectoryContent content = Race(scratch, NewDirectoryTarget, Generation(1),
                                          NewDirectoryTarget, Generation(2));
    EXPECT_TRUE(content == AsContent({Generation(1)}) ||
                content == AsContent({Generation(2)}));
  }
}

TEST_P(TargetRacesTest, AnAppendIsBeforeOrAfterAnOverwrite) {
  for (int i = 0; i < 50; ++i) {
    ScratchDirectory scratch;
    Prepare(scratch);
    const TestParts added = Generation(2, 1 + i % 2);
    const DirectoryContent content =
        Race(scratch, NewDirectoryTarget, Generation(1), NewAppendTarget, added);
    EXPECT_TRUE(content == AsContent({Generation(1)}) ||
                content == AsContent({Generation(1), added}));
  }
}

INSTANTIATE_TEST_SUITE_P(Dataset, TargetRacesTest, ::testing::Bool(),
                         [](const auto& parameter) {
                           return parameter.param ? "Exists" : "IsNew";
                         });

}  // namespace
}  // namespace rand_engine
