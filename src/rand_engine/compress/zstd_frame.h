// The parts of a zstd frame that are written without libzstd (RFC 8878, section 3.1.1).
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
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

/// Literals in a Huffman code are four runs of bits.
inline constexpr size_t kZstdLiteralStreams = 4;
inline constexpr size_t kZstdLiteralsHeaderBytes = 5;

/// Put `count` literals in a code that `tree` describes (section 3.1.1.3.1): header,
/// tree, sizes of the first three streams, and the streams, each of which
/// `put_stream`(number, place) puts and returns the end of. Returns the end. REQUIRES: a
/// stream has less than 64 KiB.
template <typename PutStream>
char* PutZstdLiterals(std::string_view tree, size_t count, char* out,
                      PutStream put_stream) {
  char* const coded = out + kZstdLiteralsHeaderBytes;
  std::memcpy(coded, tree.data(), tree.size());
  char* const stream_sizes = coded + tree.size();
  char* end = stream_sizes + 2 * (kZstdLiteralStreams - 1);
  for (size_t stream = 0; stream < kZstdLiteralStreams; ++stream) {
    char* const begin = end;
    end = put_stream(stream, begin);
    const auto size = static_cast<uint16_t>(end - begin);
    if (stream + 1 < kZstdLiteralStreams) {
      std::memcpy(stream_sizes + 2 * stream, &size, sizeof(size));
    }
  }
  constexpr uint64_t kCompressedInFourStreams = 0b1110;
  const uint64_t header = kCompressedInFourStreams | uint64_t{count} << 4 |
                          static_cast<uint64_t>(end - coded) << 22;
  std::memcpy(out, &header, kZstdLiteralsHeaderBytes);
  return end;
}

/// Put the number of a block's sequences (section 3.1.1.3.2.1), one to three bytes;
/// returns the end.
char* PutZstdSequenceCount(size_t count, char* out);

}  // namespace rand_engine
