// The options as the user gave them -> typed values, with every mistake collected.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/compress/codec.h"
#include "rand_engine/option_value.h"
#include "rand_engine/plan/format_options.h"
#include "rand_engine/plan/load_shape.h"
#include "rand_engine/plan/option_table.h"

namespace rand_engine {

/// Mistakes found so far, each a complete sentence without a line break of its own.
using OptionProblems = std::vector<std::string>;

/// What the options say, each checked by itself; nullopt = left unsaid.
///
/// None counts as unsaid, but for `codec` (no compression) and `indent` (compact), where
/// it is a value of its own.
struct SaidOptions {
  std::optional<int64_t> file_count;
  std::optional<Codec> codec;
  std::optional<int64_t> compression_level;
  std::optional<bool> manifest;
  std::optional<std::string> separator;
  std::optional<std::string> decimal;
  std::optional<std::string> encoding;  ///< canonical name
  std::optional<bool> index;
  std::optional<bool> header;
  std::optional<std::string> line_terminator;
  std::optional<std::string> missing;
  std::optional<std::string> timestamp_format;
  std::optional<bool> nested_as_json;
  std::optional<JsonOrient> orient;
  std::optional<bool> lines;
  std::optional<bool> force_ascii;
  std::optional<std::optional<int>> indent;
  std::optional<bool> metadata;
  std::optional<int64_t> row_group_size;
  std::optional<bool> durable;  ///< durability=full
  std::optional<int64_t> threads;
  std::optional<int64_t> now_us;
  std::optional<int64_t> first_row;
  bool continue_rows = false;  ///< firstRow="continue"
  std::optional<int64_t> timeout_ns;
  std::optional<bool> spread_events;
  std::optional<int64_t> max_files;
  std::optional<std::string> checkpoint_location;
  std::optional<double> rate;
  std::optional<ShapeKind> shape;
  ShapeOptions shape_options;  ///< but for `kind`
};

/// Read `options`. An unknown option, one of another driver, one of another format (where
/// `format` is known) and a value that is not allowed each add one line to `problems` and
/// count as unsaid.
SaidOptions ReadOptions(const OptionList& options, Driver driver,
                        std::optional<Format> format, OptionProblems* problems);

/// "gzip, bz2, zip, xz, zstd, none": what `compression` may be for this format.
std::string CodecNamesOf(Format format);

/// "records", "split", "index".
const char* OrientName(JsonOrient orient);

}  // namespace rand_engine
