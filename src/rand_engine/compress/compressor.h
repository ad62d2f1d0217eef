// External compression: the chunks of a text file -> one archive that every reader takes.
//
// Work is split in two. Compressor::CompressChunk runs on any thread, on chunks that know
// nothing of each other. Archive runs in order, one object a file, and joins what
// CompressChunk made: the result is one gzip member, one zip entry, one bz2, xz or zstd
// stream, whatever the number of threads. Bytes depend on the chunks, the codec, the
// level and the codec library's version only. Too little memory is a std::bad_alloc: a
// Status would need some for its text, and for each copy of it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/compress/codec.h"
#include "rand_engine/memory/byte_buffer.h"
#include "rand_engine/run_control.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// What one chunk became; meaning of the fields beyond `bytes` and `raw_size` is the
/// codec's own.
struct CompressedChunk {
  ByteBuffer bytes;
  uint64_t raw_size = 0;
  uint32_t checksum = 0;
  std::vector<uint64_t> blocks;
};

/// Bytes to be put over earlier ones once all others are written (zip's local header).
struct Patch {
  uint64_t offset;
  std::string bytes;
};

/// The ordered side: one archive. Not thread-safe. Every call appends to `out` the bytes
/// that come next in the file.
class Archive {
 public:
  virtual ~Archive() = default;
  virtual arrow::Status Begin(ByteBuffer* out) = 0;
  virtual arrow::Status Append(const CompressedChunk& chunk, ByteBuffer* out) = 0;
  /// As Append, but may leave the chunk's memory in `out` and the reverse instead of
  /// copying: `chunk` is unspecified afterwards. Give an empty `out` to profit.
  virtual arrow::Status AppendTaking(CompressedChunk* chunk, ByteBuffer* out);
  /// `patches` gets what must be written over earlier bytes (only zip has any).
  virtual arrow::Status Finish(ByteBuffer* out, std::vector<Patch>* patches) = 0;
};

/// The parallel side and the factory of archives. Immutable: all methods may be called
/// from many threads at once.
class Compressor {
 public:
  virtual ~Compressor() = default;

  /// REQUIRES: codec is external (kNone included: chunks pass through unchanged) and
  /// level in its external range; anything else is an OptionError. No level: gzip by
  /// ISA-L level 1, bzip2 9, zip as gzip, xz 6, zstd 3. `threads` (>= 1) bounds what a
  /// codec with workers of its own starts.
  /// A stop request ends slow work with a StoppedError.
  static arrow::Result<std::unique_ptr<Compressor>> Make(Codec codec,
                                                         std::optional<int> level,
                                                         int threads,
                                                         StopToken stop_token = {});

  /// Compress `raw` into `chunk`, whose buffers are reused. An empty `raw` is allowed.
  virtual arrow::Status CompressChunk(const ByteBuffer& raw,
                                      CompressedChunk* chunk) const = 0;
  /// As CompressChunk, but may take the memory of `raw` (codecs that pass chunks
  /// through): `raw` is unspecified afterwards.
  virtual arrow::Status CompressChunkTaking(ByteBuffer* raw,
                                            CompressedChunk* chunk) const;

  /// Open an archive. `entry_name` is the name of the one entry of a zip; others ignore
  /// it.
  virtual arrow::Result<std::unique_ptr<Archive>> OpenArchive(
      const std::string& entry_name) const = 0;

  /// True if Finish may ask for patches, so that the file must be seekable.
  virtual bool needs_seek() const { return false; }
};

}  // namespace rand_engine
