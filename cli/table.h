// Rows in aligned columns.
#pragma once

#include <string>

#include "rand_engine/data_generator.h"

namespace rand_engine::cli {

/// Return `table` as lines: the header, a line of dashes, the rows; numbers to the right,
/// two spaces between columns. Cells are made printable (display_text.h).
///
/// `width` columns at most: long text cells are cut first, then whole lines; 0 cuts
/// nothing.
std::string FormatTable(const TextTable& table, int width);

}  // namespace rand_engine::cli
