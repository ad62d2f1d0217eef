// The rows at which parts of nested values are drawn (plan/nested.h).
#pragma once

#include <cstdint>
#include <memory>

#include "rand_engine/generate/code_source.h"

namespace rand_engine {

/// The row of item `item` of the list of `row`, whose version it keeps.
inline uint64_t ItemRow(uint64_t row, uint64_t most_items, uint64_t item) {
  const uint64_t number = RowOf(row);
  return row - number + number * most_items + item;
}

/// Codes that are the rows themselves, with their versions.
std::unique_ptr<CodeSource> MakeOwnRowSource();

/// Of an item's row: its place in its list, 0, 1, ...
std::unique_ptr<CodeSource> MakePlaceInListSource(uint64_t most_items);

/// Of an item's row: what `column` has in the row of its list.
std::unique_ptr<CodeSource> MakeListRowSource(std::shared_ptr<const CodeSource> column,
                                              uint64_t most_items);

/// Of an item's row: the code that `keys` gives, but none that an item before it in its
/// list has. Where `keys` gives one of those, it is asked again, and in the end the next
/// free code is taken. REQUIRES: `codes` are more than the items of a list, or as many;
/// the codes of `keys` have one word.
std::unique_ptr<CodeSource> MakeDistinctInListSource(
    std::shared_ptr<const CodeSource> keys, uint64_t codes, uint64_t most_items);

}  // namespace rand_engine
