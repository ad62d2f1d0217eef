// Columns made of columns: what the methods struct, list and map need of the plan.
#pragma once

#include "rand_engine/methods/method.h"

namespace rand_engine {

/// Makes nested columns. Mistakes go to the arguments; the recipe is then dropped.
class NestedColumns {
 public:
  virtual ~NestedColumns() = default;
  virtual ColumnRecipe MakeStruct(const Arguments& arguments,
                                  const ColumnContext& context) const = 0;
  virtual ColumnRecipe MakeList(const Arguments& arguments,
                                const ColumnContext& context) const = 0;
  virtual ColumnRecipe MakeMap(const Arguments& arguments,
                               const ColumnContext& context) const = 0;
};

/// The most items of a list or map; of lists in lists, all of them together.
inline constexpr int64_t kMostItems = 10'000;

}  // namespace rand_engine
