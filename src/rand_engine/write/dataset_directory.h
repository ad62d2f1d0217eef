// What lies in a dataset directory: our parts, others' data, everything else.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/write/file_system.h"
#include "rand_engine/write/part_name.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

struct DatasetPart {
  std::string name;
  PartName parsed;
  uint64_t size = 0;  ///< bytes
};

struct DatasetListing {
  bool exists = false;                    ///< false: no directory there; all else empty
  std::vector<DatasetPart> parts;         ///< ours, by name (so by index)
  std::vector<std::string> foreign_data;  ///< data files (by extension) that are not ours
  std::vector<std::string> other_files;   ///< regular files of other kinds, links, ...
  std::vector<std::string> subdirectories;
  /// One more than the highest index of `parts`, 0 without parts.
  uint64_t next_index = 0;
};

/// True of names with the extension of a data file, ours or common others: csv tsv json
/// jsonl ndjson parquet pq avro orc feather arrow ipc xls xlsx, in any case, with or
/// without a codec's suffix (gz bz2 zip xz zst zstd lz4 snappy br). A file whose name
/// starts with
/// `.` or `_` is not data; txt, md and crc are not.
bool HasDataExtension(std::string_view name);

/// True of the names of regular files that may be replaced as our parts: ParsePartName
/// takes the name, and the suffix is one that our formats write (.csv .json .parquet; the
/// first two also with .gz .bz2 .zip .xz .zst).
bool IsOurPartName(std::string_view name);

/// List and sort into groups. A path that is not a directory (after following links) is
/// an OptionError; an unreadable one a WriteError. A part's name on anything but a
/// regular file makes it foreign data. `shown` is the path for messages (default:
/// `directory`).
arrow::Result<DatasetListing> ListDataset(FileSystem* file_system,
                                          const std::string& directory,
                                          const std::string& shown = "");

}  // namespace rand_engine
