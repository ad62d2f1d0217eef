// A test double: what would be on the disk after a loss of power.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "rand_engine/write/forwarding_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {

/// Passes everything on to the system, and keeps account of what was brought to the disk:
/// a file's bytes by Sync of the file, names by SyncDirectory of their directory. Fsync
/// of a file says nothing of its name, nor that of a directory of the bytes in it.
///
/// A change of names is one step, also where it touches two directories (rename,
/// exchange), and is on the disk once either was synced after it. Thread-safe. For a file
/// system that does not use an inode's number again, such as a tmpfs.
class PowerLossFileSystem final : public ForwardingFileSystem {
 public:
  /// `root` is looked after; what is there now is on the disk.
  explicit PowerLossFileSystem(const std::string& root);

  /// From now on all calls fail: the power is gone.
  void CutPower() { has_power_ = false; }
  /// The power goes in place of the n-th call that changes or syncs something (from 1).
  void CutPowerAt(int64_t n) { cut_at_ = n; }
  int64_t changes() const { return changes_; }

  /// What the disk holds below root after the loss. Nothing more than was synced is
  /// there with `luck` null; else each change of names that was not synced is there or
  /// not as it draws, and files whose bytes were not synced hold zeros.
  DirectoryContent AfterLoss(std::mt19937* luck) const;

  SystemResult OpenForWriting(const std::string& path, bool exclusive,
                              uint32_t permissions) override;
  SystemResult Write(int descriptor, const void* bytes, size_t count) override;
  SystemResult WriteAt(int descriptor, const void* bytes, size_t count,
                       uint64_t offset) override;
  SystemResult Truncate(int descriptor, uint64_t size) override;
  SystemResult Sync(int descriptor) override;
  SystemResult SyncDirectory(const std::string& path) override;
  SystemResult Rename(const std::string& from, const std::string& to) override;
  SystemResult RenameNoReplace(const std::string& from, const std::string& to) override;
  SystemResult Exchange(const std::string& a, const std::string& b) override;
  SystemResult Link(const std::string& from, const std::string& to) override;
  SystemResult Unlink(const std::string& path) override;
  SystemResult MakeDirectory(const std::string& path, uint32_t permissions) override;
  SystemResult RemoveDirectory(const std::string& path) override;

 private:
  using Inode = uint64_t;
  /// The name `name` in `directory` stands for `inode` from now on; 0: for nothing.
  struct NameChange {
    Inode directory;
    std::string name;
    Inode inode;
  };
  struct Step {
    std::vector<NameChange> changes;
    bool synced = false;
  };
  void Take(const std::string& directory, Inode inode);
  /// Whether the power is still there; counts.
  bool Counts();
  Inode InodeAt(const std::string& path) const;
  NameChange ChangeAt(const std::string& path, Inode inode) const;
  SystemResult RenameBy(SystemResult (FileSystem::*rename)(const std::string&,
                                                           const std::string&),
                        const std::string& from, const std::string& to);
  void Remember(std::vector<NameChange> changes);
  static std::string WholeFile(int descriptor);
  void AddTo(DirectoryContent* content, const std::string& path, Inode directory,
             const std::map<Inode, std::map<std::string, Inode>>& names,
             std::mt19937* luck) const;

  mutable std::mutex mutex_;
  Inode root_ = 0;
  std::map<Inode, std::map<std::string, Inode>> at_first_;
  std::set<Inode> directories_;
  std::map<Inode, std::string> files_;  ///< the bytes that were synced
  std::vector<Step> steps_;
  bool has_power_ = true;
  int64_t changes_ = 0;
  int64_t cut_at_ = 0;
};

}  // namespace rand_engine
