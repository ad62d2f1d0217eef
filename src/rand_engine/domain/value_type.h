// The types that a column's values can have, and the schema made of them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace rand_engine {

/// int64, double, date32, timestamp[us, UTC], bool, UTF-8 string, and the nested types in
/// Arrow's terms.
enum class ValueType {
  kInt64,
  kFloat64,
  kDate,
  kTimestamp,
  kBool,
  kString,
  kStruct,
  kList,
  kMap
};

inline bool IsNested(ValueType type) {
  return type == ValueType::kStruct || type == ValueType::kList ||
         type == ValueType::kMap;
}

/// "int64", "double", "date32[day]", "timestamp[us, tz=UTC]", "bool", "string", "struct",
/// "list", "map".
const char* ValueTypeName(ValueType type);

/// In how many bits Arrow, Parquet and pandas hold the values of kInt64 and kFloat64
/// columns. Every value of an integer column must fit; kFloat32 rounds the double to the
/// nearest float. Text (CSV, JSON, previews) writes the values as they are, unrounded.
/// Times that no zone belongs to are kLocalTime everywhere.
enum class StorageType {
  kNative,  ///< as the ValueType says: int64, double, ...
  kInt8,
  kInt16,
  kInt32,
  kUint8,
  kUint16,
  kUint32,
  kUint64,

  kFloat32,
  kLocalTime,  ///< timestamp[us] without a zone
};

/// The integers that a column's user can ask for; all values fit int64.
struct IntegerTypeInfo {
  StorageType type;
  const char* name;  ///< "int8", ...
  int64_t min;
  int64_t max;  ///< of uint64 only as far as int64 reaches
};

/// int8, int16, int32, int64, uint8, ..., uint64.
const std::array<IntegerTypeInfo, 8>& IntegerTypes();

/// What a text could be a value of, for whoever reads it from a file without types; each
/// is one bit.
enum TextForm : uint8_t {
  kNumberText = 1,
  kDateText = 2,
  kTimeText = 4,
  kBooleanText = 8,
  kPlainText = 16,  ///< none of these
};
/// A set of them.
using TextForms = uint8_t;
inline constexpr TextForms kAnyTextForm = 31;

struct ColumnSchema {
  std::string name;
  ValueType type;
  bool nullable = false;  ///< true only if a value can be missing
  /// Those that its values can have; tells something of a string column only.
  TextForms text_forms = kAnyTextForm;
  StorageType storage = StorageType::kNative;
  /// Of a struct its fields, of a list its "element", of a map "key" and "value".
  std::vector<ColumnSchema> children = {};
};

/// "int8", ..., "uint64", "float" (Arrow's name of float32), or ValueTypeName(type).
const char* TypeName(ValueType type, StorageType storage);
/// The same; of nested columns with their parts: "struct<city: string, zip: int32>",
/// "list<double>", "map<string, int64>".
std::string TypeName(const ColumnSchema& column);

using Schema = std::vector<ColumnSchema>;

}  // namespace rand_engine
