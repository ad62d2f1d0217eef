#include "rand_engine/encode/parquet/parquet_file_writer.h"

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/column_page.h>
#include <parquet/column_writer.h>
#include <parquet/exception.h>
#include <parquet/file_writer.h>
#include <parquet/metadata.h>
#include <parquet/page_index.h>
#include <parquet/properties.h>
#include <parquet/schema.h>
#include <parquet/statistics.h>

#include <algorithm>
#include <string>
#include <utility>

#include "rand_engine/encode/parquet/pandas_metadata.h"
#include "rand_engine/version.h"

namespace rand_engine {
namespace {

using parquet::schema::GroupNode;
using parquet::schema::NodePtr;
using parquet::schema::PrimitiveNode;

// Readers drop longer ones, and an option may be a megabyte long.
constexpr size_t kMostStatisticsBytes = 4096;

parquet::Type::type ParquetType(PhysicalType type) {
  switch (type) {
    case PhysicalType::kBoolean:
      return parquet::Type::BOOLEAN;
    case PhysicalType::kInt32:
      return parquet::Type::INT32;
    case PhysicalType::kInt64:
      return parquet::Type::INT64;
    case PhysicalType::kDouble:
      return parquet::Type::DOUBLE;
    case PhysicalType::kByteArray:
      break;
  }
  return parquet::Type::BYTE_ARRAY;
}

std::shared_ptr<const parquet::LogicalType> LogicalTypeOf(ValueType type) {
  switch (type) {
    case ValueType::kDate:
      return parquet::LogicalType::Date();
    case ValueType::kTimestamp:
      return parquet::LogicalType::Timestamp(/*is_adjusted_to_utc=*/true,
                                             parquet::LogicalType::TimeUnit::MICROS);
    case ValueType::kString:
      return parquet::LogicalType::String();
    default:
      return parquet::LogicalType::None();
  }
}

NodePtr MakeSchemaNode(const FileShape& shape) {
  parquet::schema::NodeVector fields;
  for (size_t i = 0; i < shape.schema.size(); ++i) {
    const ColumnSchema& column = shape.schema[i];
    fields.push_back(PrimitiveNode::Make(
        column.name,
        column.nullable ? parquet::Repetition::OPTIONAL : parquet::Repetition::REQUIRED,
        LogicalTypeOf(column.type), ParquetType(shape.types[i])));
  }
  return GroupNode::Make("schema", parquet::Repetition::REQUIRED, fields);
}

parquet::Encoding::type ParquetEncoding(PageEncoding encoding) {
  switch (encoding) {
    case PageEncoding::kFullDictionary:
    case PageEncoding::kUsedDictionary:
      return parquet::Encoding::RLE_DICTIONARY;
    case PageEncoding::kDelta:
      return parquet::Encoding::DELTA_BINARY_PACKED;
    case PageEncoding::kByteStreamSplit:
      return parquet::Encoding::BYTE_STREAM_SPLIT;
    case PageEncoding::kPlain:
      break;
  }
  return parquet::Encoding::PLAIN;
}

parquet::EncodedStatistics EncodeStatistics(const RowStatistics& rows, int64_t count) {
  parquet::EncodedStatistics encoded;
  encoded.set_null_count(rows.missing);
  encoded.all_null_value = rows.missing == count;
  if (!rows.has_extremes) return encoded;
  encoded.set_min(rows.extremes.min);
  encoded.set_max(rows.extremes.max);
  encoded.is_min_value_exact = true;
  encoded.is_max_value_exact = true;
  encoded.ApplyStatSizeLimits(kMostStatisticsBytes);
  return encoded;
}

parquet::CodecOptions CodecOptionsOf(const FileShape& shape) {
  return shape.level ? parquet::CodecOptions(*shape.level) : parquet::CodecOptions();
}

std::shared_ptr<arrow::Buffer> Wrap(const ByteBuffer& bytes) {
  return std::make_shared<arrow::Buffer>(reinterpret_cast<const uint8_t*>(bytes.data()),
                                         static_cast<int64_t>(bytes.size()));
}

class FileWriter : public ParquetFileWriter {
 public:
  FileWriter(FileShape shape, std::shared_ptr<arrow::io::OutputStream> stream)
      : shape_(std::move(shape)), stream_(std::move(stream)) {}

  arrow::Status Open() {
    BEGIN_PARQUET_CATCH_EXCEPTIONS
    descriptor_.Init(MakeSchemaNode(shape_));
    parquet::WriterProperties::Builder builder;
    builder.compression(ArrowCompression(shape_.codec));
    builder.created_by(std::string("rand-engine version ") + kVersion);
    builder.version(parquet::ParquetVersion::PARQUET_2_6);
    properties_ = builder.build();
    metadata_ = parquet::FileMetaDataBuilder::Make(&descriptor_, properties_);
    page_index_ = parquet::PageIndexBuilder::Make(&descriptor_);
    END_PARQUET_CATCH_EXCEPTIONS
    return arrow::Status::OK();
  }

