#include "rand_engine/compress/compressor.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "rand_engine/compress/bzip2.h"
#include "rand_engine/compress/gzip.h"
#include "rand_engine/compress/pass_through.h"
#include "rand_engine/compress/xz.h"
#include "rand_engine/compress/zip.h"
#include "rand_engine/compress/zstd.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

class PlainArchive : public Archive {
 public:
  arrow::Status Begin(ByteBuffer*) override { return arrow::Status::OK(); }

  arrow::Status Append(const CompressedChunk& chunk, ByteBuffer* out) override {
    out->Append(chunk.bytes.view());
    return arrow::Status::OK();
  }

  arrow::Status AppendTaking(CompressedChunk* chunk, ByteBuffer* out) override {
    if (!out->empty()) return Append(*chunk, out);
    out->Swap(chunk->bytes);
    return arrow::Status::OK();
  }

  arrow::Status Finish(ByteBuffer*, std::vector<Patch>*) override {
    return arrow::Status::OK();
  }
};

class PlainCompressor : public PassThroughCompressor {
 public:
  arrow::Result<std::unique_ptr<Archive>> OpenArchive(const std::string&) const override {
    return std::make_unique<PlainArchive>();
  }
};

arrow::Status CheckLevel(const CodecInfo& info, int level) {
  const LevelRange range = info.external_levels;
  if (range.empty()) {
    return OptionError(fmt::format(
        "compression {} takes no level (got {}): leave the level out", info.name, level));
  }
  if (level >= range.min && level <= range.max) return arrow::Status::OK();
  return OptionError(fmt::format("compression {} has no level {}: levels are {} to {}",
                                 info.name, level, range.min, range.max));
}

std::string ExternalNames() {
  std::string names;
  for (const CodecInfo& info : Codecs()) {
    if (!info.external) continue;
    if (!names.empty()) names += ", ";
    names += info.name;
  }
  return names;
}

}  // namespace

arrow::Status Archive::AppendTaking(CompressedChunk* chunk, ByteBuffer* out) {
  return Append(*chunk, out);
}

arrow::Status Compressor::CompressChunkTaking(ByteBuffer* raw,
                                              CompressedChunk* chunk) const {
  return CompressChunk(*raw, chunk);
}

arrow::Status PassThroughCompressor::CompressChunk(const ByteBuffer& raw,
                                                   CompressedChunk* chunk) const {
  chunk->bytes.Clear();
  chunk->blocks.clear();
  chunk->raw_size = raw.size();
  chunk->checksum = 0;
  chunk->bytes.Append(raw.view());
  return arrow::Status::OK();
}

arrow::Status PassThroughCompressor::CompressChunkTaking(ByteBuffer* raw,
                                                         CompressedChunk* chunk) const {
  chunk->bytes.Swap(*raw);
  chunk->blocks.clear();
  chunk->raw_size = chunk->bytes.size();
  chunk->checksum = 0;
  return arrow::Status::OK();
}

arrow::Result<std::unique_ptr<Compressor>> Compressor::Make(Codec codec,
                                                            std::optional<int> level,
                                                            int threads,
                                                            StopToken stop_token) {
  const CodecInfo& info = GetCodec(codec);
  if (level.has_value() && info.external) {
    ARROW_RETURN_NOT_OK(CheckLevel(info, *level));
  }
  switch (codec) {
    case Codec::kNone:
      return std::make_unique<PlainCompressor>();
    case Codec::kGzip:
      return MakeGzipCompressor(level);
    case Codec::kBzip2:
      return MakeBzip2Compressor(level.value_or(9));
    case Codec::kZip:
      return MakeZipCompressor(level);
    case Codec::kXz:
      return MakeXzCompressor(level.value_or(6), std::move(stop_token));
    case Codec::kZstd:
      return MakeZstdCompressor(level.value_or(3), threads, std::move(stop_token));
    case Codec::kSnappy:
    case Codec::kLz4:
    case Codec::kBrotli:
      break;
  }
  return OptionError(fmt::format(
      "compression {} works inside Parquet only: whole files are compressed by {}",
      info.name, ExternalNames()));
}

}  // namespace rand_engine
