#include "rand_engine/write/dataset_directory.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr std::array<std::string_view, 14> kDataExtensions = {
    "csv",  "tsv", "json",    "jsonl", "ndjson", "parquet", "pq",
    "avro", "orc", "feather", "arrow", "ipc",    "xls",     "xlsx"};
constexpr std::array<std::string_view, 9> kCodecExtensions = {
    "gz", "bz2", "zip", "xz", "zst", "zstd", "lz4", "snappy", "br"};
constexpr std::array<std::string_view, 6> kOurCodecSuffixes = {"",     ".gz", ".bz2",
                                                               ".zip", ".xz", ".zst"};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

template <size_t kCount>
bool Contains(const std::array<std::string_view, kCount>& table, std::string_view word) {
  return std::find(table.begin(), table.end(), word) != table.end();
}

// What stands after the last dot, in lower case; nothing for a name without one.
std::string ExtensionOf(std::string_view name) {
  const size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return "";
  return Lower(name.substr(dot + 1));
}

bool IsOurSuffix(std::string_view suffix) {
  if (suffix == ".parquet") return true;
  for (const std::string_view format : {".csv", ".json"}) {
    if (suffix.substr(0, format.size()) != format) continue;
    return Contains(kOurCodecSuffixes, suffix.substr(format.size()));
  }
  return false;
}

std::optional<PartName> ParseOurPartName(std::string_view name) {
  std::optional<PartName> part = ParsePartName(name);
  if (part.has_value() && !IsOurSuffix(part->suffix)) part.reset();
  return part;
}

void Sort(std::string name, const FileStatus& status, DatasetListing* listing) {
  if (status.type == FileType::kDirectory) {
    listing->subdirectories.push_back(std::move(name));
    return;
  }
  std::optional<PartName> part = ParseOurPartName(name);
  if (part.has_value() && status.type == FileType::kRegular) {
    listing->next_index = std::max(listing->next_index, uint64_t{part->index} + 1);
    listing->parts.push_back({std::move(name), std::move(*part), status.size});
    return;
  }
  // A part's name on a link or a device: not made by us, but readers take it for data.
  const bool data = part.has_value() || HasDataExtension(name);
  (data ? listing->foreign_data : listing->other_files).push_back(std::move(name));
}

arrow::Status CannotList(const std::string& shown, SystemResult result) {
  return WriteError(fmt::format("cannot list the dataset directory '{}'", shown),
                    static_cast<int>(-result));
}

}  // namespace

bool HasDataExtension(std::string_view name) {
  if (name.empty() || name.front() == '.' || name.front() == '_') return false;
  std::string extension = ExtensionOf(name);
  if (Contains(kCodecExtensions, extension)) {
    name.remove_suffix(extension.size() + 1);
    extension = ExtensionOf(name);
  }
  return Contains(kDataExtensions, extension);
}

bool IsOurPartName(std::string_view name) { return ParseOurPartName(name).has_value(); }

arrow::Result<DatasetListing> ListDataset(FileSystem* file_system,
                                          const std::string& directory,
                                          const std::string& shown_or_none) {
  const std::string& shown = shown_or_none.empty() ? directory : shown_or_none;
  DatasetListing listing;
  FileStatus status;
  SystemResult result = file_system->Status(directory, /*follow=*/true, &status);
  if (result == -ENOENT) return listing;
  if (result < 0) return CannotList(shown, result);
  if (status.type != FileType::kDirectory) {
    return OptionError(fmt::format(
        "'{}' is a file, but a directory of part files is wanted there: choose another "
        "path, or remove the file first",
        shown));
  }
  std::vector<std::string> names;
  result = file_system->List(directory, &names);
  if (result < 0) return CannotList(shown, result);
  listing.exists = true;
  const std::string prefix = directory.back() == '/' ? directory : directory + "/";
  for (std::string& name : names) {
    result = file_system->Status(prefix + name, /*follow=*/false, &status);
    if (result == -ENOENT) continue;  // Gone since the listing.
    if (result < 0) return CannotList(shown, result);
    Sort(std::move(name), status, &listing);
  }
  return listing;
}

}  // namespace rand_engine
