#include "rand_engine/compress/finite_state_code.h"

#include <algorithm>
#include <bit>

namespace rand_engine {
namespace {

/// Bits that are read from their beginning.
class ForwardBits {
 public:
  explicit ForwardBits(char* out) : out_(out) {}

  void Add(uint32_t bits, uint32_t length) {
    bits_ |= uint64_t{bits} << used_;
    for (used_ += length; used_ >= 8; used_ -= 8, bits_ >>= 8) {
      *out_++ = static_cast<char>(bits_);
    }
  }
  char* Finish() {
    if (used_ > 0) *out_++ = static_cast<char>(bits_);
    return out_;
  }

 private:
  char* out_;
  uint64_t bits_ = 0;
  uint32_t used_ = 0;
};

}  // namespace

template <uint32_t kStatesLog>
void FiniteStateCode<kStatesLog>::Fit(std::span<const uint32_t> counts) {
  last_symbol_ = static_cast<uint32_t>(counts.size()) - 1;
  while (counts[last_symbol_] == 0) --last_symbol_;
  is_constant_ = std::all_of(counts.begin(), counts.begin() + last_symbol_,
                             [](uint32_t count) { return count == 0; });
  if (is_constant_) {
    steps_[last_symbol_].fill({});
    return;
  }
  ShareStates(counts.first(last_symbol_ + 1));
  MakeSteps();
}

// Shares in proportion, rounded down, one at least; then one more or less where it gains
// most or costs least. A symbol of a share s takes log2(kStates / s) bits, so one state
// more saves about count / (s + 1/2).
template <uint32_t kStatesLog>
void FiniteStateCode<kStatesLog>::ShareStates(std::span<const uint32_t> counts) {
  uint64_t total = 0;
  for (const uint32_t count : counts) total += count;
  shares_.fill(0);
  uint32_t shared = 0;
  for (size_t symbol = 0; symbol < counts.size(); ++symbol) {
    if (counts[symbol] == 0) continue;
    const uint64_t share = uint64_t{counts[symbol]} * kStates / total;
    shares_[symbol] = std::max(static_cast<uint32_t>(share), 1u);
    shared += shares_[symbol];
  }
  const auto saves_more = [&](size_t a, size_t b, int steps_from_half) {
    const auto halves = [&](size_t symbol) {
      return 2 * uint64_t{shares_[symbol]} + steps_from_half;
    };
    return counts[a] * halves(b) > counts[b] * halves(a);
  };
  for (; shared < kStates; ++shared) {
    size_t best = 0;
    for (size_t symbol = 1; symbol < counts.size(); ++symbol) {
      if (counts[symbol] > 0 && (counts[best] == 0 || saves_more(symbol, best, +1))) {
        best = symbol;
      }
    }
    ++shares_[best];
  }
  for (; shared > kStates; --shared) {
    size_t best = counts.size();
    for (size_t symbol = 0; symbol < counts.size(); ++symbol) {
      if (shares_[symbol] < 2) continue;
      if (best == counts.size() || saves_more(best, symbol, -1)) best = symbol;
    }
    --shares_[best];
  }
}

// Section 4.1.1: the states of a symbol lie apart, and each stands for a range of the
// states after it, which together are all.
template <uint32_t kStatesLog>
void FiniteStateCode<kStatesLog>::MakeSteps() {
  constexpr uint32_t kApart = kStates / 2 + kStates / 8 + 3;
  std::array<uint8_t, kStates> symbol_of{};
  uint32_t state = 0;
  for (uint32_t symbol = 0; symbol <= last_symbol_; ++symbol) {
    for (uint32_t i = 0; i < shares_[symbol]; ++i) {
      symbol_of[state] = static_cast<uint8_t>(symbol);
      state = (state + kApart) % kStates;
    }
  }
  std::array<uint32_t, kMostSymbols> next = shares_;
  for (state = 0; state < kStates; ++state) {
    const uint32_t symbol = symbol_of[state];
    const uint32_t number = next[symbol]++;
    const uint32_t length = kStatesLog + 1 - std::bit_width(number);
    const uint32_t first = (number << length) - kStates;
    for (uint32_t bits = 0; bits < 1u << length; ++bits) {
      steps_[symbol][first + bits] = {static_cast<uint8_t>(state),
                                      static_cast<uint8_t>(length),
                                      static_cast<uint8_t>(bits)};
    }
  }
}

// Section 4.1.1: each share in as many bits as what is left to share needs, where the
// smallest ones have one bit less; after a share of nothing, how many more follow.
template <uint32_t kStatesLog>
char* FiniteStateCode<kStatesLog>::PutTable(char* out) const {
  ForwardBits bits(out);
  bits.Add(kStatesLog - 5, 4);
  uint32_t left = kStates;
  for (uint32_t symbol = 0; symbol <= last_symbol_;) {
    const uint32_t share = shares_[symbol++];
    const uint32_t value = share + 1;
    const uint32_t most = left + 1;
    const auto length = static_cast<uint32_t>(std::bit_width(most));
    const uint32_t half = 1u << (length - 1);
    const uint32_t shorter = 2 * half - 1 - most;
    if (value < shorter) {
      bits.Add(value, length - 1);
    } else {
      bits.Add(value >= half ? value + shorter : value, length);
    }
    left -= share;
    if (share > 0) continue;
    uint32_t more = 0;
    while (shares_[symbol + more] == 0) ++more;
    symbol += more;
    for (; more >= 3; more -= 3) bits.Add(3, 2);
    bits.Add(more, 2);
  }
  return bits.Finish();
}

template class FiniteStateCode<6>;
template class FiniteStateCode<7>;

}  // namespace rand_engine
