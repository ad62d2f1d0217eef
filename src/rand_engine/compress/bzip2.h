// One bz2 stream of blocks that were compressed apart.
#pragma once

#include <memory>

namespace rand_engine {

class Compressor;

/// `level`: 1 to 9, blocks of at most level * 100,000 bytes.
std::unique_ptr<Compressor> MakeBzip2Compressor(int level);

}  // namespace rand_engine
