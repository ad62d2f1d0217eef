#include "rand_engine/domain/value_type.h"

namespace rand_engine {

const std::array<IntegerTypeInfo, 8>& IntegerTypes() {
  static constexpr std::array<IntegerTypeInfo, 8> kTypes = {{
      {IntegerType::kInt8, "int8", INT8_MIN, INT8_MAX},
      {IntegerType::kInt16, "int16", INT16_MIN, INT16_MAX},
      {IntegerType::kInt32, "int32", INT32_MIN, INT32_MAX},
      {IntegerType::kInt64, "int64", INT64_MIN, INT64_MAX},
      {IntegerType::kUint8, "uint8", 0, UINT8_MAX},
      {IntegerType::kUint16, "uint16", 0, UINT16_MAX},
      {IntegerType::kUint32, "uint32", 0, UINT32_MAX},
      {IntegerType::kUint64, "uint64", 0, INT64_MAX},
  }};
  return kTypes;
}

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
