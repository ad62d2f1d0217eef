// Codes looked up by the codes of another source.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rand_engine/generate/code_source.h"

namespace rand_engine {

/// Code table[c] where `base` has c: several columns with one base are correlated. 32
/// bits wide. REQUIRES: the codes of `base` are 32 bits wide and below table.size().
std::unique_ptr<CodeSource> MakeLookupSource(std::shared_ptr<const CodeSource> base,
                                             std::vector<uint32_t> table);

}  // namespace rand_engine
