// A test double: another FileSystem that counts, records, and fails when told to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/write/file_system.h"

namespace rand_engine {

/// One for each FileSystem function.
enum class SystemCall {
  kOpenForWriting,
  kOpenForReading,
  kRead,
  kWrite,
  kWriteAt,
  kReserve,
  kTruncate,
  kSync,
  kClose,
  kSetPermissions,
  kDescriptorStatus,
  kRename,
  kRenameNoReplace,
  kExchange,
  kLink,
  kUnlink,
  kMakeDirectory,
  kRemoveDirectory,
  kSyncDirectory,
  kList,
  kStatus,
  kResolve,
  kReadLink,
  kLock,
  kOpenDirectory,
};
inline constexpr int kSystemCallCount = static_cast<int>(SystemCall::kOpenDirectory) + 1;

std::string_view NameOf(SystemCall call);

/// Thread-safe. A call that is told to fail is not carried out, but for close, which
/// frees the descriptor and then reports the error (as the system may).
class FaultyFileSystem : public FileSystem {
 public:
  struct LoggedCall {
    SystemCall call;
    std::string path;   ///< the first path, or "" for a descriptor
    std::string other;  ///< the second path of renames and links
    SystemResult result;
  };

  /// `wrapped` outlives this.
  explicit FaultyFileSystem(FileSystem* wrapped) : wrapped_(wrapped) {}

  /// Forget counts, log and every fault.
  void Reset();

  int64_t calls() const;  ///< all so far, failed ones too
  int64_t calls(SystemCall call) const;
  std::vector<LoggedCall> log() const;

  /// The n-th call (from 1, counted from the last Reset) fails with `error_number`; with
  /// `from_then_on` so do all after it. Faults add up.
  void FailAt(int64_t n, int error_number, bool from_then_on = false);
  /// The same for the n-th call of one kind.
  void FailAt(SystemCall call, int64_t n, int error_number, bool from_then_on = false);
  /// SIGKILL to this process in place of the n-th call (use in a child process).
  void KillAt(int64_t n);
  /// The same for the n-th call of one kind.
  void KillAt(SystemCall call, int64_t n);

  /// A write takes at most so many bytes (0: all, as the system does).
  void SetShortWrites(size_t most_bytes);
  /// A write takes from 1 byte to all of them, by a generator with this seed.
  void SetRandomShortWrites(uint32_t seed);
  /// Every other write is interrupted (EINTR) before it takes anything.
  void SetInterruptedWrites(bool on);
  /// The disk has room for so many bytes more; the write that meets the end is short.
  void SetDiskSpace(int64_t bytes);

  /// Syncs are counted and may fail, but are not carried out: quick tests.
  void SetPretendedSyncs(bool on);

  /// What a file system may not know: EINVAL, EPERM, EINVAL.
  void SetNoExchange(bool on);
  void SetNoLink(bool on);
  void SetNoRenameNoReplace(bool on);
  /// CanCreateIn says no for this directory (as given by the caller).
  void DenyCreationIn(const std::string& directory);

  SystemResult OpenForWriting(const std::string& path, bool exclusive,
                              uint32_t permissions) override;
  SystemResult OpenForReading(const std::string& path) override;
  SystemResult Read(int descriptor, void* bytes, size_t count) override;
  SystemResult Write(int descriptor, const void* bytes, size_t count) override;
  SystemResult WriteAt(int descriptor, const void* bytes, size_t count,
                       uint64_t offset) override;
  /// Neither counted nor made to fail.
  SystemResult AwaitRoom(int descriptor, int64_t milliseconds) override;
  SystemResult Reserve(int descriptor, uint64_t offset, uint64_t count) override;
  SystemResult Truncate(int descriptor, uint64_t size) override;
  SystemResult Sync(int descriptor) override;
  SystemResult Close(int descriptor) override;
  SystemResult SetPermissions(int descriptor, uint32_t permissions) override;
  SystemResult DescriptorStatus(int descriptor, FileStatus* status) override;
  SystemResult Rename(const std::string& from, const std::string& to) override;
  SystemResult RenameNoReplace(const std::string& from, const std::string& to) override;
  SystemResult Exchange(const std::string& a, const std::string& b) override;
  SystemResult Link(const std::string& from, const std::string& to) override;
  SystemResult Unlink(const std::string& path) override;
  SystemResult MakeDirectory(const std::string& path, uint32_t permissions) override;
  SystemResult RemoveDirectory(const std::string& path) override;
  SystemResult SyncDirectory(const std::string& path) override;
  SystemResult List(const std::string& path, std::vector<std::string>* names) override;
  SystemResult Status(const std::string& path, bool follow, FileStatus* status) override;
  SystemResult Resolve(const std::string& path, std::string* resolved) override;
  SystemResult ReadLink(const std::string& path, std::string* target) override;
  SystemResult Lock(int descriptor) override;
  SystemResult OpenDirectory(const std::string& path) override;
  bool CanCreateIn(const std::string& directory) override;
  /// Returns at once; time is not needed in tests.
  void Pause(int64_t milliseconds) override;

 private:
  struct Fault {
    std::optional<SystemCall> call;
    int64_t n;
    int error_number;
    bool from_then_on;
  };

  template <class Action>
  SystemResult Do(SystemCall call, const std::string& path, const std::string& other,
                  Action action);
  /// Count the call; 0 or the -errno that it is to fail with.
  SystemResult Count(SystemCall call);
  /// How many of `count` bytes a write may take, or the -errno of one that may not.
  SystemResult AllowedBytes(size_t count);

  FileSystem* wrapped_;
  mutable std::mutex mutex_;
  int64_t calls_ = 0;
  int64_t calls_by_kind_[kSystemCallCount] = {};
  std::vector<LoggedCall> log_;
  std::vector<Fault> faults_;
  int64_t kill_at_ = 0;
  std::optional<SystemCall> kill_kind_;
  size_t most_bytes_ = 0;
  std::optional<std::mt19937> random_lengths_;
  bool interrupted_writes_ = false;
  bool interrupt_next_ = true;
  std::optional<int64_t> disk_space_;
  bool pretended_syncs_ = false;
  bool no_exchange_ = false;
  bool no_link_ = false;
  bool no_rename_no_replace_ = false;
  std::set<std::string> denied_;
};

}  // namespace rand_engine
