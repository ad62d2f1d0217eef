// An xz stream is a header, blocks, an index of the blocks' sizes, and a footer that says
// how long the index is. Every chunk is one block.
#include "rand_engine/compress/xz.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <lzma.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/compress/compressor.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr lzma_check kCheck = LZMA_CHECK_CRC64;

arrow::Status CheckLzma(lzma_ret result, const char* step) {
  if (result == LZMA_OK) return arrow::Status::OK();
  if (result == LZMA_MEM_ERROR) throw std::bad_alloc();
  return WriteError(fmt::format("xz: liblzma failed with {} at the {}",
                                static_cast<int>(result), step));
}

uint8_t* MutableBytes(ByteBuffer* buffer, size_t offset) {
  return reinterpret_cast<uint8_t*>(buffer->data() + offset);
}

const uint8_t* Bytes(const ByteBuffer& buffer) {
  return reinterpret_cast<const uint8_t*>(buffer.data());
}

// The smallest dictionary of the sizes that the format knows, 2^n and 2^n + 2^(n-1), that
// holds the whole chunk: a larger one would only cost memory, here and in every reader.
uint32_t DictionarySize(uint64_t raw_size, uint32_t largest) {
  const uint64_t needed = std::max<uint64_t>(raw_size, LZMA_DICT_SIZE_MIN);
  if (needed >= largest) return largest;
  const uint64_t power = std::bit_ceil(needed);
  const uint64_t three_quarters = power / 4 * 3;
  return static_cast<uint32_t>(needed <= three_quarters ? three_quarters : power);
}

class XzArchive : public Archive {
 public:
  explicit XzArchive(lzma_index* index) : index_(index) { flags_.check = kCheck; }
  ~XzArchive() override { lzma_index_end(index_, nullptr); }

  arrow::Status Begin(ByteBuffer* out) override {
    std::array<uint8_t, LZMA_STREAM_HEADER_SIZE> header;
    ARROW_RETURN_NOT_OK(
        CheckLzma(lzma_stream_header_encode(&flags_, header.data()), "header"));
    out->Append(header.data(), header.size());
    return arrow::Status::OK();
  }

  arrow::Status Append(const CompressedChunk& chunk, ByteBuffer* out) override {
    ARROW_RETURN_NOT_OK(Count(chunk));
    out->Append(chunk.bytes.view());
    return arrow::Status::OK();
  }

  arrow::Status AppendTaking(CompressedChunk* chunk, ByteBuffer* out) override {
    if (!out->empty()) return Append(*chunk, out);
    ARROW_RETURN_NOT_OK(Count(*chunk));
    out->Swap(chunk->bytes);
    return arrow::Status::OK();
  }

  arrow::Status Finish(ByteBuffer* out, std::vector<Patch>*) override {
    flags_.backward_size = lzma_index_size(index_);
    const size_t begin = out->size();
    const size_t index_size = static_cast<size_t>(flags_.backward_size);
    out->Resize(begin + index_size);
    size_t position = 0;
    ARROW_RETURN_NOT_OK(CheckLzma(
        lzma_index_buffer_encode(index_, MutableBytes(out, begin), &position, index_size),
        "index"));
    std::array<uint8_t, LZMA_STREAM_HEADER_SIZE> footer;
    ARROW_RETURN_NOT_OK(
        CheckLzma(lzma_stream_footer_encode(&flags_, footer.data()), "footer"));
    out->Append(footer.data(), footer.size());
    return arrow::Status::OK();
  }

 private:
  // Only the index grows with the file: 16 bytes a block.
  arrow::Status Count(const CompressedChunk& chunk) {
    for (const uint64_t unpadded_size : chunk.blocks) {
      ARROW_RETURN_NOT_OK(CheckLzma(
          lzma_index_append(index_, nullptr, unpadded_size, chunk.raw_size), "index"));
    }
    return arrow::Status::OK();
  }

