// Bit-packed runs of the RLE / bit-packing hybrid (Parquet format, "Encodings", RLE = 3).
#pragma once

#include <cstdint>

#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

/// Append one bit-packed run of `count` values below 2^width (0 <= width <= 32), the last
/// group of eight filled up with zeros.
void AppendBitPackedRun(const uint32_t* values, int64_t count, int width,
                        ByteBuffer* out);

}  // namespace rand_engine
