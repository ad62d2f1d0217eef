// An OutputFile for those who want an arrow::io::OutputStream (the Parquet writer).
#pragma once

#include <arrow/io/interfaces.h>
#include <arrow/status.h>

#include <cstdint>

#include "rand_engine/write/output_file.h"

namespace rand_engine {

/// Does not own the file: Close ends the stream only, and the Target still syncs and
/// closes the file. Tell counts from where the file stood when the stream was made. Not
/// thread-safe.
class ArrowOutputStream : public arrow::io::OutputStream {
 public:
  /// `file` outlives the stream.
  explicit ArrowOutputStream(OutputFile* file);
  ~ArrowOutputStream() override;

  using arrow::io::OutputStream::Write;
  /// After Close an Invalid; else as OutputFile::Write.
  arrow::Status Write(const void* bytes, int64_t count) override;
  arrow::Result<int64_t> Tell() const override;
  arrow::Status Close() override;
  arrow::Status Abort() override;
  bool closed() const override;

 private:
  OutputFile* file_;
  int64_t start_;
  bool closed_ = false;
};

}  // namespace rand_engine
