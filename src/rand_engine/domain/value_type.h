// The types that a column's values can have, and the schema made of them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rand_engine {

/// int64, double, date32, timestamp[us, UTC], bool and UTF-8 string in Arrow's terms.
enum class ValueType { kInt64, kFloat64, kDate, kTimestamp, kBool, kString };

/// "int64", "double", "date32[day]", "timestamp[us, tz=UTC]", "bool", "string".
const char* ValueTypeName(ValueType type);

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
};

using Schema = std::vector<ColumnSchema>;

}  // namespace rand_engine
