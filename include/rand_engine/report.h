// What a run did, or would do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rand_engine {

/// The result of `save`.
struct WriteReport {
  std::vector<std::string> files;  ///< paths of the files written, in row order
  int64_t rows = 0;                ///< written by this run
  int64_t bytes = 0;               ///< of all files together
  double seconds = 0;              ///< wall time
  std::string seed;                ///< given or drawn; the same seed gives the same rows
  int64_t first_row = 0;           ///< number of the first row (from 0)
  std::string now;                 ///< time that gen_now gave, ISO 8601; "" if unused
  std::string format;              ///< "csv", "json", "parquet"
  std::string compression;         ///< "none", "gzip", ...
  std::string codec_version;       ///< libraries that the compressed bytes depend on
  int data_version = 0;
  /// Release of the time zone database; "" if no column's `zone` asked it.
  std::string tzdata_version;
  std::string spec_sha256;
  /// False where the new data could not take the old one's place in one step (the
  /// warnings say why).
  bool atomic = true;
  std::string durability;  ///< "full", or "none": a loss of power may lose it
  int64_t late_files = 0;  ///< of a batch: none
  std::vector<std::string> warnings;

  /// The report as JSON text, keys as above, `indent` spaces a level.
  std::string ToJson(int indent = 2) const;
};

/// One column as it will be written.
struct ColumnSummary {
  std::string name;
  std::string type;  ///< "int64", "double", "date32[day]", "timestamp[us, tz=UTC]", ...
  bool nullable = false;
};

/// The result of a dry run: nothing was changed.
struct WritePreview {
  std::string path;  ///< file or dataset directory, suffixes added
  bool directory = false;
  std::vector<std::string> files;  ///< the first 10 files that would be written
  int64_t file_count = 1;
  std::string format;
  std::string compression;
  std::string mode;  ///< "overwrite" or "append"
  int64_t rows = 0;  ///< of all files together
  int64_t first_row = 0;
  int64_t estimated_bytes = 0;  ///< about, before compression of text
  std::vector<ColumnSummary> columns;
  std::optional<double> timeout_seconds;    ///< of a stream
  std::optional<double> frequency_seconds;  ///< of a stream: from file to file
  std::vector<std::string> warnings;
  std::string table;  ///< of a table of a dataset's stream: its name
  /// Of a dataset's stream: those of its tables, parents first; the rest is of all
  /// together, columns are theirs alone.
  std::vector<WritePreview> tables;

  /// Count what is told of another table; paths and warnings are not.
  void Add(const WritePreview& other);

  std::string ToJson(int indent = 2) const;
};

}  // namespace rand_engine
