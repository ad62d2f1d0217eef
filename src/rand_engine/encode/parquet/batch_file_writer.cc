#include "rand_engine/encode/parquet/batch_file_writer.h"

#include <arrow/array/builder_primitive.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include <string>
#include <utility>

#include "rand_engine/encode/arrow/batch_plan.h"
#include "rand_engine/encode/parquet/pandas_metadata.h"
#include "rand_engine/encode/parquet/parquet_file_writer.h"
#include "rand_engine/version.h"

namespace rand_engine {
namespace {

std::shared_ptr<arrow::Field> IndexField() {
  return arrow::field(kPandasIndexName, arrow::int64(), /*nullable=*/false);
}

std::shared_ptr<parquet::WriterProperties> MakeProperties(const BatchFileShape& shape) {
  parquet::WriterProperties::Builder builder;
  builder.compression(ArrowCompression(shape.codec));
  if (shape.level) builder.compression_level(*shape.level);
  builder.created_by(std::string("rand-engine version ") + kVersion);
  builder.version(parquet::ParquetVersion::PARQUET_2_6);
  // Arrow's writer holds a whole row group, as ours does one column of it.
  const RowBytes held_bytes{shape.row_bytes, shape.row_bytes};
  builder.max_row_group_length(RowGroupRows(shape.options, held_bytes));
  builder.enable_page_checksum();
  builder.enable_write_page_index();
  return builder.build();
}

class Writer : public BatchFileWriter {
 public:
  Writer(std::unique_ptr<parquet::arrow::FileWriter> file,
         std::shared_ptr<arrow::Schema> schema, bool has_index)
      : file_(std::move(file)), schema_(std::move(schema)), has_index_(has_index) {}

  arrow::Status Append(const arrow::RecordBatch& batch, int64_t first_row) override {
    arrow::ArrayVector columns = batch.columns();
    if (has_index_) {
      ARROW_ASSIGN_OR_RAISE(auto index, RowNumbers(first_row, batch.num_rows()));
      columns.push_back(std::move(index));
    }
    return file_->WriteRecordBatch(
        *arrow::RecordBatch::Make(schema_, batch.num_rows(), std::move(columns)));
  }

  arrow::Status Finish(const KeyValues& key_values) override {
    auto pairs = std::make_shared<arrow::KeyValueMetadata>();
    for (const auto& [key, value] : key_values) pairs->Append(key, value);
    if (has_index_) pairs->Append("pandas", PandasMetadata(SchemaOf(*schema_)));
    if (pairs->size() > 0) ARROW_RETURN_NOT_OK(file_->AddKeyValueMetadata(pairs));
    return file_->Close();
  }

 private:
  static arrow::Result<std::shared_ptr<arrow::Array>> RowNumbers(int64_t first,
                                                                 int64_t count) {
    arrow::Int64Builder builder;
    ARROW_RETURN_NOT_OK(builder.Reserve(count));
    for (int64_t i = 0; i < count; ++i) builder.UnsafeAppend(first + i);
    return builder.Finish();
  }

  std::unique_ptr<parquet::arrow::FileWriter> file_;
  std::shared_ptr<arrow::Schema> schema_;
  bool has_index_;
};

}  // namespace

arrow::Result<std::unique_ptr<BatchFileWriter>> OpenBatchFile(
    const BatchFileShape& shape, std::shared_ptr<arrow::io::OutputStream> stream) {
  auto schema = shape.schema;
  if (shape.options.index) {
    ARROW_ASSIGN_OR_RAISE(schema, schema->AddField(schema->num_fields(), IndexField()));
  }
  ARROW_ASSIGN_OR_RAISE(auto file, parquet::arrow::FileWriter::Open(
                                       *schema, arrow::default_memory_pool(),
                                       std::move(stream), MakeProperties(shape)));
  return std::make_unique<Writer>(std::move(file), std::move(schema),
                                  shape.options.index);
}

}  // namespace rand_engine
