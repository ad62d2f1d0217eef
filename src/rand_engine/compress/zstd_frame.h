// The parts of a zstd frame that are written without libzstd (RFC 8878, section 3.1.1).
#pragma once

#include <cstdint>
#include <string_view>

#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

/// Greatest number of bytes that a block stands for.
inline constexpr uint32_t kMostZstdBlockBytes = 128 << 10;

enum class ZstdBlock : uint32_t { kRaw = 0, kCompressed = 2 };

/// Append the header of a frame of `size` bytes in one segment, without a checksum.
void AppendZstdFrameHeader(uint32_t size, ByteBuffer* out);
/// Put three bytes: `size` is that of the block's bytes in the frame.
void PutZstdBlockHeader(ZstdBlock kind, uint32_t size, bool is_last, char* out);
/// Append bytes as they are, in as many blocks as they need, one at least.
void AppendRawZstdBlocks(std::string_view bytes, bool end_frame, ByteBuffer* out);

}  // namespace rand_engine
