// A file that says what a target has published, and appears and goes with it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rand_engine/write/dataset_directory.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Name of the record in a dataset directory.
inline constexpr const char* kDirectoryRecordName = ".manifest";

/// What becomes of a record when the data changes.
struct RecordRevision {
  std::optional<std::string> content;  ///< of the new record; nullopt = there is none
  bool ends_earlier = false;           ///< one stands there, which the new data ends
};

/// The targets ask it while they hold the dataset's lock. Not thread-safe.
class DatasetRecord {
 public:
  virtual ~DatasetRecord() = default;

  /// Name of the record in a dataset directory, or beside the file `single_file`.
  virtual std::string FileName(const std::string& single_file = "") const = 0;

  /// Take note of a finished part, which for now stands at `path`.
  virtual arrow::Status AddPart(const std::string& name, const std::string& path) = 0;

  /// Revise what stands at `path`, the record's own, for data that loses the parts called
  /// `removed` and gains those that were added since the last revision that was kept.
  /// `kept` are the earlier parts that stay, where somebody has looked: the record is to
  /// be in step with them. Changes nothing on disk.
  virtual arrow::Result<RecordRevision> Revise(
      const std::string& path, const std::vector<DatasetPart>* kept,
      const std::vector<std::string>& removed) = 0;

  /// The data and the record of the last revision stand in their places.
  virtual void Keep() = 0;
};

}  // namespace rand_engine
