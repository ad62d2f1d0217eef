// The rows of a run as the user's transform makes them: chunk by chunk, in order.
#pragma once

#include <arrow/result.h>
#include <arrow/type_fwd.h>

#include <cstdint>
#include <memory>
#include <string>

#include "rand_engine/batch_transform.h"
#include "rand_engine/domain/value_type.h"
#include "rand_engine/plan/plan.h"

namespace rand_engine {

class RecordBatchEncoder;

/// Calls the transform and holds it to the columns that it gave first. One thread at a
/// time.
class TransformedRows {
 public:
  /// Learn the columns from up to so many first rows of a run of `rows` rows, at least
  /// one.
  static constexpr int64_t kSampleRows = 1000;
  static arrow::Result<std::unique_ptr<TransformedRows>> Make(
      std::shared_ptr<BatchTransform> transform, std::shared_ptr<const Plan> plan,
      int64_t rows);
  ~TransformedRows();

  /// What comes out: written types (batch_plan.h), in the engine's terms and in Arrow's.
  const Schema& schema() const { return schema_; }
  const std::shared_ptr<arrow::Schema>& arrow_schema() const { return arrow_schema_; }
  /// The sample, transformed.
  const std::shared_ptr<arrow::RecordBatch>& sample() const { return sample_; }

  /// Random: nobody knows what else than the rows decides what the user's code makes.
  const std::string& identity() const { return identity_; }

  /// In how many chunks `rows` rows are transformed: at least one, so that a part without
  /// rows is written too. The number depends on nothing else.
  static int64_t CountChunks(int64_t rows);
  static RowRange ChunkAt(RowRange part, int64_t number);

  /// A batch, a file of a stream, or a feed begins.
  arrow::Status BeginOutput() { return transform_->BeginOutput(); }

  /// Do `publish`, which makes it readable, between what the transform does before and
  /// after.
  template <typename Publish>
  auto PublishBy(Publish publish) -> decltype(publish()) {
    const auto attempt = [&]() -> decltype(publish()) {
      ARROW_RETURN_NOT_OK(transform_->Publishing());
      auto result = publish();
      if (result.ok()) ARROW_RETURN_NOT_OK(transform_->Published());
      return result;
    };
    auto result = attempt();
    if (!result.ok()) transform_->PublishFailed();
    return result;
  }

  /// Each chunk is published when it is made: of a feed.
  void PublishEachChunk() { publishes_each_chunk_ = true; }

  /// Transform these rows of `plan`, which are the next ones.
  arrow::Result<std::shared_ptr<arrow::RecordBatch>> Next(
      const std::shared_ptr<const Plan>& plan, RowRange rows);

  /// Number that the next row to come out of Next has; `StartAt` sets it.
  int64_t next_row() const { return next_row_; }
  void StartAt(int64_t row) { next_row_ = row; }

  /// How many rows came out of Next so far.
  int64_t row_count() const { return row_count_; }

 private:
  TransformedRows(std::shared_ptr<BatchTransform> transform);

  std::shared_ptr<BatchTransform> transform_;
  std::shared_ptr<arrow::RecordBatch> sample_;
  std::shared_ptr<arrow::Schema> arrow_schema_;
  Schema schema_;
  std::string identity_;
  bool publishes_each_chunk_ = false;
  int64_t next_row_ = 0;
  int64_t row_count_ = 0;
  std::shared_ptr<const Plan> plan_;  ///< of encoder_
  std::unique_ptr<RecordBatchEncoder> encoder_;
};

}  // namespace rand_engine
