// The user's own code between generating and writing.
//
// Thread safety: a run calls one function at a time, from threads of its own.
#pragma once

#include <arrow/result.h>
#include <arrow/type_fwd.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>

#include "rand_engine/spec.h"

namespace rand_engine {

/// Changes the rows of a run, chunk by chunk, so that memory stays bounded.
///
/// Before anything on disk changes, a run applies it to some of the first rows to learn
/// the columns and their types; what it returns later is converted to these types, or
/// refused.
class BatchTransform {
 public:
  virtual ~BatchTransform() = default;

  /// Return what is to be written for `rows`, the first of which is row `first_row` of
  /// the data: the same columns each time, any number of rows. Chunks come in order.
  ///
  /// Types that files here can have are bool, integers, float, double, date32, timestamps
  /// and strings; decimals become doubles, other times and dictionaries what they stand
  /// for.
  virtual arrow::Result<std::shared_ptr<arrow::RecordBatch>> Apply(
      const std::shared_ptr<arrow::RecordBatch>& rows, int64_t first_row) = 0;

  /// The next chunk is the first one of a batch, of a file of a stream, or of a feed.
  /// What was returned since the last Published is not and will not be written.
  virtual arrow::Status BeginOutput() { return arrow::Status::OK(); }

  /// All that was returned since BeginOutput (of a feed: since the last Published) is
  /// about to become readable. A failure ends the run, and the earlier data stays.
  virtual arrow::Status Publishing() { return arrow::Status::OK(); }

  /// Readers can see it now. A failure ends the run, but the rows stay.
  virtual arrow::Status Published() { return arrow::Status::OK(); }

  /// Instead of Published: it did not become readable. Also after a failure of Publishing
  /// or Published itself, so that nothing stays open that they began.
  virtual void PublishFailed() {}
};

/// What may be another one in each file of a stream.
struct FileInputs {
  std::optional<Spec> spec;  ///< the same columns and types each time; none = as it was
  std::optional<int64_t> rows;  ///< none = as it was
};

/// Asked for the inputs of each file of a stream but the first.
using NextFileInputs = std::function<arrow::Result<FileInputs>()>;

}  // namespace rand_engine
