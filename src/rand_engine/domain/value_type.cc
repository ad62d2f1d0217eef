#include "rand_engine/domain/value_type.h"

namespace rand_engine {

const std::array<IntegerTypeInfo, 8>& IntegerTypes() {
  static constexpr std::array<IntegerTypeInfo, 8> kTypes = {{
      {StorageType::kInt8, "int8", INT8_MIN, INT8_MAX},
      {StorageType::kInt16, "int16", INT16_MIN, INT16_MAX},
      {StorageType::kInt32, "int32", INT32_MIN, INT32_MAX},
      {StorageType::kNative, "int64", INT64_MIN, INT64_MAX},
      {StorageType::kUint8, "uint8", 0, UINT8_MAX},
      {StorageType::kUint16, "uint16", 0, UINT16_MAX},
      {StorageType::kUint32, "uint32", 0, UINT32_MAX},
      {StorageType::kUint64, "uint64", 0, INT64_MAX},
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
    case ValueType::kStruct:
      return "struct";
    case ValueType::kList:
      return "list";
    case ValueType::kMap:
      return "map";
  }
  return "unknown";
}

const char* TypeName(ValueType type, StorageType storage) {
  switch (storage) {
    case StorageType::kNative:
      return ValueTypeName(type);
    case StorageType::kInt8:
      return "int8";
    case StorageType::kInt16:
      return "int16";
    case StorageType::kInt32:
      return "int32";
    case StorageType::kUint8:
      return "uint8";
    case StorageType::kUint16:
      return "uint16";
    case StorageType::kUint32:
      return "uint32";
    case StorageType::kUint64:
      return "uint64";
    case StorageType::kFloat32:
      return "float";
    case StorageType::kLocalTime:
      return "timestamp[us]";
  }
  return "unknown";
}

std::string TypeName(const ColumnSchema& column) {
  std::string name = TypeName(column.type, column.storage);
  if (!IsNested(column.type)) return name;
  name += '<';
  for (const ColumnSchema& child : column.children) {
    if (&child != &column.children.front()) name += ", ";
    if (column.type == ValueType::kStruct) name += child.name + ": ";
    name += TypeName(child);
  }
  return name + '>';
}

}  // namespace rand_engine
