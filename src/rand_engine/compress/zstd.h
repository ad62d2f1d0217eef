// One zstd frame, made by libzstd's own workers.
#pragma once

#include <memory>

#include "rand_engine/run_control.h"

namespace rand_engine {

class Compressor;

/// `level`: 1 to 22. An archive starts at most `threads` workers.
std::unique_ptr<Compressor> MakeZstdCompressor(int level, int threads,
                                               StopToken stop_token);

}  // namespace rand_engine
