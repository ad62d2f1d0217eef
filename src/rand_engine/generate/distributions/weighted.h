// Codes with weights, by Walker's alias method in Vose's form (M. D. Vose, "A linear
// algorithm for generating random numbers with a given distribution", 1991).
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// Maps 64 random bits to a code in constant time. Built with integers only, so that the
/// table is the same on every machine. Immutable.
class AliasTable {
 public:
  /// REQUIRES: 1 to 2^31 weights, their sum in [1, 2^63).
  explicit AliasTable(const std::vector<uint64_t>& weights);

  uint32_t Pick(uint64_t bits) const {
    const unsigned __int128 product =
        static_cast<unsigned __int128>(bits) * slots_.size();
    const Slot& slot = slots_[static_cast<uint64_t>(product >> 64)];
    const auto fraction = static_cast<uint64_t>(product);
    // By the address: which of the two it is no processor can predict.
    return slot.own_or_alias[fraction < slot.threshold ? 0 : 1];
  }

 private:
  struct Slot {
    uint64_t threshold;  ///< of 2^64: the share of the slot that is its own
    uint32_t own_or_alias[2];
  };
  std::vector<Slot> slots_;
};

/// Scale weights (finite, >= 0, not all 0; 1 to 2^31 of them) to whole numbers that an
/// alias table takes, with 40 bits for the largest (fewer for more than 2^22 weights).
/// One above zero stays above zero.
std::vector<uint64_t> ScaleWeights(const std::vector<double>& weights);

/// Codes [0, weights.size()), 32 bits wide.
std::unique_ptr<CodeSource> MakeWeightedSource(const StreamKey& key,
                                               const std::vector<uint64_t>& weights);

}  // namespace rand_engine
