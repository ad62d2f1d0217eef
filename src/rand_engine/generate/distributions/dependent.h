// Codes drawn from what the code of another source allows.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/distributions/weighted.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// Codes [first, first + size).
struct CodeRange {
  uint32_t first = 0;
  uint32_t size = 1;
  /// Of `size` weights; null = each equally likely.
  std::shared_ptr<const AliasTable> weights = nullptr;
};

/// As many codes from `first` on as there are weights.
CodeRange WeightedRange(uint32_t first, const std::vector<uint64_t>& weights);

/// A code of ranges[c] where `base` has c: a last name of the culture that the first name
/// is of, a postal code of the city. 32 bits wide. REQUIRES: the codes of `base` are 32
/// bits wide and below ranges.size(); first + size <= 2^32.
std::unique_ptr<CodeSource> MakeDependentSource(std::shared_ptr<const CodeSource> base,
                                                const StreamKey& key,
                                                std::vector<CodeRange> ranges);

}  // namespace rand_engine
