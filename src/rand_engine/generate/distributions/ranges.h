// Codes out of several ranges.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rand_engine/generate/code_source.h"

namespace rand_engine {

/// Codes [first, first + size) of 64 bits.
struct CodeInterval {
  uint64_t first;
  uint64_t size;  ///< at least 1
};

/// Where `places` has p: the p-th code of all ranges one behind the other, as wide as p.
/// REQUIRES: 1 to 2^31 ranges; codes of `places` have one word and are below the sum of
/// the sizes; they are 64 bits wide unless 32 hold the ranges' codes.
std::unique_ptr<CodeSource> MakeRangesSource(std::unique_ptr<CodeSource> places,
                                             const std::vector<CodeInterval>& ranges);

}  // namespace rand_engine
