// What methods that read other columns have in common.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/expression/compile.h"
#include "rand_engine/expression/input_column.h"
#include "rand_engine/methods/method.h"

namespace rand_engine {

/// An expression with the columns that it reads, in its order.
struct ReadExpression {
  expression::Compiled compiled;
  std::vector<InputColumn> columns;
  FillEffort effort;  ///< of the column that it makes
};

using Compiler = arrow::Result<expression::Compiled> (*)(std::string_view text,
                                                         expression::Scope* scope);

/// Read `text`, which `parameter` holds. Mistakes are reported to the arguments as those
/// of the parameter; then there is nothing.
std::optional<ReadExpression> ReadExpressionOf(const Arguments& arguments,
                                               const ColumnContext& context,
                                               std::string_view parameter,
                                               const std::string& text, Compiler compile);

}  // namespace rand_engine
