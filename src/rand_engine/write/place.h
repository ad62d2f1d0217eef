// A path as its user wrote it, and where that is on the disk.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/write/file_system.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Where a file or a dataset directory is or will be.
struct Place {
  std::string shown;   ///< as its user wrote it, without slashes at the end
  std::string parent;  ///< absolute, so that a later chdir changes nothing
  std::string name;    ///< the last name, of which links have been followed
  std::string path;    ///< parent/name
  bool exists = false;
  FileStatus status;              ///< if `exists`; never that of a link
  std::string existing_ancestor;  ///< `parent`, or the nearest above it that exists
  std::vector<std::string> missing_directories;  ///< to be made for `parent`, top down
};

/// Look the path up; nothing is changed. A symbolic link is followed to its end, also one
/// that points to nothing yet. Errors are WriteErrors: an empty path, a file where a
/// parent directory is wanted, too many links, and whatever the system says.
arrow::Result<Place> FindPlace(FileSystem* file_system, const std::string& path);

/// True if a temporary can be made beside the place (once the missing directories are).
bool ParentIsWritable(FileSystem* file_system, const Place& place);
/// Why temporaries for the dataset directory that is there must lie inside it; "" if they
/// can lie beside it. REQUIRES: place.exists.
arrow::Result<std::string> WhyTemporariesAreInside(FileSystem* file_system,
                                                   const Place& place);
/// The WriteError for a directory in which nothing can be created, with what to do.
arrow::Status NoRight(const Place& place, const std::string& directory);

/// The directories that were made for a place; they go with Remove, or stay.
class ParentDirectories {
 public:
  explicit ParentDirectories(FileSystem* file_system) : file_system_(file_system) {}

  /// Make what `place` misses. One that another process makes meanwhile is that one's.
  arrow::Status Make(const Place& place);
  /// Bring the new names to the disk.
  arrow::Status Sync(const Place& place);
  /// Remove those made here, while they are empty.
  void Remove();
  /// From now on they stay.
  void Keep() { made_.clear(); }

 private:
  FileSystem* file_system_;
  std::vector<std::string> made_;
};

/// directory/name
std::string JoinPath(const std::string& directory, const std::string& name);
/// All before the last name: "/" of "/a", "." of "a".
std::string ParentOf(const std::string& path);

/// The end of every temporary's name.
inline constexpr std::string_view kTemporaryEnd = ".tmp";

/// A new `.{name}.{16 random hex digits}.tmp`, at most 255 bytes: a long name is cut
/// (never inside a UTF-8 character). Names of temporaries decide no byte of data.
std::string TemporaryName(const std::string& name);

/// True if `candidate` could be one of TemporaryName(name). A name that was cut has its
/// temporaries' names in common with others.
bool IsTemporaryNameOf(std::string_view candidate, const std::string& name);

/// How often a taken temporary name is replaced by another.
inline constexpr int kTemporaryNameTries = 100;

}  // namespace rand_engine
