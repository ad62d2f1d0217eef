#include "rand_engine/encode/parquet/parquet_file_writer.h"

#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/util/key_value_metadata.h>
#include <parquet/exception.h>
#include <parquet/file_writer.h>
#include <parquet/metadata.h>
#include <parquet/page_index.h>
#include <parquet/properties.h>
#include <parquet/schema.h>
#include <parquet/size_statistics.h>
#include <parquet/statistics.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "rand_engine/encode/parquet/pandas_metadata.h"
#include "rand_engine/version.h"

namespace rand_engine {
namespace {

using parquet::schema::GroupNode;
using parquet::schema::NodePtr;
using parquet::schema::NodeVector;
using parquet::schema::PrimitiveNode;

parquet::Type::type ParquetType(PhysicalType type) {
  switch (type) {
    case PhysicalType::kBoolean:
      return parquet::Type::BOOLEAN;
    case PhysicalType::kInt32:
    case PhysicalType::kUint32:
      return parquet::Type::INT32;
    case PhysicalType::kInt64:
    case PhysicalType::kUint64:
      return parquet::Type::INT64;
    case PhysicalType::kFloat:
      return parquet::Type::FLOAT;
    case PhysicalType::kDouble:
      return parquet::Type::DOUBLE;
    case PhysicalType::kByteArray:
      break;
  }
  return parquet::Type::BYTE_ARRAY;
}

std::shared_ptr<const parquet::LogicalType> LogicalTypeOf(const ColumnSchema& column) {
  using parquet::LogicalType;
  switch (column.storage) {
    case StorageType::kInt8:
      return LogicalType::Int(8, /*is_signed=*/true);
    case StorageType::kInt16:
      return LogicalType::Int(16, /*is_signed=*/true);
    case StorageType::kInt32:
      return LogicalType::Int(32, /*is_signed=*/true);
    case StorageType::kUint8:
      return LogicalType::Int(8, /*is_signed=*/false);
    case StorageType::kUint16:
      return LogicalType::Int(16, /*is_signed=*/false);
    case StorageType::kUint32:
      return LogicalType::Int(32, /*is_signed=*/false);
    case StorageType::kUint64:
      return LogicalType::Int(64, /*is_signed=*/false);
    case StorageType::kLocalTime:
      return LogicalType::Timestamp(/*is_adjusted_to_utc=*/false,
                                    LogicalType::TimeUnit::MICROS);
    case StorageType::kFloat32:
    case StorageType::kNative:
      break;
  }
  switch (column.type) {
    case ValueType::kDate:
      return LogicalType::Date();
    case ValueType::kTimestamp:
      return LogicalType::Timestamp(/*is_adjusted_to_utc=*/true,
                                    LogicalType::TimeUnit::MICROS);
    case ValueType::kString:
      return LogicalType::String();
    default:
      return LogicalType::None();
  }
}

/// Makes the nodes of columns, the nested ones as the format's LogicalTypes.md has them.
class NodeMaker {
 public:
  /// `types` are of the leaves in order.
  explicit NodeMaker(const std::vector<PhysicalType>& types) : next_type_(types.data()) {}

  NodeVector Make(const Schema& columns) {
    NodeVector nodes;
    for (const ColumnSchema& column : columns) nodes.push_back(Make(column));
    return nodes;
  }

 private:
  NodePtr Make(const ColumnSchema& column) {
    using parquet::LogicalType;
    const auto repetition =
        column.nullable ? parquet::Repetition::OPTIONAL : parquet::Repetition::REQUIRED;
    switch (column.type) {
      case ValueType::kStruct:
        return GroupNode::Make(column.name, repetition, Make(column.children));
      case ValueType::kList:
        return GroupNode::Make(column.name, repetition, {Repeated("list", column)},
                               LogicalType::List());
      case ValueType::kMap:
        return GroupNode::Make(column.name, repetition, {Repeated("key_value", column)},
                               LogicalType::Map());
      default:
        return PrimitiveNode::Make(column.name, repetition, LogicalTypeOf(column),
                                   ParquetType(*next_type_++));
    }
  }

  NodePtr Repeated(const char* name, const ColumnSchema& column) {
    return GroupNode::Make(name, parquet::Repetition::REPEATED, Make(column.children));
  }