  lzma_stream_flags flags_ = {};
  lzma_index* index_;
};

// Ends a coder whatever happened to it.
struct EndCoder {
  void operator()(lzma_stream* stream) const { lzma_end(stream); }
};

// How much goes to liblzma between two looks at the stop token: some 25 ms at level 9.
constexpr size_t kStepBytes = size_t{32} << 10;

class XzCompressor : public Compressor {
 public:
  XzCompressor(int level, StopToken stop_token)
      : level_(level), stop_token_(std::move(stop_token)) {}

  // `blocks` holds the block's "unpadded size", or nothing if the chunk is empty.
  arrow::Status CompressChunk(const ByteBuffer& raw,
                              CompressedChunk* chunk) const override {
    chunk->bytes.Clear();
    chunk->blocks.clear();
    chunk->raw_size = raw.size();
    chunk->checksum = 0;
    if (raw.empty()) return arrow::Status::OK();

    lzma_options_lzma options = {};
    if (lzma_lzma_preset(&options, static_cast<uint32_t>(level_))) {
      return WriteError(fmt::format("xz: liblzma does not know level {}", level_));
    }
    options.dict_size = DictionarySize(raw.size(), options.dict_size);
    std::array<lzma_filter, 2> filters = {
        {{LZMA_FILTER_LZMA2, &options}, {LZMA_VLI_UNKNOWN, nullptr}}};
    lzma_block block = {};
    block.check = kCheck;
    block.filters = filters.data();
    ARROW_RETURN_NOT_OK(EncodeBlock(raw, &block, &chunk->bytes));
    chunk->blocks.push_back(lzma_block_unpadded_size(&block));
    return arrow::Status::OK();
  }

  arrow::Result<std::unique_ptr<Archive>> OpenArchive(const std::string&) const override {
    lzma_index* index = lzma_index_init(nullptr);
    if (index == nullptr) throw std::bad_alloc();
    return std::make_unique<XzArchive>(index);
  }

 private:
  // In steps, so that a stop request need not wait for a whole chunk.
  arrow::Status EncodeBlock(const ByteBuffer& raw, lzma_block* block,
                            ByteBuffer* out) const {
    block->compressed_size = LZMA_VLI_UNKNOWN;
    block->uncompressed_size = LZMA_VLI_UNKNOWN;
    ARROW_RETURN_NOT_OK(CheckLzma(lzma_block_header_size(block), "block header"));
    out->Resize(block->header_size + lzma_block_buffer_bound(raw.size()));
    ARROW_RETURN_NOT_OK(
        CheckLzma(lzma_block_header_encode(block, MutableBytes(out, 0)), "block header"));
    lzma_stream stream = LZMA_STREAM_INIT;
    const std::unique_ptr<lzma_stream, EndCoder> end(&stream);
    ARROW_RETURN_NOT_OK(CheckLzma(lzma_block_encoder(&stream, block), "block"));
    stream.next_in = Bytes(raw);
    stream.next_out = MutableBytes(out, block->header_size);
    stream.avail_out = out->size() - block->header_size;
    lzma_ret result = LZMA_OK;
    for (size_t done = 0; result == LZMA_OK;) {
      if (stop_token_.stop_requested()) return StoppedError();
      stream.avail_in = std::min(kStepBytes, raw.size() - done);
      done += stream.avail_in;
      result = lzma_code(&stream, done == raw.size() ? LZMA_FINISH : LZMA_RUN);
    }
    if (result != LZMA_STREAM_END) return CheckLzma(result, "block");
    out->Resize(out->size() - stream.avail_out);
    return arrow::Status::OK();
  }

  int level_;
  StopToken stop_token_;
};

}  // namespace

std::unique_ptr<Compressor> MakeXzCompressor(int level, StopToken stop_token) {
  return std::make_unique<XzCompressor>(level, std::move(stop_token));
}

}  // namespace rand_engine
