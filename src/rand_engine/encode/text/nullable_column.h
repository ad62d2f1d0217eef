// Columns in which values can be missing.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "rand_engine/encode/text/cell_column.h"

namespace rand_engine {

/// A column that shows `missing`, a whole cell with prefix and suffix, where the code is
/// `missing_code`, and what `values` show elsewhere. REQUIRES: a cell of `values` has
/// room for `missing`.
std::unique_ptr<CellColumn> MakeNullableColumn(std::unique_ptr<CellColumn> values,
                                               uint64_t missing_code,
                                               std::string missing);

}  // namespace rand_engine
