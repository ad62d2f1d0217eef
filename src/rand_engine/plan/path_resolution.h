// What the user's path says by its name alone, and which place on the disk it means.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "rand_engine/compress/codec.h"
#include "rand_engine/plan/format_options.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

class FileSystem;

/// Bytes of the longest name in the common file systems (NAME_MAX).
inline constexpr size_t kLongestName = 255;

/// A file's name taken apart: `stem` + `format_suffix` + `codec_suffix`, as they are
/// spelt.
struct NameParts {
  std::string stem;
  std::string format_suffix;     ///< ".csv", ".JSONL", ...; "" if none
  std::string codec_suffix;      ///< ".gz", ...; "" if none
  std::optional<Format> format;  ///< that of `format_suffix`
  std::optional<Codec> codec;    ///< that of `codec_suffix`
  bool tab_separated = false;    ///< `.tsv`
  bool json_lines = false;       ///< `.jsonl`, `.ndjson`
};

/// A path taken apart.
struct PathParts {
  std::string full;             ///< the path without slashes at its end
  std::string directory;        ///< all before the last name, with its slash; may be ""
  NameParts name;               ///< the last name
  bool trailing_slash = false;  ///< the path names the dataset directory itself
};

/// Take a name apart. An OptionError for an extension of a data format or an archive that
/// is not written (.xlsx, .avro, .tar.gz, .parquet.gz, ...), two codec suffixes, or a
/// name that is nothing but suffixes. A last dot-part that is no known extension belongs
/// to the stem.
arrow::Result<NameParts> SplitName(std::string_view name);

/// Take a path apart. OptionErrors: an empty path, a NUL byte, a last name `.` or `..`, a
/// name over 255 bytes, and those of SplitName (a directory named by a trailing slash may
/// be called anything).
arrow::Result<PathParts> SplitPath(const std::string& path);

/// The path of the directory that holds this path's parts: the full one of a trailing
/// slash, else without the suffixes of the last name.
std::string DatasetDirectoryOf(const PathParts& path);

/// The path of the plain file that this path stands for: as it is where it has a suffix,
/// else with those of format and codec.
std::string SingleFileOf(const PathParts& path, Format format, Codec codec);

/// ".csv", ".json.gz", ".parquet": the suffix of parts.
std::string SuffixOf(Format format, Codec codec);

/// True of "-" and the names by which a process reaches its own descriptors (/dev/stdout,
/// /dev/fd/3): whatever they are open on is written straight.
bool NamesDescriptor(std::string_view path);

enum class PathKind { kMissing, kFile, kDirectory, kStraight };

/// What is at `path`, looking through links. A dangling link is missing. A socket or a
/// block device is an OptionError; what cannot be looked at a WriteError.
arrow::Result<PathKind> LookAt(FileSystem* file_system, const std::string& path);

/// Check that a file or dataset directory called `path` can be made, or replaced if it is
/// there; nothing is changed. WriteErrors: an ancestor that is no directory, no
/// permission.
arrow::Status CheckWritable(FileSystem* file_system, const std::string& path,
                            bool is_directory);

}  // namespace rand_engine
