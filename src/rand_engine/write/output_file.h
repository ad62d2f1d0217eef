// A file being written: the loops over FileSystem's thin calls.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "rand_engine/run_control.h"
#include "rand_engine/write/file_system.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// How a descriptor is written whose reader may keep its writer waiting.
struct StraightWrites {
  StopToken stop_token;  ///< ends the wait with a StoppedError
  /// At once. Where writes block, as few as never do once there is room.
  size_t most_bytes = std::numeric_limits<size_t>::max();
};

/// Owns a descriptor. Errors are WriteErrors that name `path()`. Not thread-safe.
class OutputFile {
 public:
  /// Takes over `descriptor`, of a new, empty regular file. `path` is the name for
  /// messages.
  OutputFile(FileSystem* file_system, int descriptor, std::string path);
  /// The same of anything else, such as a pipe: it is not seekable.
  OutputFile(FileSystem* file_system, int descriptor, std::string path,
             StraightWrites straight);
  /// Closes without reporting; call Close for the truth.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Append all bytes: short writes go on, EINTR and EAGAIN are tried again, room is
  /// waited for where that may be needed; a write of 0 bytes and every other error end
  /// it. EPIPE is a WriteError with that errno; a full disk tells how far the file came.
  arrow::Status Write(const void* bytes, int64_t count);
  /// Put bytes over earlier ones; the append position stays. REQUIRES: seekable().
  arrow::Status WriteAt(int64_t offset, const void* bytes, int64_t count);
  /// Bring what is written, and nothing reserved beyond it, to the disk.
  arrow::Status Sync();
  /// Close; later calls do nothing. An error of close(2) is an error (EINTR is not).
  arrow::Status Close();
  /// Forget the descriptor without closing it; it is the caller's again.
  void Release() { descriptor_ = kNone; }

  const std::string& path() const { return path_; }
  bool seekable() const { return !straight_; }
  int64_t bytes_written() const { return bytes_written_; }  ///< by Write
  int descriptor() const { return descriptor_; }            ///< negative once closed

 private:
  static constexpr int kNone = -1;

  /// Reserve room ahead of a large regular file's end, for `count` bytes to come at
  /// least. A help to the file system only: where it cannot, the write itself tells why.
  void ReserveFor(int64_t count);
  /// Give back what ReserveFor took beyond the file's end.
  arrow::Status ReleaseReserved();
  /// Until a write finds room. REQUIRES: straight_.
  arrow::Status AwaitRoom();
  /// The error of a write that took nothing (0) or said -errno.
  arrow::Status Failed(int64_t taken) const;

  FileSystem* file_system_;
  int descriptor_;
  std::string path_;
  std::optional<StraightWrites> straight_;
  int64_t bytes_written_ = 0;
  int64_t reserved_end_ = 0;
  bool reserves_ = true;
};

}  // namespace rand_engine
