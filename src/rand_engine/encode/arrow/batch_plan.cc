#include "rand_engine/encode/arrow/batch_plan.h"

#include <arrow/array.h>
#include <arrow/array/array_nested.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/plan/nested.h"

namespace rand_engine {
namespace {

/// Codes that are there already.
class ListedCodes : public CodeSource {
 public:
  /// `words` are two a code where `width` is k128. `owner` keeps what they point at.
  ListedCodes(std::vector<uint64_t> words, CodeWidth width, int64_t first_row,
              std::shared_ptr<const void> owner)
      : words_(std::move(words)),
        width_(width),
        first_row_(first_row),
        owner_(std::move(owner)) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    const int words = width_ == CodeWidth::k128 ? 2 : 1;
    uint64_t* out = words == 2 ? codes->Prepare128(count) : codes->Prepare64(count);
    const auto begin =
        words_.begin() + words * (static_cast<int64_t>(first_row) - first_row_);
    std::copy_n(begin, words * count, out);
  }

 private:
  std::vector<uint64_t> words_;
  CodeWidth width_;
  int64_t first_row_;
  std::shared_ptr<const void> owner_;
};

/// Of an item's row (plan/nested.h): the code of the item in the array of all items.
class ListedItems : public GatheringSource {
 public:
  /// `offsets` say where the items of each list begin.
  ListedItems(std::vector<uint64_t> offsets, uint64_t most_items,
              std::shared_ptr<const CodeSource> items)
      : offsets_(std::move(offsets)), most_items_(most_items), items_(std::move(items)) {}

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    std::vector<uint64_t> places(count);
    for (int64_t i = 0; i < count; ++i) {
      places[i] = offsets_[rows[i] / most_items_] + rows[i] % most_items_;
    }
    items_->Gather(places.data(), count, codes);
  }

 private:
  std::vector<uint64_t> offsets_;
  uint64_t most_items_;
  std::shared_ptr<const CodeSource> items_;
};

/// Makes the column of one array.
class ColumnMaker {
 public:
  /// `array` has the rows from `first_row` on.
  ColumnMaker(std::shared_ptr<arrow::Array> array, int64_t first_row)
      : array_(std::move(array)), first_row_(first_row) {}

  arrow::Result<ColumnPlan> Make(ColumnSchema schema) {
    column_.schema = std::move(schema);
    ARROW_RETURN_NOT_OK(Fill(*array_));
    return std::move(column_);
  }

 private:
  arrow::Status Fill(const arrow::Array& array) {
    switch (array.type_id()) {
      case arrow::Type::BOOL:
        return Booleans(static_cast<const arrow::BooleanArray&>(array));
      case arrow::Type::INT8:
        return Integers<arrow::Int8Type>(array);
      case arrow::Type::INT16:
        return Integers<arrow::Int16Type>(array);
      case arrow::Type::INT32:
        return Integers<arrow::Int32Type>(array);
      case arrow::Type::INT64:
        return Integers<arrow::Int64Type>(array);
      case arrow::Type::UINT8:
        return Integers<arrow::UInt8Type>(array);
      case arrow::Type::UINT16:
        return Integers<arrow::UInt16Type>(array);
      case arrow::Type::UINT32:
        return Integers<arrow::UInt32Type>(array);
      case arrow::Type::UINT64:
        return Integers<arrow::UInt64Type>(array);
      case arrow::Type::FLOAT:
        return Floats<arrow::FloatType>(array);
      case arrow::Type::DOUBLE:
        return Floats<arrow::DoubleType>(array);
      case arrow::Type::DATE32:
        return Dates(static_cast<const arrow::Date32Array&>(array));
      case arrow::Type::TIMESTAMP:
        return Times(static_cast<const arrow::TimestampArray&>(array));
      case arrow::Type::STRUCT:
        return Struct(static_cast<const arrow::StructArray&>(array));
      case arrow::Type::LIST: {
        const auto& list = static_cast<const arrow::ListArray&>(array);
        return Items(list, {list.values()});
      }
      case arrow::Type::MAP: {
        const auto& map = static_cast<const arrow::MapArray&>(array);
        return Items(map, {map.keys(), map.items()});
      }
      default:
        return Texts(static_cast<const arrow::StringArray&>(array));
    }
  }

