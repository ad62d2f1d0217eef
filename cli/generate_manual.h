// The flags of `rand-engine generate` and its manual.
#pragma once

#include <string>
#include <vector>

#include "command.h"

namespace rand_engine::cli {

/// What a SPEC is, with the names of the built-in examples.
std::string SpecOperandText();

std::vector<Flag> GenerateFlags();

/// Besides the flags: the write options by their table, reports, stopping.
std::vector<ManualSection> GenerateManual();

}  // namespace rand_engine::cli
