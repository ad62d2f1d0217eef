#include "rand_engine/plan/path_resolution.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/plan/option_values.h"
#include "rand_engine/write/dataset_directory.h"
#include "rand_engine/write/file_system.h"
#include "rand_engine/write/place.h"

namespace rand_engine {
namespace {

constexpr const char kWrittenFormats[] =
    ".csv, .tsv, .json, .jsonl, .ndjson, .parquet and .pq, of text formats also with "
    ".gz, "
    ".bz2, .zip, .xz or .zst";

struct FormatSuffix {
  std::string_view extension;
  Format format;
  bool tab_separated = false;
  bool json_lines = false;
};

constexpr std::array<FormatSuffix, 7> kFormatSuffixes = {{
    {"csv", Format::kCsv},
    {"tsv", Format::kCsv, true, false},
    {"json", Format::kJson},
    {"jsonl", Format::kJson, false, true},
    {"ndjson", Format::kJson, false, true},
    {"parquet", Format::kParquet},
    {"pq", Format::kParquet},
}};

// Data formats that users know from other tools, and archives; names ending in these
// would lie about their content.
constexpr std::array<std::string_view, 46> kOtherExtensions = {
    "xlsx",   "xls",     "xlsm",   "ods", "avro",  "orc",     "feather",  "arrow",
    "ipc",    "xml",     "yaml",   "yml", "html",  "htm",     "pickle",   "pkl",
    "h5",     "hdf5",    "hdf",    "nc",  "dta",   "sav",     "sas7bdat", "db",
    "sqlite", "sqlite3", "duckdb", "sql", "delta", "msgpack", "proto",    "protobuf",
    "toml",   "bson",    "npy",    "npz", "tar",   "tgz",     "rar",      "7z",
    "lz4",    "lzma",    "snappy", "br",  "zstd",  "psv",
};

/// The last dot-part of `name` with its dot; "" if there is none, or nothing before it.
std::string_view LastSuffix(std::string_view name) {
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot + 1 == name.size()) return {};
  return name.substr(dot);
}

const FormatSuffix* FindFormatSuffix(std::string_view suffix) {
  if (suffix.empty()) return nullptr;
  const std::string extension = LowerAscii(suffix.substr(1));
  const auto found = std::find_if(
      kFormatSuffixes.begin(), kFormatSuffixes.end(),
      [&](const FormatSuffix& known) { return known.extension == extension; });
  return found == kFormatSuffixes.end() ? nullptr : &*found;
}

bool IsOtherExtension(std::string_view suffix) {
  if (suffix.empty()) return false;
  const std::string extension = LowerAscii(suffix.substr(1));
  return std::find(kOtherExtensions.begin(), kOtherExtensions.end(), extension) !=
             kOtherExtensions.end() ||
         HasDataExtension("name." + extension);
}

/// Moves the suffixes that are known from the stem to where they belong.
void TakeSuffixes(NameParts* parts) {
  const std::string_view codec_suffix = LastSuffix(parts->stem);
  if (const CodecInfo* codec = FindCodecBySuffix(codec_suffix)) {
    parts->codec = codec->codec;
    parts->codec_suffix = codec_suffix;
    parts->stem.resize(parts->stem.size() - codec_suffix.size());
  }
  const std::string_view format_suffix = LastSuffix(parts->stem);
  if (const FormatSuffix* format = FindFormatSuffix(format_suffix)) {
    parts->format = format->format;
    parts->tab_separated = format->tab_separated;
    parts->json_lines = format->json_lines;
    parts->format_suffix = format_suffix;
    parts->stem.resize(parts->stem.size() - format_suffix.size());
  }
}

arrow::Status CheckName(std::string_view name, const NameParts& parts) {
  if (parts.stem.empty()) {
    return OptionError(
        fmt::format("path: the name '{}' is nothing but a suffix; write a name before "
                    "it, for example "
                    "'data{}'",
                    name, name));
  }
  if (parts.format == Format::kParquet && parts.codec) {
    return OptionError(fmt::format(
        "path: '{}' asks for {} around a parquet file, but parquet compresses inside: "
        "name "
        "the file '{}{}' and say the codec by option compression, for example "
        "compression=\"zstd\"",
        name, GetCodec(*parts.codec).name, parts.stem, parts.format_suffix));
  }
  if (parts.format) return arrow::Status::OK();
  const std::string_view last = LastSuffix(parts.stem);
  if (parts.codec && FindCodecBySuffix(last) != nullptr) {
    return OptionError(
        fmt::format("path: '{}' has two codec suffixes, '{}' and '{}'; a file is "
                    "compressed once, for "
                    "example 'data.csv.gz'",
                    name, last, parts.codec_suffix));
  }
  if (IsOtherExtension(last)) {
    return OptionError(fmt::format(
        "path: '{}' ends in '{}{}', which is not written; written are {}; for example "
        "'data.csv' or 'data.parquet'",
        name, last, parts.codec_suffix, kWrittenFormats));
  }
  return arrow::Status::OK();
}

arrow::Status CheckPathText(const std::string& path) {
  if (path.empty()) {
    return OptionError(
        "path: it is empty; say where to write, for example 'out/data.csv'");
  }
  if (path.find('\0') != std::string::npos) {
    return OptionError(
        "path: it holds a NUL byte, which no file name can; for example 'out/data.csv'");
  }
  return arrow::Status::OK();
}

arrow::Status CheckLastName(const std::string& path, std::string_view name) {
  if (name.empty() || name == "." || name == "..") {
    return OptionError(fmt::format(
        "path: '{}' names a directory by its place, not by a name of its own; write the "
        "name of the file or of the dataset directory, for example 'out/data.csv' or "
        "'out/data/'",
        path));
  }
  if (name.size() > kLongestName) {
    return OptionError(
        fmt::format("path: its last name has {} bytes; file systems take {} at most",
                    name.size(), kLongestName));
  }
  return arrow::Status::OK();
}

}  // namespace

