// An expression with all types known: a tree of kernels over vectors.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/expression/type.h"
#include "rand_engine/expression/vector.h"

namespace rand_engine::expression {

/// The values of a call's arguments. Texts are views into the arena or constants.
struct KernelInput {
  std::vector<const Vector*> arguments;
  int64_t count;
  TextArena* arena;

  template <typename T>
  const T* values(size_t argument) const {
    return arguments[argument]->values<T>();
  }
};
/// Fills the result: its values and which of them are missing.
using Kernel = std::function<void(const KernelInput& input, Vector* result)>;

/// A value that every row has.
struct Constant {
  int64_t integer = 0;  ///< of integral types, in their units
  double number = 0;
  bool boolean = false;
  std::string text;
};

struct Node {
  Facts facts;
  Kernel kernel;  ///< null of a column
  std::vector<Node> arguments = {};
  int column = -1;  ///< which of the columns that the expression reads
  std::optional<Constant> constant = {};
  size_t position = 0;  ///< in the text of the expression
};

/// What a node's value is in `count` rows: one of `columns` (those that the expression
/// reads) or what was put into `storage`. Texts live as long as the node, the columns and
/// the arena.
const Vector* Evaluate(const Node& node, const std::vector<const Vector*>& columns,
                       int64_t count, TextArena* arena, Vector* storage);

/// A node of the same value in each row.
Node MakeConstant(const Facts& facts, Constant constant, size_t position);

/// `node` with its values turned by a kernel of one argument.
Node Wrap(Node node, const Facts& facts, Kernel kernel);

}  // namespace rand_engine::expression
