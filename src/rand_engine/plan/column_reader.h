// One column of a spec -> its recipe, by the table of methods.
#pragma once

#include <string>

#include "rand_engine/methods/method.h"
#include "rand_engine/spec/problems.h"
#include "rand_engine/spec/value.h"

namespace rand_engine {

/// Check a column's keys, method and parameters against the table, then make it. Mistakes
/// go to `problems`; if any was added, the recipe is not to be used.
ColumnRecipe ReadColumn(const Value::Member& column, const ColumnContext& context,
                        Problems* problems);

/// `e.g. {"age": {"method": ...}}`
std::string SpecExample();

}  // namespace rand_engine
