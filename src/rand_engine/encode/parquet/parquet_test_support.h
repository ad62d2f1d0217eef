// For tests: columns as lists of PLAIN bytes, whatever made them.
#pragma once

#include <arrow/api.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

namespace rand_engine {

/// PLAIN bytes of a value without a length prefix; none where it is missing.
using PlainCell = std::optional<std::string>;

template <typename T>
std::string BytesOf(T value) {
  std::string bytes(sizeof(T), '\0');
  std::memcpy(bytes.data(), &value, sizeof(T));
  return bytes;
}

inline std::string CellAt(const arrow::Array& array, int64_t i) {
  switch (array.type_id()) {
    case arrow::Type::INT64:
      return BytesOf(static_cast<const arrow::Int64Array&>(array).Value(i));
    case arrow::Type::DOUBLE:
      return BytesOf(static_cast<const arrow::DoubleArray&>(array).Value(i));
    case arrow::Type::DATE32:
      return BytesOf(static_cast<const arrow::Date32Array&>(array).Value(i));
    case arrow::Type::TIMESTAMP:
      return BytesOf(static_cast<const arrow::TimestampArray&>(array).Value(i));
    case arrow::Type::BOOL:
      return BytesOf(static_cast<const arrow::BooleanArray&>(array).Value(i));
    case arrow::Type::STRING:
      return static_cast<const arrow::StringArray&>(array).GetString(i);
    case arrow::Type::DICTIONARY: {
      const auto& coded = static_cast<const arrow::DictionaryArray&>(array);
      return CellAt(*coded.dictionary(), coded.GetValueIndex(i));
    }
    default:
      return "unknown type " + array.type()->ToString();
  }
}

inline std::vector<PlainCell> CellsOf(const arrow::ChunkedArray& column) {
  std::vector<PlainCell> cells;
  for (const auto& chunk : column.chunks()) {
    for (int64_t i = 0; i < chunk->length(); ++i) {
      cells.push_back(chunk->IsNull(i) ? PlainCell() : CellAt(*chunk, i));
    }
  }
  return cells;
}

/// A spec with a column of each kind that encoders tell apart.
inline const char* EveryKindSpec() {
  return R"({
    "sequence": {"method": "gen_incremental"},
    "countdown": {"method": "gen_incremental", "parms": {"start": 0, "step": -7}},
    "constant": {"method": "gen_ints", "parms": {"min": 5, "max": 5}},
    "dice": {"method": "gen_ints", "parms": {"min": -2, "max": 3}},
    "million": {"method": "gen_ints", "parms": {"min": 1, "max": 1000000}},
    "trillion": {"method": "gen_ints", "parms": {"min": 0, "max": 1000000000000}},
    "every": {"method": "gen_ints", "parms": {"min": -9223372036854775808,
                                              "max": 9223372036854775807}},
    "price": {"method": "gen_floats", "parms": {"min": -1, "max": 1000}},
    "fine": {"method": "gen_floats", "parms": {"min": -1, "max": 1, "round": 9}},
    "near_zero": {"method": "gen_floats", "parms": {"min": 0, "max": 0.01}},
    "day": {"method": "gen_dates", "parms": {"date_min": "1960-01-01",
                                             "date_max": "2024-12-31"}},
    "made": {"method": "gen_now"},
    "text": {"method": "gen_str_choice", "parms": {"options": ["b", "a", "", "é", "a"]}},
    "maybe": {"method": "gen_str_choice", "parms": {"options": ["x", null, "", "y"]}},
    "never": {"method": "gen_str_choice", "parms": {"options": [null]}},
    "rarely": {"method": "gen_str_choice",
               "parms": {"options": [null, 7, -7], "weights": [100000, 1, 1]}},
    "listed": {"method": "gen_str_choice", "parms": {"options": [30, -10, 20]}},
    "rate": {"method": "gen_str_choice", "parms": {"options": [0.5, null, -1e300, 0.0]}},
    "flag": {"method": "gen_str_choice", "parms": {"options": [true, false]}},
    "maybe_flag": {"method": "gen_str_choice", "parms": {"options": [true, null, false]}},
    "name": {"method": "gen_name"},
    "mail": {"method": "gen_email"},
    "key": {"method": "gen_uuid"},
    "code": {"method": "int_zfilled", "parms": {"length": 9}},
    "due": {"method": "dates", "parms": {"start": "1960-01-01", "end": "2024-01-01",
                                         "format": "%d/%b/%Y %H:%M"}},
    "time_key": {"method": "unique_ids", "parms": {"strategy": "uuid1"}},
    "invoice": {"method": "complex_distincts", "parms": {
                "pattern": "INV-#-#", "replacement": "#", "templates": [
                {"method": "int_zfilled", "parms": {"length": 18}},
                {"method": "int_zfilled", "parms": {"length": 12}}]}},
    "order": {"method": "complex_distincts", "parms": {
              "pattern": "#/#", "replacement": "#", "templates": [
              {"method": "floats_normal", "parms": {"mean": 0, "std": 1}},
              {"method": "int_zfilled", "parms": {"length": 18}}]}},
    "pair": {"method": "distincts_map", "cols": ["left", "right"],
             "parms": {"distincts": {"x": [1, 2], "y": [2, null]}}}})";
}

/// The same with a null_rate on every column.
inline std::string NullableSpec(const std::string& rate) {
  std::string spec = EveryKindSpec();
  // A column's, not a template's.
  const std::string method = ": {\"method\"";
  for (size_t at = 0; (at = spec.find(method, at)) != std::string::npos;) {
    const std::string member = ": {\"null_rate\": " + rate + ", \"method\"";
    spec.replace(at, method.size(), member);
    at += member.size();
  }
  return spec;
}

}  // namespace rand_engine
