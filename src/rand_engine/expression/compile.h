// The text of an expression -> kernels, with all types checked.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/expression/node.h"

namespace arrow {
template <class T>
class Result;
}

namespace rand_engine::expression {

struct Syntax;

/// What an expression may read.
class Scope {
 public:
  virtual ~Scope() = default;
  /// What is known of a column's values; Invalid if there is none (naming the nearest) or
  /// if it cannot be read; Cancelled, which Compile returns, if that was said before.
  virtual arrow::Result<Facts> Find(const std::string& column) = 0;
};

struct Compiled {
  Node root;
  std::vector<std::string> columns;  ///< that it reads, by Node::column
};

/// Invalid if the text is wrong, with the character; the root's type is not kNull.
arrow::Result<Compiled> Compile(std::string_view text, Scope* scope);

/// "{first}.{last}@{domain}": an expression in each pair of braces, joined as texts; "{{"
/// and "}}" are braces.
arrow::Result<Compiled> CompileTemplate(std::string_view text, Scope* scope);

/// A column's value as a text, by its name alone.
arrow::Result<Compiled> CompileColumn(std::string_view name, Scope* scope);

}  // namespace rand_engine::expression
