// The distributions that a column can have, over whole numbers of its steps.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/distributions/cells.h"
#include "rand_engine/generate/distributions/density.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// A point on the axis of steps (units, cents, days, microseconds), exact.
struct StepPoint {
  int64_t whole = 0;
  double fraction = 0;  ///< [0, 1)
};

/// Steps first to last, both included.
struct StepRange {
  int64_t first = 0;
  int64_t last = 0;

  /// 0 stands for 2^64.
  uint64_t size() const {
    return static_cast<uint64_t>(last) - static_cast<uint64_t>(first) + 1;
  }
};

struct WeightedRange {
  StepRange steps;
  double weight;
};

/// Immutable.
struct Distribution {
  enum class Kind {
    kUniform,
    kDensity,  ///< `shape`
    kRanges,   ///< `ranges`, in order and apart: equally likely within each
  };

  Kind kind = Kind::kUniform;
  DensityShape shape = {};
  /// The mean of a normal distribution, the 0 of the others; a Zipf distribution has
  /// none: its ranks count from the first step of the column.
  StepPoint origin = {};
  std::vector<WeightedRange> ranges = {};

  /// The steps outside of which lies less than some 2^-64 of it, from the 0 of a
  /// one-sided distribution on; nothing where they do not follow from the distribution
  /// alone (uniform, zipf) or lie beyond int64.
  std::optional<StepRange> Reach() const;
};

/// `exponent` >= 0: rank k of [1, n] is as frequent as k^-exponent says.
Distribution ZipfDistribution(double exponent);

/// Codes of [0, n), n = 0 stands for 2^64; code c stands for step first_step + c. Draws
/// what the distribution gives on condition that it rounds to one of these steps, so that
/// nothing piles up at the ends. 32 bits wide while n <= 2^32, else 64.
/// Null if no code can come up, or less than some 2^-64 of the distribution is theirs.
///
/// Rows of one key draw the same for the same arguments on every machine. Memory and time
/// to make it do not depend on n (some 10 ms, 1 MB).
std::unique_ptr<CodeSource> MakeDistributionSource(const StreamKey& key,
                                                   const Distribution& distribution,
                                                   uint64_t n, int64_t first_step = 0);

/// The codes of the same, cut into cells in order, none where that gives null; a uniform
/// distribution is one cell.
std::vector<Cell> CellsOf(const Distribution& distribution, uint64_t n,
                          int64_t first_step);

}  // namespace rand_engine
