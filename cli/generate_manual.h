// The flags of `rand-engine generate` and its manual.
#pragma once

#include <vector>

#include "command.h"

namespace rand_engine::cli {

std::vector<Flag> GenerateFlags();

/// Besides the flags: the write options by their table, reports, stopping.
std::vector<ManualSection> GenerateManual();

}  // namespace rand_engine::cli
