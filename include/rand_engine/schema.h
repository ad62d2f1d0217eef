// The JSON Schema of specs, for editors and for programs that check specs.
//
// Thread safety: pure.
#pragma once

#include <string>

namespace rand_engine {

/// The JSON Schema (draft 2020-12) of specs, those of one table and datasets of several,
/// as JSON text: columns with their methods, parameters (by name and by position),
/// defaults, ranges, allowed values and examples. What it refuses the engine refuses too;
/// what several values contradict (min > max) only the engine finds.
std::string SpecSchema();

}  // namespace rand_engine
