// Columns as Parquet has them: nested ones fall into leaves, whose definition and
// repetition levels say of which struct, list and map each value is a part (S. Melnik et
// al., "Dremel: Interactive Analysis of Web-Scale Datasets", VLDB 2010, section 4).
#pragma once

#include <cstdint>
#include <vector>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/plan/plan.h"

namespace rand_engine {

/// The way from a column of the data to plain values in it.
struct Leaf {
  std::vector<const ColumnPlan*> path;  ///< those of the plan; the last is the plain one
  int most_definition = 0;
  int most_repetition = 0;
  double typical_values = 1;  ///< a row, roughly

  const ColumnPlan& column() const { return *path.back(); }
  bool is_nested() const { return path.size() > 1; }
};

/// The leaves of a column in the file's order: itself, if it is plain.
std::vector<Leaf> LeavesOf(const ColumnPlan& column);

/// What the rows of a page have in a leaf; reused from page to page.
struct LeafValues {
  std::vector<int16_t> definitions;
  std::vector<int16_t> repetitions;  ///< as many
  /// The codes of the entries whose definition is `definition`; some may still mean a
  /// missing value.
  CodeBuffer codes;
  int64_t count = 0;  ///< of codes
  int16_t definition = 0;
};

/// What ReadLeaf keeps between calls.
struct LeafScratch {
  CodeBuffer codes;
  std::vector<uint64_t> rows;
  std::vector<uint64_t> item_rows;
  std::vector<uint32_t> lengths;
  std::vector<int16_t> definitions;
  std::vector<int16_t> repetitions;
};

/// REQUIRES: the leaf is nested.
void ReadLeaf(const Leaf& leaf, RowRange rows, LeafScratch* scratch, LeafValues* values);

}  // namespace rand_engine
