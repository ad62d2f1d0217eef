// What the helps of generate and stream have in common.
#pragma once

#include <vector>

#include "command.h"
#include "rand_engine/plan/option_table.h"

namespace rand_engine::cli {

/// The flags of both, but for -o and -n: from -f to -v.
std::vector<Flag> WriteFlags(Driver driver);

/// The write options, by their table.
ManualSection OptionSection(Driver driver);

}  // namespace rand_engine::cli
