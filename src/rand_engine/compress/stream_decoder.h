// The libraries that decompress streams, behind one interface.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "rand_engine/compress/codec.h"

namespace rand_engine {

/// Where a decoder reads and writes; it moves the views past what it used.
struct DecodeWindow {
  const char* input;
  size_t input_size;
  char* output;
  size_t output_size;
};

enum class DecodeProgress {
  kMore,     ///< go on with more input or output
  kEnd,      ///< a stream ended; another may follow
  kDamaged,  ///< this is not what the format allows
};

/// Decodes one compressed stream after another. Not thread-safe.
class StreamDecoder {
 public:
  virtual ~StreamDecoder() = default;
  /// For messages: "gzip".
  virtual std::string_view format() const = 0;
  /// False if the library could not be set up; nothing else may be called then.
  virtual bool ok() const = 0;
  virtual DecodeProgress Step(DecodeWindow* window) = 0;
  /// Make ready for a stream that follows one that ended; false if that failed.
  virtual bool Restart() = 0;
  /// Zeros after the last stream are allowed: tapes and block devices add them.
  virtual bool allows_zero_padding() const { return false; }
};

/// Return null for codecs that are not streams.
std::unique_ptr<StreamDecoder> MakeStreamDecoder(Codec codec);

}  // namespace rand_engine
