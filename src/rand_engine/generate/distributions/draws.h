// Draws of many rows at once, in loops compiled for each processor level.
#pragma once

#include <cstdint>

#include "rand_engine/processor/multiversion.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// ScaleBits for n <= 2^32, of products that vectors have: the sum is below 2^64.
inline uint32_t ScaleTo32(uint64_t bits, uint64_t n) {
  const uint64_t low = (bits & UINT32_MAX) * n >> 32;
  return static_cast<uint32_t>(((bits >> 32) * n + low) >> 32);
}

/// Put map(DrawBits(key, row_at(i))) at out[i] for i < count. Both are pure.
template <typename RowAt, typename Map, typename Out>
void FillDraws(const StreamKey& key, RowAt row_at, int64_t count, Map map, Out* out) {
  RunMultiversion([=]() RAND_ENGINE_MULTIVERSION {
    for (int64_t i = 0; i < count; ++i) out[i] = map(DrawBits(key, row_at(i)));
  });
}

}  // namespace rand_engine
