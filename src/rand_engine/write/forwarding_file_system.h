// A FileSystem that does what another does: a base for those that change a few calls.
#pragma once

#include <string>
#include <vector>

#include "rand_engine/write/file_system.h"

namespace rand_engine {

class ForwardingFileSystem : public FileSystem {
 public:
  /// `wrapped` outlives this.
  explicit ForwardingFileSystem(FileSystem* wrapped) : wrapped_(wrapped) {}

  SystemResult OpenForWriting(const std::string& path, bool exclusive,
                              uint32_t permissions) override {
    return wrapped_->OpenForWriting(path, exclusive, permissions);
  }
  SystemResult OpenForReading(const std::string& path) override {
    return wrapped_->OpenForReading(path);
  }
  SystemResult Read(int descriptor, void* bytes, size_t count) override {
    return wrapped_->Read(descriptor, bytes, count);
  }
  SystemResult Write(int descriptor, const void* bytes, size_t count) override {
    return wrapped_->Write(descriptor, bytes, count);
  }
  SystemResult WriteAt(int descriptor, const void* bytes, size_t count,
                       uint64_t offset) override {
    return wrapped_->WriteAt(descriptor, bytes, count, offset);
  }
  SystemResult AwaitRoom(int descriptor, int64_t milliseconds) override {
    return wrapped_->AwaitRoom(descriptor, milliseconds);
  }
  SystemResult Reserve(int descriptor, uint64_t offset, uint64_t count) override {
    return wrapped_->Reserve(descriptor, offset, count);
  }
  SystemResult Truncate(int descriptor, uint64_t size) override {
    return wrapped_->Truncate(descriptor, size);
  }
  SystemResult Sync(int descriptor) override { return wrapped_->Sync(descriptor); }
  SystemResult Close(int descriptor) override { return wrapped_->Close(descriptor); }
  SystemResult SetPermissions(int descriptor, uint32_t permissions) override {
    return wrapped_->SetPermissions(descriptor, permissions);
  }
  SystemResult DescriptorStatus(int descriptor, FileStatus* status) override {
    return wrapped_->DescriptorStatus(descriptor, status);
  }
  SystemResult Rename(const std::string& from, const std::string& to) override {
    return wrapped_->Rename(from, to);
  }
  SystemResult RenameNoReplace(const std::string& from, const std::string& to) override {
    return wrapped_->RenameNoReplace(from, to);
  }
  SystemResult Exchange(const std::string& a, const std::string& b) override {
    return wrapped_->Exchange(a, b);
  }
  SystemResult Link(const std::string& from, const std::string& to) override {
    return wrapped_->Link(from, to);
  }
  SystemResult Unlink(const std::string& path) override { return wrapped_->Unlink(path); }
  SystemResult MakeDirectory(const std::string& path, uint32_t permissions) override {
    return wrapped_->MakeDirectory(path, permissions);
  }
  SystemResult RemoveDirectory(const std::string& path) override {
    return wrapped_->RemoveDirectory(path);
  }
  SystemResult SyncDirectory(const std::string& path) override {
    return wrapped_->SyncDirectory(path);
  }
  SystemResult List(const std::string& path, std::vector<std::string>* names) override {
    return wrapped_->List(path, names);
  }
  SystemResult Status(const std::string& path, bool follow, FileStatus* status) override {
    return wrapped_->Status(path, follow, status);
  }
  SystemResult Resolve(const std::string& path, std::string* resolved) override {
    return wrapped_->Resolve(path, resolved);
  }
  SystemResult ReadLink(const std::string& path, std::string* target) override {
    return wrapped_->ReadLink(path, target);
  }
  SystemResult Lock(int descriptor) override { return wrapped_->Lock(descriptor); }
  SystemResult OpenDirectory(const std::string& path) override {
    return wrapped_->OpenDirectory(path);
  }
  bool CanCreateIn(const std::string& directory) override {
    return wrapped_->CanCreateIn(directory);
  }
  void Pause(int64_t milliseconds) override { wrapped_->Pause(milliseconds); }

 protected:
  FileSystem* wrapped() const { return wrapped_; }

 private:
  FileSystem* wrapped_;
};

/// Brings nothing to the disk: what it writes may be lost, or cut, with a loss of power.
/// Everything else holds as before, also when the process is killed.
class UnsyncedFileSystem final : public ForwardingFileSystem {
 public:
  using ForwardingFileSystem::ForwardingFileSystem;
  SystemResult Sync(int) override { return 0; }
  SystemResult SyncDirectory(const std::string&) override { return 0; }
};

}  // namespace rand_engine
