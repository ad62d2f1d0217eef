#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/magic.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <thread>
#include <utility>

#include "rand_engine/write/file_system.h"

namespace rand_engine {
namespace {

SystemResult ResultOf(int64_t returned) {
  return returned < 0 ? -int64_t{errno} : returned;
}

FileType TypeOf(uint32_t mode) {
  if (S_ISREG(mode)) return FileType::kRegular;
  if (S_ISDIR(mode)) return FileType::kDirectory;
  if (S_ISLNK(mode)) return FileType::kSymbolicLink;
  if (S_ISCHR(mode)) return FileType::kCharacterDevice;
  if (S_ISFIFO(mode)) return FileType::kFifo;
  return FileType::kOther;
}

FileStatus StatusFrom(const struct statx& from) {
  FileStatus status;
  status.type = TypeOf(from.stx_mode);
  status.permissions = from.stx_mode & 07777;
  status.size = from.stx_size;
  status.device = makedev(from.stx_dev_major, from.stx_dev_minor);
  status.inode = from.stx_ino;
  status.modified_ns =
      from.stx_mtime.tv_sec * int64_t{1000000000} + from.stx_mtime.tv_nsec;
  // Kernels before 5.8 leave the bit unset, which says "do not know"; callers compare
  // devices too.
  status.mount_root = (from.stx_attributes & STATX_ATTR_MOUNT_ROOT) != 0;
  return status;
}

SystemResult ReadStatus(int descriptor, const char* path, int flags, FileStatus* status) {
  struct statx from;
  const SystemResult result =
      ResultOf(::statx(descriptor, path, flags, STATX_BASIC_STATS, &from));
  if (result >= 0) *status = StatusFrom(from);
  return result;
}

// ext4 looks for blocks anew with every page that it has not reserved. Others gain
// nothing or lose by it: tmpfs has no blocks to choose, XFS reserves by itself, and btrfs
// does not compress what was reserved.
bool GainsByReserving(int descriptor) {
  struct statfs status;
  return ::fstatfs(descriptor, &status) == 0 && status.f_type == EXT4_SUPER_MAGIC;
}

/// While it lives a write beyond RLIMIT_FSIZE is EFBIG and no deadly SIGXFSZ, whatever
/// the process that the engine works in has made of that signal.
class FileSizeSignal {
 public:
  FileSizeSignal() {
    rlimit limit;
    if (::getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) return;
    sigset_t pending;
    ::sigpending(&pending);
    if (::sigismember(&pending, SIGXFSZ) == 1) return;
    ::sigemptyset(&signal_);
    ::sigaddset(&signal_, SIGXFSZ);
    is_blocked_ = ::pthread_sigmask(SIG_BLOCK, &signal_, &before_) == 0;
  }
  ~FileSizeSignal() {
    if (!is_blocked_) return;
    const int error = errno;
    const timespec at_once{};
    while (::sigtimedwait(&signal_, nullptr, &at_once) < 0 && errno == EINTR) continue;
    ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    errno = error;
  }
  FileSizeSignal(const FileSizeSignal&) = delete;
  FileSizeSignal& operator=(const FileSizeSignal&) = delete;

 private:
  bool is_blocked_ = false;
  sigset_t signal_;
  sigset_t before_;
};

class SystemFiles final : public FileSystem {
 public:
  SystemResult OpenForWriting(const std::string& path, bool exclusive,
                              uint32_t permissions) override {
    // Without O_CREAT where nothing is to be created: protected_fifos refuses it on
    // others' FIFOs in /tmp.
    const int flags = exclusive ? O_CREAT | O_EXCL : O_NONBLOCK;
    return ResultOf(
        ::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY | flags, permissions));
  }

  SystemResult OpenForReading(const std::string& path) override {
    return ResultOf(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY));
  }

  SystemResult Read(int descriptor, void* bytes, size_t count) override {
    return ResultOf(::read(descriptor, bytes, count));
  }

  SystemResult Write(int descriptor, const void* bytes, size_t count) override {
    const FileSizeSignal blocked;
    return ResultOf(::write(descriptor, bytes, count));
  }

  SystemResult WriteAt(int descriptor, const void* bytes, size_t count,
                       uint64_t offset) override {
    const FileSizeSignal blocked;
    return ResultOf(::pwrite(descriptor, bytes, count, static_cast<off_t>(offset)));
  }

  SystemResult AwaitRoom(int descriptor, int64_t milliseconds) override {
    pollfd room{descriptor, POLLOUT, 0};
    return ResultOf(::poll(&room, 1, static_cast<int>(milliseconds)));
  }

