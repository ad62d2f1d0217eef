// The beginning of an existing text file, decompressed and decoded.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/compress/codec.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// How many bytes are looked at first, and at most where one record is longer.
inline constexpr size_t kSampleBytes = 1 << 20;
inline constexpr size_t kLargestSampleBytes = 64 << 20;

struct TextSample {
  std::string text;                     ///< UTF-8, without byte-order mark
  bool whole = false;                   ///< the file ends with it
  std::optional<std::string> encoding;  ///< nullopt of an empty file of unsaid encoding
  std::vector<std::string> warnings;
};

/// Read up to `limit` bytes of the file at `path`. The encoding is `said` where that can
/// be, else what a byte-order mark says, else UTF-8 if the bytes are that. An OptionError
/// if the bytes cannot be of the encoding that was said, or nothing was said and they are
/// not UTF-8; a WriteError for what cannot be read. `expected` as for TextDecoder.
arrow::Result<TextSample> ReadTextSample(const std::string& path, Codec codec,
                                         const std::optional<std::string>& said,
                                         const std::string& expected, size_t limit);

}  // namespace rand_engine
