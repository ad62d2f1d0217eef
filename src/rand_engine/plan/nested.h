// What structs, lists and maps are made of: columns of their own.
//
// A code of a nested column is the number of a row. A struct's fields are drawn at that
// very row. Item i of the list of row r is drawn at row r * most_items + i, so that any
// item of any row can be made alone; how many there are is a column too.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "rand_engine/domain/domain.h"
#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/nested_rows.h"
#include "rand_engine/plan/plan.h"

namespace rand_engine {

/// Immutable; shared.
struct Nested {
  /// Of a struct its fields, of a list "element", of a map "key" and "value".
  std::vector<ColumnPlan> columns;
  /// Of lists and maps: how many items a row has.
  IntegerDomain lengths;
  std::shared_ptr<const CodeSource> length_source = {};
  uint64_t most_items = 1;  ///< of a list or map; 1 of a struct
  double typical_items = 1;

  /// Put the number of items of each row at `lengths`. REQUIRES: a list or map.
  void ReadLengths(const uint64_t* rows, int64_t count, CodeBuffer* scratch,
                   uint32_t* lengths) const;
};

/// What a nested column is made of. REQUIRES: it is nested.
inline const Nested& NestedOf(const Domain& domain) {
  return *std::get<NestedDomain>(domain).parts;
}

/// The schema of the parts of a nested column; nothing of others.
std::vector<ColumnSchema> ChildrenOf(const Domain& domain);

/// How many items a row has in the column's lists of lists, roughly; 1 without lists.
double TypicalItems(const ColumnPlan& column);

/// True if `holds` is true of the column or of one that it is made of.
template <typename Holds>
bool AnyPart(const ColumnPlan& column, const Holds& holds) {
  if (holds(column)) return true;
  const auto* nested = std::get_if<NestedDomain>(&column.domain);
  if (nested == nullptr) return false;
  for (const ColumnPlan& part : nested->parts->columns) {
    if (AnyPart(part, holds)) return true;
  }
  return false;
}

}  // namespace rand_engine
