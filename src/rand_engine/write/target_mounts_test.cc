// Real mount points and a disk that is really full, in a mount namespace of a child
// process; skipped where that is not allowed.
#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <functional>
#include <memory>
#include <string>

#include "rand_engine/error.h"
#include "rand_engine/write/target.h"
#include "rand_engine/write/testing/scratch_directory.h"
#include "rand_engine/write/testing/target_runs.h"

namespace rand_engine {
namespace {

std::unique_ptr<Target> NewDirectoryTarget(FileSystem* file_system, std::string path) {
  return MakeDirectoryTarget(file_system, std::move(path));
}

std::unique_ptr<Target> NewFileTarget(FileSystem* file_system, std::string path) {
  return MakeFileTarget(file_system, std::move(path));
}

std::unique_ptr<Target> NewAppendTarget(FileSystem* file_system, std::string path) {
  return MakeAppendTarget(file_system, std::move(path));
}

constexpr int kNotAllowed = 77;

const TestParts kOldParts = {{"part_00000000-aaaa-8aaa.csv", "old 0"},
                             {"part_00000001-aaaa-8aaa.csv", "old 1"}};
const TestParts kNewParts = {{"part_00000000-bbbb-8bbb.csv", "new 0"},
                             {"part_00000001-bbbb-8bbb.csv", "new 1"},
                             {"part_00000002-bbbb-8bbb.csv", "new 2"}};

bool EnterOwnMounts() {
  return ::unshare(CLONE_NEWNS) == 0 &&
         ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

// Run `body` in a child with mounts of its own; it returns what is wrong, or "".
void InOwnMounts(const std::function<std::string()>& body) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    if (!EnterOwnMounts()) ::_exit(kNotAllowed);
    const std::string wrong = body();
    if (!wrong.empty()) std::fprintf(stderr, "%s\n", wrong.c_str());
    ::_exit(wrong.empty() ? 0 : 1);
  }
  int status;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  if (WEXITSTATUS(status) == kNotAllowed) GTEST_SKIP() << "no right to mount";
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

DirectoryContent ContentOf(const TestParts& parts, DirectoryContent content = {}) {
  for (const auto& [name, bytes] : parts) content[name] = "file:" + bytes;
  return content;
}

void WriteOld(const ScratchDirectory& scratch) {
  for (const auto& [name, bytes] : kOldParts) scratch.WriteFile("users/" + name, bytes);
}

std::string OverwriteAMountPoint(const ScratchDirectory& scratch) {
  const auto target = NewDirectoryTarget(PosixFileSystem(), scratch / "users");
  const auto result = WriteAndCommit(target.get(), kNewParts);
  if (!result.ok()) return result.status().ToString();
  if (result->atomic) return "says atomic";
  if (result->warnings.empty() ||
      result->warnings[0].find("a file system is mounted there") == std::string::npos) {
    return "does not say why not";
  }
  DirectoryContent content;
  for (const auto& [path, what] : scratch.Content()) {
    if (path != "users" && path.find("users/") == 0) content[path.substr(6)] = what;
  }
  return content == ContentOf(kNewParts) ? "" : "holds something else";
}

TEST(TargetMounts, AFileSystemMountedAtTheDatasetIsWrittenInside) {
  ScratchDirectory scratch;
  scratch.MakeDirectory("users");
  InOwnMounts([&]() -> std::string {
    if (::mount("none", (scratch / "users").c_str(), "tmpfs", 0, "size=1m") != 0) {
      return "cannot mount";
    }
    WriteOld(scratch);
    return OverwriteAMountPoint(scratch);
  });
}

TEST(TargetMounts, ABindMountOfTheSameFileSystemIsWrittenInside) {
  ScratchDirectory scratch;
  scratch.MakeDirectory("users");
  scratch.MakeDirectory("elsewhere");
  InOwnMounts([&]() -> std::string {
    if (::mount((scratch / "elsewhere").c_str(), (scratch / "users").c_str(), nullptr,
                MS_BIND, nullptr) != 0) {
      return "cannot mount";
    }
    WriteOld(scratch);
    return OverwriteAMountPoint(scratch);
  });
}

std::string FillTheDisk(const ScratchDirectory& scratch, Target* target,
                        const std::string& shown) {
  const DirectoryContent before = scratch.Content();
  const TestParts big = {{"part_00000000-bbbb-8bbb.csv", std::string(100000, 'x')},
                         {"part_00000001-bbbb-8bbb.csv", std::string(2000000, 'x')}};
  const TestParts one(big.begin() + 1, big.end());
  const bool is_file = shown.find(".csv") != std::string::npos;
  const arrow::Status status = WriteAndCommit(target, is_file ? one : big).status();
  if (GetErrorNumber(status) != ENOSPC)
    return "no error of a full disk: " + status.ToString();
  if (status.message().find(fmt::format("cannot write '{}", shown)) != 0) {
    return "does not name the path: " + status.message();
  }
  target->Abort();
  return scratch.Content() == before ? "" : "changed something";
}

TEST(TargetMounts, AFullDiskLeavesWhatWasThere) {
  ScratchDirectory scratch;
  InOwnMounts([&]() -> std::string {
    if (::mount("none", scratch.path().c_str(), "tmpfs", 0, "size=1m") != 0) {
      return "cannot mount";
    }
    WriteOld(scratch);
    scratch.WriteFile("users.csv", "old");
    for (const auto& make : {NewDirectoryTarget, NewAppendTarget, NewFileTarget}) {
      const std::string path = scratch / (make == NewFileTarget ? "users.csv" : "users");
      std::string wrong = FillTheDisk(scratch, make(PosixFileSystem(), path).get(), path);
      if (!wrong.empty()) return wrong;
    }
    return "";
  });
}

TEST(TargetMounts, AReadOnlyFileSystemIsRefusedAtBegin) {
  ScratchDirectory scratch;
  InOwnMounts([&]() -> std::string {
    if (::mount("none", scratch.path().c_str(), "tmpfs", 0, "size=1m") != 0) {
      return "cannot mount";
    }
    WriteOld(scratch);
    if (::mount("none", scratch.path().c_str(), "tmpfs", MS_REMOUNT | MS_RDONLY, "") !=
        0) {
      return "cannot mount read-only";
    }
    const DirectoryContent before = scratch.Content();
    for (const auto& make : {NewDirectoryTarget, NewAppendTarget, NewFileTarget}) {
      const std::string path = scratch / (make == NewFileTarget ? "users.csv" : "users");
      const arrow::Status status = make(PosixFileSystem(), path)->Begin();
      if (GetErrorKind(status) != ErrorKind::kWrite) return "no error";
      if (status.message().find(path) == std::string::npos) return status.message();
    }
    return scratch.Content() == before ? "" : "changed something";
  });
}

}  // namespace
}  // namespace rand_engine
