// Keeps two runs from publishing into one dataset at the same moment.
#pragma once

#include <cstdint>
#include <string>

#include "rand_engine/run_control.h"
#include "rand_engine/write/file_system.h"

namespace arrow {
class Status;
}

namespace rand_engine {

/// An advisory lock (flock) on a directory itself: leaves no file, ends with the process.
class DirectoryLock {
 public:
  explicit DirectoryLock(FileSystem* file_system) : file_system_(file_system) {}
  ~DirectoryLock() { Release(); }
  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;

  /// Lock what stands at `path`, waiting up to `patience_ms`; then a WriteError. A stop
  /// request meanwhile is a StoppedError. Where nothing stands, or the file system has no
  /// such locks, OK without a lock.
  arrow::Status Acquire(const std::string& path, const std::string& shown,
                        const StopToken& stop_token = {}, int64_t patience_ms = 10'000);
  void Release();

 private:
  FileSystem* file_system_;
  int descriptor_ = -1;
};

}  // namespace rand_engine
