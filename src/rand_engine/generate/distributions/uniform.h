// Every code of [0, n) equally likely.
#pragma once

#include <cstdint>
#include <memory>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// Map 64 random bits to [0, n) by the high half of a product (Lemire: "Fast random
/// integer generation in an interval", 2019, without its rejection step: the bias is
/// below n / 2^64).
inline uint64_t ScaleBits(uint64_t bits, uint64_t n) {
  return static_cast<uint64_t>((static_cast<unsigned __int128>(bits) * n) >> 64);
}

/// `n` codes; 0 stands for 2^64. Codes are 32 bits wide while n <= 2^32, else 64. Up to
/// n = 2^20 the high 32 bits of a draw decide (bias below 2^-12 of a code's share), above
/// that all 64.
std::unique_ptr<CodeSource> MakeUniformSource(const StreamKey& key, uint64_t n);

}  // namespace rand_engine
