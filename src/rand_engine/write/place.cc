#include "rand_engine/write/place.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <string_view>
#include <utility>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr int kMostLinks = 40;        // As Linux's own path walk.
constexpr size_t kLongestName = 255;  // NAME_MAX in bytes of every common file system.
constexpr size_t kRandomDigits = 16;

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() &&
         text.compare(text.size() - end.size(), end.size(), end) == 0;
}

// "users", "users/", "users//" and "users/." are one directory.
std::string WithoutTrailingSlashes(std::string path) {
  for (;;) {
    if (path.size() > 1 && path.back() == '/') {
      path.pop_back();
    } else if (EndsWith(path, "/.") && path.size() > 2) {
      path.resize(path.size() - 2);
    } else {
      return path;
    }
  }
}

std::string LastNameOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? path : path.substr(slash + 1);
}

arrow::Status CannotReach(const std::string& shown, const std::string& where,
                          SystemResult result) {
  return WriteError(fmt::format("cannot write '{}': cannot look at '{}'", shown, where),
                    static_cast<int>(-result));
}

// The path that a chain of links ends at; `path` itself if it is none.
arrow::Result<std::string> FollowLinks(FileSystem* file_system,
                                       const std::string& shown) {
  std::string path = shown;
  for (int links = 0; links <= kMostLinks; ++links) {
    FileStatus status;
    SystemResult result = file_system->Status(path, /*follow=*/false, &status);
    // ENOTDIR: FindExisting names the file that is in the way.
    if (result == -ENOENT || result == -ENOTDIR) return path;
    if (result < 0) return CannotReach(shown, path, result);
    if (status.type != FileType::kSymbolicLink) return path;
    std::string said;
    result = file_system->ReadLink(path, &said);
    if (result < 0) return CannotReach(shown, path, result);
    const bool absolute = !said.empty() && said.front() == '/';
    path = WithoutTrailingSlashes(absolute ? said : JoinPath(ParentOf(path), said));
  }
  return CannotReach(shown, shown, -ELOOP);
}

// Go up from `parent` to what exists; the names on the way are missing.
arrow::Result<std::vector<std::string>> FindExisting(FileSystem* file_system,
                                                     const std::string& shown,
                                                     std::string parent,
                                                     std::string* existing) {
  std::vector<std::string> missing;
  for (;;) {
    FileStatus status;
    const SystemResult result = file_system->Status(parent, /*follow=*/true, &status);
    if (result >= 0 && status.type != FileType::kDirectory) {
      return OptionError(fmt::format(
          "cannot write '{}': '{}' is a file, not a directory; choose another path",
          shown, parent));
    }
    if (result >= 0) break;
    // ENOTDIR: the file in the way is further up.
    if (result != -ENOENT && result != -ENOTDIR) {
      return CannotReach(shown, parent, result);
    }
    if (parent == "." || parent == "/") return CannotReach(shown, parent, result);
    missing.push_back(LastNameOf(parent));
    parent = ParentOf(parent);
  }
  const SystemResult result = file_system->Resolve(parent, existing);
  if (result < 0) return CannotReach(shown, parent, result);
  std::reverse(missing.begin(), missing.end());
  return missing;
}

// Names that say a place by others: the last name has to be found out.
bool HasNoOwnName(const std::string& path) {
  const std::string name = LastNameOf(path);
  return name.empty() || name == "." || name == "..";
}

uint64_t RandomBits() {
  uint64_t bits = 0;
  if (::getrandom(&bits, sizeof bits, 0) == sizeof bits) return bits;
  // Without the system's randomness any name that is new will do; it is opened
  // exclusively.
  static std::atomic<uint64_t> counter{0};
  const auto now = std::chrono::steady_clock::now().time_since_epoch().count();
  return static_cast<uint64_t>(now) ^ (static_cast<uint64_t>(::getpid()) << 40) ^
         (counter.fetch_add(1) << 56);
}

// All of a temporary's name before its random digits; a long name is cut.
std::string TemporaryStart(const std::string& name) {
  constexpr size_t kAround = 2 + kRandomDigits + kTemporaryEnd.size();  // two dots
  size_t length = std::min(name.size(), kLongestName - kAround);
  if (length < name.size()) {
    // 10xxxxxx continues a character.
    while (length > 0 && (name[length] & 0xC0) == 0x80) --length;
  }
  return fmt::format(".{}.", std::string_view(name).substr(0, length));
}

}  // namespace

