#include "rand_engine/regex/regex.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace rand_engine::regex {

void AppendCodePoint(uint32_t code_point, std::string* text) {
  const auto put = [text](uint32_t byte) { *text += static_cast<char>(byte); };
  if (code_point < 0x80) {
    put(code_point);
  } else if (code_point < 0x800) {
    put(0xc0 | (code_point >> 6));
    put(0x80 | (code_point & 0x3f));
  } else if (code_point < 0x10000) {
    put(0xe0 | (code_point >> 12));
    put(0x80 | ((code_point >> 6) & 0x3f));
    put(0x80 | (code_point & 0x3f));
  } else {
    put(0xf0 | (code_point >> 18));
    put(0x80 | ((code_point >> 12) & 0x3f));
    put(0x80 | ((code_point >> 6) & 0x3f));
    put(0x80 | (code_point & 0x3f));
  }
}

namespace {

// Members as the digits of `index`, the last the lowest.
template <typename NodeAt>
void AppendDigits(NodeAt node_at, size_t members, uint64_t index, std::string* text) {
  constexpr size_t kFew = 64;
  std::array<uint64_t, kFew> few;
  std::vector<uint64_t> many(members > kFew ? members : 0);
  uint64_t* digits = members > kFew ? many.data() : few.data();
  for (size_t i = members; i-- > 0;) {
    const uint64_t count = node_at(i).count;
    digits[i] = index % count;
    index /= count;
  }
  for (size_t i = 0; i < members; ++i) AppendText(node_at(i), digits[i], text);
}

void AppendOfSet(const Node& node, uint64_t index, std::string* text) {
  for (const Node::Range& range : node.ranges) {
    const uint64_t size = range.last - range.first + 1;
    if (index < size) {
      return AppendCodePoint(range.first + static_cast<uint32_t>(index), text);
    }
    index -= size;
  }
}

void AppendOfRepeat(const Node& node, uint64_t index, std::string* text) {
  const auto found =
      std::upper_bound(node.counts_up_to.begin(), node.counts_up_to.end(), index);
  const auto more = static_cast<size_t>(found - node.counts_up_to.begin());
  if (more > 0) index -= node.counts_up_to[more - 1];
  AppendDigits([&](size_t) -> const Node& { return node.children[0]; },
               static_cast<size_t>(node.least) + more, index, text);
}

}  // namespace

void AppendText(const Node& node, uint64_t index, std::string* text) {
  switch (node.kind) {
    case Node::Kind::kSet:
      return AppendOfSet(node, index, text);
    case Node::Kind::kSequence:
      return AppendDigits([&](size_t i) -> const Node& { return node.children[i]; },
                          node.children.size(), index, text);
    case Node::Kind::kAlternation:
      for (const Node& child : node.children) {
        if (index < child.count) return AppendText(child, index, text);
        index -= child.count;
      }
      return;
    case Node::Kind::kRepeat:
      return AppendOfRepeat(node, index, text);
  }
}

std::vector<std::string> TextsOf(const Node& node) {
  std::vector<std::string> texts;
  std::unordered_set<std::string> seen;  // asked only, never walked through
  for (uint64_t i = 0; i < node.count; ++i) {
    std::string text;
    AppendText(node, i, &text);
    if (seen.insert(text).second) texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace rand_engine::regex
