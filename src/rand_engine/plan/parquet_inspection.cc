#include "rand_engine/plan/parquet_inspection.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/util/key_value_metadata.h>
#include <fmt/format.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/schema.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr const char kIndexColumn[] = "__index_level_0__";

struct FoundType {
  ValueType type;
  StorageType storage = StorageType::kNative;
};

struct FoundColumn {
  std::string name;
  std::string type_text;  ///< as TypeName has it where the engine writes the type
};

arrow::Result<std::shared_ptr<parquet::FileMetaData>> ReadFooter(
    const std::string& path) {
  try {
    return parquet::ParquetFileReader::OpenFile(path, /*memory_map=*/false)->metadata();
  } catch (const std::exception& error) {
    return WriteError(
        fmt::format("cannot append: '{}' cannot be read as parquet ({}); restore it or "
                    "remove it",
                    path, error.what()));
  }
}

using TypeResult = std::optional<FoundType>;

FoundType TypeOfInteger(int bits, bool is_signed) {
  switch (bits) {
    case 8:
      return {ValueType::kInt64, is_signed ? StorageType::kInt8 : StorageType::kUint8};
    case 16:
      return {ValueType::kInt64, is_signed ? StorageType::kInt16 : StorageType::kUint16};
    case 32:
      return {ValueType::kInt64, is_signed ? StorageType::kInt32 : StorageType::kUint32};
    default:
      return {ValueType::kInt64, is_signed ? StorageType::kNative : StorageType::kUint64};
  }
}

TypeResult TypeOfInt64(const parquet::LogicalType& logical) {
  if (!logical.is_timestamp()) return std::nullopt;
  const auto& time = static_cast<const parquet::TimestampLogicalType&>(logical);
  if (time.time_unit() != parquet::LogicalType::TimeUnit::MICROS) return std::nullopt;
  return FoundType{ValueType::kTimestamp, time.is_adjusted_to_utc()
                                              ? StorageType::kNative
                                              : StorageType::kLocalTime};
}

TypeResult TypeOf(const parquet::schema::PrimitiveNode& node) {
  const parquet::LogicalType& logical = *node.logical_type();
  const bool is_wide = node.physical_type() == parquet::Type::INT64;
  if (logical.is_int()) {
    const auto& integer = static_cast<const parquet::IntLogicalType&>(logical);
    return TypeOfInteger(integer.bit_width(), integer.is_signed());
  }
  switch (node.physical_type()) {
    case parquet::Type::INT64:
    case parquet::Type::INT32:
      if (logical.is_none()) return TypeOfInteger(is_wide ? 64 : 32, /*is_signed=*/true);
      if (is_wide) return TypeOfInt64(logical);
      return logical.is_date() ? TypeResult(FoundType{ValueType::kDate}) : std::nullopt;
    case parquet::Type::FLOAT:
      return FoundType{ValueType::kFloat64, StorageType::kFloat32};
    case parquet::Type::DOUBLE:
      return FoundType{ValueType::kFloat64};
    case parquet::Type::BOOLEAN:
      return FoundType{ValueType::kBool};
    case parquet::Type::BYTE_ARRAY:
      return logical.is_string() ? TypeResult(FoundType{ValueType::kString})
                                 : std::nullopt;
    default:
      return std::nullopt;
  }
}

std::string TextOf(const parquet::schema::PrimitiveNode& node) {
  if (const auto type = TypeOf(node)) return TypeName(type->type, type->storage);
  return fmt::format("{} ({})", parquet::TypeToString(node.physical_type()),
                     node.logical_type()->ToString());
}

std::string TextOf(const parquet::schema::Node& node);

// The types of a group's fields, with their names if it is a struct's.
std::string TextOfFields(const parquet::schema::GroupNode& group, bool has_names) {
  std::string text;
  for (int i = 0; i < group.field_count(); ++i) {
    const parquet::schema::Node& field = *group.field(i);
    if (i > 0) text += ", ";
    if (has_names) text += field.name() + ": ";
    text += TextOf(field);
  }
  return text;
}

std::string TextOf(const parquet::schema::Node& node) {
  if (node.is_primitive()) {
    return TextOf(static_cast<const parquet::schema::PrimitiveNode&>(node));
  }
  const auto& group = static_cast<const parquet::schema::GroupNode&>(node);
  const bool is_map = group.logical_type()->is_map();
  if (!is_map && !group.logical_type()->is_list()) {
    return fmt::format("struct<{}>", TextOfFields(group, /*has_names=*/true));
  }
  const bool has_items = group.field_count() == 1 && group.field(0)->is_group();
  if (!has_items) return "a list of another form";
  const auto& items = static_cast<const parquet::schema::GroupNode&>(*group.field(0));
  return fmt::format("{}<{}>", is_map ? "map" : "list",
                     TextOfFields(items, /*has_names=*/false));
}

