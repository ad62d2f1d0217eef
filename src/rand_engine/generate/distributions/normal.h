// Normally distributed codes, by the inverse of the distribution function.
#pragma once

#include <cstdint>
#include <memory>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// Return the quantile of the standard normal distribution at the probability that 53 of
/// the bits stand for; from -8.3 to 8.3, symmetric. The rational approximations of M. J.
/// Wichura, "Algorithm AS 241: The percentage points of the normal distribution", Applied
/// Statistics 37 (1988), good to 16 digits. Uses no library but sqrt, which IEEE 754
/// rounds correctly, so that the result is the same on every machine.
double NormalQuantile(uint64_t bits);

/// The whole numbers nearest to mean + deviation * quantile, and their range.
struct NormalShape {
  double mean = 0;
  double deviation = 0;  ///< >= 0

  /// REQUIRES: mean and 9 deviations on both sides of it are within int64.
  int64_t ValueAt(uint64_t bits) const;
  int64_t smallest() const;
  int64_t largest() const;
};

/// Codes value - smallest(), 32 bits wide where they fit.
std::unique_ptr<CodeSource> MakeNormalSource(const StreamKey& key,
                                             const NormalShape& shape);

}  // namespace rand_engine
