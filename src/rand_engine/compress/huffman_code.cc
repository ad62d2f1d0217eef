#include "rand_engine/compress/huffman_code.h"

#include <algorithm>
#include <vector>

namespace rand_engine {
namespace {

/// Weights of so many symbols can be told as they are, two a byte; fewer bytes than that
/// are coded ones.
constexpr uint32_t kMostPlainWeights = 128;
/// Of six bits for each of 255 weights, and the table, whatever comes out.
constexpr size_t kMostCodedBytes = 300;

struct Node {
  uint64_t count;
  uint32_t symbol;  ///< of a leaf
  int left = -1;
  int right = -1;
  uint32_t depth = 0;
};

// Depths of the leaves of an optimal tree (D. Huffman, 1952); returns the greatest one.
// Leaves in order, and inner nodes, which come up in order, are two queues.
uint32_t MeasureDepths(std::span<Node> leaves, std::vector<Node>* inner) {
  inner->clear();
  const auto count = leaves.size();
  const auto node = [&](size_t i) -> Node& {
    return i < count ? leaves[i] : (*inner)[i - count];
  };
  size_t next_leaf = 0;
  size_t next_inner = 0;
  const auto take = [&]() -> int {
    const bool leaf =
        next_inner == inner->size() ||
        (next_leaf < count && leaves[next_leaf].count <= (*inner)[next_inner].count);
    return static_cast<int>(leaf ? next_leaf++ : count + next_inner++);
  };
  while (inner->size() + 1 < count) {
    const int left = take();
    const int right = take();
    inner->push_back({node(left).count + node(right).count, 0, left, right});
  }
  uint32_t deepest = 0;
  inner->back().depth = 0;
  for (size_t i = inner->size(); i-- > 0;) {
    const Node& parent = (*inner)[i];
    const uint32_t depth = parent.depth + 1;
    node(parent.left).depth = node(parent.right).depth = depth;
    deepest = std::max(deepest, depth);
  }
  return deepest;
}

}  // namespace

bool HuffmanCode::Fit(std::span<const uint32_t, kSymbols> counts) {
  std::vector<Node> leaves;
  leaves.reserve(kSymbols);
  for (uint32_t symbol = 0; symbol < kSymbols; ++symbol) {
    if (counts[symbol] > 0) leaves.push_back({counts[symbol], symbol});
  }
  if (leaves.size() < 2) return false;
  last_symbol_ = leaves.back().symbol;
  std::sort(leaves.begin(), leaves.end(), [](const Node& a, const Node& b) {
    return a.count != b.count ? a.count < b.count : a.symbol < b.symbol;
  });
  std::vector<Node> inner;
  inner.reserve(kSymbols);
  uint32_t deepest = MeasureDepths(leaves, &inner);
  // Counts that differ less make a tree that is less deep.
  while (deepest > kMostBits) {
    for (Node& leaf : leaves) leaf.count = (leaf.count + 1) / 2;
    deepest = MeasureDepths(leaves, &inner);
  }
  weights_.fill(0);
  for (const Node& leaf : leaves) {
    weights_[leaf.symbol] = static_cast<uint8_t>(deepest + 1 - leaf.depth);
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
