// DELTA_BINARY_PACKED (Parquet format, "Encodings", DELTA = 5) of sequences, which have
// nothing to pack: all differences are one.
#pragma once

#include <cstdint>

#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

/// Append the values, the bytes that Arrow's encoder gives, if the differences (modulo
/// the type's range) from each to the next are all the same; else append nothing and
/// return false. REQUIRES: count >= 2.
bool AppendSequence(const int32_t* values, int64_t count, ByteBuffer* out);
bool AppendSequence(const int64_t* values, int64_t count, ByteBuffer* out);

}  // namespace rand_engine
