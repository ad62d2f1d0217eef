// The flags of `rand-engine stream` and its manual.
#pragma once

#include <vector>

#include "command.h"

namespace rand_engine::cli {

std::vector<Flag> StreamFlags();

/// Besides the flags: the write options by their table, load shapes, time, stopping.
std::vector<ManualSection> StreamManual();

}  // namespace rand_engine::cli
