// How large a row can become: rows are made whole, so memory is bounded only if they are.
#pragma once

#include <cstdint>
#include <vector>

#include "rand_engine/plan/plan.h"
#include "rand_engine/spec/problems.h"

namespace rand_engine {

/// Bytes of text that all values of a row can have together.
inline constexpr double kMostRowBytes = 32 << 20;
/// Bytes of a text that is put together from parts (patterns, formats, templates).
inline constexpr double kMostComposedBytes = 1 << 16;

/// Bytes of the longest value of the column as text; of lists and maps all items.
double LongestBytes(const ColumnPlan& column);

/// Add a problem, at `position`, where the columns go beyond these limits.
void CheckRowBytes(SourcePosition position, const std::vector<ColumnPlan>& columns,
                   Problems* problems);

}  // namespace rand_engine
