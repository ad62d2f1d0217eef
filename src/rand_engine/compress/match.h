// What a compressor of the LZ77 family looks for, where its caller knows it already.
#pragma once

#include <cstdint>

namespace rand_engine {

/// Bytes [begin, begin + length) of a page are those that stand `offset` bytes before (J.
/// Ziv and A. Lempel, "A Universal Algorithm for Sequential Data Compression", 1977).
struct Match {
  uint32_t begin = 0;
  uint32_t length = 0;
  uint32_t offset = 0;
};

}  // namespace rand_engine
