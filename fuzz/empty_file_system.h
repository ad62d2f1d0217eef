// A disk on which nothing is and on which nothing can be changed.
#pragma once

#include <cerrno>
#include <string>
#include <vector>

#include "rand_engine/write/file_system.h"

namespace rand_engine::fuzz {

class EmptyFileSystem : public FileSystem {
 public:
  SystemResult OpenForWriting(const std::string&, bool, uint32_t) override {
    return -EROFS;
  }
  SystemResult OpenForReading(const std::string&) override { return -ENOENT; }
  SystemResult Read(int, void*, size_t) override { return -EBADF; }
  SystemResult Write(int, const void*, size_t) override { return -EBADF; }
  SystemResult WriteAt(int, const void*, size_t, uint64_t) override { return -EBADF; }
  SystemResult AwaitRoom(int, int64_t) override { return -EBADF; }
  SystemResult Reserve(int, uint64_t, uint64_t) override { return -EBADF; }
  SystemResult Truncate(int, uint64_t) override { return -EBADF; }
  SystemResult Sync(int) override { return -EBADF; }
  SystemResult Close(int) override { return -EBADF; }
  SystemResult SetPermissions(int, uint32_t) override { return -EBADF; }
  SystemResult DescriptorStatus(int, FileStatus*) override { return -EBADF; }
  SystemResult Rename(const std::string&, const std::string&) override { return -EROFS; }
  SystemResult RenameNoReplace(const std::string&, const std::string&) override {
    return -EROFS;
  }
  SystemResult Exchange(const std::string&, const std::string&) override {
    return -EROFS;
  }
  SystemResult Link(const std::string&, const std::string&) override { return -EROFS; }
  SystemResult Unlink(const std::string&) override { return -EROFS; }
  SystemResult MakeDirectory(const std::string&, uint32_t) override { return -EROFS; }
  SystemResult RemoveDirectory(const std::string&) override { return -EROFS; }
  SystemResult SyncDirectory(const std::string&) override { return -EROFS; }
  SystemResult List(const std::string&, std::vector<std::string>*) override {
    return -ENOENT;
  }
  SystemResult Status(const std::string&, bool, FileStatus*) override { return -ENOENT; }
  SystemResult Resolve(const std::string&, std::string*) override { return -ENOENT; }
  SystemResult ReadLink(const std::string&, std::string*) override { return -ENOENT; }
  SystemResult Lock(int) override { return -EBADF; }
  SystemResult OpenDirectory(const std::string&) override { return -ENOENT; }
  bool CanCreateIn(const std::string&) override { return true; }
  void Pause(int64_t) override {}
};

}  // namespace rand_engine::fuzz
