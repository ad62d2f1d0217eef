#include "fuzz/readback.h"

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <fmt/format.h>
#include <parquet/arrow/reader.h>

#include <chrono>
#include <cmath>
#include <optional>
#include <sstream>

#include "fuzz/targets.h"

namespace rand_engine::fuzz {
namespace {

using Json = nlohmann::json;

// Not text, which a text column may hold too.
Json NonFinite(std::string_view name) { return Json::binary({name.begin(), name.end()}); }

Json FloatJson(double value) {
  if (std::isnan(value)) return NonFinite("nan");
  if (std::isinf(value)) return NonFinite(value > 0 ? "inf" : "-inf");
  return value;
}

std::string DateText(std::chrono::sys_days day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()),
                     static_cast<unsigned>(date.day()));
}

std::string TimeText(int64_t microseconds, bool has_zone) {
  const std::chrono::sys_time<std::chrono::microseconds> time{
      std::chrono::microseconds(microseconds)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const int64_t rest = (time - day).count();
  return fmt::format("{}T{:02}:{:02}:{:02}.{:06}{}", DateText(day), rest / 3'600'000'000,
                     rest / 60'000'000 % 60, rest / 1'000'000 % 60, rest % 1'000'000,
                     has_zone ? "Z" : "");
}

template <typename Array>
const Array& As(const arrow::Array& array) {
  return static_cast<const Array&>(array);
}

Json ValueAt(const arrow::Array& array, int64_t i);

Json MapAt(const arrow::MapArray& map, int64_t i) {
  Json object = Json::object();
  for (int64_t at = map.value_offset(i); at < map.value_offset(i + 1); ++at) {
    const Json key = ValueAt(*map.keys(), at);
    object[key.is_string() ? key.get<std::string>() : key.dump()] =
        ValueAt(*map.items(), at);
  }
  Require(object.size() == static_cast<size_t>(map.value_length(i)), "a key comes twice");
  return object;
}

Json NestedAt(const arrow::Array& array, int64_t i) {
  if (array.type_id() == arrow::Type::MAP) return MapAt(As<arrow::MapArray>(array), i);
  if (array.type_id() == arrow::Type::LIST) {
    const auto& list = As<arrow::ListArray>(array);
    Json items = Json::array();
    for (int64_t at = list.value_offset(i); at < list.value_offset(i + 1); ++at) {
      items.push_back(ValueAt(*list.values(), at));
    }
    return items;
  }
  const auto& fields = As<arrow::StructArray>(array);
  Json object = Json::object();
  for (int field = 0; field < fields.num_fields(); ++field) {
    object[fields.type()->field(field)->name()] = ValueAt(*fields.field(field), i);
  }
  return object;
}

Json ValueAt(const arrow::Array& array, int64_t i) {
  if (array.IsNull(i)) return nullptr;
  switch (array.type_id()) {
    case arrow::Type::BOOL:
      return As<arrow::BooleanArray>(array).Value(i);
    case arrow::Type::FLOAT:
      return FloatJson(As<arrow::FloatArray>(array).Value(i));
    case arrow::Type::DOUBLE:
      return FloatJson(As<arrow::DoubleArray>(array).Value(i));
    case arrow::Type::STRING:
      return As<arrow::StringArray>(array).GetString(i);
    case arrow::Type::DATE32:
      return DateText(std::chrono::sys_days(
          std::chrono::days(As<arrow::Date32Array>(array).Value(i))));
    case arrow::Type::TIMESTAMP: {
      const auto& type = static_cast<const arrow::TimestampType&>(*array.type());
      Require(type.unit() == arrow::TimeUnit::MICRO, "times are in microseconds");
      return TimeText(As<arrow::TimestampArray>(array).Value(i),
                      !type.timezone().empty());
    }
    case arrow::Type::DICTIONARY: {
      const auto& coded = As<arrow::DictionaryArray>(array);
      return ValueAt(*coded.dictionary(), coded.GetValueIndex(i));
    }
    case arrow::Type::STRUCT:
    case arrow::Type::LIST:
    case arrow::Type::MAP:
      return NestedAt(array, i);
    default:  // integers of any width
      return Json::parse((*array.GetScalar(i))->ToString());
  }
}

const arrow::DataType& ValueTypeOf(const arrow::DataType& type) {
  if (type.id() != arrow::Type::DICTIONARY) return type;
  return *static_cast<const arrow::DictionaryType&>(type).value_type();
}

/// A value of JSON text as Arrow holds it: floats of 32 bits are rounded there.
Json AsType(const arrow::DataType& type, Json value) {
  if (value.is_null()) return value;
  switch (type.id()) {
    case arrow::Type::FLOAT:
      if (!value.is_number()) return value;
      return FloatJson(static_cast<float>(value.get<double>()));
    case arrow::Type::DOUBLE:
      if (!value.is_number()) return value;
      return value.get<double>();
    case arrow::Type::LIST:
      for (Json& item : value) item = AsType(*type.field(0)->type(), std::move(item));
      return value;
    case arrow::Type::STRUCT:
      for (const auto& field : type.fields()) {
        value[field->name()] = AsType(*field->type(), value.at(field->name()));
      }
      return value;
    case arrow::Type::MAP:
      for (auto& [key, item] : value.items()) {
        item = AsType(*static_cast<const arrow::MapType&>(type).item_type(), item);
      }
      return value;
    default:
      return value;
  }
}

struct Field {
  std::string text;
  bool quoted = false;
};

/// RFC 4180, of separators of one byte.
class CsvReader {
 public:
  CsvReader(std::string_view text, char separator, std::string line_end)
      : text_(text), separator_(separator), line_end_(std::move(line_end)) {}

  std::optional<std::vector<Field>> NextRecord() {
    if (text_.empty()) return std::nullopt;
    std::vector<Field> record;
    while (true) {
      record.push_back(NextField());
      if (text_.starts_with(line_end_)) break;
      Require(text_.starts_with(separator_), "what follows a field is no separator");
      text_.remove_prefix(1);
    }
    text_.remove_prefix(line_end_.size());
    return record;
  }

 private:
  Field NextField() {
    if (!text_.starts_with('"')) {
      const std::string stops = std::string(1, separator_) + "\r\n\"";
      const size_t end = text_.find_first_of(stops);
      Require(end != std::string_view::npos, "the last line has no end");
      Require(text_[end] != '"', "a quote in a field without quotes");
      return {Take(end), false};
    }
    Field field{"", true};
    while (true) {
      text_.remove_prefix(1);
      const size_t end = text_.find('"');
      Require(end != std::string_view::npos, "a quoted field without end");
      field.text += Take(end);
      text_.remove_prefix(1);
      if (!text_.starts_with('"')) return field;
      field.text += '"';
    }
  }

  std::string Take(size_t count) {
    std::string text(text_.substr(0, count));
    text_.remove_prefix(count);
    return text;
  }

  std::string_view text_;
  char separator_;
  std::string line_end_;
};

Json FieldValue(const Field& field, const arrow::DataType& type,
                const CsvOptions& options) {
  if (field.text.empty() && !field.quoted) return nullptr;
  std::string text = field.text;
  switch (type.id()) {
    case arrow::Type::STRING:
    case arrow::Type::DATE32:
    case arrow::Type::TIMESTAMP:
      return text;
    case arrow::Type::BOOL:
      Require(text == "True" || text == "False", "no boolean: " + text);
      return text == "True";
    case arrow::Type::FLOAT:
    case arrow::Type::DOUBLE:
      if (text == "nan" || text == "inf" || text == "-inf") return NonFinite(text);
      if (const size_t at = text.find(options.decimal); at != std::string::npos) {
        text[at] = '.';
      }
      break;
    default:
      break;
  }
  return AsType(type, Json::parse(text));
}

Json ParseJson(std::string_view text) {
  Json parsed = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  Require(!parsed.is_discarded(), "no JSON: " + std::string(text.substr(0, 200)));
  return parsed;
}

std::vector<Json> RowOf(const Json& record, const arrow::Schema& schema) {
  Require(record.size() == static_cast<size_t>(schema.num_fields()),
          "a record has not all columns");
  std::vector<Json> row;
  for (const auto& field : schema.fields()) {
    row.push_back(AsType(ValueTypeOf(*field->type()), record.at(field->name())));
  }
  return row;
}

Json WithoutNonFinite(Json value) {
  if (value.is_binary()) return nullptr;
  if (value.is_structured()) {
    for (Json& part : value) part = WithoutNonFinite(std::move(part));
  }
  return value;
}

Rows RowsOfSplit(const Json& file, const arrow::Schema& schema) {
  Rows rows;
  for (const Json& values : file.at("data")) {
    Require(values.size() == static_cast<size_t>(schema.num_fields()), "a row is short");
    std::vector<Json> row;
    for (int i = 0; i < schema.num_fields(); ++i) {
      row.push_back(AsType(ValueTypeOf(*schema.field(i)->type()),
                           values.at(static_cast<size_t>(i))));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace

Rows RowsOf(const arrow::Table& table) {
  const auto combined = *table.CombineChunks();
  Rows rows(static_cast<size_t>(table.num_rows()));
  for (const auto& column : combined->columns()) {
    for (size_t row = 0; row < rows.size(); ++row) {
      rows[row].push_back(ValueAt(*column->chunk(0), static_cast<int64_t>(row)));
    }
  }
  return rows;
}

Rows ReadCsvRows(std::string_view text, const arrow::Schema& schema,
                 const CsvOptions& options) {
  CsvReader reader(text, options.separator.front(), options.line_terminator);
  if (options.header) reader.NextRecord();
  Rows rows;
  const size_t first = options.index ? 1 : 0;
  while (const auto record = reader.NextRecord()) {
    Require(record->size() == first + static_cast<size_t>(schema.num_fields()),
            "a record has not all columns");
    std::vector<Json> row;
    for (int i = 0; i < schema.num_fields(); ++i) {
      const Field& field = (*record)[first + static_cast<size_t>(i)];
      row.push_back(FieldValue(field, ValueTypeOf(*schema.field(i)->type()), options));
    }
    rows.push_back(std::move(row));
  }
  return rows;
}

Rows ReadJsonRows(std::string_view text, const arrow::Schema& schema,
                  const JsonOptions& options) {
  Rows rows;
  if (options.lines) {
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
      rows.push_back(RowOf(ParseJson(line), schema));
    }
    return rows;
  }
  const auto file = nlohmann::ordered_json::parse(text, nullptr, false);
  Require(!file.is_discarded(), "no JSON: " + std::string(text.substr(0, 200)));
  if (options.orient == JsonOrient::kSplit) return RowsOfSplit(ParseJson(text), schema);
  for (const auto& record : file) rows.push_back(RowOf(ParseJson(record.dump()), schema));
  return rows;
}

std::shared_ptr<arrow::Table> ReadParquetTable(std::string_view bytes) {
  const auto source = std::make_shared<arrow::io::BufferReader>(
      arrow::Buffer::FromString(std::string(bytes)));
  parquet::ReaderProperties properties;
  properties.set_page_checksum_verification(true);
  parquet::arrow::FileReaderBuilder builder;
  Require(builder.Open(source, properties).ok(), "no Parquet file");
  std::unique_ptr<parquet::arrow::FileReader> reader;
  Require(builder.Build(&reader).ok(), "no Parquet file");
  const auto table = reader->ReadTable();
  Require(table.ok(), table.status().message());
  const arrow::Status valid = (*table)->ValidateFull();
  Require(valid.ok(), valid.message());
  return *table;
}

Rows ReadParquetRows(std::string_view bytes) { return RowsOf(*ReadParquetTable(bytes)); }

Rows WithoutNonFinite(Rows rows) {
  for (auto& row : rows) {
    for (Json& value : row) value = WithoutNonFinite(std::move(value));
  }
  return rows;
}

}  // namespace rand_engine::fuzz
