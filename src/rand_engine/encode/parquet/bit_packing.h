// Numbers of as many bits as they need, the lowest first (Parquet format, "Encodings",
// RLE = 3 and DELTA = 5).
#pragma once

#include <cstdint>

#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

/// Append one bit-packed run of the RLE / bit-packing hybrid: `count` values below
/// 2^width (0 <= width <= 32), the last group of eight filled up with zeros.
void AppendBitPackedRun(const uint32_t* values, int64_t count, int width,
                        ByteBuffer* out);

/// Append the bits alone. REQUIRES: count is a multiple of 32.
void AppendBitPacked(const uint32_t* values, int64_t count, int width, ByteBuffer* out);

}  // namespace rand_engine
