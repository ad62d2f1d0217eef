// Edge values by kind: what breaks programs that never saw it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace rand_engine {

/// Values of several types; a kind has none of those for which it says nothing.
struct AnomalyKind {
  std::string name;
  std::vector<std::string> texts = {};
  /// Only those that the column's number type holds; of `extremes` the type's own.
  std::vector<int64_t> integers = {};
  std::vector<double> floats = {};
  std::vector<std::string> days = {};   ///< ISO 8601
  std::vector<std::string> times = {};  ///< ISO 8601 to whole seconds
};

/// In the order of the docs.
const std::vector<AnomalyKind>& AnomalyKinds();

}  // namespace rand_engine
