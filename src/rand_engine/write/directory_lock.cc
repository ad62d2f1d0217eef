#include "rand_engine/write/directory_lock.h"

#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <cstdint>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/write/moves.h"

namespace rand_engine {
namespace {

constexpr int64_t kMillisecondsBetweenTries = 20;

arrow::Status CannotLock(const std::string& shown, SystemResult result) {
  return WriteError(fmt::format("cannot write '{}': cannot lock the directory", shown),
                    static_cast<int>(-result));
}

}  // namespace

bool HasNoLocks(SystemResult result) {
  return result == -EBADF || result == -ENOLCK || IsRefusal(result);
}

bool StillStandsAt(FileSystem* file_system, int descriptor, const std::string& path) {
  FileStatus opened;
  FileStatus standing;
  return file_system->DescriptorStatus(descriptor, &opened) >= 0 &&
         file_system->Status(path, /*follow=*/false, &standing) >= 0 &&
         IsSameFile(opened, standing);
}

arrow::Status DirectoryLock::Acquire(const std::string& path, const std::string& shown,
                                     const StopToken& stop_token, int64_t patience_ms) {
  for (int64_t waited = 0;; waited += kMillisecondsBetweenTries) {
    Release();
    const SystemResult opened = file_system_->OpenDirectory(path);
    if (opened == -ENOENT || opened == -ENOTDIR) return arrow::Status::OK();
    if (opened < 0) return CannotLock(shown, opened);
    descriptor_ = static_cast<int>(opened);

    const SystemResult locked = file_system_->Lock(descriptor_);
    if (HasNoLocks(locked)) return arrow::Status::OK();
    if (locked < 0 && locked != -EWOULDBLOCK && locked != -EINTR) {
      return CannotLock(shown, locked);
    }
    if (locked >= 0 && StillStandsAt(file_system_, descriptor_, path)) {
      held_ = true;
      return arrow::Status::OK();
    }
    if (waited >= patience_ms) break;
    if (stop_token.stop_requested()) {
      Release();
      return StoppedError();
    }
    file_system_->Pause(kMillisecondsBetweenTries);
  }
  Release();
  return WriteError(
      fmt::format("cannot write '{}': another run is writing there; wait until it has "
                  "finished and try again",
                  shown));
}

void DirectoryLock::Release() {
  held_ = false;
  if (descriptor_ >= 0) file_system_->Close(std::exchange(descriptor_, -1));
}

}  // namespace rand_engine
