// The manifest of a dataset: what its parts hold, where that comes from, and checksums.
//
// It is JSON (UTF-8), a line for each run and part. Its last member is the SHA-256 of all
// the text before that member's line, so that damage to the manifest itself is found.
// Equal data has an equal manifest: no clock, path or machine is in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/write/dataset_directory.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Where parts come from.
struct ManifestRun {
  std::string engine_version;
  int data_version = 0;
  std::string spec;  ///< JSON text
  std::string spec_sha256;
  std::string seed;
  std::string format;
  std::string compression;
  std::string codec_version;
  std::string tzdata_version;  ///< "" if no value depends on it

  bool operator==(const ManifestRun&) const = default;
};

struct ManifestPart {
  std::string name;
  int64_t first_row = 0;        ///< number of the first row that was generated for it
  std::optional<int64_t> rows;  ///< nullopt = not known
  std::string now;  ///< time that gen_now gave, ISO 8601; "" if no column tells it
  uint64_t bytes = 0;
  std::string sha256;
  size_t run = 0;  ///< index in Manifest::runs
};

struct Manifest {
  std::vector<ManifestRun> runs;
  std::vector<ManifestPart> parts;

  std::string ToText() const;

  /// A WriteError, naming `shown`, for text that ToText did not make: damaged, cut, or of
  /// a layout that this version does not know.
  static arrow::Result<Manifest> FromText(const std::string& text,
                                          const std::string& shown);

  /// Add the part, and its run if that is not the last one.
  void Add(ManifestPart part, const ManifestRun& run);
  /// Remove the parts with these names, and the runs that have none then.
  void Remove(const std::vector<std::string>& names);
};

/// ".manifest", or of a single file ".{single_file}.manifest", beside it: readers of
/// directories and globs pass over names with a dot, and no data file ends so.
std::string ManifestName(const std::string& single_file = "");

/// The name of the file that a manifest called `name` describes; "" for that of a
/// directory. nullopt for a name that no manifest has.
std::optional<std::string> FileOfManifest(std::string_view name);

/// What stands where a manifest would.
struct FoundManifest {
  bool exists = false;
  bool is_ours = false;  ///< it begins as every manifest does
  std::string text;      ///< if `is_ours`
};
/// A WriteError for what cannot be read.
arrow::Result<FoundManifest> FindManifest(FileSystem* file_system,
                                          const std::string& path,
                                          const std::string& shown);

/// A WriteError naming `shown`, the manifest, if the parts that are there are not those
/// of the manifest, by name and size.
arrow::Status CheckInStep(const Manifest& manifest, const std::vector<DatasetPart>& there,
                          const std::string& shown);

}  // namespace rand_engine