  // Takes the code of each value; `code_of` is called with the numbers of those present.
  template <typename CodeOf>
  void TakeCodes(const arrow::Array& array, Domain domain, CodeOf code_of) {
    const uint64_t missing = ReservedCodeOf(domain);
    std::vector<uint64_t> codes(array.length(), missing);
    for (int64_t i = 0; i < array.length(); ++i) {
      if (array.IsValid(i)) codes[i] = code_of(i);
    }
    Take(array, std::move(domain), std::move(codes), CodeWidth::k64);
  }

  void Take(const arrow::Array& array, Domain domain, std::vector<uint64_t> words,
            CodeWidth width) {
    if (array.null_count() > 0) column_.missing_code = ReservedCodeOf(domain);
    column_.domain = std::move(domain);
    column_.source =
        std::make_unique<ListedCodes>(std::move(words), width, first_row_, array_);
  }

  arrow::Status Booleans(const arrow::BooleanArray& array) {
    ChoiceDomain domain;
    domain.type = ValueType::kBool;
    domain.booleans = {false, true};
    TakeCodes(array, std::move(domain),
              [&](int64_t i) { return uint64_t{array.Value(i)}; });
    return arrow::Status::OK();
  }

  template <typename Type>
  arrow::Status Integers(const arrow::Array& any) {
    using Value = typename Type::c_type;
    const auto& array = static_cast<const arrow::NumericArray<Type>&>(any);
    Value least = 0;
    Value most = 0;
    FindRange(array, &least, &most);
    if (static_cast<int64_t>(most) < 0 && most > 0) {
      return WriteError(
          fmt::format("column '{}': {} is beyond the range of int64, which text files "
                      "here have; make "
                      "it a text",
                      column_.schema.name, most));
    }
    const auto first = static_cast<int64_t>(least);
    const uint64_t size = static_cast<uint64_t>(most) - static_cast<uint64_t>(first) + 1;
    if (size == 0) return EveryInteger(array);
    TakeCodes(array, IntegerDomain{first, 1, size}, [&](int64_t i) {
      return static_cast<uint64_t>(array.Value(i)) - static_cast<uint64_t>(first);
    });
    return arrow::Status::OK();
  }

  // The whole range of int64 leaves no code for missing values: each row is a choice.
  template <typename Array>
  arrow::Status EveryInteger(const Array& array) {
    ChoiceDomain domain;
    domain.type = ValueType::kInt64;
    for (int64_t i = 0; i < array.length(); ++i) {
      domain.integers.push_back(static_cast<int64_t>(array.Value(i)));
    }
    TakeCodes(array, std::move(domain),
              [](int64_t i) { return static_cast<uint64_t>(i); });
    return arrow::Status::OK();
  }

  template <typename Array, typename Value>
  static void FindRange(const Array& array, Value* least, Value* most) {
    bool found = false;
    for (int64_t i = 0; i < array.length(); ++i) {
      if (array.IsNull(i)) continue;
      const Value value = array.Value(i);
      *least = found ? std::min(*least, value) : value;
      *most = found ? std::max(*most, value) : value;
      found = true;
    }
  }

  template <typename Type>
  arrow::Status Floats(const arrow::Array& any) {
    const auto& array = static_cast<const arrow::NumericArray<Type>&>(any);
    TakeCodes(array, FloatDomain{},
              [&](int64_t i) { return FloatDomain::CodeOf(AsDouble(array.Value(i))); });
    return arrow::Status::OK();
  }

  static double AsDouble(double value) { return value; }
  // The double whose shortest text is that of the float: 0.1, not 0.10000000149011612.
  static double AsDouble(float value) {
    char text[64];
    const auto end = std::to_chars(text, text + sizeof(text), value).ptr;
    double nearest = value;
    std::from_chars(text, end, nearest);
    return nearest;
  }

  arrow::Status Dates(const arrow::Date32Array& array) {
    int32_t least = 0;
    int32_t most = 0;
    FindRange(array, &least, &most);
    const uint64_t size = static_cast<uint64_t>(int64_t{most} - least) + 1;
    TakeCodes(array, DateDomain{least, size}, [&](int64_t i) {
      return static_cast<uint64_t>(int64_t{array.Value(i)} - least);
    });
    return arrow::Status::OK();
  }

  arrow::Status Times(const arrow::TimestampArray& array) {
    int64_t least = 0;
    int64_t most = 0;
    FindRange(array, &least, &most);
    const uint64_t size = static_cast<uint64_t>(most) - static_cast<uint64_t>(least) + 1;
    const bool local = column_.schema.storage == StorageType::kLocalTime;
    TakeCodes(array, TimestampDomain{least, 1, size, local}, [&](int64_t i) {
      return static_cast<uint64_t>(array.Value(i)) - static_cast<uint64_t>(least);
    });
    return arrow::Status::OK();
  }

