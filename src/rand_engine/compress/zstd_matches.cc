#include "rand_engine/compress/zstd_matches.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "rand_engine/compress/literal_copy.h"
#include "rand_engine/compress/zstd_bits.h"
#include "rand_engine/compress/zstd_frame.h"

namespace rand_engine {
namespace {

/// A range of lengths has one code, and bits that say which of them it is.
struct LengthCode {
  uint8_t code = 0;
  uint8_t more_length = 0;
  uint32_t first = 0;
};

/// Codes of lengths (section 3.1.1.3.2.1.1): `kOwn` lengths have a code each, ranges
/// follow; from `kDoubling` on each is twice as long as the one before.
template <size_t kOwn, size_t kRanges, uint32_t kDoubling>
class LengthCodes {
 public:
  constexpr explicit LengthCodes(const std::array<uint8_t, kRanges>& more_lengths) {
    uint32_t first = 0;
    for (; first < kDoubling; ++doubling_code_) {
      const uint8_t more =
          doubling_code_ < kOwn ? 0 : more_lengths[doubling_code_ - kOwn];
      const LengthCode code = {doubling_code_, more, first};
      for (uint32_t i = 0; i < 1u << more; ++i) code_of_[first++] = code;
    }
  }

  LengthCode CodeOf(uint32_t length) const {
    return length < kDoubling ? code_of_[length] : DoublingCodeOf(length);
  }

 private:
  static constexpr uint32_t kDoublingLog = std::bit_width(kDoubling) - 1;

  [[gnu::noinline]] LengthCode DoublingCodeOf(uint32_t length) const {
    const auto log = static_cast<uint32_t>(std::bit_width(length)) - 1;
    return {static_cast<uint8_t>(doubling_code_ + log - kDoublingLog),
            static_cast<uint8_t>(log), 1u << log};
  }