arrow::Result<NameParts> SplitName(std::string_view name) {
  NameParts parts;
  parts.stem = name;
  TakeSuffixes(&parts);
  ARROW_RETURN_NOT_OK(CheckName(name, parts));
  return parts;
}

arrow::Result<PathParts> SplitPath(const std::string& path) {
  ARROW_RETURN_NOT_OK(CheckPathText(path));
  PathParts parts;
  parts.full = path;
  while (parts.full.size() > 1 && parts.full.back() == '/') {
    parts.full.pop_back();
    parts.trailing_slash = true;
  }
  const size_t slash = parts.full.rfind('/');
  const size_t begin = slash == std::string::npos ? 0 : slash + 1;
  parts.directory = parts.full.substr(0, begin);
  const std::string name = parts.full.substr(begin);
  ARROW_RETURN_NOT_OK(CheckLastName(path, name));
  if (parts.trailing_slash) {
    parts.name.stem = name;
    TakeSuffixes(&parts.name);
    // A directory is not compressed: `.gz` without a format is only part of its name.
    if (!parts.name.format) parts.name.codec.reset();
  } else if (!NamesDescriptor(parts.full)) {
    ARROW_ASSIGN_OR_RAISE(parts.name, SplitName(name));
  } else {
    parts.name.stem = name;
  }
  return parts;
}

std::string DatasetDirectoryOf(const PathParts& path) {
  return path.trailing_slash ? path.full : path.directory + path.name.stem;
}

std::string SingleFileOf(const PathParts& path, Format format, Codec codec) {
  if (path.name.format || path.name.codec) return path.full;
  return path.full + SuffixOf(format, codec);
}

std::string SuffixOf(Format format, Codec codec) {
  std::string suffix = std::string(".") + FormatName(format);
  if (format != Format::kParquet) suffix += GetCodec(codec).suffix;
  return suffix;
}

bool NamesDescriptor(std::string_view path) {
  if (path == "-" || path == "/dev/stdout" || path == "/dev/stderr") return true;
  for (std::string_view prefix : {"/dev/fd/", "/proc/self/fd/"}) {
    if (path.substr(0, prefix.size()) == prefix && path.size() > prefix.size())
      return true;
  }
  return false;
}

arrow::Result<PathKind> LookAt(FileSystem* file_system, const std::string& path) {
  if (NamesDescriptor(path)) return PathKind::kStraight;
  FileStatus status;
  const SystemResult result = file_system->Status(path, /*follow=*/true, &status);
  // ENOTDIR: CheckWritable names the file that is in the way.
  if (result == -ENOENT || result == -ENOTDIR) return PathKind::kMissing;
  if (result < 0) {
    return WriteError(fmt::format("cannot look at '{}'", path),
                      static_cast<int>(-result));
  }
  switch (status.type) {
    case FileType::kRegular:
      return PathKind::kFile;
    case FileType::kDirectory:
      return PathKind::kDirectory;
    case FileType::kCharacterDevice:
    case FileType::kFifo:
      return PathKind::kStraight;
    default:
      return OptionError(fmt::format(
          "path: '{}' is neither a file, a directory, a character device nor a FIFO; "
          "choose another path",
          path));
  }
}

arrow::Status CheckWritable(FileSystem* file_system, const std::string& path,
                            bool is_directory) {
  ARROW_ASSIGN_OR_RAISE(const Place place, FindPlace(file_system, path));
  if (is_directory && place.exists) {
    if (file_system->CanCreateIn(place.path)) return arrow::Status::OK();
    return NoRight(place, place.path);
  }
  if (ParentIsWritable(file_system, place)) return arrow::Status::OK();
  return NoRight(place, place.existing_ancestor);
}

}  // namespace rand_engine
