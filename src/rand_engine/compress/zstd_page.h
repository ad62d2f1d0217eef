// Single pages as zstd frames.
#pragma once

#include <memory>

#include "rand_engine/memory/byte_buffer.h"
#include "rand_engine/run_control.h"

namespace arrow {
class Status;
}

namespace rand_engine {

/// Compresses one page after the other: not thread-safe. All that compresses replaces
/// `compressed`, and throws std::bad_alloc where memory is not enough.
class ZstdPageCompressor {
 public:
  /// `level`: 1 to 22.
  explicit ZstdPageCompressor(int level);
  ~ZstdPageCompressor();

  /// True if a page at the level takes longer than a person who stops a run wants to
  /// wait.
  bool is_slow() const;
  /// True if known matches are better than those which the level finds: fast levels miss
  /// many, thorough ones look for longer ones.
  bool prefers_known_matches() const;

  arrow::Status Compress(const ByteBuffer& page, ByteBuffer* compressed);
  /// The same in other bytes; a stop request ends it with a StoppedError.
  arrow::Status CompressInSteps(const ByteBuffer& page, const StopToken& stop_token,
                                ByteBuffer* compressed);
  /// A frame of the page as it is: raw blocks (RFC 8878, section 3.1.1). REQUIRES: the
  /// page has less than 4 GiB.
  static void Store(const ByteBuffer& page, ByteBuffer* compressed);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rand_engine