FoundColumn Describe(const parquet::schema::Node& node) {
  if (node.is_repeated()) return {node.name(), "a repeated field"};
  return {node.name(), TextOf(node)};
}

std::vector<FoundColumn> ColumnsOf(const parquet::FileMetaData& footer) {
  const parquet::schema::GroupNode& root = *footer.schema()->group_node();
  std::vector<FoundColumn> columns;
  for (int i = 0; i < root.field_count(); ++i)
    columns.push_back(Describe(*root.field(i)));
  return columns;
}

/// Take the index column out, unless it is one of the data's own.
bool TakeIndex(const Schema& schema, std::vector<FoundColumn>* columns) {
  const std::vector<std::string> names = NamesOf(schema);
  if (std::find(names.begin(), names.end(), kIndexColumn) != names.end()) return false;
  return std::erase_if(*columns, [](const FoundColumn& column) {
           return column.name == kIndexColumn;
         }) > 0;
}

arrow::Status CheckColumns(const std::string& path, const std::vector<FoundColumn>& found,
                           const Schema& schema) {
  std::vector<std::string> names;
  for (const FoundColumn& column : found) names.push_back(column.name);
  if (names != NamesOf(schema)) return ColumnsDiffer(path, names, schema);
  for (size_t i = 0; i < schema.size(); ++i) {
    if (found[i].type_text == TypeName(schema[i])) continue;
    return TypeDiffers(path, schema[i], found[i].type_text);
  }
  return arrow::Status::OK();
}

std::optional<Codec> CodecOf(parquet::Compression::type compression) {
  switch (compression) {
    case parquet::Compression::UNCOMPRESSED:
      return Codec::kNone;
    case parquet::Compression::SNAPPY:
      return Codec::kSnappy;
    case parquet::Compression::GZIP:
      return Codec::kGzip;
    case parquet::Compression::BROTLI:
      return Codec::kBrotli;
    case parquet::Compression::ZSTD:
      return Codec::kZstd;
    case parquet::Compression::LZ4:
    case parquet::Compression::LZ4_HADOOP:
      return Codec::kLz4;
    default:
      return std::nullopt;
  }
}

std::optional<Codec> FirstCodec(const parquet::FileMetaData& footer) {
  if (footer.num_row_groups() == 0 || footer.num_columns() == 0) return std::nullopt;
  return CodecOf(footer.RowGroup(0)->ColumnChunk(0)->compression());
}

arrow::Result<DatasetFacts> Inspect(const std::string& path, const Schema& schema,
                                    const parquet::FileMetaData& footer) {
  std::vector<FoundColumn> columns = ColumnsOf(footer);
  DatasetFacts facts;
  facts.index = TakeIndex(schema, &columns);
  ARROW_RETURN_NOT_OK(CheckColumns(path, columns, schema));
  facts.has_rows = footer.num_rows() > 0;
  facts.codec = FirstCodec(footer);
  return facts;
}

std::optional<int64_t> ReadRowNumber(const arrow::KeyValueMetadata& key_values,
                                     const char* key) {
  const std::string text = key_values.Get(key).ValueOr(std::string());
  int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  const bool good = result.ec == std::errc() && result.ptr == end && number >= 0;
  return good ? std::optional(number) : std::nullopt;
}

}  // namespace

arrow::Result<DatasetFacts> InspectParquet(const std::string& path,
                                           const Schema& schema) {
  ARROW_ASSIGN_OR_RAISE(const auto footer, ReadFooter(path));
  try {
    return Inspect(path, schema, *footer);
  } catch (const std::exception& error) {
    return WriteError(fmt::format("cannot append: the footer of '{}' is damaged ({})",
                                  path, error.what()));
  }
}

arrow::Result<int64_t> CountParquetRows(const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(const auto footer, ReadFooter(path));
  return footer->num_rows();
}

arrow::Result<std::optional<int64_t>> ReadParquetRowEnd(const std::string& path) {
  ARROW_ASSIGN_OR_RAISE(const auto footer, ReadFooter(path));
  const auto key_values = footer->key_value_metadata();
  if (key_values == nullptr) return std::nullopt;
  // The engine's rows of which the file was made: a transform may have changed how many.
  const auto row = ReadRowNumber(*key_values, "rand_engine.first_row");
  const auto rows = ReadRowNumber(*key_values, "rand_engine.rows");
  if (!row || !rows || *row > INT64_MAX - *rows) return std::nullopt;
  return *row + *rows;
}

}  // namespace rand_engine
