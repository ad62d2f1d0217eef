// Regular expressions read backwards: the texts that one matches, counted and numbered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace arrow {
template <class T>
class Result;
}

namespace rand_engine::regex {

/// More is refused.
inline constexpr size_t kMostBytes = 2000;     ///< of a pattern
inline constexpr int kMostGroups = 50;         ///< inside each other
inline constexpr int64_t kMostRepeats = 1000;  ///< of a quantifier
inline constexpr size_t kLongestText = 65'536;
/// Beyond so many texts they are not counted.
inline constexpr uint64_t kMostCounted = uint64_t{1} << 63;

struct Node {
  enum class Kind { kSet, kSequence, kAlternation, kRepeat };
  struct Range {
    uint32_t first;  ///< code points
    uint32_t last;
    bool operator==(const Range&) const = default;
  };

  Kind kind = Kind::kSequence;
  std::vector<Range> ranges = {};   ///< of a set, in order and apart
  std::vector<Node> children = {};  ///< of a repeat: one
  int64_t least = 1;                ///< of a repeat
  int64_t most = 1;

  /// Ways to match, each of which is a text (two of them the same where the pattern is
  /// ambiguous); 0 = more than kMostCounted.
  uint64_t count = 1;
  /// Of a repeat that is counted: ways with `least` to `least` + i repetitions.
  std::vector<uint64_t> counts_up_to = {};
  size_t longest = 0;  ///< bytes of the longest text
};

/// The usual syntax of Perl and Python; docs/formulas.md says what stands for what. `*`,
/// `+` and `{n,}` repeat up to `max_repeat` times (or n, if that is more). Invalid, with
/// the character and the name of what is not supported.
arrow::Result<Node> Parse(std::string_view pattern, int64_t max_repeat);

/// Append the text of way `index`. REQUIRES: index < count of a counted node.
void AppendText(const Node& node, uint64_t index, std::string* text);

/// The distinct texts of a counted node.
std::vector<std::string> TextsOf(const Node& node);

/// Append a code point as UTF-8.
void AppendCodePoint(uint32_t code_point, std::string* text);

}  // namespace rand_engine::regex
