// What a column may know of the other columns and tables of its dataset.
#pragma once

#include <vector>

#include "rand_engine/methods/method.h"

namespace rand_engine {

/// Makes the columns that refer to other rows. Known where there are several tables, and
/// not otherwise. Mistakes go to the arguments; there are no recipes then, nor where what
/// they refer to has mistakes of its own.
class Relations {
 public:
  virtual ~Relations() = default;
  virtual std::vector<ColumnRecipe> MakeForeignKey(const Arguments& arguments,
                                                   const ColumnContext& context) = 0;
  virtual std::vector<ColumnRecipe> MakeLookup(const Arguments& arguments,
                                               const ColumnContext& context) = 0;
  virtual std::vector<ColumnRecipe> MakeChildNumber(const Arguments& arguments,
                                                    const ColumnContext& context) = 0;

  /// True if the table's size, or a table that it refers to, has mistakes, so that
  /// columns may lack what they need without a mistake of their own.
  virtual bool LacksParts() const = 0;
};

}  // namespace rand_engine
