// The table of functions and operators.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/expression/node.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine::expression {

/// A call whose arguments are resolved.
struct Call {
  std::string name;
  size_t position;
  std::vector<Node> arguments;

  const Type& type(size_t argument) const { return arguments[argument].facts.type; }
  bool any_nullable() const;

  /// `round: <text> (character 3)`.
  arrow::Status Error(const std::string& text) const;
  /// `round: <text>, got a date (character 9)`: of an argument.
  arrow::Status Wrong(size_t argument, const std::string& text) const;

  /// A constant whole number from `low` to `high`.
  arrow::Result<int64_t> ConstantWhole(size_t argument, int64_t low, int64_t high) const;
  arrow::Result<std::string> ConstantText(size_t argument) const;

  /// The node of a result whose kernel takes all arguments.
  Node Finish(const Facts& facts, Kernel kernel);
};

struct FunctionInfo {
  std::string name;
  std::string usage;    ///< "round(x, digits = 0)"
  std::string summary;  ///< one sentence
  size_t least;         ///< how many arguments
  size_t most;          ///< 0 = any number
  arrow::Result<Node> (*resolve)(Call call);
};

/// Operators first, then the functions by what they are about.
const std::vector<FunctionInfo>& Functions();

const FunctionInfo* FindFunction(std::string_view name);

/// For names of other languages' functions that there cannot be: why, and what to do
/// instead; else "".
std::string WhyNoFunction(std::string_view name);

// Families, each in a file of its own.
std::vector<FunctionInfo> ArithmeticFunctions();
std::vector<FunctionInfo> RoundingFunctions();
std::vector<FunctionInfo> LogicFunctions();
std::vector<FunctionInfo> TextFunctions();
std::vector<FunctionInfo> TimeFunctions();

}  // namespace rand_engine::expression
