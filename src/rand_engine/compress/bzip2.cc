// A bz2 stream is "BZh" and the level's digit, then, in bits without any alignment,
// blocks (48 bits of magic, the CRC-32 of the content, the data) and a trailer (48 bits
// of magic, the CRC of CRCs), then bits up to a byte's end. A block refers to nothing
// outside it. So slices small enough to be one block each are compressed into streams of
// their own by libbz2; the bits of their blocks, put one after the other, are one stream.
#include "rand_engine/compress/bzip2.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <bzlib.h>
#include <fmt/format.h>

#include <bit>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/compress/compressor.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr uint64_t kBlockMagic = 0x314159265359;
constexpr uint64_t kTrailerMagic = 0x177245385090;
constexpr int kMagicBits = 48;
constexpr int kChecksumBits = 32;
constexpr int kTrailerBits = kMagicBits + kChecksumBits;
constexpr size_t kHeaderSize = 4;

// A block of level L holds L * 100,000 - 19 bytes after run-length coding, which makes
// five bytes of four in the worst case ("aaaabbbb").
constexpr size_t kSliceSizePerLevel = 79'000;

// The bits of one block in libbz2's output, counted from after the stream's header.
struct BlockBits {
  uint64_t count;
  uint32_t checksum;
};

uint64_t ReadBits(const char* bytes, uint64_t begin, int count) {
  uint64_t value = 0;
  for (uint64_t at = begin; at < begin + count; ++at) {
    const auto byte = static_cast<uint8_t>(bytes[at / 8]);
    value = value << 1 | (byte >> (7 - at % 8) & 1);
  }
  return value;
}

// Find the one block in the `size` bytes after a stream's header: the trailer, whose CRC
// must be the block's, ends 0 to 7 bits before the last byte does.
arrow::Result<BlockBits> FindOnlyBlock(const char* bytes, size_t size) {
  const auto checksum = static_cast<uint32_t>(ReadBits(bytes, kMagicBits, kChecksumBits));
  for (int padding = 0; padding < 8; ++padding) {
    const uint64_t end = size * 8 - padding - kTrailerBits;
    if (ReadBits(bytes, end, kMagicBits) != kTrailerMagic) continue;
    if (ReadBits(bytes, end + kMagicBits, kChecksumBits) != checksum) continue;
    if (ReadBits(bytes, 0, kMagicBits) != kBlockMagic) break;
    return BlockBits{end, checksum};
  }
  return WriteError("bz2: libbz2 did not make one block of a slice");
}

// Append the bits of the block of `slice`, from a byte boundary on; the last byte is
// filled up with zeros.
arrow::Result<BlockBits> AppendBlock(std::string_view slice, int level, ByteBuffer* out) {
  const size_t begin = out->size();
  // libbz2's documented bound.
  auto size = static_cast<unsigned>(slice.size() + slice.size() / 100 + 600);
  out->Resize(begin + size);
  char* bytes = out->data() + begin;
  const int result =
      BZ2_bzBuffToBuffCompress(bytes, &size, const_cast<char*>(slice.data()),
                               static_cast<unsigned>(slice.size()), level,
                               /*verbosity=*/0, /*workFactor=*/0);
  if (result == BZ_MEM_ERROR) throw std::bad_alloc();
  if (result != BZ_OK) {
    return WriteError(fmt::format("bz2: libbz2 failed with {}", result));
  }
  size -= kHeaderSize;
  std::memmove(bytes, bytes + kHeaderSize, size);
  ARROW_ASSIGN_OR_RAISE(const BlockBits block, FindOnlyBlock(bytes, size));
  out->Resize(begin + (block.count + 7) / 8);
  const int unused = static_cast<int>((8 - block.count % 8) % 8);
  char& last = out->data()[out->size() - 1];
  last = static_cast<char>(static_cast<uint8_t>(last) >> unused << unused);
  return block;
}

// Puts runs of bits one after the other.
class BitJoiner {
 public:
  // Append the first `count` bits of `bits`, whose last byte is filled up with zeros.
  void Append(const uint8_t* bits, uint64_t count, ByteBuffer* out) {
    const size_t whole = count / 8;
    const int shift = pending_count_;
    const size_t begin = out->size();
    out->Resize(begin + whole);
    auto* to = reinterpret_cast<uint8_t*>(out->data() + begin);
    uint8_t carry = pending_;
    for (size_t i = 0; i < whole; ++i) {
      to[i] = static_cast<uint8_t>(carry | bits[i] >> shift);
      carry = static_cast<uint8_t>(bits[i] << (8 - shift));
    }
    pending_ = carry;
    if (count % 8 != 0) AppendPart(bits[whole], static_cast<int>(count % 8), out);
  }

