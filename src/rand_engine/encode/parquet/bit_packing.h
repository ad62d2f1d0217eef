// Bit-packed runs of the RLE / bit-packing hybrid (Parquet format, "Encodings", RLE = 3).
#pragma once

#include <cstdint>
#include <cstring>

#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

/// Append one bit-packed run of `count` values of `width` bits (0 to 32), the last group
/// of eight filled up with zeros. `value_of(i)` gives value i.
template <typename ValueOf>
void AppendBitPackedRun(int64_t count, int width, ValueOf value_of, ByteBuffer* out) {
  const int64_t groups = (count + 7) / 8;
  const size_t begin = out->size();
  out->Reserve(begin + 10 + groups * width + 8);
  char* at = out->data() + begin;
  for (uint64_t header = (static_cast<uint64_t>(groups) << 1) | 1;; header >>= 7) {
    const bool more = header >= 128;
    *at++ = static_cast<char>((header & 127) | (more ? 128 : 0));
    if (!more) break;
  }
  char* const packed = at;
  uint64_t bits = 0;
  int filled = 0;
  for (int64_t i = 0; i < count; ++i) {
    bits |= static_cast<uint64_t>(value_of(i)) << filled;
    filled += width;
    if (filled >= 32) {
      std::memcpy(at, &bits, 4);
      at += 4;
      bits >>= 32;
      filled -= 32;
    }
  }
  // What is left, then zeros to the end of the last group.
  std::memcpy(at, &bits, 8);
  at += (filled + 7) / 8;
  char* const end = packed + groups * width;
  if (at < end) std::memset(at, 0, end - at);
  out->Resize(end - out->data());
}

}  // namespace rand_engine
