// The parts of structs, lists and maps -> one column.
#pragma once

#include <cstdint>
#include <memory>

#include "rand_engine/methods/nested.h"

namespace rand_engine {

/// `row_end` bounds what counts the rows.
std::unique_ptr<const NestedColumns> MakeNestedColumns(int64_t row_end);

}  // namespace rand_engine
