// One encoding's codes, unpacked for look-up.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "rand_engine/charset/encoding_tables.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// From characters to codes: an encoded character's bytes read as one big-endian number
/// of one to four bytes. Immutable after Unpack.
class CodeTable {
 public:
  /// Unpack the table of `entry`; takes some milliseconds for the East Asian ones.
  /// REQUIRES: its family is not kNone. Fails only if the packed text was damaged.
  static arrow::Result<CodeTable> Unpack(const EncodingEntry& entry);

  /// The code of a character, 0 if it has none. REQUIRES: not U+0000 (whose code is 0 in
  /// every encoding).
  uint32_t Find(char32_t character) const {
    const char32_t page = character >> kPageBits;
    if (page >= kPages) return 0;
    return codes_[page_starts_[page] + (character & kPageMask)];
  }

  bool has_pairs() const { return !pairs_.empty(); }

  /// The code that stands for these two characters in a row, 0 if there is none.
  uint32_t FindPair(char32_t first, char32_t second) const;

 private:
  struct Pair {
    uint32_t first;
    uint32_t second;
    uint32_t code;
  };

  static constexpr int kPageBits = 8;
  static constexpr char32_t kPageMask = (1u << kPageBits) - 1;
  /// No table holds anything beyond plane 2.
  static constexpr char32_t kPages = 0x30000 >> kPageBits;

  CodeTable();
  void Insert(char32_t character, uint32_t code);
  void AddPairs(std::span<const uint32_t> words);

  std::array<uint32_t, kPages> page_starts_;  ///< into codes_; 0 is the empty page
  std::vector<uint32_t> codes_;
  std::vector<Pair> pairs_;
};

}  // namespace rand_engine
