// Cutting the embedded tables at tabs and line ends.
#pragma once

#include <cstdint>
#include <string_view>

namespace rand_engine {

/// Cut off and return what stands before `end`, all if it is not there.
std::string_view TakeUntil(char end, std::string_view* text);

/// The number of a table's field. REQUIRES: decimal digits that fit.
uint32_t ParseNumber(std::string_view digits);

}  // namespace rand_engine
