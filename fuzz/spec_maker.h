// Choices -> the text of a spec: columns by the table of methods, each with its example's
// parameters, some of them replaced by others of their type, by extremes, or left out.
#pragma once

#include <string>

#include "fuzz/choices.h"

namespace rand_engine::fuzz {

/// JSON of a spec of one table; most of them are right, the engine may refuse any. Its
/// last column is "n", the row number, so that no row is empty in CSV.
std::string MakeSpec(Choices* choices);

}  // namespace rand_engine::fuzz