  // Append the low `count` bits of `value`, highest first; `count` is a multiple of 8.
  void AppendNumber(uint64_t value, int count, ByteBuffer* out) {
    for (int at = count - 8; at >= 0; at -= 8) {
      const auto byte = static_cast<uint8_t>(value >> at);
      Append(&byte, 8, out);
    }
  }

  // Fill the last byte up with zeros.
  void Finish(ByteBuffer* out) {
    if (pending_count_ > 0) out->Append(&pending_, 1);
  }

 private:
  // Append the `count` (1 to 7) highest bits of `part`, whose others are zero.
  void AppendPart(uint8_t part, int count, ByteBuffer* out) {
    pending_ = static_cast<uint8_t>(pending_ | part >> pending_count_);
    pending_count_ += count;
    if (pending_count_ < 8) return;
    out->Append(&pending_, 1);
    pending_count_ -= 8;
    pending_ = static_cast<uint8_t>(part << (count - pending_count_));
  }

  uint8_t pending_ = 0;    // bits not yet appended, from the highest on; others are zero
  int pending_count_ = 0;  // 0 to 7
};

class Bzip2Archive : public Archive {
 public:
  explicit Bzip2Archive(int level) : level_(level) {}

  arrow::Status Begin(ByteBuffer* out) override {
    out->Append(fmt::format("BZh{}", level_));
    return arrow::Status::OK();
  }

  arrow::Status Append(const CompressedChunk& chunk, ByteBuffer* out) override {
    const auto* bits = reinterpret_cast<const uint8_t*>(chunk.bytes.data());
    for (size_t i = 0; i + 1 < chunk.blocks.size(); i += 2) {
      const uint64_t count = chunk.blocks[i];
      joiner_.Append(bits, count, out);
      bits += (count + 7) / 8;
      checksum_ = std::rotl(checksum_, 1) ^ static_cast<uint32_t>(chunk.blocks[i + 1]);
    }
    return arrow::Status::OK();
  }

  arrow::Status Finish(ByteBuffer* out, std::vector<Patch>*) override {
    joiner_.AppendNumber(kTrailerMagic, kMagicBits, out);
    joiner_.AppendNumber(checksum_, kChecksumBits, out);
    joiner_.Finish(out);
    return arrow::Status::OK();
  }

 private:
  int level_;
  BitJoiner joiner_;
  uint32_t checksum_ = 0;
};

class Bzip2Compressor : public Compressor {
 public:
  explicit Bzip2Compressor(int level) : level_(level) {}

  // `blocks` holds a bit count and a checksum for each block; each begins on a byte.
  arrow::Status CompressChunk(const ByteBuffer& raw,
                              CompressedChunk* chunk) const override {
    chunk->bytes.Clear();
    chunk->blocks.clear();
    chunk->raw_size = raw.size();
    chunk->checksum = 0;
    // Slices of nearly equal sizes: a small last one would compress badly.
    const size_t slice_size = level_ * kSliceSizePerLevel;
    const size_t slices = (raw.size() + slice_size - 1) / slice_size;
    for (size_t i = 0; i < slices; ++i) {
      const size_t begin = raw.size() * i / slices;
      const size_t end = raw.size() * (i + 1) / slices;
      ARROW_ASSIGN_OR_RAISE(
          const BlockBits block,
          AppendBlock(raw.view().substr(begin, end - begin), level_, &chunk->bytes));
      chunk->blocks.push_back(block.count);
      chunk->blocks.push_back(block.checksum);
    }
    return arrow::Status::OK();
  }

  arrow::Result<std::unique_ptr<Archive>> OpenArchive(const std::string&) const override {
    return std::make_unique<Bzip2Archive>(level_);
  }

 private:
  int level_;
};

}  // namespace

std::unique_ptr<Compressor> MakeBzip2Compressor(int level) {
  return std::make_unique<Bzip2Compressor>(level);
}

}  // namespace rand_engine