  const PhysicalType* next_type_;
};

NodePtr MakeSchemaNode(const FileShape& shape) {
  return GroupNode::Make("schema", parquet::Repetition::REQUIRED,
                         NodeMaker(shape.types).Make(shape.schema));
}

/// The column chunk that is being written.
struct OpenChunk {
  int64_t dictionary = 0;  ///< offset in the file, as data; 0 if there is none
  int64_t data = 0;
  int64_t compressed = 0;  ///< bytes with headers, as uncompressed
  int64_t uncompressed = 0;
  int32_t pages = 0;
  int64_t values = 0;
  RowStatistics statistics;
};

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

  arrow::Status Append(const EncodedPages& piece) override {
    BEGIN_PARQUET_CATCH_EXCEPTIONS
    if (row_group_ == nullptr) BeginRowGroup();
    ARROW_RETURN_NOT_OK(WritePages(piece));
    if (piece.ends_chunk) EndChunk(piece.encoding);
    if (column_ == static_cast<int>(shape_.types.size())) EndRowGroup();
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
    row_group_ = nullptr;
    column_ = 0;
  }

  arrow::Status WritePages(const EncodedPages& piece) {
    if (piece.dictionary != nullptr) {
      ARROW_ASSIGN_OR_RAISE(chunk_.dictionary, WritePage(*piece.dictionary));
    }
    for (size_t i = 0; i < piece.page_count; ++i) {
      const EncodedPage& page = piece.pages[i];
      ARROW_ASSIGN_OR_RAISE(const int64_t offset, WritePage(page));
      if (chunk_.pages++ == 0) chunk_.data = offset;
      chunk_.values += page.values;
      chunk_.statistics.Merge(page.statistics, shape_.types[column_]);
      page_index_->GetColumnIndexBuilder(column_)->AddPage(
          EncodeStatistics(page.statistics, page.values), {});
      page_index_->GetOffsetIndexBuilder(column_)->AddPage(
          offset, static_cast<int32_t>(page.file_size()), page.first_row);
    }
    return arrow::Status::OK();
  }

  // Returns where the page begins.
  arrow::Result<int64_t> WritePage(const FilePage& page) {
    ARROW_ASSIGN_OR_RAISE(const int64_t offset, stream_->Tell());
    ARROW_RETURN_NOT_OK(stream_->Write(page.header.data(), page.header.size()));
    ARROW_RETURN_NOT_OK(stream_->Write(page.bytes.data(), page.bytes.size()));
    chunk_.compressed += page.file_size();
    chunk_.uncompressed += page.uncompressed_size + page.header.size();
    return offset;
  }

  void EndChunk(PageEncoding encoding) {
    using PageCounts = std::map<parquet::Encoding::type, int32_t>;
    const bool has_dictionary = chunk_.dictionary != 0;
    PageCounts dictionaries;
    if (has_dictionary) dictionaries[parquet::Encoding::PLAIN] = 1;
    auto* metadata = row_group_->NextColumnChunk();
    metadata->SetStatistics(EncodeStatistics(chunk_.statistics, chunk_.values));
    metadata->Finish(chunk_.values, chunk_.dictionary, /*index_page_offset=*/-1,
                     chunk_.data, chunk_.compressed, chunk_.uncompressed, has_dictionary,
                     /*dictionary_fallback=*/false, dictionaries,
                     PageCounts{{ParquetEncoding(encoding), chunk_.pages}});
    page_index_->GetColumnIndexBuilder(column_)->Finish();
    page_index_->GetOffsetIndexBuilder(column_)->Finish(/*final_position=*/0);
    bytes_ += chunk_.uncompressed;
    chunk_ = {};
    ++column_;
  }

  FileShape shape_;
  std::shared_ptr<arrow::io::OutputStream> stream_;
  parquet::SchemaDescriptor descriptor_;
  std::shared_ptr<parquet::WriterProperties> properties_;
  std::unique_ptr<parquet::FileMetaDataBuilder> metadata_;
  std::unique_ptr<parquet::PageIndexBuilder> page_index_;
  parquet::RowGroupMetaDataBuilder* row_group_ = nullptr;
  OpenChunk chunk_;
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
