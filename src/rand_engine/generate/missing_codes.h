// Columns some of whose values are missing: one code, beyond those of the domain or the
// domain's own, says so.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// How many of all 2^64 draws mean a missing value: 0 (none) to 2^64 (all).
using NullDraws = unsigned __int128;

/// Give the codes of `values`, but `missing_code` in the rows whose draw of 64 bits is
/// among the first `null_draws`. Codes are as wide as those of `values`, or 64 bits where
/// `missing_code` needs them; of 128 bits the high word alone tells. The codes of the
/// other rows stay what they are. REQUIRES: null_draws > 0.
std::unique_ptr<CodeSource> MakeNullableSource(std::unique_ptr<CodeSource> values,
                                               const StreamKey& key, NullDraws null_draws,
                                               uint64_t missing_code);

/// Put the codes into `present` with 0 (a code of every domain) for the missing ones, so
/// that loops over values need not know of them, and into `is_present` 1 or 0 a row.
void ReplaceMissing(const CodeBuffer& codes, int64_t count, uint64_t missing_code,
                    CodeBuffer* present, uint8_t* is_present);

}  // namespace rand_engine
