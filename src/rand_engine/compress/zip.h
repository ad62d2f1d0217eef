// A zip archive of one entry of joined deflate blocks.
#pragma once

#include <memory>
#include <optional>

namespace rand_engine {

class Compressor;

/// `level`: see DeflateChunk.
std::unique_ptr<Compressor> MakeZipCompressor(std::optional<int> level);

}  // namespace rand_engine
