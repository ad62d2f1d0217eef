// Codes that nothing draws: the row number, a constant, an even spread, plain random
// bits.
#pragma once

#include <memory>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/event_times.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// The row number itself, 64 bits wide.
std::unique_ptr<CodeSource> MakeRowNumberSource();

/// Code 0 in every row, 32 bits wide.
std::unique_ptr<CodeSource> MakeConstantSource();

/// Codes [0, times.span_us) spread evenly over the rows of `times`, 32 bits wide where
/// they fit; 0 in rows before, which copies are of. REQUIRES: !times.at_once(); no row
/// behind those of `times` is asked for.
std::unique_ptr<CodeSource> MakeSpreadSource(const EventTimes& times);

/// 128 random bits: a draw of each stream.
std::unique_ptr<CodeSource> MakeRandomBitsSource(const StreamKey& high,
                                                 const StreamKey& low);

}  // namespace rand_engine
