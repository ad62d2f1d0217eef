// Huffman codes of literals in zstd (RFC 8878, section 4.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "rand_engine/compress/finite_state_code.h"
#include "rand_engine/compress/zstd_bits.h"

namespace rand_engine {

/// A code that fits the bytes of a text, none longer than 11 bits. Reused: what it was
/// fitted to before does not matter.
class HuffmanCode {
 public:
  static constexpr uint32_t kMostBits = 11;
  static constexpr size_t kSymbols = 256;

  /// How often each byte comes up. Returns false where no code can be told: of one byte
  /// alone, or of many that hardly differ, which would not gain by one.
  bool Fit(std::span<const uint32_t, kSymbols> counts);

  /// The code's description (section 4.2.1), at most kMostTreeBytes.
  std::string_view tree() const { return {tree_.data(), tree_size_}; }
  static constexpr size_t kMostTreeBytes = 128;

  /// Put the codes of a text of bytes that came up; returns the end. REQUIRES: room for
  /// kMostBits a byte and eight bytes more.
  char* Put(std::string_view text, char* out) const;

 private:
  void NumberCodes(uint32_t most_bits);
  bool MakeTree();
  size_t DescribeByStates(char* out);

  std::array<BitCode, kSymbols> codes_{};
  /// 0 = has no code; else one more than what the longest has more bits.
  std::array<uint8_t, kSymbols> weights_{};
  uint32_t last_symbol_ = 0;
  std::array<char, kMostTreeBytes> tree_{};
  size_t tree_size_ = 0;
  FiniteStateCode<6> weight_code_;
};

}  // namespace rand_engine
