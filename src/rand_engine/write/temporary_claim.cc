#include "rand_engine/write/temporary_claim.h"

#include <errno.h>

#include <utility>

#include "rand_engine/write/directory_lock.h"

namespace rand_engine {

// 0: locked and standing at `path`; -ENOENT: locked, but something else stands there.
SystemResult TemporaryClaim::TryToLock(const std::string& path, FileType type) {
  Release();
  const SystemResult opened = type == FileType::kDirectory
                                  ? file_system_->OpenDirectory(path)
                                  : file_system_->OpenForReading(path);
  if (opened < 0) return opened;
  descriptor_ = static_cast<int>(opened);
  SystemResult locked;
  do {
    locked = file_system_->Lock(descriptor_);
  } while (locked == -EINTR);
  if (locked < 0) return locked;
  return StillStandsAt(file_system_, descriptor_, path) ? 0 : -ENOENT;
}

SystemResult TemporaryClaim::Take(const std::string& path, FileType type) {
  const SystemResult result = TryToLock(path, type);
  if (result >= 0) return 0;
  Release();
  if (result == -EWOULDBLOCK || result == -ENOENT) return -EEXIST;
  return HasNoLocks(result) ? 0 : result;
}

bool TemporaryClaim::TakeOver(const std::string& path, FileType type) {
  if (TryToLock(path, type) >= 0) return true;
  Release();
  return false;
}

void TemporaryClaim::Release() {
  if (descriptor_ >= 0) file_system_->Close(std::exchange(descriptor_, -1));
}

}  // namespace rand_engine
