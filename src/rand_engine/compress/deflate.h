// Deflate blocks that join bytewise: what gzip and zip have in common.
//
// Each chunk becomes blocks that refer to nothing before them and end on a byte boundary
// (RFC 1951 with a "full flush"), so that chunks compressed apart, put one after the
// other and closed by kFinalDeflateBlock, are one deflate stream.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "rand_engine/compress/compressor.h"
#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

/// An empty last block with fixed codes: closes a deflate stream on a byte boundary.
inline constexpr std::string_view kFinalDeflateBlock{"\x03\x00", 2};

/// Compress `raw` into `chunk`: bytes, raw_size and checksum (CRC-32). Thread-safe.
///
/// `level`: none and 1 are ISA-L level 1, 2 is ISA-L level 2, 3 to 9 are zlib's, 0
/// stores. (ISA-L's level 3 takes other matches on other CPUs.)
arrow::Status DeflateChunk(const ByteBuffer& raw, std::optional<int> level,
                           CompressedChunk* chunk);

/// What the trailer of a joined stream says about its content.
class DeflateTotals {
 public:
  void Add(const CompressedChunk& chunk);

  uint64_t raw_size() const { return raw_size_; }
  uint32_t checksum() const { return checksum_; }

 private:
  uint64_t raw_size_ = 0;
  uint32_t checksum_ = 0;
};

}  // namespace rand_engine
