// Pages whose repeats are known as zstd frames: nothing is searched for.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rand_engine/compress/finite_state_code.h"
#include "rand_engine/compress/huffman_code.h"
#include "rand_engine/compress/match.h"
#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {

/// Writes literals and matches alone, each block with codes that fit it (RFC 8878,
/// section 3.1.1). A page takes no more than its bytes, 9, and 3 for each 64 KiB. One
/// page after the other: not thread-safe.
class ZstdMatchCompressor {
 public:
  static constexpr uint32_t kMostOffset = 1 << 20;

  /// Replace `compressed` by a frame. REQUIRES: the matches are true, in order and apart;
  /// their length is 4 to 64 KiB, their offset kMostOffset at most; the page has less
  /// than 4 GiB.
  void Compress(std::string_view page, std::span<const Match> matches,
                ByteBuffer* compressed);

 private:
  static constexpr size_t kLiteralLengthCodes = 36;
  static constexpr size_t kOffsetCodes = 32;
  static constexpr size_t kMatchLengthCodes = 53;

  using SequenceCode = FiniteStateCode<7>;

  /// Literals and the match behind them, as codes and the bits beyond these.
  struct Sequence {
    uint64_t more_bits;
    uint8_t more_length;
    uint8_t literal_length;
    uint8_t offset;
    uint8_t match_length;
  };

  /// The three offsets that sequences can name by a number (section 3.1.1.5).
  struct LastOffsets {
    uint32_t last = 1;
    uint32_t second = 4;
    uint32_t third = 8;

    /// The number for an offset: 1 to 3, or three more than itself; it is the last then.
    uint32_t Take(uint32_t offset, bool has_literals) {
      uint32_t number = offset + 3;
      if (offset == last && has_literals) return 1;
      if (offset == second) {
        number = has_literals ? 2 : 1;
      } else {
        if (offset == third) {
          number = has_literals ? 3 : 2;
        } else if (offset == last - 1 && !has_literals) {
          number = 3;
        }
        third = second;
      }
      second = last;
      last = offset;
      return number;
    }
  };

  void AppendBlock(std::string_view page, uint32_t begin, uint32_t end,
                   std::span<const Match> matches, bool is_last, ByteBuffer* out);
  void Split(std::string_view page, uint32_t begin, uint32_t end,
             std::span<const Match> matches);
  /// `offset` as LastOffsets has it.
  static Sequence SequenceOf(uint32_t literals, uint32_t offset, uint32_t length);
  char* PutLiterals(char* out);
  char* PutSequences(char* out);
  char* PutSteps(char* out) const;

  ByteBuffer literals_;
  std::vector<Sequence> sequences_;
  LastOffsets last_offsets_;
  std::array<uint32_t, HuffmanCode::kSymbols> literal_counts_;
  std::array<uint32_t, kLiteralLengthCodes> literal_length_counts_;
  std::array<uint32_t, kOffsetCodes> offset_counts_;
  std::array<uint32_t, kMatchLengthCodes> match_length_counts_;
  HuffmanCode literal_code_;
  SequenceCode literal_length_code_;
  SequenceCode offset_code_;
  SequenceCode match_length_code_;
};

}  // namespace rand_engine
