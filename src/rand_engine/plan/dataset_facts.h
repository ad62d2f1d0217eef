// What the parts of an existing dataset say about how they were written.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rand_engine/compress/codec.h"
#include "rand_engine/domain/value_type.h"
#include "rand_engine/plan/format_options.h"

namespace arrow {
class Status;
}

namespace rand_engine {

/// nullopt = the parts do not tell.
struct DatasetFacts {
  bool has_rows = false;  ///< the part that was looked at holds rows
  std::optional<Codec> codec;
  std::optional<std::string> encoding;  ///< name known to TextEncoding
  std::optional<std::string> separator;
  std::optional<std::string> decimal;
  std::optional<std::string> line_terminator;
  std::optional<bool> header;
  std::optional<bool> index;
  std::optional<JsonOrient> orient;
  std::optional<bool> lines;
  std::vector<std::string> warnings;  ///< complete sentences
};

/// An OptionError that says how the columns of the part at `path` differ from the new
/// data's.
arrow::Status ColumnsDiffer(const std::string& path,
                            const std::vector<std::string>& found, const Schema& schema);

/// An OptionError: the column is of the type of `wanted` in the new data and holds
/// `found` (a value or a type in words) in the part at `path`.
arrow::Status TypeDiffers(const std::string& path, const ColumnSchema& wanted,
                          const std::string& found);

std::vector<std::string> NamesOf(const Schema& schema);

}  // namespace rand_engine
