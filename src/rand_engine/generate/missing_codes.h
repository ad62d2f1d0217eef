// Columns some of whose values are missing: one code, beyond those of the domain or the
// domain's own, says so.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/processor/multiversion.h"
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

/// Make codes of 32 bits codes of 64.
void WidenCodes(int64_t count, CodeBuffer* codes);

/// Put `missing_code` where `is_missing(i)`, which is copied; codes of 32 bits become
/// wider where it needs them, of 128 bits the high word alone changes.
template <typename IsMissing>
void ReplaceCodes(int64_t count, uint64_t missing_code, CodeBuffer* codes,
                  IsMissing is_missing) {
  if (codes->width() == CodeWidth::k32 && missing_code > UINT32_MAX) {
    WidenCodes(count, codes);
  }
  if (codes->width() == CodeWidth::k32) {
    uint32_t* code = codes->mutable_codes32();
    const auto missing = static_cast<uint32_t>(missing_code);
    RunMultiversion([=]() RAND_ENGINE_MULTIVERSION {
      for (int64_t i = 0; i < count; ++i) code[i] = is_missing(i) ? missing : code[i];
    });
    return;
  }
  uint64_t* code = codes->mutable_codes64();
  const int64_t stride = codes->width() == CodeWidth::k128 ? 2 : 1;
  RunMultiversion([=]() RAND_ENGINE_MULTIVERSION {
    for (int64_t i = 0; i < count; ++i) {
      uint64_t& word = code[stride * i];
      word = is_missing(i) ? missing_code : word;
    }
  });
}

}  // namespace rand_engine
