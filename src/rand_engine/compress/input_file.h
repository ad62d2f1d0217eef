// A file read from front to back, for decompression.
#pragma once

#include <cstddef>
#include <string>

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Owns a descriptor. Errors are WriteErrors that name the path. Not thread-safe.
class InputFile {
 public:
  /// Opens the file; CheckOpen tells whether that worked.
  explicit InputFile(const std::string& path);
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;
  ~InputFile();

  const std::string& path() const { return path_; }

  arrow::Status CheckOpen() const;

  /// Return how many bytes were read: at most `count`, 0 only at the end.
  arrow::Result<size_t> Read(char* bytes, size_t count);

  /// Return the last `count` bytes, or all of a shorter file. Moves where Read goes on.
  arrow::Result<std::string> ReadTail(size_t count);

 private:
  arrow::Status ReadError() const;

  std::string path_;
  int descriptor_;
  int open_error_ = 0;
};

}  // namespace rand_engine
