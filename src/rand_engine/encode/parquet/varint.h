// Whole numbers of as many bytes as they need: ULEB128, which Parquet's encodings and
// Thrift's compact protocol share.
#pragma once

#include <cstdint>
#include <type_traits>

#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

/// Append `value`: seven bits a byte, the lowest first.
inline void AppendVarint(uint64_t value, ByteBuffer* out) {
  for (;; value >>= 7) {
    const bool more = value >= 128;
    const char byte = static_cast<char>((value & 127) | (more ? 128 : 0));
    out->Append(&byte, 1);
    if (!more) return;
  }
}

/// Append a signed integer in zigzag order (0, -1, 1, -2, ...), so that small negative
/// numbers are short too.
template <typename T>
void AppendZigZag(T value, ByteBuffer* out) {
  using Unsigned = std::make_unsigned_t<T>;
  const auto sign = static_cast<Unsigned>(value >> (sizeof(T) * 8 - 1));
  AppendVarint(static_cast<Unsigned>(static_cast<Unsigned>(value) << 1 ^ sign), out);
}

}  // namespace rand_engine
