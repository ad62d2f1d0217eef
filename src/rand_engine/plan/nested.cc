#include "rand_engine/plan/nested.h"

#include <algorithm>

namespace rand_engine {

void Nested::ReadLengths(const uint64_t* rows, int64_t count, CodeBuffer* scratch,
                         uint32_t* out) const {
  length_source->Gather(rows, count, scratch);
  const auto read = [&](const auto* codes) {
    for (int64_t i = 0; i < count; ++i) {
      out[i] = static_cast<uint32_t>(lengths.ValueOf(codes[i]));
    }
  };
  scratch->width() == CodeWidth::k32 ? read(scratch->codes32())
                                     : read(scratch->codes64());
}

std::vector<ColumnSchema> ChildrenOf(const Domain& domain) {
  std::vector<ColumnSchema> children;
  const auto* nested = std::get_if<NestedDomain>(&domain);
  if (nested == nullptr) return children;
  for (const ColumnPlan& part : nested->parts->columns) children.push_back(part.schema);
  return children;
}

double TypicalItems(const ColumnPlan& column) {
  const auto* nested = std::get_if<NestedDomain>(&column.domain);
  if (nested == nullptr) return 1;
  double most = 1;
  for (const ColumnPlan& part : nested->parts->columns) {
    most = std::max(most, TypicalItems(part));
  }
  return most * std::max(nested->parts->typical_items, 1.0);
}

}  // namespace rand_engine
