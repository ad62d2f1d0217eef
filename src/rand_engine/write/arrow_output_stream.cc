#include "rand_engine/write/arrow_output_stream.h"

#include <arrow/result.h>
#include <fmt/format.h>

namespace rand_engine {

ArrowOutputStream::ArrowOutputStream(OutputFile* file)
    : file_(file), start_(file->bytes_written()) {}

ArrowOutputStream::~ArrowOutputStream() = default;

arrow::Status ArrowOutputStream::Write(const void* bytes, int64_t count) {
  if (closed_) {
    return arrow::Status::Invalid(
        fmt::format("the stream of '{}' is closed already", file_->path()));
  }
  return file_->Write(bytes, count);
}

arrow::Result<int64_t> ArrowOutputStream::Tell() const {
  return file_->bytes_written() - start_;
}

arrow::Status ArrowOutputStream::Close() {
  closed_ = true;
  return arrow::Status::OK();
}

arrow::Status ArrowOutputStream::Abort() { return Close(); }

bool ArrowOutputStream::closed() const { return closed_; }

}  // namespace rand_engine
