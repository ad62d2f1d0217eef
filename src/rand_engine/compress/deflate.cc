#include "rand_engine/compress/deflate.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <isa-l.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <new>
#include <string_view>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

// Both libraries count in 32 bits.
constexpr size_t kPieceSize = size_t{1} << 30;

// The room given to a library may decide bytes: zlib cuts its stored blocks by it, ISA-L
// stores where compressed data would not fit. So it follows from the raw size alone,
// never from the capacity that a recycled buffer happens to have. Stored blocks of 16,383
// bytes, the smallest that either makes of a long input, need far less.
size_t DeflateRoom(size_t raw_size) { return raw_size + raw_size / 64 + 2048; }

uint8_t* Bytes(const char* data) {
  return reinterpret_cast<uint8_t*>(const_cast<char*>(data));
}

// One thread's ISA-L state, some 450 kB: kept between chunks.
//
// A trap: where ISA-L (2.30 to 2.32, and later so far) begins a match history with more
// than 16 bytes at hand, it takes the hash of the third position from a register that
// still holds the address of the state (`.write_first_byte` in
// igzip_icf_body_h1_gr_bt.asm), and about one address in 3,000 finds other matches than
// the rest: other bytes, by chance. With up to 16 bytes it takes another way. So these go
// ahead with SYNC_FLUSH, which keeps the history for what follows; they cost some 15
// bytes a chunk. Stateless calls always begin anew.
class IsalDeflater {
 public:
  arrow::Status Deflate(std::string_view raw, int level, ByteBuffer* out) {
    const size_t begin = out->size();
    const size_t room = DeflateRoom(raw.size());
    out->Resize(begin + room);
    isal_deflate_init(&stream_);
    stream_.next_out = Bytes(out->data() + begin);
    stream_.avail_out = static_cast<uint32_t>(room);
    stream_.level = static_cast<uint32_t>(level);
    stream_.level_buf = level_buffer_.data();
    // Its size bounds the length of blocks, and so decides bytes.
    stream_.level_buf_size = level == 1 ? ISAL_DEF_LVL1_DEFAULT : ISAL_DEF_LVL2_DEFAULT;
    if (raw.size() > kFirstBytes) {
      ARROW_RETURN_NOT_OK(Step(raw.substr(0, kFirstBytes), SYNC_FLUSH));
      raw.remove_prefix(kFirstBytes);
    }
    ARROW_RETURN_NOT_OK(Step(raw, FULL_FLUSH));
    out->Resize(begin + room - stream_.avail_out);
    return arrow::Status::OK();
  }

 private:
  static constexpr size_t kFirstBytes = 16;

  arrow::Status Step(std::string_view raw, uint16_t flush) {
    stream_.next_in = Bytes(raw.data());
    stream_.avail_in = static_cast<uint32_t>(raw.size());
    stream_.flush = flush;
    const int result = isal_deflate(&stream_);
    const bool whole = stream_.avail_in == 0 && stream_.avail_out > 0;
    if (result == COMP_OK && whole) return arrow::Status::OK();
    return WriteError(fmt::format("deflate: ISA-L failed with {}", result));
  }

  alignas(64) isal_zstream stream_;
  alignas(64) std::array<uint8_t, std::max(ISAL_DEF_LVL1_DEFAULT,
                                           ISAL_DEF_LVL2_DEFAULT)> level_buffer_;
};

// One thread's zlib state, some 270 kB: kept between chunks of one level.
class ZlibDeflater {
 public:
  ZlibDeflater() = default;
  ZlibDeflater(const ZlibDeflater&) = delete;
  ZlibDeflater& operator=(const ZlibDeflater&) = delete;
  ~ZlibDeflater() { Close(); }

  arrow::Status Deflate(std::string_view raw, int level, ByteBuffer* out) {
    ARROW_RETURN_NOT_OK(Prepare(level));
    const size_t begin = out->size();
    const size_t room = DeflateRoom(raw.size());
    out->Resize(begin + room);
    stream_.next_in = Bytes(raw.data());
    stream_.avail_in = static_cast<uInt>(raw.size());
    stream_.next_out = Bytes(out->data() + begin);
    stream_.avail_out = static_cast<uInt>(room);
    const int result = deflate(&stream_, Z_FULL_FLUSH);
    if (result != Z_OK || stream_.avail_in != 0 || stream_.avail_out == 0) {
      return WriteError(fmt::format("deflate: zlib failed with {}", result));
    }
    out->Resize(begin + room - stream_.avail_out);
    return arrow::Status::OK();
  }

 private:
  static constexpr int kClosed = -1;
  static constexpr int kRawWindowBits = -15;  // negative: no zlib header and trailer
  static constexpr int kMemoryLevel = 8;

  arrow::Status Prepare(int level) {
    if (level == level_) {
      deflateReset(&stream_);
      return arrow::Status::OK();
    }
    Close();
    stream_ = {};
    const int result = deflateInit2(&stream_, level, Z_DEFLATED, kRawWindowBits,
                                    kMemoryLevel, Z_DEFAULT_STRATEGY);
    if (result == Z_MEM_ERROR) throw std::bad_alloc();
    if (result != Z_OK) return WriteError("deflate: zlib could not be set up");
    level_ = level;
    return arrow::Status::OK();
  }

  void Close() {
    if (level_ != kClosed) deflateEnd(&stream_);
    level_ = kClosed;
  }

  z_stream stream_ = {};
  int level_ = kClosed;
};

// On the heap: thread-local storage of a library that Python loads must stay small.
template <class Deflater>
Deflater& OfThisThread() {
  thread_local const std::unique_ptr<Deflater> deflater = std::make_unique<Deflater>();
  return *deflater;
}

}  // namespace

arrow::Status DeflateChunk(const ByteBuffer& raw, std::optional<int> level,
                           CompressedChunk* chunk) {
  const int level_or_default = level.value_or(1);
  const bool by_isal = level_or_default == 1 || level_or_default == 2;
  chunk->bytes.Clear();
  chunk->blocks.clear();
  chunk->raw_size = raw.size();
  chunk->checksum = crc32_gzip_refl(0, Bytes(raw.data()), raw.size());
  for (size_t begin = 0; begin < raw.size(); begin += kPieceSize) {
    const std::string_view piece = raw.view().substr(begin, kPieceSize);
    ARROW_RETURN_NOT_OK(by_isal ? OfThisThread<IsalDeflater>().Deflate(
                                      piece, level_or_default, &chunk->bytes)
                                : OfThisThread<ZlibDeflater>().Deflate(
                                      piece, level_or_default, &chunk->bytes));
  }
  return arrow::Status::OK();
}

void DeflateTotals::Add(const CompressedChunk& chunk) {
  checksum_ = static_cast<uint32_t>(
      crc32_combine(checksum_, chunk.checksum, static_cast<z_off_t>(chunk.raw_size)));
  raw_size_ += chunk.raw_size;
}

}  // namespace rand_engine
