#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "rand_engine/regex/regex.h"

namespace rand_engine::regex {
namespace {

using Range = Node::Range;
using Ranges = std::vector<Range>;

// What `.` and the complements are taken from: printable ASCII.
constexpr Range kPrintable = {0x20, 0x7e};

Ranges Sorted(Ranges ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const Range& a, const Range& b) { return a.first < b.first; });
  Ranges apart;
  for (const Range& range : ranges) {
    if (!apart.empty() && range.first <= apart.back().last + 1) {
      apart.back().last = std::max(apart.back().last, range.last);
    } else {
      apart.push_back(range);
    }
  }
  return apart;
}

Ranges Complement(const Ranges& ranges) {
  Ranges others;
  uint32_t next = kPrintable.first;
  for (const Range& range : Sorted(ranges)) {
    if (range.first > kPrintable.last) break;
    if (range.first > next) others.push_back({next, range.first - 1});
    next = std::max(next, range.last + 1);
  }
  if (next <= kPrintable.last) others.push_back({next, kPrintable.last});
  return others;
}

const Ranges& Digits() {
  static const auto& ranges = *new Ranges{{'0', '9'}};
  return ranges;
}
const Ranges& WordCharacters() {
  static const auto& ranges = *new Ranges{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
  return ranges;
}
const Ranges& Spaces() {
  static const auto& ranges = *new Ranges{{' ', ' '}};
  return ranges;
}

/// The set of \d, \w, \s and their complements.
std::optional<Ranges> ClassOf(uint32_t letter) {
  switch (letter) {
    case 'd':
      return Digits();
    case 'D':
      return Complement(Digits());
    case 'w':
      return WordCharacters();
    case 'W':
      return Complement(WordCharacters());
    case 's':
      return Spaces();
    case 'S':
      return Complement(Spaces());
    default:
      return std::nullopt;
  }
}

// --- Counting --------------------------------------------------------------------------

// 0 stands for too many in all of these.
uint64_t Product(uint64_t a, uint64_t b) {
  if (a == 0 || b == 0 || a > kMostCounted / b) return 0;
  return a * b;
}
uint64_t Sum(uint64_t a, uint64_t b) {
  if (a == 0 || b == 0 || a > kMostCounted - b) return 0;
  return a + b;
}

size_t BytesOf(uint32_t code_point) {
  return code_point < 0x80 ? 1 : code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
}

Node MakeSet(Ranges ranges) {
  Node node;
  node.kind = Node::Kind::kSet;
  node.ranges = Sorted(std::move(ranges));
  node.count = 0;
  for (const Range& range : node.ranges) node.count += range.last - range.first + 1;
  node.longest = BytesOf(node.ranges.back().last);
  return node;
}

// A sequence, or what it is made of alone.
Node MakeSequence(std::vector<Node> children) {
  if (children.size() == 1) return std::move(children[0]);
  Node node;
  for (const Node& child : children) {
    node.count = Product(node.count, child.count);
    node.longest += child.longest;
  }
  node.children = std::move(children);
  return node;
}

Node MakeAlternation(std::vector<Node> children) {
  if (children.size() == 1) return std::move(children[0]);
  Node node;
  node.kind = Node::Kind::kAlternation;
  node.count = children[0].count;
  for (size_t i = 0; i < children.size(); ++i) {
    if (i > 0) node.count = Sum(node.count, children[i].count);
    node.longest = std::max(node.longest, children[i].longest);
  }
  node.children = std::move(children);
  return node;
}

// Nothing stays nothing, however often.
Node MakeRepeat(Node child, int64_t least, int64_t most) {
  if (child.longest == 0) return Node();
  Node node;
  node.kind = Node::Kind::kRepeat;
  node.least = least;
  node.most = most;
  node.longest = child.longest * static_cast<size_t>(most);
  uint64_t ways = 1;
  uint64_t total = 0;
  for (int64_t times = 0; times <= most; ++times) {
    if (times > 0) ways = Product(ways, child.count);
    if (times < least) continue;
    total = times == least ? ways : Sum(total, ways);
    node.counts_up_to.push_back(total);
    if (total == 0) break;
  }
  if (total == 0) node.counts_up_to.clear();
  node.count = total;
  node.children.push_back(std::move(child));
  return node;
}

// --- Parsing ---------------------------------------------------------------------------

class Parser {
 public:
  Parser(std::string_view pattern, int64_t max_repeat)
      : pattern_(pattern), max_repeat_(max_repeat) {}

  arrow::Result<Node> Parse() {
    if (pattern_.size() > kMostBytes) {
      return arrow::Status::Invalid(fmt::format("has {} bytes; at most {} are allowed",
                                                pattern_.size(), kMostBytes));
    }
    ARROW_ASSIGN_OR_RAISE(Node node, Alternation());
    if (!AtEnd()) return Error(at_, "a ')' that closes nothing (for the character \\))");
    return node;
  }

 private:
  bool AtEnd() const { return at_ >= pattern_.size(); }
  char Peek() const { return AtEnd() ? '\0' : pattern_[at_]; }
  bool Sees(std::string_view text) const {
    return pattern_.substr(at_, text.size()) == text;
  }
  bool Skip(std::string_view text) {
    if (!Sees(text)) return false;
    at_ += text.size();
    return true;
  }

  arrow::Status Error(size_t position, const std::string& text) const {
    size_t character = 1;
    for (size_t i = 0; i < position && i < pattern_.size(); ++i) {
      character += (static_cast<uint8_t>(pattern_[i]) & 0xc0) != 0x80 ? 1 : 0;
    }
    return arrow::Status::Invalid(fmt::format("{} (character {})", text, character));
  }
  arrow::Status Unsupported(size_t position, const std::string& name) const {
    return Error(position, name + " is not supported");
  }

  // REQUIRES: not at the end. Texts of specs are UTF-8.
  uint32_t NextCodePoint() {
    const auto byte = static_cast<uint8_t>(pattern_[at_++]);
    if (byte < 0x80) return byte;
    const int more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
    uint32_t code_point = byte & (0x3f >> more);
    for (int i = 0; i < more && !AtEnd(); ++i) {
      code_point = code_point << 6 | (static_cast<uint8_t>(pattern_[at_++]) & 0x3f);
    }
    return code_point;
  }

  arrow::Result<Node> Alternation() {
    std::vector<Node> branches;
    do {
      ARROW_ASSIGN_OR_RAISE(Node branch, Branch());
      branches.push_back(std::move(branch));
    } while (Skip("|"));
    return MakeAlternation(std::move(branches));
  }

  // Anchors say nothing where the text begins or ends anyway.
  arrow::Result<Node> Branch() {
    std::vector<Node> pieces;
    const size_t begin = at_;
    while (!AtEnd() && Peek() != '|' && Peek() != ')') {
      const size_t position = at_;
      if (Skip("^") || Skip("\\A")) {
        if (groups_ > 0 || position != begin) {
          return Unsupported(position, "an anchor that is not at the beginning");
        }
        continue;
      }
      if (Skip("$") || Skip("\\Z") || Skip("\\z")) {
        if (groups_ > 0 || (!AtEnd() && Peek() != '|')) {
          return Unsupported(position, "an anchor that is not at the end");
        }
        continue;
      }
      ARROW_ASSIGN_OR_RAISE(Node piece, Piece());
      pieces.push_back(std::move(piece));
    }
    Node branch = MakeSequence(std::move(pieces));
    ARROW_RETURN_NOT_OK(CheckLength(begin, branch));
    return branch;
  }

  arrow::Status CheckLength(size_t position, const Node& node) const {
    if (node.longest <= kLongestText) return arrow::Status::OK();
    return Error(position, fmt::format("it matches texts of {} bytes; at most {} are "
                                       "possible",
                                       node.longest, kLongestText));
  }

  arrow::Result<Node> Piece() {
    const size_t position = at_;
    ARROW_ASSIGN_OR_RAISE(Node atom, Atom());
    ARROW_ASSIGN_OR_RAISE(const auto times, Quantifier());
    if (!times) return atom;
    Node repeat = MakeRepeat(std::move(atom), times->first, times->second);
    ARROW_RETURN_NOT_OK(CheckLength(position, repeat));
    return repeat;
  }

  using Times = std::optional<std::pair<int64_t, int64_t>>;

  arrow::Result<Times> Quantifier() {
    const size_t position = at_;
    Times times;
    if (Skip("*")) {
      times = {0, max_repeat_};
    } else if (Skip("+")) {
      times = {1, std::max<int64_t>(1, max_repeat_)};
    } else if (Skip("?")) {
      times = {0, 1};
    } else if (Peek() == '{') {
      ARROW_ASSIGN_OR_RAISE(times, Bounds());
    }
    if (!times) return times;
    if (Sees("+")) return Unsupported(at_, "a possessive quantifier");
    Skip("?");  // lazy: other ways, the same texts
    if (Sees("*") || Sees("+") || Sees("?")) {
      return Error(at_, "a quantifier has nothing to repeat");
    }
    if (times->first > times->second) {
      return Error(position, fmt::format("the bounds {} and {} are in the wrong order",
                                         times->first, times->second));
    }
    return times;
  }

  // {n}, {n,}, {n,m}, {,m}; another brace is a character.
  arrow::Result<Times> Bounds() {
    const size_t begin = at_;
    ++at_;
    const auto least = Number();
    const bool comma = Skip(",");
    const auto most = comma ? Number() : least;
    if (!Skip("}") || (!least && !most)) {
      at_ = begin;
      return Times{};
    }
    if (least.value_or(0) > kMostRepeats || most.value_or(0) > kMostRepeats) {
      return Error(begin,
                   fmt::format("at most {} repetitions are possible", kMostRepeats));
    }
    const int64_t from = least.value_or(0);
    return Times{{from, most.value_or(std::max(from, max_repeat_))}};
  }

  std::optional<int64_t> Number() {
    const size_t begin = at_;
    int64_t value = 0;
    for (; Peek() >= '0' && Peek() <= '9'; ++at_) {
      value = std::min<int64_t>(value * 10 + (Peek() - '0'), kMostRepeats + 1);
    }
    return at_ == begin ? std::nullopt : std::optional(value);
  }

  arrow::Result<Node> Atom() {
    const size_t position = at_;
    const char c = Peek();
    if (c == '(') return Group();
    if (c == '[') return Class();
    if (c == '*' || c == '+' || c == '?') {
      return Error(position, "a quantifier has nothing to repeat");
    }
    if (Skip(".")) return MakeSet({kPrintable});
    if (c == '\\') {
      ARROW_ASSIGN_OR_RAISE(Ranges ranges, Escape(false));
      return MakeSet(std::move(ranges));
    }
    const uint32_t code_point = NextCodePoint();
    return MakeSet({{code_point, code_point}});
  }

  arrow::Result<Node> Group() {
    const size_t position = at_;
    ++at_;
    ARROW_RETURN_NOT_OK(GroupKind(position));
    if (++groups_ > kMostGroups) {
      return Error(position,
                   fmt::format("more than {} groups inside each other", kMostGroups));
    }
    ARROW_ASSIGN_OR_RAISE(Node node, Alternation());
    --groups_;
    if (!Skip(")")) return Error(position, "the '(' has no ')'");
    return node;
  }

  arrow::Status GroupKind(size_t position) {
    if (!Skip("?") || Skip(":")) return arrow::Status::OK();
    if (Sees("<=") || Sees("<!")) return Unsupported(position, "a look-behind");
    if (Sees("=") || Sees("!")) return Unsupported(position, "a look-ahead");
    if (Sees("P=")) return Unsupported(position, "a back reference");
    if (Sees(">")) return Unsupported(position, "an atomic group");
    if (Sees("(")) return Unsupported(position, "a condition");
    if (Sees("#")) return Unsupported(position, "a comment");
    if (!Skip("P<") && !Skip("<")) return Unsupported(position, "an inline flag");
    const size_t end = pattern_.find('>', at_);
    if (end == std::string_view::npos || end == at_) {
      return Error(position, "the group's name lacks or has no '>'");
    }
    at_ = end + 1;
    return arrow::Status::OK();
  }

  // What stands behind a backslash: one character or a class of them.
  arrow::Result<Ranges> Escape(bool in_class) {
    const size_t position = at_++;
    if (AtEnd())
      return Error(position, "the '\\' has nothing behind it (for itself \\\\)");
    const uint32_t c = NextCodePoint();
    if (auto ranges = ClassOf(c)) return *std::move(ranges);
    if (c == 'x') return HexDigits(position, 2);
    if (c == 'u') return HexDigits(position, 4);
    const auto one = [](uint32_t code_point) { return Ranges{{code_point, code_point}}; };
    constexpr std::string_view kLetters = "tnrfv0";
    constexpr std::string_view kMeanings("\t\n\r\f\v\0", 6);
    const bool ascii = c < 0x80;
    const size_t found =
        ascii ? kLetters.find(static_cast<char>(c)) : std::string_view::npos;
    if (found != std::string_view::npos) {
      return one(static_cast<uint8_t>(kMeanings[found]));
    }
    if (c == 'p' || c == 'P') return Unsupported(position, "a Unicode class (\\p)");
    if (!in_class && ((c >= '1' && c <= '9') || c == 'k' || c == 'g')) {
      return Unsupported(position, "a back reference");
    }
    if (c == 'b' || c == 'B') return Unsupported(position, "a word boundary (\\b)");
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter || (c >= '0' && c <= '9')) {
      return Error(position,
                   fmt::format("there is no escape '\\{}'", static_cast<char>(c)));
    }
    return one(c);
  }

  arrow::Result<Ranges> HexDigits(size_t position, size_t count) {
    uint32_t code_point = 0;
    for (size_t i = 0; i < count; ++i, ++at_) {
      constexpr std::string_view kDigits = "0123456789abcdef";
      const size_t digit = AtEnd() ? std::string_view::npos
                                   : kDigits.find(static_cast<char>(Peek() | 0x20));
      if (digit == std::string_view::npos) {
        return Error(position, fmt::format("needs {} hexadecimal digits", count));
      }
      code_point = code_point * 16 + static_cast<uint32_t>(digit);
    }
    if (code_point >= 0xd800 && code_point <= 0xdfff) {
      return Error(position, "half of a surrogate pair is no character");
    }
    return Ranges{{code_point, code_point}};
  }

  arrow::Result<Node> Class() {
    const size_t position = at_++;
    const bool negated = Skip("^");
    Ranges ranges;
    for (bool first = true; first || Peek() != ']'; first = false) {
      if (AtEnd()) return Error(position, "the '[' has no ']'");
      if (Sees("[:")) return Unsupported(at_, "a POSIX class ([:...:])");
      ARROW_ASSIGN_OR_RAISE(const Ranges item, ClassItem());
      ranges.insert(ranges.end(), item.begin(), item.end());
    }
    ++at_;
    if (negated) ranges = Complement(ranges);
    if (ranges.empty()) {
      return Error(position, "the class leaves no printable ASCII character");
    }
    return MakeSet(std::move(ranges));
  }

  // A character, a range or \d and the like.
  arrow::Result<Ranges> ClassItem() {
    const size_t position = at_;
    ARROW_ASSIGN_OR_RAISE(Ranges first, ClassCharacter());
    const bool is_range =
        Peek() == '-' && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']';
    if (!is_range) return first;
    ++at_;
    ARROW_ASSIGN_OR_RAISE(const Ranges last, ClassCharacter());
    const auto is_one = [](const Ranges& ranges) {
      return ranges.size() == 1 && ranges[0].first == ranges[0].last;
    };
    if (!is_one(first) || !is_one(last) || first[0].first > last[0].last) {
      return Error(position, "the range is in the wrong order, or has a class at an end");
    }
    // Surrogates are no characters.
    const Range whole = {first[0].first, last[0].last};
    if (whole.first < 0xd800 && whole.last > 0xdfff) {
      return Ranges{{whole.first, 0xd7ff}, {0xe000, whole.last}};
    }
    return Ranges{whole};
  }

  arrow::Result<Ranges> ClassCharacter() {
    if (AtEnd()) return Error(at_, "the class ends too early");
    if (Peek() == '\\') return Escape(true);
    const uint32_t code_point = NextCodePoint();
    return Ranges{{code_point, code_point}};
  }

  std::string_view pattern_;
  int64_t max_repeat_;
  size_t at_ = 0;
  int groups_ = 0;
};

}  // namespace

arrow::Result<Node> Parse(std::string_view pattern, int64_t max_repeat) {
  return Parser(pattern, max_repeat).Parse();
}

}  // namespace rand_engine::regex