  arrow::Status Begin() override { return stream_->Write("PAR1", 4); }

  arrow::Status Append(const EncodedColumnChunk& chunk) override {
    BEGIN_PARQUET_CATCH_EXCEPTIONS
    if (column_ == 0) BeginRowGroup();
    auto* metadata = row_group_->NextColumnChunk();
    auto pages = parquet::PageWriter::Open(
        stream_, properties_->compression(descriptor_.Column(column_)->path()), metadata,
        /*row_group_ordinal=*/-1, static_cast<int16_t>(-1), arrow::default_memory_pool(),
        /*buffered_row_group=*/false, nullptr, nullptr,
        /*page_write_checksum_enabled=*/true, page_index_->GetColumnIndexBuilder(column_),
        page_index_->GetOffsetIndexBuilder(column_), CodecOptionsOf(shape_));
    WritePages(chunk, pages.get());
    const int64_t rows = row_group_->num_rows();
    metadata->SetStatistics(EncodeStatistics(chunk.statistics, rows));
    pages->Close(chunk.has_dictionary, /*fallback=*/false);
    if (++column_ == static_cast<int>(shape_.schema.size())) EndRowGroup();
    END_PARQUET_CATCH_EXCEPTIONS
    return arrow::Status::OK();
  }

  arrow::Status Finish(const KeyValues& key_values) override {
    BEGIN_PARQUET_CATCH_EXCEPTIONS
    page_index_->Finish();
    const auto places = page_index_->WriteTo(stream_.get());
    metadata_->SetIndexLocations(parquet::IndexKind::kColumnIndex,
                                 places.column_index_locations);
    metadata_->SetIndexLocations(parquet::IndexKind::kOffsetIndex,
                                 places.offset_index_locations);
    auto pairs = std::make_shared<arrow::KeyValueMetadata>();
    for (const auto& [key, value] : key_values) pairs->Append(key, value);
    if (shape_.has_pandas_index) pairs->Append("pandas", PandasMetadata(shape_.schema));
    const auto footer = metadata_->Finish(pairs->size() == 0 ? nullptr : pairs);
    parquet::WriteFileMetaData(*footer, stream_.get());
    END_PARQUET_CATCH_EXCEPTIONS
    return arrow::Status::OK();
  }

 private:
  void BeginRowGroup() {
    row_group_ = metadata_->AppendRowGroup();
    const int64_t rows = std::min(shape_.row_group_rows, shape_.rows - rows_done_);
    row_group_->set_num_rows(rows);
    rows_done_ += rows;
    bytes_ = 0;
    page_index_->AppendRowGroup();
  }

  void EndRowGroup() {
    row_group_->Finish(bytes_);
    column_ = 0;
  }

  void WritePages(const EncodedColumnChunk& chunk, parquet::PageWriter* pages) {
    if (chunk.has_dictionary) {
      bytes_ += pages->WriteDictionaryPage(parquet::DictionaryPage(
          Wrap(chunk.dictionary), chunk.dictionary_values, parquet::Encoding::PLAIN));
    }
    for (size_t i = 0; i < chunk.page_count; ++i) {
      const EncodedPage& page = chunk.pages[i];
      bytes_ += pages->WriteDataPage(parquet::DataPageV1(
          Wrap(page.bytes), page.rows, ParquetEncoding(chunk.encoding),
          parquet::Encoding::RLE, parquet::Encoding::RLE, page.uncompressed_size,
          EncodeStatistics(page.statistics, page.rows), page.first_row));
    }
  }

  FileShape shape_;
  std::shared_ptr<arrow::io::OutputStream> stream_;
  parquet::SchemaDescriptor descriptor_;
  std::shared_ptr<parquet::WriterProperties> properties_;
  std::unique_ptr<parquet::FileMetaDataBuilder> metadata_;
  std::unique_ptr<parquet::PageIndexBuilder> page_index_;
  parquet::RowGroupMetaDataBuilder* row_group_ = nullptr;
  int column_ = 0;
  int64_t rows_done_ = 0;
  int64_t bytes_ = 0;
};

}  // namespace

arrow::Compression::type ArrowCompression(Codec codec) {
  switch (codec) {
    case Codec::kSnappy:
      return arrow::Compression::SNAPPY;
    case Codec::kGzip:
      return arrow::Compression::GZIP;
    case Codec::kZstd:
      return arrow::Compression::ZSTD;
    case Codec::kLz4:
      return arrow::Compression::LZ4;
    case Codec::kBrotli:
      return arrow::Compression::BROTLI;
    default:
      return arrow::Compression::UNCOMPRESSED;
  }
}

arrow::Result<std::unique_ptr<ParquetFileWriter>> MakeParquetFileWriter(
    FileShape shape, std::shared_ptr<arrow::io::OutputStream> stream) {
  auto writer = std::make_unique<FileWriter>(std::move(shape), std::move(stream));
  ARROW_RETURN_NOT_OK(writer->Open());
  return writer;
}

}  // namespace rand_engine
