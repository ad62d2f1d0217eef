// The text of an expression -> its syntax tree. docs/formulas.md describes the language.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace arrow {
template <class T>
class Result;
}

namespace rand_engine::expression {

/// More is refused before anything recurses over it.
inline constexpr size_t kMostBytes = 4000;
inline constexpr int kMostParentheses = 64;
inline constexpr int kMostDepth = 256;

struct Syntax {
  enum class Kind { kNumber, kText, kBoolean, kNull, kColumn, kCall };

  Kind kind = Kind::kNull;
  /// The number as written, the text without quotes, "true" or "false", the column's
  /// name, or the function's in lower case; operators are functions named by their sign
  /// ("+", "and", "is null", "in"; "negate" of one value).
  std::string text;
  std::vector<Syntax> arguments = {};
  size_t position = 0;  ///< byte at which it stands, from 0
  int depth = 1;        ///< of the tree from here
};

/// Invalid, with the character at which the text goes wrong and what was expected.
arrow::Result<Syntax> Parse(std::string_view text);

/// ` (character 12)`, counted from 1.
std::string AtCharacter(size_t position);

}  // namespace rand_engine::expression