  SystemResult Reserve(int descriptor, uint64_t offset, uint64_t count) override {
    if (!GainsByReserving(descriptor)) return -EOPNOTSUPP;
    const FileSizeSignal blocked;
    return ResultOf(::fallocate(descriptor, FALLOC_FL_KEEP_SIZE,
                                static_cast<off_t>(offset), static_cast<off_t>(count)));
  }

  SystemResult Truncate(int descriptor, uint64_t size) override {
    return ResultOf(::ftruncate(descriptor, static_cast<off_t>(size)));
  }

  SystemResult Sync(int descriptor) override { return ResultOf(::fsync(descriptor)); }

  SystemResult Close(int descriptor) override { return ResultOf(::close(descriptor)); }

  SystemResult SetPermissions(int descriptor, uint32_t permissions) override {
    return ResultOf(::fchmod(descriptor, permissions));
  }

  SystemResult DescriptorStatus(int descriptor, FileStatus* status) override {
    return ReadStatus(descriptor, "", AT_EMPTY_PATH, status);
  }

  SystemResult Rename(const std::string& from, const std::string& to) override {
    return ResultOf(::rename(from.c_str(), to.c_str()));
  }

  SystemResult RenameNoReplace(const std::string& from, const std::string& to) override {
    return RenameWithFlags(from, to, RENAME_NOREPLACE);
  }

  SystemResult Exchange(const std::string& a, const std::string& b) override {
    return RenameWithFlags(a, b, RENAME_EXCHANGE);
  }

  SystemResult Link(const std::string& from, const std::string& to) override {
    return ResultOf(::linkat(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), 0));
  }

  SystemResult Unlink(const std::string& path) override {
    return ResultOf(::unlink(path.c_str()));
  }

  SystemResult MakeDirectory(const std::string& path, uint32_t permissions) override {
    return ResultOf(::mkdir(path.c_str(), permissions));
  }

  SystemResult RemoveDirectory(const std::string& path) override {
    return ResultOf(::rmdir(path.c_str()));
  }

  SystemResult SyncDirectory(const std::string& path) override {
    const SystemResult opened = OpenDirectory(path);
    if (opened < 0) return opened;
    SystemResult synced;
    do {
      synced = Sync(static_cast<int>(opened));
    } while (synced == -EINTR);
    Close(static_cast<int>(opened));
    const bool unknown_here = synced == -EINVAL || synced == -ENOTSUP;
    return unknown_here ? 0 : synced;
  }

  SystemResult List(const std::string& path, std::vector<std::string>* names) override {
    names->clear();
    std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path.c_str()), ::closedir);
    if (directory == nullptr) return -int64_t{errno};
    for (;;) {
      errno = 0;
      const struct dirent* entry = ::readdir(directory.get());
      if (entry == nullptr) break;
      std::string name = entry->d_name;
      if (name != "." && name != "..") names->push_back(std::move(name));
    }
    if (errno != 0) return -int64_t{errno};
    std::sort(names->begin(), names->end());
    return 0;
  }

  SystemResult Status(const std::string& path, bool follow, FileStatus* status) override {
    return ReadStatus(AT_FDCWD, path.c_str(), follow ? 0 : AT_SYMLINK_NOFOLLOW, status);
  }

  SystemResult Resolve(const std::string& path, std::string* resolved) override {
    const std::unique_ptr<char, void (*)(void*)> text(::realpath(path.c_str(), nullptr),
                                                      std::free);
    if (text == nullptr) return -int64_t{errno};
    *resolved = text.get();
    return 0;
  }

  SystemResult ReadLink(const std::string& path, std::string* target) override {
    char text[PATH_MAX];
    const SystemResult length = ResultOf(::readlink(path.c_str(), text, sizeof text));
    if (length < 0) return length;
    if (length == sizeof text) return -ENAMETOOLONG;
    target->assign(text, static_cast<size_t>(length));
    return 0;
  }

  SystemResult Lock(int descriptor) override {
    return ResultOf(::flock(descriptor, LOCK_EX | LOCK_NB));
  }

  SystemResult OpenDirectory(const std::string& path) override {
    return ResultOf(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  }

  bool CanCreateIn(const std::string& directory) override {
    // The effective user's rights: those that creating will be judged by.
    return ::faccessat(AT_FDCWD, directory.c_str(), W_OK | X_OK, AT_EACCESS) == 0;
  }

  void Pause(int64_t milliseconds) override {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  }

 private:
  static SystemResult RenameWithFlags(const std::string& from, const std::string& to,
                                      unsigned flags) {
    return ResultOf(::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), flags));
  }
};

}  // namespace

FileSystem* PosixFileSystem() {
  static SystemFiles system;
  return &system;
}

}  // namespace rand_engine