  arrow::Status Texts(const arrow::StringArray& array) {
    TextDomain domain;
    const int64_t rows = std::max<int64_t>(array.length(), 1);
    domain.typical = static_cast<size_t>(array.total_values_length() / rows) + 1;
    std::vector<uint64_t> words(array.length() * 2, ReservedCodeOf(domain));
    for (int64_t i = 0; i < array.length(); ++i) {
      if (array.IsValid(i)) TextDomain::PutCode(array.GetView(i), words.data() + 2 * i);
    }
    Take(array, domain, std::move(words), CodeWidth::k128);
    return arrow::Status::OK();
  }

  arrow::Status Struct(const arrow::StructArray& array) {
    auto nested = std::make_shared<Nested>();
    ARROW_ASSIGN_OR_RAISE(nested->columns, Parts(array.fields()));
    TakeRows(array, std::move(nested));
    return arrow::Status::OK();
  }

  // Lists and maps, whose items stand in arrays of their own.
  arrow::Status Items(const arrow::ListArray& array, const arrow::ArrayVector& items) {
    auto nested = std::make_shared<Nested>();
    ARROW_ASSIGN_OR_RAISE(nested->columns, Parts(items));
    std::vector<uint64_t> offsets(array.length());
    std::vector<uint64_t> lengths(array.length());
    uint64_t sum = 0;
    for (int64_t i = 0; i < array.length(); ++i) {
      offsets[i] = static_cast<uint64_t>(array.value_offset(i));
      lengths[i] = array.IsNull(i) ? 0 : static_cast<uint64_t>(array.value_length(i));
      nested->most_items = std::max(nested->most_items, lengths[i]);
      sum += lengths[i];
    }
    const auto rows = static_cast<double>(std::max<int64_t>(array.length(), 1));
    nested->typical_items = static_cast<double>(sum) / rows;
    nested->lengths = {0, 1, nested->most_items + 1};
    nested->length_source =
        std::make_shared<ListedCodes>(std::move(lengths), CodeWidth::k64, 0, nullptr);
    for (ColumnPlan& part : nested->columns) {
      part.source = std::make_shared<ListedItems>(offsets, nested->most_items,
                                                  std::move(part.source));
    }
    TakeRows(array, std::move(nested));
    return arrow::Status::OK();
  }

  // The parts are numbered from 0 on, as the codes of the whole are.
  arrow::Result<std::vector<ColumnPlan>> Parts(const arrow::ArrayVector& arrays) const {
    std::vector<ColumnPlan> parts;
    for (size_t i = 0; i < arrays.size(); ++i) {
      ColumnMaker maker(arrays[i], 0);
      ARROW_ASSIGN_OR_RAISE(ColumnPlan part, maker.Make(column_.schema.children[i]));
      parts.push_back(std::move(part));
    }
    return parts;
  }

  void TakeRows(const arrow::Array& array, std::shared_ptr<const Nested> nested) {
    TakeCodes(array, NestedDomain{column_.schema.type, std::move(nested)},
              [](int64_t i) { return static_cast<uint64_t>(i); });
  }

  std::shared_ptr<arrow::Array> array_;
  int64_t first_row_;
  ColumnPlan column_;
};

ColumnSchema SchemaOfField(const arrow::Field& field);

// The schema of a nested field's parts by the engine's names.
std::vector<ColumnSchema> ChildrenOf(const arrow::DataType& type) {
  std::vector<ColumnSchema> children;
  const arrow::Type::type id = type.id();
  const arrow::DataType& parent = id == arrow::Type::MAP ? *type.field(0)->type() : type;
  for (const auto& field : parent.fields()) children.push_back(SchemaOfField(*field));
  return children;
}

