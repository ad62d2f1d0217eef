// Columns of a spec -> columns of a plan.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rand_engine/methods/method.h"
#include "rand_engine/plan/plan.h"

namespace rand_engine {

/// The columns of an object of columns, each with `context` but its name. Mistakes go to
/// `problems`; columns with mistakes are left out.
std::vector<ColumnPlan> ReadColumnPlans(const Value& root, const ColumnContext& context,
                                        int64_t row_end, Problems* problems);

/// A recipe made a column.
ColumnPlan MakeColumnPlan(std::string name, ColumnRecipe recipe,
                          const ColumnContext& context, int64_t row_end);

/// How many rows of a sequence stay within int64.
uint64_t CountFitting(const IntegerDomain& sequence);

}  // namespace rand_engine
