// Parquet of rows that the user's transform makes.
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/util/byte_size.h>

#include <algorithm>
#include <utility>

#include "rand_engine/encode/parquet/batch_file_writer.h"
#include "rand_engine/run/parquet_part_format.h"
#include "rand_engine/run/transformed_rows.h"
#include "rand_engine/write/arrow_output_stream.h"

namespace rand_engine {
namespace {

struct BatchUnit : Unit {
  std::shared_ptr<arrow::RecordBatch> batch;
  int64_t first_row = 0;
};

class BatchPartWriter final : public PartWriter {
 public:
  BatchPartWriter(std::unique_ptr<BatchFileWriter> writer, KeyValues key_values)
      : writer_(std::move(writer)), key_values_(std::move(key_values)) {}

  arrow::Status Append(Unit* unit) override {
    auto* made = static_cast<BatchUnit*>(unit);
    const auto batch = std::move(made->batch);
    return writer_->Append(*batch, made->first_row);
  }
  arrow::Status Finish() override { return writer_->Finish(key_values_); }

 private:
  std::unique_ptr<BatchFileWriter> writer_;
  KeyValues key_values_;
};

/// Rows are made in order, and Arrow's writer takes them in order: nothing is left to do
/// on other threads in between.
class TransformedParquetFormat final : public PartFormat {
 public:
  TransformedParquetFormat(std::shared_ptr<const Plan> plan, TransformedRows* rows,
                           BatchFileShape shape, KeyValues key_values)
      : plan_(std::move(plan)),
        rows_(rows),
        shape_(std::move(shape)),
        key_values_(std::move(key_values)) {}

  int64_t CountUnits(RowRange part) const override {
    return TransformedRows::CountChunks(part.count);
  }
  std::unique_ptr<Unit> NewUnit() const override { return std::make_unique<BatchUnit>(); }

  arrow::Status Prepare(RowRange part, int64_t number, Unit* unit) override {
    auto* made = static_cast<BatchUnit*>(unit);
    made->first_row = rows_->next_row();
    return rows_->Next(plan_, TransformedRows::ChunkAt(part, number)).Value(&made->batch);
  }
  arrow::Status Encode(RowRange, int64_t, Unit*) const override {
    return arrow::Status::OK();
  }

  arrow::Result<std::unique_ptr<PartWriter>> Open(RowRange part, const std::string&,
                                                  OutputFile* file) const override {
    auto stream = std::make_shared<ArrowOutputStream>(file);
    ARROW_ASSIGN_OR_RAISE(auto writer, OpenBatchFile(shape_, std::move(stream)));
    return std::make_unique<BatchPartWriter>(std::move(writer),
                                             DescribePart(key_values_, part));
  }

  int64_t EstimateBytes(int64_t rows) const override {
    return static_cast<int64_t>(
        std::min(4e18, 4096 + static_cast<double>(rows) * shape_.row_bytes));
  }

 private:
  std::shared_ptr<const Plan> plan_;
  TransformedRows* rows_;
  BatchFileShape shape_;
  KeyValues key_values_;
};

}  // namespace

arrow::Result<std::unique_ptr<PartFormat>> MakeTransformedParquetFormat(
    std::shared_ptr<const Plan> plan, const OutputPlan& output,
    const RunContext& context) {
  TransformedRows* rows = context.transformed;
  ARROW_RETURN_NOT_OK(CheckIndexName(rows->schema(), output.parquet));
  BatchFileShape shape{rows->arrow_schema(), output.parquet, output.codec,
                       output.compression_level};
  const auto bytes = static_cast<double>(arrow::util::TotalBufferSize(*rows->sample()));
  const auto count =
      static_cast<double>(std::max<int64_t>(rows->sample()->num_rows(), 1));
  shape.row_bytes = std::max(bytes / count, 1.0);
  KeyValues key_values = DescribeRun(*plan, output, context);
  return std::make_unique<TransformedParquetFormat>(
      std::move(plan), rows, std::move(shape), std::move(key_values));
}

}  // namespace rand_engine
