// What a stream remembers, so that it can go on after it was stopped or killed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rand_engine/write/directory_lock.h"
#include "rand_engine/write/file_system.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// How far a stream is, and which stream it is.
struct CheckpointState {
  // Which stream.
  std::string path;  ///< absolute, of the dataset; where it is no UTF-8, in hexadecimal
  std::string spec_sha256;
  std::string seed;
  int64_t size = 0;
  std::string format;
  int data_version = 0;
  std::string schedule;  ///< frequency and shape, as text
  std::string output;    ///< fingerprint of what else decides the files: codec, options
  int64_t first_row = 0;
  uint64_t first_part_index = 0;

  // How far.
  int64_t next_file = 0;  ///< the first that is not known to be visible
  int64_t next_row = 0;   ///< its first row
  /// The name under which the run that saved this would have published it; "" after the
  /// last one. If it is there, that run came one step further than this.
  std::string next_name;
  int64_t next_rows = 0;  ///< its rows

  std::string ToJson() const;
  /// `shown` names the file in the OptionError for what is no checkpoint.
  static arrow::Result<CheckpointState> FromJson(const std::string& text,
                                                 const std::string& shown);
};

/// The directory `checkpointLocation` with the file `stream.json` in it, which is
/// replaced in one step. One stream at a time uses it: it is locked meanwhile.
class Checkpoint {
 public:
  Checkpoint(FileSystem* file_system, std::string location);

  /// Lock and read what is there; nullopt if nothing is. Changes nothing. A checkpoint in
  /// use, and one that cannot be read, are errors.
  arrow::Result<std::optional<CheckpointState>> Load();

  /// Save by another file system, which outlives this: one that leaves out syncs.
  void WriteBy(FileSystem* file_system) { writing_files_ = file_system; }

  /// Replace the state, durably; makes the directory first where it is missing.
  arrow::Status Save(const CheckpointState& state);

  /// Path of the file, for messages.
  const std::string& shown() const { return file_; }

 private:
  arrow::Status Lock();

  FileSystem* file_system_;
  FileSystem* writing_files_;
  std::string location_;
  std::string file_;
  DirectoryLock lock_;
  bool locked_ = false;
};

}  // namespace rand_engine
