#include "rand_engine/write/testing/scratch_directory.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace rand_engine {
namespace {

namespace fs = std::filesystem;

constexpr const char* kMemoryPlace = "/dev/shm";

std::string ReadAll(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::string Describe(const fs::directory_entry& entry) {
  if (entry.is_symlink()) return "link:" + fs::read_symlink(entry.path()).string();
  if (entry.is_directory()) return "dir";
  if (entry.is_regular_file()) return "file:" + ReadAll(entry.path());
  return "other";
}

bool IsTemporary(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.front() == '.' && path.extension() == ".tmp";
}

DirectoryContent ContentOf(const std::string& root, bool with_temporaries) {
  DirectoryContent content;
  for (fs::recursive_directory_iterator entry(root), end; entry != end; ++entry) {
    if (!with_temporaries && IsTemporary(entry->path())) {
      entry.disable_recursion_pending();
      continue;
    }
    content[entry->path().lexically_relative(root).string()] = Describe(*entry);
  }
  return content;
}

}  // namespace

ScratchDirectory::ScratchDirectory(ScratchPlace place) {
  const bool in_memory =
      place == ScratchPlace::kMemory && ::access(kMemoryPlace, W_OK | X_OK) == 0;
  const fs::path parent = in_memory ? fs::path(kMemoryPlace) : fs::temp_directory_path();
  std::string pattern = (parent / "rand_engine_test_XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) std::abort();
  path_ = pattern;
}

ScratchDirectory::~ScratchDirectory() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string ScratchDirectory::operator/(std::string_view name) const {
  return path_ + "/" + std::string(name);
}

void ScratchDirectory::WriteFile(std::string_view name, std::string_view content) const {
  const fs::path path = *this / name;
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << content;
}

std::string ScratchDirectory::ReadFile(std::string_view name) const {
  return ReadAll(*this / name);
}

void ScratchDirectory::MakeDirectory(std::string_view name) const {
  fs::create_directories(*this / name);
}

void ScratchDirectory::MakeLink(std::string_view target, std::string_view name) const {
  fs::create_symlink(target, *this / name);
}

unsigned ScratchDirectory::PermissionsOf(std::string_view name) const {
  struct stat status;
  if (::stat((*this / name).c_str(), &status) != 0) return 0;
  return status.st_mode & 07777;
}

void ScratchDirectory::SetPermissionsOf(std::string_view name,
                                        unsigned permissions) const {
  if (::chmod((*this / name).c_str(), permissions) != 0) std::abort();
}

DirectoryContent ScratchDirectory::Content() const { return ContentOf(path_, true); }

DirectoryContent ScratchDirectory::VisibleContent() const {
  return ContentOf(path_, false);
}

int OpenDescriptorCount() {
  int count = 0;
  for ([[maybe_unused]] const auto& entry : fs::directory_iterator("/proc/self/fd"))
    ++count;
  return count;
}

}  // namespace rand_engine
