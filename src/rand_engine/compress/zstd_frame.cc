#include "rand_engine/compress/zstd_frame.h"

#include <algorithm>
#include <cstring>

namespace rand_engine {

void AppendZstdFrameHeader(uint32_t size, ByteBuffer* out) {
  constexpr uint32_t kMagic = 0xfd2fb528;
  // One segment, whose size follows in four bytes.
  constexpr char kDescriptor = static_cast<char>(0b1010'0000);
  out->Append(&kMagic, sizeof(kMagic));
  out->Append(&kDescriptor, 1);
  out->Append(&size, sizeof(size));
}

void PutZstdBlockHeader(ZstdBlock kind, uint32_t size, bool is_last, char* out) {
  const uint32_t header =
      size << 3 | static_cast<uint32_t>(kind) << 1 | static_cast<uint32_t>(is_last);
  std::memcpy(out, &header, 3);
}

void AppendRawZstdBlocks(std::string_view bytes, bool end_frame, ByteBuffer* out) {
  do {
    const auto size =
        static_cast<uint32_t>(std::min<size_t>(bytes.size(), kMostZstdBlockBytes));
    char header[3];
    PutZstdBlockHeader(ZstdBlock::kRaw, size, end_frame && size == bytes.size(), header);
    out->Append(header, sizeof(header));
    out->Append(bytes.data(), size);
    bytes.remove_prefix(size);
  } while (!bytes.empty());
}

char* PutZstdSequenceCount(size_t count, char* out) {
  constexpr size_t kThreeBytesFrom = 0x7f00;
  if (count < 128) {
    *out++ = static_cast<char>(count);
  } else if (count < kThreeBytesFrom) {
    *out++ = static_cast<char>((count >> 8) + 128);
    *out++ = static_cast<char>(count);
  } else {
    const auto more = static_cast<uint16_t>(count - kThreeBytesFrom);
    *out++ = static_cast<char>(0xff);
    std::memcpy(out, &more, sizeof(more));
    out += sizeof(more);
  }
  return out;
}

}  // namespace rand_engine
