// Says that a temporary belongs to a run that is alive.
#pragma once

#include <string>

#include "rand_engine/write/file_system.h"

namespace rand_engine {

/// An advisory lock (flock) on a temporary file or directory itself: it leaves no file,
/// ends with the process however that ends, and holds for every process that sees the
/// file system, in whatever container. Not thread-safe.
class TemporaryClaim {
 public:
  explicit TemporaryClaim(FileSystem* file_system) : file_system_(file_system) {}
  ~TemporaryClaim() { Release(); }
  TemporaryClaim(const TemporaryClaim&) = delete;
  TemporaryClaim& operator=(const TemporaryClaim&) = delete;

  /// Claim the directory, or regular file, that this run has just made. -EEXIST if
  /// another run took it for a leftover at this very moment: choose another name. Where
  /// locks or the right to open it are missing, 0 without a claim; other runs cannot
  /// claim it there either, and so leave it.
  SystemResult Take(const std::string& path, FileType type);

  /// Claim what another run made. True if that run is dead and the path is now this
  /// one's.
  bool TakeOver(const std::string& path, FileType type);

  void Release();

 private:
  SystemResult TryToLock(const std::string& path, FileType type);

  FileSystem* file_system_;
  int descriptor_ = -1;
};

}  // namespace rand_engine
