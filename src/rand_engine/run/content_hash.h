// The hash from which a part's name comes: of all that decides its content.
#pragma once

#include <string>

#include "rand_engine/plan/output_plan.h"
#include "rand_engine/plan/plan.h"

namespace rand_engine {

/// The libraries' versions on which the compressed bytes of this output depend; ""
/// without a codec. Parquet's codecs are those of Arrow.
std::string CodecVersion(const OutputPlan& output);

/// A hash (hexadecimal) of the options that decide how rows become bytes: format, codec,
/// level, separators, ...
std::string OutputFingerprint(const OutputPlan& output);

/// Return 32 bytes: equal for equal content, different (but for chance) for different.
std::string HashPartContent(const std::string& spec_sha256, const Plan& plan,
                            const OutputPlan& output, RowRange rows);

}  // namespace rand_engine
