// The table of methods.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/methods/method.h"

namespace rand_engine {

/// All methods in the order in which help lists them.
const std::vector<MethodInfo>& Methods();

/// Find by name; null if unknown.
const MethodInfo* FindMethod(std::string_view name);

/// Names in the table's order.
std::vector<std::string> MethodNames();

}  // namespace rand_engine
