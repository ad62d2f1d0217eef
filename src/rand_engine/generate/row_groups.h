// Rows in groups of drawn sizes, one group after the other: the children of each parent.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/generate/distributions/weighted.h"
#include "rand_engine/random/stream_key.h"

namespace rand_engine {

/// How many rows a group has: a function of its number.
struct GroupSizes {
  StreamKey key;
  uint64_t least = 0;
  uint64_t most = 0;  ///< >= least
  /// With weights: of least, least + 1, ... most. Else each is equally likely.
  std::optional<AliasTable> weights = {};

  bool is_fixed() const { return least == most; }
  uint64_t SizeOf(uint64_t group) const {
    const uint64_t bits = DrawBits(key, group);
    return least + (weights ? weights->Pick(bits) : ScaleBits(bits, most - least + 1));
  }
};

/// Where each row is. Of groups of different sizes it keeps a sum per 256 of them, 8
/// bytes each (10^8 groups: 3 MB), made by a pass over all groups (10^8: about a quarter
/// of a second). Any row is found by a search and the sizes of at most 256 groups.
class RowGroups {
 public:
  /// Groups that a sum is kept of.
  static constexpr uint64_t kBlock = 256;
  /// Of groups of different sizes.
  static constexpr uint64_t kMostGroups = uint64_t{1} << 32;

  struct Place {
    uint64_t group;
    uint64_t number;  ///< in the group, from 0
  };

  /// REQUIRES: groups <= kMostGroups unless the sizes are fixed; groups * sizes.most <=
  /// 2^63.
  RowGroups(GroupSizes sizes, uint64_t groups);

  uint64_t groups() const { return groups_; }
  uint64_t rows() const { return rows_; }

  /// REQUIRES: row < rows().
  Place Find(uint64_t row) const;

  /// How many rows the first `groups` groups have. REQUIRES: there are so many.
  uint64_t RowsBefore(uint64_t groups) const;

  /// Put the groups of rows [first_row, first_row + count) at `groups` and their numbers
  /// in them at `numbers`; either may be null. REQUIRES: these rows are there.
  void Fill(uint64_t first_row, int64_t count, uint64_t* groups, uint64_t* numbers) const;

 private:
  GroupSizes sizes_;
  uint64_t groups_;
  uint64_t rows_ = 0;
  std::vector<uint64_t> sums_;  ///< rows before each block
};

/// Codes: the number of a row in its group, 32 bits wide. Rows after those of the groups
/// have 0.
std::unique_ptr<CodeSource> MakeGroupNumberSource(
    std::shared_ptr<const RowGroups> groups);

}  // namespace rand_engine
