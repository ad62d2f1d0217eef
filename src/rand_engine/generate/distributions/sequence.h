// Codes that nothing draws: the row number, a constant, plain random bits.
#pragma once

#include <memory>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// The row number itself, 64 bits wide.
std::unique_ptr<CodeSource> MakeRowNumberSource();

/// Code 0 in every row, 32 bits wide.
std::unique_ptr<CodeSource> MakeConstantSource();

/// 128 random bits: a draw of each stream.
std::unique_ptr<CodeSource> MakeRandomBitsSource(const StreamKey& high,
                                                 const StreamKey& low);

}  // namespace rand_engine
