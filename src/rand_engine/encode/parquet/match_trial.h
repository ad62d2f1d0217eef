// Whether pages of a column gain from what is known to repeat in them.
#pragma once

#include <cstdint>
#include <mutex>
#include <optional>

#include "rand_engine/encode/parquet/parquet_values.h"
#include "rand_engine/plan/plan.h"

namespace arrow {
template <class T>
class Result;
}

namespace rand_engine {

class PageCompressor;

/// Compresses a sample of a column both ways, once. A codec's own search finds what spans
/// words, or what different words share; where that makes much smaller pages, it is to
/// search. The sample is the data's first rows, so that a plan alone decides.
/// Thread-safe.
class MatchTrial {
 public:
  static constexpr int64_t kRows = 16'384;

  /// `distinct`: of values as a dictionary has them.
  explicit MatchTrial(bool distinct) : distinct_(distinct) {}

  /// `rows`: of the sample. The first call settles it for all, so the arguments are to be
  /// the same. REQUIRES: values.knows_matches().
  arrow::Result<bool> Pays(const ColumnPlan& column, const ParquetValues& values,
                           int64_t rows, PageCompressor* compressor);

 private:
  const bool distinct_;
  std::mutex mutex_;
  std::optional<bool> pays_;
};

}  // namespace rand_engine