  std::array<LengthCode, kDoubling> code_of_{};
  uint8_t doubling_code_ = 0;  ///< of kDoubling
};

constexpr LengthCodes<16, 20, 64> kLiteralLengths({1, 1, 1, 1,  2,  2,  3,  3,  4,  6,
                                                   7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
constexpr uint32_t kLeastMatch = 3;
/// Of a length beyond kLeastMatch.
constexpr LengthCodes<32, 21, 128> kMatchLengths({1, 1, 1, 1,  2,  2,  3,  3,  4,  4, 5,
                                                  7, 8, 9, 10, 11, 12, 13, 14, 15, 16});

/// With fewer literals a code says more than it saves.
constexpr size_t kFewestCodedLiterals = 32;
/// Beyond literals and the bits of sequences: headers, tables, ends of bits, and what is
/// overwritten behind them.
constexpr size_t kMostOtherBytes = 1024;
/// Three states and three times bits beyond a code.
constexpr size_t kMostSequenceBytes = 10;

// Size formats of section 3.1.1.3.1.1.
char* PutRawLiterals(std::string_view literals, char* out) {
  const auto size = static_cast<uint32_t>(literals.size());
  const bool is_short = size < 1u << 5;
  const uint32_t header = is_short ? size << 3 : size << 4 | 0b1100;
  const size_t header_bytes = is_short ? 1 : 3;
  std::memcpy(out, &header, header_bytes);
  std::memcpy(out + header_bytes, literals.data(), size);
  return out + header_bytes + size;
}

// One symbol, or the states of all.
template <uint32_t kStatesLog>
char* PutCode(const FiniteStateCode<kStatesLog>& code, char* out) {
  if (!code.is_constant()) return code.PutTable(out);
  *out = static_cast<char>(code.last_symbol());
  return out + 1;
}

}  // namespace

// A block ends before a match that it cannot hold.
void ZstdMatchCompressor::Compress(std::string_view page, std::span<const Match> matches,
                                   ByteBuffer* compressed) {
  const auto size = static_cast<uint32_t>(page.size());
  compressed->Clear();
  AppendZstdFrameHeader(size, compressed);
  last_offsets_ = {};
  uint32_t begin = 0;
  do {
    uint32_t end = begin + std::min(size - begin, kMostZstdBlockBytes);
    size_t count = 0;
    while (count < matches.size() && matches[count].begin < end) {
      if (matches[count].begin + matches[count].length > end) {
        end = matches[count].begin;
        break;
      }
      ++count;
    }
    AppendBlock(page, begin, end, matches.first(count), end == size, compressed);
    matches = matches.subspan(count);
    begin = end;
  } while (begin < size);
}

void ZstdMatchCompressor::AppendBlock(std::string_view page, uint32_t begin, uint32_t end,
                                      std::span<const Match> matches, bool is_last,
                                      ByteBuffer* out) {
  constexpr size_t kHeaderBytes = 3;
  const LastOffsets last_offsets = last_offsets_;
  Split(page, begin, end, matches);
  out->Reserve(out->size() + 2 * literals_.size() + matches.size() * kMostSequenceBytes +
               kMostOtherBytes);
  char* const header = out->data() + out->size();
  char* const content = header + kHeaderBytes;
  char* const content_end = PutSequences(PutLiterals(content));
  const auto size = static_cast<uint32_t>(content_end - content);
  if (size >= end - begin) {
    last_offsets_ = last_offsets;
    return AppendRawZstdBlocks(page.substr(begin, end - begin), is_last, out);
  }
  PutZstdBlockHeader(ZstdBlock::kCompressed, size, is_last, header);
  out->Resize(content_end - out->data());
}

void ZstdMatchCompressor::Split(std::string_view page, uint32_t begin, uint32_t end,
                                std::span<const Match> matches) {
  literal_length_counts_.fill(0);
  offset_counts_.fill(0);
  match_length_counts_.fill(0);
  literals_.Resize(end - begin + kLiteralCopyBytes);
  sequences_.resize(matches.size());
  char* literal = literals_.data();
  uint32_t done = begin;
  Sequence* sequence = sequences_.data();
  // A local, since stores of literals could alias the member.
  LastOffsets last_offsets = last_offsets_;
  for (const Match& match : matches) {
    const uint32_t literals = match.begin - done;
    literal =
        CopyLiteral(page.data() + done, literals, page.size() - match.begin, literal);
    const uint32_t offset = last_offsets.Take(match.offset, literals > 0);
    *sequence = SequenceOf(literals, offset, match.length);
    ++literal_length_counts_[sequence->literal_length];
    ++offset_counts_[sequence->offset];
    ++match_length_counts_[sequence->match_length];
    ++sequence;
    done = match.begin + match.length;
  }
  last_offsets_ = last_offsets;
  literal += page.copy(literal, end - done, done);
  literals_.Resize(literal - literals_.data());
}

inline ZstdMatchCompressor::Sequence ZstdMatchCompressor::SequenceOf(uint32_t literals,
                                                                     uint32_t offset,
                                                                     uint32_t length) {
  const LengthCode literal_length = kLiteralLengths.CodeOf(literals);
  const LengthCode match_length = kMatchLengths.CodeOf(length - kLeastMatch);
  const auto offset_log = static_cast<uint32_t>(std::bit_width(offset)) - 1;
  uint64_t more = offset - (1u << offset_log);
  more = more << match_length.more_length | (length - kLeastMatch - match_length.first);
  more = more << literal_length.more_length | (literals - literal_length.first);
  const uint32_t more_length =
      offset_log + match_length.more_length + literal_length.more_length;
  return {more, static_cast<uint8_t>(more_length), literal_length.code,
          static_cast<uint8_t>(offset_log), match_length.code};
}

// Section 3.1.1.3.1.
char* ZstdMatchCompressor::PutLiterals(char* out) {
  const std::string_view literals = literals_.view();
  literal_counts_.fill(0);
  for (const char literal : literals) ++literal_counts_[static_cast<uint8_t>(literal)];
  if (literals.size() < kFewestCodedLiterals || !literal_code_.Fit(literal_counts_)) {
    return PutRawLiterals(literals, out);
  }
  const size_t stream_literals =
      (literals.size() + kZstdLiteralStreams - 1) / kZstdLiteralStreams;
  char* const end = PutZstdLiterals(
      literal_code_.tree(), literals.size(), out, [&](size_t stream, char* begin) {
        return literal_code_.Put(
            literals.substr(stream * stream_literals, stream_literals), begin);
      });
  const size_t size = end - out - kZstdLiteralsHeaderBytes;
  return size < literals.size() ? end : PutRawLiterals(literals, out);
}

// Section 3.1.1.3.2.
char* ZstdMatchCompressor::PutSequences(char* out) {
  out = PutZstdSequenceCount(sequences_.size(), out);
  if (sequences_.empty()) return out;
  literal_length_code_.Fit(literal_length_counts_);
  offset_code_.Fit(offset_counts_);
  match_length_code_.Fit(match_length_counts_);
  const auto mode = [](const SequenceCode& code) { return code.is_constant() ? 1 : 2; };
  *out++ = static_cast<char>(mode(literal_length_code_) << 6 | mode(offset_code_) << 4 |
                             mode(match_length_code_) << 2);
  out = PutCode(literal_length_code_, out);
  out = PutCode(offset_code_, out);
  out = PutCode(match_length_code_, out);
  return PutSteps(out);
}

// The decoder reads of each sequence the bits beyond its codes, then those that lead to
// the next one's states.
char* ZstdMatchCompressor::PutSteps(char* out) const {
  BackwardBits bits(out);
  const auto add_more = [&bits](const Sequence& sequence, uint64_t before,
                                uint32_t before_length) {
    // All at once but for lengths that hardly any text has.
    if (before_length + sequence.more_length <= BackwardBits::kMostBits) {
      bits.Add(before | sequence.more_bits << before_length,
               before_length + sequence.more_length);
    } else {
      bits.Add(before, before_length);
      bits.Flush();
      bits.Add(sequence.more_bits, sequence.more_length);
    }
    bits.Flush();
  };
  const Sequence& last = sequences_.back();
  uint32_t literal_length = literal_length_code_.StateOfLast(last.literal_length);
  uint32_t offset = offset_code_.StateOfLast(last.offset);
  uint32_t match_length = match_length_code_.StateOfLast(last.match_length);
  add_more(last, 0, 0);
  for (size_t i = sequences_.size() - 1; i-- > 0;) {
    const Sequence& sequence = sequences_[i];
    const auto& to_offset = offset_code_.step(sequence.offset, offset);
    const auto& to_match = match_length_code_.step(sequence.match_length, match_length);
    const auto& to_literals =
        literal_length_code_.step(sequence.literal_length, literal_length);
    offset = to_offset.state;
    match_length = to_match.state;
    literal_length = to_literals.state;
    uint32_t steps = to_offset.bits;
    uint32_t length = to_offset.length;
    steps |= uint32_t{to_match.bits} << length;
    length += to_match.length;
    steps |= uint32_t{to_literals.bits} << length;
    length += to_literals.length;
    add_more(sequence, steps, length);
  }
  bits.Add(match_length, match_length_code_.state_bits());
  bits.Add(offset, offset_code_.state_bits());
  bits.Add(literal_length, literal_length_code_.state_bits());
  return bits.Finish();
}

}  // namespace rand_engine
