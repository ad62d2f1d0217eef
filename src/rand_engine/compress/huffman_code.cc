#include "rand_engine/compress/huffman_code.h"

#include <algorithm>

namespace rand_engine {
namespace {

/// Weights of so many symbols can be told as they are, two a byte; fewer bytes than that
/// are coded ones.
constexpr uint32_t kMostPlainWeights = 128;
/// Of six bits for each of 255 weights, and the table, whatever comes out.
constexpr size_t kMostCodedBytes = 300;

struct Node {
  uint64_t count = 0;
  uint32_t symbol = 0;  ///< of a leaf
  uint32_t depth = 0;
  size_t left = 0;
  size_t right = 0;
};

// Depths in an optimal tree (D. Huffman, "A method for the construction of minimum-
// redundancy codes", 1952); returns the greatest one. `nodes` begins with the leaves, in
// the order of their counts; inner nodes follow, which come up in that order, too.
uint32_t MeasureDepths(size_t leaves, std::span<Node> nodes) {
  size_t next_leaf = 0;
  size_t next_inner = leaves;
  size_t end = leaves;
  const auto take_smallest = [&] {
    const bool is_leaf =
        next_inner == end ||
        (next_leaf < leaves && nodes[next_leaf].count <= nodes[next_inner].count);
    return is_leaf ? next_leaf++ : next_inner++;
  };
  while (end < 2 * leaves - 1) {
    const size_t left = take_smallest();
    const size_t right = take_smallest();
    nodes[end++] = {nodes[left].count + nodes[right].count, 0, 0, left, right};
  }
  uint32_t deepest = 0;
  for (size_t i = end; i-- > leaves;) {
    const uint32_t depth = nodes[i].depth + 1;
    nodes[nodes[i].left].depth = nodes[nodes[i].right].depth = depth;
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

}  // namespace

bool HuffmanCode::Fit(std::span<const uint32_t, kSymbols> counts) {
  std::array<Node, 2 * kSymbols> nodes;
  size_t leaves = 0;
  for (uint32_t symbol = 0; symbol < kSymbols; ++symbol) {
    if (counts[symbol] == 0) continue;
    nodes[leaves++] = {counts[symbol], symbol};
    last_symbol_ = symbol;
  }
  if (leaves < 2) return false;
  std::sort(nodes.begin(), nodes.begin() + leaves, [](const Node& a, const Node& b) {
    return a.count != b.count ? a.count < b.count : a.symbol < b.symbol;
  });
  uint32_t deepest = MeasureDepths(leaves, nodes);
  // Counts that differ less make a tree that is less deep.
  while (deepest > kMostBits) {
    for (size_t i = 0; i < leaves; ++i) nodes[i].count = (nodes[i].count + 1) / 2;
    deepest = MeasureDepths(leaves, nodes);
  }
  weights_.fill(0);
  for (size_t i = 0; i < leaves; ++i) {
    weights_[nodes[i].symbol] = static_cast<uint8_t>(deepest + 1 - nodes[i].depth);
  }
  NumberCodes(deepest);
  return MakeTree();
}

// The longest codes first, in the order of the symbols.
void HuffmanCode::NumberCodes(uint32_t most_bits) {
  uint32_t code = 0;
  for (uint32_t weight = 1; weight <= most_bits; ++weight) {
    for (uint32_t symbol = 0; symbol <= last_symbol_; ++symbol) {
      if (weights_[symbol] == weight) codes_[symbol] = {code++, most_bits + 1 - weight};
    }
    code /= 2;
  }
}

// The weights of all symbols but the last one, which follows from them.
bool HuffmanCode::MakeTree() {
  tree_size_ = 0;
  std::array<char, kMostCodedBytes> coded;
  const size_t coded_size = DescribeByStates(coded.data());
  if (coded_size > 0 && coded_size < kMostPlainWeights) {
    tree_[0] = static_cast<char>(coded_size);
    std::copy_n(coded.begin(), coded_size, tree_.begin() + 1);
    tree_size_ = 1 + coded_size;
  }
  const size_t plain_size = 1 + (last_symbol_ + 1) / 2;
  if (last_symbol_ <= kMostPlainWeights && (tree_size_ == 0 || plain_size < tree_size_)) {
    tree_size_ = plain_size;
    tree_[0] = static_cast<char>(127 + last_symbol_);
    for (size_t i = 0; i < last_symbol_; i += 2) {
      const int second = i + 1 < last_symbol_ ? weights_[i + 1] : 0;
      tree_[1 + i / 2] = static_cast<char>(weights_[i] << 4 | second);
    }
  }
  return tree_size_ > 0;
}

// Section 4.2.1.2: two states take turns, the first one begins. Returns the bytes, 0
// where it cannot be done.
size_t HuffmanCode::DescribeByStates(char* out) {
  std::array<uint32_t, kMostBits + 1> counts{};
  for (uint32_t symbol = 0; symbol < last_symbol_; ++symbol) ++counts[weights_[symbol]];
  if (last_symbol_ < 2) return 0;
  weight_code_.Fit(counts);
  if (weight_code_.is_constant()) return 0;
  uint32_t symbol = last_symbol_;
  std::array<uint32_t, 2> states;
  for (int last = 0; last < 2; ++last) {
    --symbol;
    states[symbol % 2] = weight_code_.StateOfLast(weights_[symbol]);
  }
  BackwardBits bits(weight_code_.PutTable(out));
  while (symbol-- > 0) {
    const FiniteStateCode<6>::Step step =
        weight_code_.step(weights_[symbol], states[symbol % 2]);
    bits.Add(step.bits, step.length);
    bits.Flush();
    states[symbol % 2] = step.state;
  }
  for (const size_t state : {1, 0}) bits.Add(states[state], weight_code_.state_bits());
  return bits.Finish() - out;
}

char* HuffmanCode::Put(std::string_view text, char* out) const {
  BackwardBits bits(out);
  constexpr size_t kAtOnce = 5;
  static_assert(kAtOnce * kMostBits <= BackwardBits::kMostBits);
  size_t left = text.size();
  for (; left >= kAtOnce; left -= kAtOnce) {
    for (size_t i = 1; i <= kAtOnce; ++i) {
      bits.Add(codes_[static_cast<uint8_t>(text[left - i])]);
    }
    bits.Flush();
  }
  while (left > 0) bits.Add(codes_[static_cast<uint8_t>(text[--left])]);
  return bits.Finish();
}

}  // namespace rand_engine
