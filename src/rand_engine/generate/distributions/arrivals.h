// Events of a Poisson process in order, any of them without those before it.
#pragma once

#include <cstdint>
#include <memory>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// Row r's event happens at the sum of r exponential gaps: row 0 at 0, codes never fall.
/// The sums are found from above instead of from the left: 2^32 rows take exactly 2^32
/// mean gaps; the row in the middle of a span divides it as a symmetric beta distribution
/// says (its normal approximation: at 128 gaps on either side they are alike), down to
/// blocks of 256 rows, whose gaps are exponential draws that share the block's span.
/// A row alone costs a block, some microseconds; a run costs some nanoseconds each.
class Arrivals {
 public:
  static constexpr int kBlockBits = 8;
  static constexpr int64_t kBlockRows = int64_t{1} << kBlockBits;

  /// No more rows have codes.
  static constexpr uint64_t kMostRows = uint64_t{1} << 45;

  /// REQUIRES: 2^-45 <= mean_gap <= 2^52, in codes.
  Arrivals(const StreamKey& gaps, const StreamKey& divisions, double mean_gap);

  /// Put the codes of the block's rows at `codes`.
  void FillBlock(uint64_t block, uint64_t* codes) const;

  /// The number of rows, from row 0, whose codes are below `end_code`; kMostRows at most.
  uint64_t CountBelow(uint64_t end_code) const;

 private:
  // In 2^-28 of a mean gap, from the beginning of 2^32 rows.
  struct Span {
    int64_t begin;
    int64_t end;
  };
  Span SpanOf(uint64_t block) const;
  uint64_t CodeOf(uint64_t many_rows, int64_t ticks) const;

  StreamKey gaps_;
  StreamKey divisions_;
  uint64_t codes_a_gap_;  ///< in 2^-fraction_bits_ of a code, 53 bits
  int fraction_bits_;
};

/// 64 bits wide.
std::unique_ptr<CodeSource> MakeArrivalSource(const Arrivals& arrivals);

}  // namespace rand_engine
