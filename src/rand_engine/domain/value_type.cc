#include "rand_engine/domain/value_type.h"

namespace rand_engine {

const char* ValueTypeName(ValueType type) {
  switch (type) {
    case ValueType::kInt64:
      return "int64";
    case ValueType::kFloat64:
      return "double";
    case ValueType::kDate:
      return "date32[day]";
    case ValueType::kTimestamp:
      return "timestamp[us, tz=UTC]";
    case ValueType::kBool:
      return "bool";
    case ValueType::kString:
      return "string";
  }
  return "unknown";
}

}  // namespace rand_engine
