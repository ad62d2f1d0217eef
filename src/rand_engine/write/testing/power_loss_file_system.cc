#include "rand_engine/write/testing/power_loss_file_system.h"

#include <errno.h>
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "rand_engine/write/place.h"

namespace rand_engine {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string NameIn(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

}  // namespace

PowerLossFileSystem::PowerLossFileSystem(const std::string& root)
    : ForwardingFileSystem(PosixFileSystem()), root_(InodeAt(root)) {
  Take(root, root_);
}

void PowerLossFileSystem::Take(const std::string& directory, Inode inode) {
  directories_.insert(inode);
  for (const auto& entry : fs::directory_iterator(directory)) {
    const std::string path = entry.path();
    const Inode child = InodeAt(path);
    at_first_[inode][NameIn(path)] = child;
    if (entry.is_directory()) {
      Take(path, child);
    } else {
      files_[child] = ReadAll(path);
    }
  }
}

bool PowerLossFileSystem::Counts() {
  if (++changes_ == cut_at_) has_power_ = false;
  return has_power_;
}

PowerLossFileSystem::Inode PowerLossFileSystem::InodeAt(const std::string& path) const {
  FileStatus status;
  return wrapped()->Status(path, /*follow=*/false, &status) < 0 ? 0 : status.inode;
}

PowerLossFileSystem::NameChange PowerLossFileSystem::ChangeAt(const std::string& path,
                                                              Inode inode) const {
  return {InodeAt(ParentOf(path)), NameIn(path), inode};
}

void PowerLossFileSystem::Remember(std::vector<NameChange> changes) {
  steps_.push_back({std::move(changes), false});
}

std::string PowerLossFileSystem::WholeFile(int descriptor) {
  return ReadAll(fmt::format("/proc/self/fd/{}", descriptor));
}

SystemResult PowerLossFileSystem::OpenForWriting(const std::string& path, bool exclusive,
                                                 uint32_t permissions) {
  const std::lock_guard guard(mutex_);
  if (!Counts()) return -EIO;
  const SystemResult result = wrapped()->OpenForWriting(path, exclusive, permissions);
  if (result >= 0 && exclusive) {
    const Inode inode = InodeAt(path);
    files_[inode].clear();
    Remember({ChangeAt(path, inode)});
  }
  return result;
}

SystemResult PowerLossFileSystem::Write(int descriptor, const void* bytes, size_t count) {
  const std::lock_guard guard(mutex_);
  return Counts() ? wrapped()->Write(descriptor, bytes, count) : -EIO;
}

SystemResult PowerLossFileSystem::WriteAt(int descriptor, const void* bytes, size_t count,
                                          uint64_t offset) {
  const std::lock_guard guard(mutex_);
  return Counts() ? wrapped()->WriteAt(descriptor, bytes, count, offset) : -EIO;
}

SystemResult PowerLossFileSystem::Truncate(int descriptor, uint64_t size) {
  const std::lock_guard guard(mutex_);
  return Counts() ? wrapped()->Truncate(descriptor, size) : -EIO;
}

SystemResult PowerLossFileSystem::Sync(int descriptor) {
  const std::lock_guard guard(mutex_);
  if (!Counts()) return -EIO;
  FileStatus status;
  const SystemResult result = wrapped()->DescriptorStatus(descriptor, &status);
  if (result < 0) return result;
  files_[status.inode] = WholeFile(descriptor);
  return 0;
}

SystemResult PowerLossFileSystem::SyncDirectory(const std::string& path) {
  const std::lock_guard guard(mutex_);
  if (!Counts()) return -EIO;
  const Inode inode = InodeAt(path);
  if (inode == 0) return -ENOENT;
  for (Step& step : steps_) {
    for (const NameChange& change : step.changes) {
      step.synced = step.synced || change.directory == inode;
    }
  }
  return 0;
}

SystemResult PowerLossFileSystem::RenameBy(
    SystemResult (FileSystem::*rename)(const std::string&, const std::string&),
    const std::string& from, const std::string& to) {
  const std::lock_guard guard(mutex_);
  if (!Counts()) return -EIO;
  const Inode inode = InodeAt(from);
  // Two links to one file: rename does nothing.
  const bool same = inode == InodeAt(to);
  const SystemResult result = (wrapped()->*rename)(from, to);
  if (result >= 0 && !same) Remember({ChangeAt(from, 0), ChangeAt(to, inode)});
  return result;
}

SystemResult PowerLossFileSystem::Rename(const std::string& from, const std::string& to) {
  return RenameBy(&FileSystem::Rename, from, to);
}

SystemResult PowerLossFileSystem::RenameNoReplace(const std::string& from,
                                                  const std::string& to) {
  return RenameBy(&FileSystem::RenameNoReplace, from, to);
}

SystemResult PowerLossFileSystem::Exchange(const std::string& a, const std::string& b) {
  const std::lock_guard guard(mutex_);
  if (!Counts()) return -EIO;
  const Inode was_a = InodeAt(a);
  const Inode was_b = InodeAt(b);
  const SystemResult result = wrapped()->Exchange(a, b);
  if (result >= 0) Remember({ChangeAt(a, was_b), ChangeAt(b, was_a)});
  return result;
}

SystemResult PowerLossFileSystem::Link(const std::string& from, const std::string& to) {
  const std::lock_guard guard(mutex_);
  if (!Counts()) return -EIO;
  const SystemResult result = wrapped()->Link(from, to);
  if (result >= 0) Remember({ChangeAt(to, InodeAt(to))});
  return result;
}

SystemResult PowerLossFileSystem::Unlink(const std::string& path) {
  const std::lock_guard guard(mutex_);
  if (!Counts()) return -EIO;
  const SystemResult result = wrapped()->Unlink(path);
  if (result >= 0) Remember({ChangeAt(path, 0)});
  return result;
}

SystemResult PowerLossFileSystem::MakeDirectory(const std::string& path,
                                                uint32_t permissions) {
  const std::lock_guard guard(mutex_);
  if (!Counts()) return -EIO;
  const SystemResult result = wrapped()->MakeDirectory(path, permissions);
  if (result >= 0) {
    directories_.insert(InodeAt(path));
    Remember({ChangeAt(path, InodeAt(path))});
  }
  return result;
}

SystemResult PowerLossFileSystem::RemoveDirectory(const std::string& path) {
  const std::lock_guard guard(mutex_);
  if (!Counts()) return -EIO;
  const SystemResult result = wrapped()->RemoveDirectory(path);
  if (result >= 0) Remember({ChangeAt(path, 0)});
  return result;
}

void PowerLossFileSystem::AddTo(
    DirectoryContent* content, const std::string& path, Inode directory,
    const std::map<Inode, std::map<std::string, Inode>>& names,
    std::mt19937* luck) const {
  const auto found = names.find(directory);
  if (found == names.end()) return;
  for (const auto& [name, inode] : found->second) {
    if (inode == 0) continue;
    const std::string child = path.empty() ? name : path + "/" + name;
    if (directories_.count(inode) != 0) {
      (*content)[child] = "dir";
      AddTo(content, child, inode, names, luck);
      continue;
    }
    std::string bytes = files_.at(inode);
    if (luck != nullptr && bytes.empty() && (*luck)() % 2 == 0) {
      bytes.assign((*luck)() % 64, '\0');
    }
    (*content)[child] = "file:" + bytes;
  }
}

DirectoryContent PowerLossFileSystem::AfterLoss(std::mt19937* luck) const {
  const std::lock_guard guard(mutex_);
  auto names = at_first_;
  for (const Step& step : steps_) {
    if (!step.synced && (luck == nullptr || (*luck)() % 2 == 0)) continue;
    for (const NameChange& change : step.changes) {
      names[change.directory][change.name] = change.inode;
    }
  }
  DirectoryContent content;
  AddTo(&content, "", root_, names, luck);
  return content;
}

}  // namespace rand_engine