std::string JoinPath(const std::string& directory, const std::string& name) {
  if (!directory.empty() && directory.back() == '/') return directory + name;
  return directory + "/" + name;
}

std::string ParentOf(const std::string& path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  if (slash == 0) return "/";
  return WithoutTrailingSlashes(path.substr(0, slash));
}

std::string TemporaryName(const std::string& name) {
  return fmt::format("{}{:016x}{}", TemporaryStart(name), RandomBits(), kTemporaryEnd);
}

bool IsTemporaryNameOf(std::string_view candidate, const std::string& name) {
  const std::string start = TemporaryStart(name);
  if (candidate.size() != start.size() + kRandomDigits + kTemporaryEnd.size() ||
      !candidate.starts_with(start) || !candidate.ends_with(kTemporaryEnd)) {
    return false;
  }
  const std::string_view digits = candidate.substr(start.size(), kRandomDigits);
  return digits.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

arrow::Result<Place> FindPlace(FileSystem* file_system, const std::string& path) {
  if (path.empty()) return WriteError("cannot write '': the path is empty");
  Place place;
  place.shown = WithoutTrailingSlashes(path);
  ARROW_ASSIGN_OR_RAISE(std::string real, FollowLinks(file_system, place.shown));
  if (HasNoOwnName(real)) {
    const SystemResult result = file_system->Resolve(real, &real);
    if (result < 0) return CannotReach(place.shown, real, result);
  }
  ARROW_ASSIGN_OR_RAISE(
      place.missing_directories,
      FindExisting(file_system, place.shown, ParentOf(real), &place.existing_ancestor));
  place.parent = place.existing_ancestor;
  for (const std::string& missing : place.missing_directories) {
    place.parent = JoinPath(place.parent, missing);
  }
  place.name = LastNameOf(real);
  place.path = JoinPath(place.parent, place.name);

  const SystemResult result =
      file_system->Status(place.path, /*follow=*/false, &place.status);
  if (result < 0 && result != -ENOENT) {
    return CannotReach(place.shown, place.shown, result);
  }
  place.exists = result >= 0;
  return place;
}

bool ParentIsWritable(FileSystem* file_system, const Place& place) {
  return file_system->CanCreateIn(place.existing_ancestor);
}

arrow::Result<std::string> WhyTemporariesAreInside(FileSystem* file_system,
                                                   const Place& place) {
  FileStatus parent;
  const SystemResult result = file_system->Status(place.parent, /*follow=*/true, &parent);
  if (result < 0) {
    return WriteError(
        fmt::format("cannot write '{}': cannot look at '{}'", place.shown, place.parent),
        static_cast<int>(-result));
  }
  if (!ParentIsWritable(file_system, place)) {
    return fmt::format("there is no right to create files in its parent '{}'",
                       place.parent);
  }
  const bool is_mounted = place.status.mount_root || place.status.device != parent.device;
  return is_mounted ? "a file system is mounted there" : "";
}

arrow::Status NoRight(const Place& place, const std::string& directory) {
  return WriteError(fmt::format("cannot write '{0}': no right to create files in the "
                                "directory '{1}'; allow it (chmod u+wx '{1}') or choose "
                                "another place",
                                place.shown, directory),
                    EACCES);
}

arrow::Status ParentDirectories::Make(const Place& place) {
  std::string directory = place.existing_ancestor;
  for (const std::string& missing : place.missing_directories) {
    directory = JoinPath(directory, missing);
    SystemResult result = file_system_->MakeDirectory(directory, 0777);
    if (result == -EEXIST) continue;
    if (result < 0) {
      return WriteError(fmt::format("cannot write '{}': cannot make the directory '{}'",
                                    place.shown, directory),
                        static_cast<int>(-result));
    }
    made_.push_back(directory);
  }
  return arrow::Status::OK();
}

arrow::Status ParentDirectories::Sync(const Place& place) {
  for (const std::string& directory : made_) {
    const SystemResult result = file_system_->SyncDirectory(ParentOf(directory));
    if (result < 0) {
      return WriteError(fmt::format("cannot write '{}': cannot bring the new directory "
                                    "'{}' to the disk (fsync)",
                                    place.shown, directory),
                        static_cast<int>(-result));
    }
  }
  return arrow::Status::OK();
}

void ParentDirectories::Remove() {
  for (auto made = made_.rbegin(); made != made_.rend(); ++made) {
    file_system_->RemoveDirectory(*made);
  }
  made_.clear();
}

}  // namespace rand_engine
