// One zstd frame, made by libzstd's own workers.
#pragma once

#include <memory>

namespace rand_engine {

class Compressor;

/// `level`: 1 to 22. An archive starts at most `threads` workers.
std::unique_ptr<Compressor> MakeZstdCompressor(int level, int threads);

}  // namespace rand_engine
