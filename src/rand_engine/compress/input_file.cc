#include "rand_engine/compress/input_file.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "rand_engine/error.h"

namespace rand_engine {

InputFile::InputFile(const std::string& path)
    : path_(path), descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
  if (descriptor_ < 0) open_error_ = errno;
}

InputFile::~InputFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

arrow::Status InputFile::CheckOpen() const {
  if (descriptor_ >= 0) return arrow::Status::OK();
  return WriteError(fmt::format("{}: cannot be opened for reading", path_), open_error_);
}

arrow::Result<size_t> InputFile::Read(char* bytes, size_t count) {
  while (true) {
    const ssize_t result = read(descriptor_, bytes, count);
    if (result >= 0) return static_cast<size_t>(result);
    if (errno != EINTR) return ReadError();
  }
}

arrow::Result<std::string> InputFile::ReadTail(size_t count) {
  const off_t size = lseek(descriptor_, 0, SEEK_END);
  if (size < 0) return ReadError();
  const auto wanted = std::min(static_cast<off_t>(count), size);
  if (lseek(descriptor_, size - wanted, SEEK_SET) < 0) return ReadError();
  std::string tail(static_cast<size_t>(wanted), '\0');
  size_t done = 0;
  while (done < tail.size()) {
    ARROW_ASSIGN_OR_RAISE(const size_t more,
                          Read(tail.data() + done, tail.size() - done));
    if (more == 0) break;
    done += more;
  }
  tail.resize(done);
  return tail;
}

arrow::Status InputFile::ReadError() const {
  return WriteError(fmt::format("{}: cannot be read", path_), errno);
}

}  // namespace rand_engine
