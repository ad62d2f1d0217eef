// Codes -> Arrow arrays, for data frames and everything that takes Arrow.
#pragma once

#include <memory>

#include "rand_engine/plan/plan.h"

namespace arrow {
class RecordBatch;
class Schema;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// What a thread keeps between batches, so that it need not ask for memory again.
class RecordBatchScratch {
 public:
  RecordBatchScratch();
  ~RecordBatchScratch();

 private:
  friend class RecordBatchEncoder;
  struct State;
  std::unique_ptr<State> state_;
};

/// Makes record batches of a plan. Immutable; many threads may make batches at once.
class RecordBatchEncoder {
 public:
  explicit RecordBatchEncoder(std::shared_ptr<const Plan> plan);
  ~RecordBatchEncoder();

  /// Text choices are dictionary<int32, string>, all other columns plain.
  std::shared_ptr<arrow::Schema> schema() const;

  /// REQUIRES: rows.count fits an int32 for columns of strings.
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> Encode(
      RowRange rows, RecordBatchScratch* scratch) const;
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> Encode(RowRange rows) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rand_engine
