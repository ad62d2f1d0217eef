// One gzip member (RFC 1952) of joined deflate blocks.
#pragma once

#include <memory>
#include <optional>

namespace rand_engine {

class Compressor;

/// `level`: see DeflateChunk.
std::unique_ptr<Compressor> MakeGzipCompressor(std::optional<int> level);

}  // namespace rand_engine
