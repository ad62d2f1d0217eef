// The members of a spec -> its columns, each after those that it reads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rand_engine/methods/method.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/spec/problems.h"
#include "rand_engine/spec/value.h"

namespace rand_engine {

/// A recipe made a column.
ColumnPlan MakeColumnPlan(std::string name, ColumnRecipe recipe,
                          const ColumnContext& context, int64_t row_end);

/// The columns of `members` in their order, which may read each other and those of
/// `context.columns`. Mistakes go to `problems`.
std::vector<ColumnPlan> MakeColumnPlans(std::vector<const Value::Member*> members,
                                        const ColumnContext& context, int64_t row_end,
                                        Problems* problems);

/// Say of a column that two rows may have the same value, by anomalies or copies. Its
/// rows end where they did.
void LetRepeat(ColumnPlan* column);

/// How many rows of a sequence stay within int64.
uint64_t CountFitting(const IntegerDomain& sequence);

/// The columns of a spec in its order, the hidden ones among them. `context` holds what
/// they have in common. Mistakes go to `problems`: those of columns, names that two have,
/// circles of columns that read each other, no column at all.
std::vector<ColumnPlan> ReadColumnPlans(const Value& root, const ColumnContext& context,
                                        int64_t row_end, Problems* problems);

}  // namespace rand_engine
