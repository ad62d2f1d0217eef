// What the user decided about the content of a file, resolved and checked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rand_engine/compress/codec.h"

namespace rand_engine {

enum class Format { kCsv, kJson, kParquet };

/// "csv", "json", "parquet": the name, and with a dot before it the suffix.
const char* FormatName(Format format);

struct CsvOptions {
  std::string separator = ",";     ///< one character, UTF-8
  std::string decimal = ".";       ///< one character, UTF-8
  std::string encoding = "utf-8";  ///< Python's name, known to TextEncoding
  bool index = false;              ///< first column: the row number, empty header
  bool header = true;
  bool begins_file = true;  ///< false: without byte-order mark and header, to go on
  std::string line_terminator = "\n";
  std::string missing = "";           ///< na_rep
  std::string timestamp_format = "";  ///< strftime pattern; "" = ISO 8601, us, Z
  bool nested_as_json = false;        ///< structs, lists, maps as JSON; else refused
};

enum class JsonOrient { kRecords, kSplit, kIndex };

struct JsonOptions {
  JsonOrient orient = JsonOrient::kRecords;
  bool lines = false;
  bool force_ascii = true;
  std::optional<int> indent;  ///< spaces per level; none = compact
  std::string encoding = "utf-8";
  bool index = false;       ///< with orient split: pandas' "index" member
  bool index_last = false;  ///< behind "data": where only then the rows are counted
  bool begins_file = true;  ///< false: without byte-order mark, to go on
};

struct ParquetOptions {
  bool index = false;          ///< int64 __index_level_0__ with pandas' metadata
  bool metadata = true;        ///< spec, seed, ... in the key-value metadata
  int64_t row_group_size = 0;  ///< rows; 0 = the plan's choice
};

}  // namespace rand_engine
