// How many rows an existing part holds.
#pragma once

#include <cstdint>
#include <string>

#include "rand_engine/compress/codec.h"
#include "rand_engine/plan/format_options.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// How the part is written; the options of its format count.
struct PartForm {
  Format format = Format::kCsv;
  Codec codec = Codec::kNone;  ///< around the file; nothing for Parquet
  CsvOptions csv;
  JsonOptions json;
};

/// Count the rows of the part at `path`: by the footer for Parquet, else by reading the
/// whole file in bounded memory. A damaged or cut file is a WriteError.
arrow::Result<int64_t> CountRows(const std::string& path, const PartForm& form);

}  // namespace rand_engine
