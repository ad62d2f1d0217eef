// Streams: a clockwork of files, or a live feed of rows.
//
//   auto report = rand_engine::DataGenerator(spec).writeStream()
//                     .size(100).format("json").option("timeout", 60)
//                     .trigger({.frequency = 5}).start("output/events");
//
// File k is complete and visible under its name at k * frequency after the start, for
// each k with k * frequency < timeout; nothing drifts. The path "-" is a feed instead:
// rows to standard output, as fast as possible or at option `rate` rows a second.
#pragma once

#include <arrow/result.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/data_generator.h"
#include "rand_engine/trigger.h"

namespace rand_engine {

class Clock;
struct RunRequest;

/// How far a stream is.
struct StreamStatus {
  bool is_active = false;
  int64_t files = 0;       ///< complete and visible, written by this run
  int64_t rows = 0;        ///< in them
  int64_t bytes = 0;       ///< of them
  int64_t late_files = 0;  ///< of them, not ready at their tick
  std::string last_file;   ///< path of the newest; "" if there is none
};

/// The result of `start`.
struct StreamReport {
  int64_t files = 0;          ///< written by this run
  int64_t planned_files = 0;  ///< of the whole stream; 0 for a feed
  int64_t rows = 0;
  int64_t bytes = 0;
  double seconds = 0;
  int64_t late_files = 0;     ///< not ready at their tick
  double worst_lateness = 0;  ///< seconds from a tick to its file, at the most
  std::string path;           ///< dataset directory, or what the feed went to
  std::string last_file;      ///< path of the newest; "" if there is none
  /// True if a stop request ended the stream before its time.
  bool stopped = false;
  std::string seed;       ///< given, drawn or the checkpoint's
  int64_t first_row = 0;  ///< number of this run's first row (from 0)
  std::string now;        ///< time of the first tick, ISO 8601; "" if no column tells it
  std::string format;
  std::string compression;
  std::string codec_version;
  int data_version = 0;
  std::string tzdata_version;  ///< as in WriteReport
  std::string spec_sha256;
  bool atomic = true;      ///< as in WriteReport
  std::string durability;  ///< as in WriteReport
  std::vector<std::string> warnings;
  std::string table;  ///< of a table of a dataset's stream: its name
  /// Of a dataset's stream: those of its tables, parents first; the rest is of all
  /// together.
  std::vector<StreamReport> tables;

  /// Count what is told of another table; path and warnings are not.
  void Add(const StreamReport& other);

  /// The report as JSON text, keys as above, `indent` spaces a level.
  std::string ToJson(int indent = 2) const;
};

/// A stream on a thread of its own. Its destructor stops it and waits.
class StreamingQuery {
 public:
  class Impl;
  explicit StreamingQuery(std::unique_ptr<Impl> impl);
  ~StreamingQuery();
  StreamingQuery(const StreamingQuery&) = delete;
  StreamingQuery& operator=(const StreamingQuery&) = delete;

  /// Ask it to end; returns at once. Files that are visible stay, no other appears.
  void request_stop();
  /// request_stop, and wait for the end.
  void stop();
  /// Wait for the end, at most so many seconds if given. True if it has ended.
  bool await_termination(std::optional<double> timeout_seconds = std::nullopt);
  bool is_active() const;
  StreamStatus status() const;
  /// What there was to warn of before the first file; the report has these first.
  const std::vector<std::string>& warnings() const;
  /// What it failed with; OK while it runs and after a good end.
  arrow::Status exception() const;
  /// The report of a stream that has ended; its exception, or an error while it runs.
  arrow::Result<StreamReport> report() const;

 private:
  std::unique_ptr<Impl> impl_;
};

/// Writes a stream of files, or a feed.
class StreamWriter {
 public:
  explicit StreamWriter(DataGenerator generator);

  /// Number of records a file, the generator's size unless said. Of a feed: the number of
  /// records in all, without end unless said.
  StreamWriter& size(int64_t rows);
  /// "csv", "json" or "parquet"; unless said, what the path's extension says, else json.
  StreamWriter& format(std::string name);
  /// "overwrite" (default: the first complete file takes the old parts' place) or
  /// "append".
  StreamWriter& mode(std::string name);
  /// Set an option (the README lists them); a later one replaces an earlier one. Option
  /// `timeout` is required, but for trigger once and feeds.
  StreamWriter& option(std::string key, OptionValue value);
  StreamWriter& options(std::vector<std::pair<std::string, OptionValue>> list);
  /// When files are made; a frequency is required, but for trigger once and feeds.
  StreamWriter& trigger(Trigger trigger);

  /// Of a dataset: write these tables only; none named is all.
  StreamWriter& tables(std::vector<std::string> names);
  /// Of a dataset: tables that come whole with the first file, and do not grow.
  StreamWriter& fixed(std::vector<std::string> names);

  /// Write what this makes of the rows instead of the rows.
  StreamWriter& transform(std::shared_ptr<BatchTransform> transform);
  /// Ask `next_inputs` for spec and rows of each file but the first; not of a feed.
  StreamWriter& next_inputs(NextFileInputs next_inputs);

  /// `observer` outlives the stream.
  StreamWriter& observer(Observer* observer);
  StreamWriter& stop_token(StopToken token);
  /// Write through another file system than the process's own; it outlives the stream.
  StreamWriter& file_system(FileSystem* file_system);
  /// Tell time by another clock than the system's; it outlives the stream.
  StreamWriter& clock(Clock* clock);

  /// Write until the timeout, or the last file if that is later. A stop request is no
  /// error: the report says `stopped`, and the files that are visible stay.
  arrow::Result<StreamReport> start(const std::string& path) const;

  /// Check everything, then write on another thread. What is wrong with spec, options or
  /// path is this call's error.
  arrow::Result<std::unique_ptr<StreamingQuery>> start_in_background(
      const std::string& path) const;

  /// Say what start would do; changes nothing.
  arrow::Result<WritePreview> dry_run(const std::string& path) const;

 private:
  friend class Dataset;
  arrow::Result<RunRequest> MakeRequest(const std::string& path) const;

  DataGenerator generator_;
  std::optional<int64_t> size_;
  std::optional<std::string> format_;
  std::optional<std::string> mode_;
  std::vector<std::pair<std::string, OptionValue>> options_;
  Trigger trigger_;
  /// Of a dataset: what its seed is unless a checkpoint says it.
  std::optional<arrow::Result<Seed>> dataset_seed_;
  std::vector<std::string> tables_;
  std::vector<std::string> fixed_;
  std::shared_ptr<BatchTransform> transform_;
  NextFileInputs next_inputs_;
  Observer* observer_ = nullptr;
  StopToken stop_token_;
  FileSystem* file_system_ = nullptr;
  Clock* clock_ = nullptr;
};

}  // namespace rand_engine
