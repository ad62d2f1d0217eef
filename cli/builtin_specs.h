// The specs that the command brings along: examples/specs, embedded while building.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace rand_engine::cli {

struct BuiltInSpec {
  std::string_view name;
  std::string_view meaning;
  std::string_view text;  ///< JSON
};

const std::array<BuiltInSpec, 5>& BuiltInSpecs();

/// Null if there is none of that name.
const BuiltInSpec* FindBuiltInSpec(std::string_view name);

std::vector<std::string> BuiltInSpecNames();

/// "orders, users, events, sensors, transactions".
std::string BuiltInSpecList();

}  // namespace rand_engine::cli
