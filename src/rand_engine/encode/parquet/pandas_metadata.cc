#include "rand_engine/encode/parquet/pandas_metadata.h"

#include <nlohmann/json.hpp>

#include "rand_engine/version.h"

namespace rand_engine {
namespace {

struct PandasType {
  const char* pandas;
  const char* numpy;
};

PandasType TypeOf(const ColumnSchema& column) {
  if (column.storage == StorageType::kFloat32) return {"float32", "float32"};
  if (column.storage == StorageType::kLocalTime) return {"datetime", "datetime64[us]"};
  if (column.storage != StorageType::kNative) {
    const char* name = TypeName(column.type, column.storage);
    return {name, name};
  }
  switch (column.type) {
    case ValueType::kInt64:
      return {"int64", "int64"};
    case ValueType::kFloat64:
      return {"float64", "float64"};
    case ValueType::kDate:
      return {"date", "object"};
    case ValueType::kTimestamp:
      return {"datetimetz", "datetime64[us]"};
    case ValueType::kBool:
      return {"bool", "bool"};
    case ValueType::kStruct:
    case ValueType::kList:
    case ValueType::kMap:
      return {"object", "object"};
    case ValueType::kString:
      break;
  }
  return {"unicode", "object"};
}

}  // namespace

std::string PandasMetadata(const Schema& schema) {
  using Json = nlohmann::ordered_json;
  Json columns = Json::array();
  for (const ColumnSchema& column : schema) {
    const bool is_index = &column == &schema.back();
    const PandasType type = TypeOf(column);
    Json metadata = nullptr;
    const bool has_zone = column.storage != StorageType::kLocalTime;
    if (column.type == ValueType::kTimestamp && has_zone)
      metadata = {{"timezone", "UTC"}};
    columns.push_back({{"name", is_index ? Json(nullptr) : Json(column.name)},
                       {"field_name", column.name},
                       {"pandas_type", type.pandas},
                       {"numpy_type", type.numpy},
                       {"metadata", metadata}});
  }
  const Json note = {
      {"index_columns", Json::array({schema.back().name})},
      {"column_indexes", Json::array({{{"name", nullptr},
                                       {"field_name", nullptr},
                                       {"pandas_type", "unicode"},
                                       {"numpy_type", "object"},
                                       {"metadata", {{"encoding", "UTF-8"}}}}})},
      {"columns", columns},
      {"creator", {{"library", "rand-engine"}, {"version", kVersion}}},
      {"pandas_version", "2.0.0"}};
  return note.dump();
}

}  // namespace rand_engine
