// The user's path, format, mode and options, resolved against what is on the disk: every
// question of "what will be written where" is answered here, before anything changes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/compress/codec.h"
#include "rand_engine/domain/time_text.h"
#include "rand_engine/domain/value_type.h"
#include "rand_engine/plan/format_options.h"
#include "rand_engine/plan/option_table.h"
#include "rand_engine/plan/stream_plan.h"
#include "rand_engine/trigger.h"
#include "rand_engine/write/file_system.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// What the fluent chain gathered.
struct OutputRequest {
  std::string path;                   ///< "-" is standard output
  std::optional<std::string> format;  ///< of .format(...)
  std::optional<std::string> mode;    ///< of .mode(...)
  OptionList options;
  Driver driver = Driver::kBatch;
  int64_t rows = 1000;  ///< of the whole batch, or of one stream file
  /// True if somebody said how many rows: a feed ends after them only then.
  bool rows_were_said = false;
  Trigger trigger;  ///< of a stream
  /// A stream goes on where a checkpoint says: whatever the mode, parts are added.
  bool resumes = false;
};

enum class WriteMode { kOverwrite, kAppend };
enum class Layout {
  kSingleFile,  ///< `path` is the file
  kDirectory,   ///< `path` is the dataset directory, parts inside
  kStraight,    ///< `path` is a device, a FIFO or "-"
};

struct OutputPlan {
  std::string path;  ///< resolved: suffixes added, slashes removed
  Layout layout = Layout::kSingleFile;
  WriteMode mode = WriteMode::kOverwrite;  ///< kAppend for directories only
  Format format = Format::kCsv;
  Codec codec = Codec::kNone;
  std::optional<int> compression_level;
  CsvOptions csv;
  JsonOptions json;
  ParquetOptions parquet;

  bool manifest = false;  ///< option manifest, resolved for appending

  int64_t part_count = 1;         ///< numFiles; 1 for single files
  uint64_t first_part_index = 0;  ///< after the highest index there, when appending
  std::string part_suffix;        ///< ".csv.gz": of parts and of a zip's entry

  int64_t first_row = 0;          ///< option firstRow, "continue" resolved
  bool durable = true;            ///< option durability is "full"
  int threads = 0;                ///< option threads; 0 = as many as there are cores
  std::optional<int64_t> now_us;  ///< option now, microseconds since the epoch, UTC

  StreamPlan stream;  ///< of a stream

  /// An append whose rows could repeat those of the dataset (appending to existing parts
  /// without firstRow): the caller warns if the spec has a sequence or unique ids, or if
  /// a seed was given.
  bool rows_could_repeat = false;

  std::vector<std::string> warnings;  ///< for the report, complete sentences
};

/// Resolve a request for data of `schema` (the columns in order; the index column is not
/// among them). Reads the disk, changes nothing. All mistakes of options, path, mode and
/// their combination are OptionErrors (several option mistakes in one message, a line
/// each); what cannot be read or written a WriteError.
arrow::Result<OutputPlan> ResolveOutput(const OutputRequest& request,
                                        const Schema& schema, FileSystem* file_system);

}  // namespace rand_engine
