// The only place with system calls that read or change the disk.
//
// Calls are as thin as the system's own (a write may be short, EINTR is an error here),
// so that a double can count them and make any one fail. Loops, retries and meaning live
// above it: output_file.h, target.h, dataset_directory.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rand_engine {

enum class FileType {
  kRegular,
  kDirectory,
  kSymbolicLink,
  kCharacterDevice,
  kFifo,
  kOther
};

struct FileStatus {
  FileType type = FileType::kOther;
  uint32_t permissions = 0;  ///< the lower 12 bits of st_mode
  uint64_t size = 0;         ///< bytes
  uint64_t device = 0;
  uint64_t inode = 0;
  int64_t modified_ns = 0;  ///< since the epoch
  /// A file system or a bind mount begins here: this name cannot be renamed or exchanged.
  bool mount_root = false;
};

inline bool IsSameFile(const FileStatus& a, const FileStatus& b) {
  return a.device == b.device && a.inode == b.inode;
}

/// Zero or a positive result; or a negated errno. Cheap to fake, nothing to allocate.
using SystemResult = int64_t;

/// Thread-safe in as far as the system is. Paths are UTF-8 or whatever bytes the system
/// has.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  /// Open for writing. `exclusive` creates a file, with EEXIST where the name is taken;
  /// otherwise an existing one is opened as it is (not truncated, not created: devices,
  /// FIFOs) and never waited for: a FIFO without a reader is ENXIO, a write without room
  /// EAGAIN. Returns a descriptor.
  virtual SystemResult OpenForWriting(const std::string& path, bool exclusive,
                                      uint32_t permissions) = 0;
  virtual SystemResult OpenForReading(const std::string& path) = 0;
  virtual SystemResult Read(int descriptor, void* bytes, size_t count) = 0;
  /// Returns how many bytes were written, possibly fewer than `count`. Beyond the limit
  /// of a file's size -EFBIG; never the signal SIGXFSZ.
  virtual SystemResult Write(int descriptor, const void* bytes, size_t count) = 0;
  virtual SystemResult WriteAt(int descriptor, const void* bytes, size_t count,
                               uint64_t offset) = 0;
  /// Wait until a write to a pipe or terminal finds room, or would fail, but no longer
  /// than `milliseconds`: 1, or 0 after that time. Other files always have room.
  virtual SystemResult AwaitRoom(int descriptor, int64_t milliseconds) = 0;
  /// Reserve room on the disk for `count` bytes from `offset`, beyond the file's end too;
  /// its size stays. EOPNOTSUPP where the file system does not gain by it.
  virtual SystemResult Reserve(int descriptor, uint64_t offset, uint64_t count) = 0;
  /// Make the file this long. What was reserved beyond it is given back.
  virtual SystemResult Truncate(int descriptor, uint64_t size) = 0;
  virtual SystemResult Sync(int descriptor) = 0;
  virtual SystemResult Close(int descriptor) = 0;
  virtual SystemResult SetPermissions(int descriptor, uint32_t permissions) = 0;
  /// Status of what is open.
  virtual SystemResult DescriptorStatus(int descriptor, FileStatus* status) = 0;

  virtual SystemResult Rename(const std::string& from, const std::string& to) = 0;
  /// Rename that fails with EEXIST where `to` is taken (RENAME_NOREPLACE). EINVAL or
  /// ENOSYS where the file system cannot; RenameWithoutReplacing (moves.h) then finds
  /// another way.
  virtual SystemResult RenameNoReplace(const std::string& from,
                                       const std::string& to) = 0;
  /// Swap two names in one step (RENAME_EXCHANGE).
  virtual SystemResult Exchange(const std::string& a, const std::string& b) = 0;
  /// A second name for a file; a symbolic link itself gets one, not what it points at.
  virtual SystemResult Link(const std::string& from, const std::string& to) = 0;
  virtual SystemResult Unlink(const std::string& path) = 0;
  virtual SystemResult MakeDirectory(const std::string& path, uint32_t permissions) = 0;
  virtual SystemResult RemoveDirectory(const std::string& path) = 0;
  /// fsync of the directory; file systems that do not know it (EINVAL) count as synced.
  virtual SystemResult SyncDirectory(const std::string& path) = 0;
  /// Names in a directory without "." and "..", sorted by bytes.
  virtual SystemResult List(const std::string& path, std::vector<std::string>* names) = 0;
  /// Status of `path`; `follow` looks through a symbolic link.
  virtual SystemResult Status(const std::string& path, bool follow,
                              FileStatus* status) = 0;
  /// The path without symbolic links (realpath).
  virtual SystemResult Resolve(const std::string& path, std::string* resolved) = 0;
  /// What a symbolic link says; EINVAL for anything else.
  virtual SystemResult ReadLink(const std::string& path, std::string* target) = 0;
  /// Take (or fail with EWOULDBLOCK) an exclusive advisory lock on an open descriptor,
  /// file or directory; it goes with the descriptor.
  virtual SystemResult Lock(int descriptor) = 0;
  /// Open a directory (for Lock).
  virtual SystemResult OpenDirectory(const std::string& path) = 0;
  /// True if a file could be created in this directory (access(2) with W_OK | X_OK).
  virtual bool CanCreateIn(const std::string& directory) = 0;

  /// Let time pass (between tries of Lock, or to open a FIFO).
  virtual void Pause(int64_t milliseconds) = 0;
};

/// The system's own. Never null, lives as long as the process.
FileSystem* PosixFileSystem();

}  // namespace rand_engine
