// A few rows to look at, as a table.
#pragma once

#include <arrow/result.h>

#include <cstdint>
#include <optional>
#include <string>

#include "rand_engine/data_generator.h"

namespace rand_engine::cli {

struct PreviewRequest {
  Spec spec;
  Seed seed;
  int64_t first_row = 0;
  int64_t rows = 10;
  std::optional<std::string> now;  ///< the time that gen_now gives; else the clock's
  std::optional<std::string> table = {};  ///< of a dataset
};

/// The rows as text. Errors as of DataGenerator::Preview; a bad `now` is an OptionError.
arrow::Result<TextTable> MakePreview(const PreviewRequest& request);

/// Print the table to standard output, cut to the width of a terminal; returns the exit
/// code.
int PrintPreview(const TextTable& table);

}  // namespace rand_engine::cli
