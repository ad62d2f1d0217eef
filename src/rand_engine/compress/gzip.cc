#include "rand_engine/compress/gzip.h"

#include <arrow/result.h>
#include <arrow/status.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "rand_engine/compress/compressor.h"
#include "rand_engine/compress/deflate.h"

namespace rand_engine {
namespace {

void AppendLittleEndian32(uint32_t value, ByteBuffer* out) {
  std::array<uint8_t, 4> bytes;
  for (size_t i = 0; i < bytes.size(); ++i) {
    bytes[i] = static_cast<uint8_t>(value >> (8 * i));
  }
  out->Append(bytes.data(), bytes.size());
}

class GzipArchive : public Archive {
 public:
  explicit GzipArchive(std::optional<int> level) : level_(level.value_or(1)) {}

  arrow::Status Begin(ByteBuffer* out) override {
    // Magic, method deflate, no flags (no name), time 0, extra flags, system unknown.
    const std::array<uint8_t, 10> header = {0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255};
    out->Append(header.data(), header.size());
    out->data()[out->size() - 2] = ExtraFlags();
    return arrow::Status::OK();
  }

  arrow::Status Append(const CompressedChunk& chunk, ByteBuffer* out) override {
    totals_.Add(chunk);
    out->Append(chunk.bytes.view());
    return arrow::Status::OK();
  }

  arrow::Status AppendTaking(CompressedChunk* chunk, ByteBuffer* out) override {
    if (!out->empty()) return Append(*chunk, out);
    totals_.Add(*chunk);
    out->Swap(chunk->bytes);
    return arrow::Status::OK();
  }

  arrow::Status Finish(ByteBuffer* out, std::vector<Patch>*) override {
    out->Append(kFinalDeflateBlock);
    AppendLittleEndian32(totals_.checksum(), out);
    AppendLittleEndian32(static_cast<uint32_t>(totals_.raw_size()), out);
    return arrow::Status::OK();
  }

 private:
  // RFC 1952: 2 for the slowest, 4 for the fastest algorithm.
  char ExtraFlags() const {
    if (level_ == 9) return 2;
    return level_ <= 2 ? 4 : 0;
  }

  int level_;
  DeflateTotals totals_;
};

class GzipCompressor : public Compressor {
 public:
  explicit GzipCompressor(std::optional<int> level) : level_(level) {}

  arrow::Status CompressChunk(const ByteBuffer& raw,
                              CompressedChunk* chunk) const override {
    return DeflateChunk(raw, level_, chunk);
  }

  arrow::Result<std::unique_ptr<Archive>> OpenArchive(const std::string&) const override {
    return std::make_unique<GzipArchive>(level_);
  }

 private:
  std::optional<int> level_;
};

}  // namespace

std::unique_ptr<Compressor> MakeGzipCompressor(std::optional<int> level) {
  return std::make_unique<GzipCompressor>(level);
}

}  // namespace rand_engine
