// A directory for one test, and a look at what lies in it.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace rand_engine {

/// Path below a directory -> "dir", "link:<what it says>" or "file:<content>".
using DirectoryContent = std::map<std::string, std::string>;

enum class ScratchPlace {
  kTemporaries,  ///< the system's place for temporaries
  kMemory,       ///< /dev/shm if there is one: for tests with thousands of files
};

/// An empty directory that goes with all it holds.
class ScratchDirectory {
 public:
  explicit ScratchDirectory(ScratchPlace place = ScratchPlace::kTemporaries);
  ~ScratchDirectory();
  ScratchDirectory(const ScratchDirectory&) = delete;
  ScratchDirectory& operator=(const ScratchDirectory&) = delete;

  const std::string& path() const { return path_; }
  /// path()/name
  std::string operator/(std::string_view name) const;

  /// Write a file, making its parent directories.
  void WriteFile(std::string_view name, std::string_view content) const;
  std::string ReadFile(std::string_view name) const;
  void MakeDirectory(std::string_view name) const;
  void MakeLink(std::string_view target, std::string_view name) const;
  unsigned PermissionsOf(std::string_view name) const;
  void SetPermissionsOf(std::string_view name, unsigned permissions) const;

  /// All that is there.
  DirectoryContent Content() const;
  /// The same without names that begin with a dot and end in ".tmp", and what they hold.
  DirectoryContent VisibleContent() const;

 private:
  std::string path_;
};

/// How many descriptors this process has open.
int OpenDescriptorCount();

}  // namespace rand_engine
