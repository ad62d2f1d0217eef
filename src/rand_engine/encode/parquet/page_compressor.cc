#include "rand_engine/encode/parquet/page_compressor.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/util/compression.h>

#include <algorithm>
#include <utility>

#include "rand_engine/compress/snappy_page.h"
#include "rand_engine/compress/zstd_matches.h"
#include "rand_engine/compress/zstd_page.h"
#include "rand_engine/compress/zstd_uuids.h"
#include "rand_engine/encode/parquet/parquet_file_writer.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr int kUsualZstdLevel = 1;
constexpr int64_t kStepBytes = int64_t{32} << 10;

uint8_t* MutableBytes(ByteBuffer* buffer, size_t offset) {
  return reinterpret_cast<uint8_t*>(buffer->data()) + offset;
}

const uint8_t* Bytes(const ByteBuffer& buffer) {
  return reinterpret_cast<const uint8_t*>(buffer.data());
}

}  // namespace

PageCompressor::~PageCompressor() = default;

arrow::Result<std::unique_ptr<PageCompressor>> PageCompressor::Make(
    Codec codec, std::optional<int> level, StopToken stop_token) {
  std::unique_ptr<PageCompressor> compressor(new PageCompressor());
  compressor->stop_token_ = std::move(stop_token);
  if (codec == Codec::kZstd) {
    compressor->zstd_ =
        std::make_unique<ZstdPageCompressor>(level.value_or(kUsualZstdLevel));
    compressor->slow_ = compressor->zstd_->is_slow();
    if (compressor->zstd_->prefers_known_matches()) {
      compressor->zstd_matches_ = std::make_unique<ZstdMatchCompressor>();
    }
    return compressor;
  }
  ARROW_ASSIGN_OR_RAISE(compressor->codec_,
                        arrow::util::Codec::Create(
                            ArrowCompression(codec),
                            level.value_or(arrow::util::kUseDefaultCompressionLevel)));
  // A page takes these longer than a person who stops a run wants to wait.
  compressor->slow_ = codec == Codec::kBrotli || codec == Codec::kGzip;
  return compressor;
}

bool PageCompressor::takes_matches() const {
  return zstd_ != nullptr ? zstd_matches_ != nullptr
                          : codec_->compression_type() == arrow::Compression::SNAPPY;
}

double PageCompressor::most_growth() const { return zstd_ != nullptr ? 1.03 : 1.10; }

arrow::Status PageCompressor::Compress(const ByteBuffer& page,
                                       std::span<const Match> matches,
                                       ByteBuffer* compressed) {
  return slow_ ? CompressInSteps(page, compressed)
               : CompressAtOnce(page, matches, compressed);
}

arrow::Status PageCompressor::CompressAtOnce(const ByteBuffer& page,
                                             std::span<const Match> matches,
                                             ByteBuffer* compressed) {
  if (stop_token_.stop_requested()) return StoppedError();
  const bool told = takes_matches() && !matches.empty();
  if (zstd_ != nullptr) {
    if (!told) return zstd_->Compress(page, compressed);
    zstd_matches_->Compress(page.view(), matches, compressed);
    return arrow::Status::OK();
  }
  if (told) {
    CompressSnappyMatches(page, matches, compressed);
    return arrow::Status::OK();
  }
  compressed->Clear();
  const auto raw_size = static_cast<int64_t>(page.size());
  const int64_t most = codec_->MaxCompressedLen(raw_size, Bytes(page));
  compressed->Resize(most);
  ARROW_ASSIGN_OR_RAISE(
      const int64_t size,
      codec_->Compress(raw_size, Bytes(page), most, MutableBytes(compressed, 0)));
  compressed->Resize(size);
  return arrow::Status::OK();
}

bool PageCompressor::takes_uuids() const { return zstd_matches_ != nullptr; }

arrow::Status PageCompressor::CompressUuids(std::string_view before,
                                            std::span<const UuidBits> uuids,
                                            ByteBuffer* compressed) {
  if (stop_token_.stop_requested()) return StoppedError();
  rand_engine::CompressUuids(before, uuids, compressed);
  return arrow::Status::OK();
}

arrow::Status PageCompressor::Store(const ByteBuffer& page, ByteBuffer* compressed) {
  if (stop_token_.stop_requested()) return StoppedError();
  if (zstd_ != nullptr) {
    ZstdPageCompressor::Store(page, compressed);
  } else if (codec_->compression_type() == arrow::Compression::SNAPPY) {
    CompressSnappyMatches(page, {}, compressed);
  } else {
    return Compress(page, {}, compressed);
  }
  return arrow::Status::OK();
}

arrow::Status PageCompressor::CompressInSteps(const ByteBuffer& page,
                                              ByteBuffer* compressed) {
  if (zstd_ != nullptr) return zstd_->CompressInSteps(page, stop_token_, compressed);
  ARROW_ASSIGN_OR_RAISE(const auto stream, codec_->MakeCompressor());
  compressed->Clear();
  const auto raw_size = static_cast<int64_t>(page.size());
  compressed->Reserve(codec_->MaxCompressedLen(raw_size, Bytes(page)) + kStepBytes);
  const auto room = [compressed] {
    compressed->Reserve(compressed->size() + kStepBytes);
    return static_cast<int64_t>(compressed->capacity() - compressed->size());
  };
  for (int64_t done = 0; done < raw_size;) {
    if (stop_token_.stop_requested()) return StoppedError();
    const int64_t space = room();
    ARROW_ASSIGN_OR_RAISE(
        const auto step,
        stream->Compress(std::min(kStepBytes, raw_size - done), Bytes(page) + done, space,
                         MutableBytes(compressed, compressed->size())));
    done += step.bytes_read;
    compressed->Resize(compressed->size() + step.bytes_written);
  }
  for (bool ended = false; !ended;) {
    const int64_t space = room();
    ARROW_ASSIGN_OR_RAISE(
        const auto step,
        stream->End(space, MutableBytes(compressed, compressed->size())));
    compressed->Resize(compressed->size() + step.bytes_written);
    ended = !step.should_retry;
  }
  return arrow::Status::OK();
}

}  // namespace rand_engine
