#include "rand_engine/encode/arrow/batch_plan.h"

#include <arrow/array.h>
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

/// Makes the columns of one batch.
class ColumnMaker {
 public:
  ColumnMaker(std::shared_ptr<arrow::RecordBatch> batch, int64_t first_row)
      : batch_(std::move(batch)), first_row_(first_row) {}

  arrow::Result<ColumnPlan> Make(int index, ColumnSchema schema) {
    const arrow::Array& array = *batch_->column(index);
    column_ = {};
    column_.schema = std::move(schema);
    ARROW_RETURN_NOT_OK(Fill(array));
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
        std::make_unique<ListedCodes>(std::move(words), width, first_row_, batch_);
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

  std::shared_ptr<arrow::RecordBatch> batch_;
  int64_t first_row_;
  ColumnPlan column_;
};

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
  ColumnMaker maker(batch, first_row);
  std::vector<ColumnPlan> columns;
  for (size_t i = 0; i < schema.size(); ++i) {
    ARROW_ASSIGN_OR_RAISE(ColumnPlan column, maker.Make(static_cast<int>(i), schema[i]));
    columns.push_back(std::move(column));
  }
  return Plan::FromColumns(std::move(columns), {});
}

}  // namespace rand_engine
