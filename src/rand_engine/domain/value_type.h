// The types that a column's values can have, and the schema made of them.
#pragma once

#include <string>
#include <vector>

namespace rand_engine {

/// int64, double, date32, timestamp[us, UTC], bool and UTF-8 string in Arrow's terms.
enum class ValueType { kInt64, kFloat64, kDate, kTimestamp, kBool, kString };

/// "int64", "double", "date32[day]", "timestamp[us, tz=UTC]", "bool", "string".
const char* ValueTypeName(ValueType type);

struct ColumnSchema {
  std::string name;
  ValueType type;
  bool nullable = false;  ///< true only if a value can be missing
};

using Schema = std::vector<ColumnSchema>;

}  // namespace rand_engine