ColumnSchema SchemaOfField(const arrow::Field& field) {
  ColumnSchema column{field.name(), ValueType::kString, /*nullable=*/true};
  switch (field.type()->id()) {
    case arrow::Type::BOOL:
      column.type = ValueType::kBool;
      return column;
    case arrow::Type::DATE32:
      column.type = ValueType::kDate;
      return column;
    case arrow::Type::FLOAT:
    case arrow::Type::DOUBLE:
      column.type = ValueType::kFloat64;
      if (field.type()->id() == arrow::Type::FLOAT)
        column.storage = StorageType::kFloat32;
      return column;
    case arrow::Type::TIMESTAMP: {
      const auto& time = static_cast<const arrow::TimestampType&>(*field.type());
      column.type = ValueType::kTimestamp;
      if (time.timezone().empty()) column.storage = StorageType::kLocalTime;
      return column;
    }
    case arrow::Type::STRUCT:
    case arrow::Type::LIST:
    case arrow::Type::MAP:
      column.type = field.type()->id() == arrow::Type::STRUCT ? ValueType::kStruct
                    : field.type()->id() == arrow::Type::LIST ? ValueType::kList
                                                              : ValueType::kMap;
      column.children = ChildrenOf(*field.type());
      return column;
    default:
      break;
  }
  for (const IntegerTypeInfo& integer : IntegerTypes()) {
    if (field.type()->ToString() != integer.name) continue;
    column.type = ValueType::kInt64;
    column.storage = integer.type;
  }
  return column;
}

}  // namespace

namespace {

// Null where a part has a type that cannot be.
std::shared_ptr<arrow::DataType> WrittenStruct(const arrow::DataType& type) {
  arrow::FieldVector fields;
  for (const auto& field : type.fields()) {
    auto written = WrittenType(*field->type());
    if (written == nullptr) return nullptr;
    fields.push_back(arrow::field(field->name(), std::move(written)));
  }
  // Parquet has no groups of nothing.
  return fields.empty() ? nullptr : arrow::struct_(std::move(fields));
}

std::shared_ptr<arrow::DataType> WrittenList(const arrow::DataType& items) {
  auto written = WrittenType(items);
  return written == nullptr ? nullptr
                            : arrow::list(arrow::field("element", std::move(written)));
}

std::shared_ptr<arrow::DataType> WrittenMap(const arrow::MapType& type) {
  auto key = WrittenType(*type.key_type());
  auto value = WrittenType(*type.item_type());
  if (key == nullptr || value == nullptr) return nullptr;
  return arrow::map(std::move(key), std::move(value));
}

}  // namespace

std::shared_ptr<arrow::DataType> WrittenType(const arrow::DataType& type) {
  switch (type.id()) {
    case arrow::Type::BOOL:
    case arrow::Type::FLOAT:
    case arrow::Type::DOUBLE:
    case arrow::Type::DATE32:
      return type.GetSharedPtr();
    case arrow::Type::HALF_FLOAT:
      return arrow::float32();
    case arrow::Type::DATE64:
      return arrow::date32();
    case arrow::Type::TIMESTAMP: {
      const bool local =
          static_cast<const arrow::TimestampType&>(type).timezone().empty();
      return arrow::timestamp(arrow::TimeUnit::MICRO, local ? "" : "UTC");
    }
    case arrow::Type::DICTIONARY:
      return WrittenType(*static_cast<const arrow::DictionaryType&>(type).value_type());
    case arrow::Type::NA:
    case arrow::Type::STRING:
    case arrow::Type::LARGE_STRING:
    case arrow::Type::STRING_VIEW:
    case arrow::Type::TIME32:
    case arrow::Type::TIME64:
      return arrow::utf8();
    case arrow::Type::STRUCT:
      return WrittenStruct(type);
    case arrow::Type::LIST:
    case arrow::Type::LARGE_LIST:
    case arrow::Type::FIXED_SIZE_LIST:
      return WrittenList(*type.field(0)->type());
    case arrow::Type::MAP:
      return WrittenMap(static_cast<const arrow::MapType&>(type));
    default:
      if (arrow::is_integer(type.id())) return type.GetSharedPtr();
      return arrow::is_decimal(type.id()) ? arrow::float64() : nullptr;
  }
}

Schema SchemaOf(const arrow::Schema& schema) {
  Schema columns;
  for (const auto& field : schema.fields()) columns.push_back(SchemaOfField(*field));
  return columns;
}

arrow::Result<std::shared_ptr<const Plan>> MakeBatchPlan(
    std::shared_ptr<arrow::RecordBatch> batch, int64_t first_row) {
  const Schema schema = SchemaOf(*batch->schema());
  std::vector<ColumnPlan> columns;
  for (size_t i = 0; i < schema.size(); ++i) {
    ColumnMaker maker(batch->column(static_cast<int>(i)), first_row);
    ARROW_ASSIGN_OR_RAISE(ColumnPlan column, maker.Make(schema[i]));
    columns.push_back(std::move(column));
  }
  return Plan::FromColumns(std::move(columns), {});
}

}  // namespace rand_engine
