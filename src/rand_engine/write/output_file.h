// A file being written: the loops over FileSystem's thin calls.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "rand_engine/write/file_system.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Owns a descriptor. Errors are WriteErrors that name `path()`. Not thread-safe.
class OutputFile {
 public:
  /// Takes over `descriptor`. `path` is the name for messages; `seekable` says whether
  /// WriteAt may be called.
  OutputFile(FileSystem* file_system, int descriptor, std::string path, bool seekable);
  /// Closes without reporting; call Close for the truth.
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  /// Append all bytes: short writes go on, EINTR is tried again, a descriptor that would
  /// block (a non-blocking pipe) is waited for; a write of 0 bytes and every other error
  /// end it. EPIPE is a WriteError with that errno; a full disk tells how far the file
  /// came.
  arrow::Status Write(const void* bytes, int64_t count);
  /// Put bytes over earlier ones; the append position stays.
  arrow::Status WriteAt(int64_t offset, const void* bytes, int64_t count);
  arrow::Status Sync();
  /// Close; later calls do nothing. An error of close(2) is an error (EINTR is not).
  arrow::Status Close();
  /// Forget the descriptor without closing it; it is the caller's again.
  void Release() { descriptor_ = kNone; }

  const std::string& path() const { return path_; }
  bool seekable() const { return seekable_; }
  int64_t bytes_written() const { return bytes_written_; }  ///< by Write
  int descriptor() const { return descriptor_; }            ///< negative once closed

 private:
  static constexpr int kNone = -1;

  /// The error of a write that took nothing (0) or said -errno.
  arrow::Status Failed(int64_t taken) const;

  FileSystem* file_system_;
  int descriptor_;
  std::string path_;
  bool seekable_;
  int64_t bytes_written_ = 0;
};

}  // namespace rand_engine
