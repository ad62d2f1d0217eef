// The fluent API: a spec, then what to make of it.
//
//   auto report = rand_engine::DataGenerator(R"({"id": {"method": "gen_incremental"}})")
//                     .write().size(10000).format("csv").mode("overwrite")
//                     .save("output/users.csv");
//
// Nothing in a chain fails; what is wrong with spec, options or path is the error of the
// last call (save, get_arrow, ...), before anything on disk has changed.
#pragma once

#include <arrow/result.h>
#include <arrow/type_fwd.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/batch_transform.h"
#include "rand_engine/option_value.h"
#include "rand_engine/report.h"
#include "rand_engine/run_control.h"
#include "rand_engine/seed.h"
#include "rand_engine/spec.h"

namespace rand_engine {

class BatchWriter;
class FileSystem;
class PlanSource;
class StreamWriter;
struct RunRequest;

/// Rows as text, for people: `rows[i][c]` is the value of column c.
struct TextTable {
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<bool> right_aligned;  ///< of a column: numbers
};

/// Makes data of one spec. Immutable but for its size; cheap to copy.
class DataGenerator {
 public:
  /// Without a seed, each run draws one (its report names it).
  explicit DataGenerator(Spec spec, std::optional<Seed> seed = std::nullopt);

  /// Parse a spec of JSON or YAML text; its mistakes come with the last call of the
  /// chain.
  explicit DataGenerator(std::string_view spec_text,
                         std::optional<Seed> seed = std::nullopt);

  /// Rows to make, 1000 unless said.
  DataGenerator& size(int64_t rows);
  int64_t size() const { return size_; }

  /// A fresh writer of one batch.
  BatchWriter write() const;

  /// A fresh writer of a stream (stream.h).
  StreamWriter writeStream() const;

  /// Check the spec: all its mistakes in one error of kind kSpec.
  arrow::Status Validate() const;

  /// The names and types of the columns.
  arrow::Result<std::vector<ColumnSummary>> columns() const;

  /// Rows [first_row, first_row + size) as a table of many record batches, by up to
  /// `threads` threads (0 = as many as there are cores). A stop request is a
  /// StoppedError.
  arrow::Result<std::shared_ptr<arrow::Table>> get_arrow(
      int64_t first_row = 0, int threads = 0, const StopToken& stop_token = {}) const;

  /// Rows [first_row, first_row + size) as text.
  arrow::Result<TextTable> Preview(int64_t first_row = 0) const;

  const std::optional<Seed>& seed() const { return seed_; }
  /// The spec; null if its text could not be parsed.
  const Spec* spec() const { return spec_.ok() ? &*spec_ : nullptr; }

 private:
  friend class BatchWriter;
  friend class Dataset;
  friend class StreamWriter;
  arrow::Result<Spec> spec_;
  std::optional<Seed> seed_;
  int64_t size_ = 1000;
  /// Of a table of a dataset: what makes its columns, and gen_now's time.
  std::shared_ptr<const PlanSource> plan_source_ = nullptr;
  std::optional<int64_t> now_us_ = std::nullopt;
};

/// Writes a batch: one file, or many parts in a directory.
class BatchWriter {
 public:
  explicit BatchWriter(DataGenerator generator);

  /// Number of records in all; the generator's size unless said.
  BatchWriter& size(int64_t rows);
  /// "csv", "json" or "parquet"; unless said, what the path's extension says, else csv.
  BatchWriter& format(std::string name);
  /// "overwrite" (default) or "append": the dataset must have the same columns and types.
  /// CSV knows no types: there a text column may join one of numbers (dates, ...) if at
  /// least one of its texts could be such a value.
  BatchWriter& mode(std::string name);
  /// Set an option (the README lists them); a later one replaces an earlier one.
  BatchWriter& option(std::string key, OptionValue value);
  BatchWriter& options(std::vector<std::pair<std::string, OptionValue>> list);

  /// Write what this makes of the rows instead of the rows.
  BatchWriter& transform(std::shared_ptr<BatchTransform> transform);

  /// `observer` outlives the save.
  BatchWriter& observer(Observer* observer);
  BatchWriter& stop_token(StopToken token);
  /// Write through another file system than the process's own; it outlives the save.
  BatchWriter& file_system(FileSystem* file_system);

  /// Write to `path` ("-" is standard output). Saving twice does the same thing twice.
  arrow::Result<WriteReport> save(const std::string& path) const;

  /// Say what save would do; changes nothing.
  arrow::Result<WritePreview> dry_run(const std::string& path) const;

 private:
  arrow::Result<RunRequest> MakeRequest(const std::string& path) const;

  DataGenerator generator_;
  std::optional<int64_t> size_;
  std::optional<std::string> format_;
  std::optional<std::string> mode_;
  std::vector<std::pair<std::string, OptionValue>> options_;
  std::shared_ptr<BatchTransform> transform_;
  Observer* observer_ = nullptr;
  StopToken stop_token_;
  FileSystem* file_system_ = nullptr;
};

}  // namespace rand_engine
