// Pages of UUIDs as zstd frames, straight from their bits: the texts are never written.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

/// A UUID's 128 bits (RFC 9562), the first byte of its text the highest.
struct UuidBits {
  uint64_t high = 0;
  uint64_t low = 0;
};

/// Bytes of a UUID in Parquet's PLAIN encoding: a length of four bytes, 36 characters.
inline constexpr size_t kPlainUuidBytes = 40;

/// Replace `compressed` by a frame of `before` and of the UUIDs in PLAIN encoding, in
/// lower case. Of random ones hardly anything but the length repeats: each is a match of
/// four bytes and 36 literals, whose Huffman code is the same for all pages (RFC 8878,
/// section 3.1.1.3). About 19 bytes a UUID, whatever its digits at most 22. REQUIRES: all
/// have less than 4 GiB.
void CompressUuids(std::string_view before, std::span<const UuidBits> uuids,
                   ByteBuffer* compressed);

}  // namespace rand_engine
