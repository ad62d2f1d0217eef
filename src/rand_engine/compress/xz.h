// One xz stream of blocks that were compressed apart.
#pragma once

#include <memory>

#include "rand_engine/run_control.h"

namespace rand_engine {

class Compressor;

/// `level`: liblzma's preset, 0 to 9.
std::unique_ptr<Compressor> MakeXzCompressor(int level, StopToken stop_token);

}  // namespace rand_engine
