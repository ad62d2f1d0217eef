// Pages through codecs: zstd by libzstd, the others by Arrow; Snappy by ourselves where
// what repeats is known.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "rand_engine/compress/codec.h"
#include "rand_engine/compress/match.h"
#include "rand_engine/memory/byte_buffer.h"
#include "rand_engine/run_control.h"

namespace arrow {
class Status;
template <class T>
class Result;
namespace util {
class Codec;
}
}  // namespace arrow

namespace rand_engine {

class ZstdMatchCompressor;
class ZstdPageCompressor;
struct UuidBits;

/// Compresses pages of one codec and level, one page after the other: not thread-safe.
class PageCompressor {
 public:
  /// REQUIRES: codec is one that Parquet takes, but not kNone; level in its range there.
  static arrow::Result<std::unique_ptr<PageCompressor>> Make(Codec codec,
                                                             std::optional<int> level,
                                                             StopToken stop_token);
  ~PageCompressor();

  /// True if Compress gains from being told what repeats in a page.
  bool takes_matches() const;
  /// By how much known matches may make pages larger than the codec's own search does, as
  /// a factor, for being so much quicker.
  double most_growth() const;

  /// Replace `compressed`. A stop request ends slow codecs with a StoppedError. `matches`
  /// is what is known to repeat, as ZstdMatchCompressor wants it, or nothing.
  arrow::Status Compress(const ByteBuffer& page, std::span<const Match> matches,
                         ByteBuffer* compressed);
  /// The same in one call of the codec, which heeds a stop request only at its start:
  /// slow codecs give other bytes here, those that dictionary pages have.
  arrow::Status CompressAtOnce(const ByteBuffer& page, std::span<const Match> matches,
                               ByteBuffer* compressed);
  /// True if CompressUuids is there: zstd at the levels that take matches.
  bool takes_uuids() const;
  /// A page of `before` and the PLAIN texts of UUIDs; the same levels find nothing more
  /// in random ones. REQUIRES: takes_uuids(), less than 4 GiB.
  arrow::Status CompressUuids(std::string_view before, std::span<const UuidBits> uuids,
                              ByteBuffer* compressed);
  /// A page that no codec makes smaller: as it is in the codec's format, where that can
  /// be said (zstd, Snappy), or else compressed.
  arrow::Status Store(const ByteBuffer& page, ByteBuffer* compressed);

 private:
  PageCompressor() = default;
  arrow::Status CompressInSteps(const ByteBuffer& page, ByteBuffer* compressed);

  std::unique_ptr<ZstdPageCompressor> zstd_;           ///< or else codec_
  std::unique_ptr<ZstdMatchCompressor> zstd_matches_;  ///< at the levels that gain by it
  std::unique_ptr<arrow::util::Codec> codec_;
  bool slow_ = false;
  StopToken stop_token_;
};

}  // namespace rand_engine
