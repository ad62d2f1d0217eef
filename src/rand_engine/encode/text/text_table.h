// Rows as separate texts, for people to look at.
#pragma once

#include <string>
#include <vector>

#include "rand_engine/plan/plan.h"

namespace rand_engine {

/// Return the values of `rows`, row by row, as CSV writes them without quotes; a missing
/// value is "" .
std::vector<std::vector<std::string>> MakeTextRows(const Plan& plan, RowRange rows);

}  // namespace rand_engine
