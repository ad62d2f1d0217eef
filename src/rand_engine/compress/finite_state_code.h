// Finite state entropy codes: symbols become bits by the steps of a state machine (J.
// Duda, "Asymmetric numeral systems", 2013; RFC 8878, section 4.1).
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "rand_engine/compress/zstd_bits.h"

namespace rand_engine {

/// A code that fits a few symbols by 2^kStatesLog states, of which 6 and 7 are there.
/// Symbols are encoded from the last to the first. Reused: what it was fitted to before
/// does not matter.
template <uint32_t kStatesLog>
class FiniteStateCode {
 public:
  static constexpr uint32_t kStates = 1 << kStatesLog;
  /// Each symbol has a state at least.
  static constexpr uint32_t kMostSymbols = 64;

  /// The state that the decoder is in before it reads `bits`, to be in the one after.
  struct Step {
    uint8_t state = 0;
    uint8_t length = 0;
    uint8_t bits = 0;
  };

  /// How often the symbols 0, 1, ... come up. REQUIRES: one does, of at most
  /// kMostSymbols.
  void Fit(std::span<const uint32_t> counts);

  /// True if one symbol alone came up, which has no bits.
  bool is_constant() const { return is_constant_; }
  /// The last symbol that came up.
  uint32_t last_symbol() const { return last_symbol_; }
  /// Bits of a state.
  uint32_t state_bits() const { return is_constant_ ? 0 : kStatesLog; }

  /// Put the description of the states; returns its end. REQUIRES: !is_constant(),
  /// room for kMostTableBytes and eight more.
  char* PutTable(char* out) const;
  static constexpr size_t kMostTableBytes = 1 + kMostSymbols;

  /// A state in which the decoder reads the symbol, and would need bits to go on: that of
  /// the last one, since a lack of bits is an end.
  uint32_t StateOfLast(uint32_t symbol) const { return step(symbol, kStates - 1).state; }
  /// REQUIRES: the symbol came up.
  const Step& step(uint32_t symbol, uint32_t state_after) const {
    return steps_[symbol][state_after];
  }

 private:
  void ShareStates(std::span<const uint32_t> counts);
  void MakeSteps();

  std::array<std::array<Step, kStates>, kMostSymbols> steps_;
  std::array<uint32_t, kMostSymbols> shares_{};  ///< states of each symbol
  uint32_t last_symbol_ = 0;
  bool is_constant_ = false;
};

extern template class FiniteStateCode<6>;
extern template class FiniteStateCode<7>;

}  // namespace rand_engine
