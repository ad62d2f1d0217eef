// Statistics of the rows of a page or a column chunk.
#pragma once

#include <cstdint>

#include "rand_engine/encode/parquet/parquet_values.h"

namespace parquet {
class EncodedStatistics;
}

namespace rand_engine {

struct RowStatistics {
  bool has_extremes = false;
  Extremes extremes;
  int64_t missing = 0;

  /// Take in those of more rows of a column of `type`.
  void Merge(const RowStatistics& more, PhysicalType type);
};

/// As the format keeps them; `count` is the number of rows, missing ones included.
parquet::EncodedStatistics EncodeStatistics(const RowStatistics& rows, int64_t count);

}  // namespace rand_engine
