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

/// True of the errno of Lock, or of opening for it, where there are no locks to be had.
bool HasNoLocks(SystemResult result);

/// True if `path` still is what `descriptor` has open. False: another run has put
/// something in its place meanwhile, or has taken it away.
bool StillStandsAt(FileSystem* file_system, int descriptor, const std::string& path);

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
  /// True after an Acquire that got a lock.
  bool held() const { return held_; }

 private:
  FileSystem* file_system_;
  int descriptor_ = -1;
  bool held_ = false;
};

}  // namespace rand_engine
