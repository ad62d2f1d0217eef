// One xz stream of blocks that were compressed apart.
#pragma once

#include <memory>

namespace rand_engine {

class Compressor;

/// `level`: liblzma's preset, 0 to 9.
std::unique_ptr<Compressor> MakeXzCompressor(int level);

}  // namespace rand_engine
