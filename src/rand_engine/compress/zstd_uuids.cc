#include "rand_engine/compress/zstd_uuids.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "rand_engine/compress/zstd_bits.h"
#include "rand_engine/compress/zstd_frame.h"

namespace rand_engine {
namespace {

constexpr uint32_t kTextBytes = 36;
constexpr char kDigits[] = "0123456789abcdef";
/// Each stream of literals is whole UUIDs.
constexpr size_t kMostBlockUuids =
    kMostZstdBlockBytes / kPlainUuidBytes / kZstdLiteralStreams * kZstdLiteralStreams;
/// Of a stream or a block beyond what each UUID takes.
constexpr size_t kMostFrameBytes = 128;

// A hyphen is every ninth character, so it has three bits; that leaves four bits for
// twelve digits and five for the last four, which no rule of UUIDs prefers. Codes are
// numbered as section 4.2.1 says: the longest ones first, in the order of the characters.
constexpr BitCode kHyphen = {0b111, 3};

constexpr BitCode CodeOfDigit(uint32_t digit) {
  return digit < 12 ? BitCode{digit + 2, 4} : BitCode{digit - 12, 5};
}

// The codes of a byte's two digits: the first one is read first, so its bits are higher.
constexpr auto kCodeOfByte = [] {
  std::array<BitCode, 256> codes;
  for (uint32_t byte = 0; byte < codes.size(); ++byte) {
    const BitCode first = CodeOfDigit(byte >> 4);
    const BitCode second = CodeOfDigit(byte & 15);
    codes[byte] = {first.bits << second.length | second.bits,
                   first.length + second.length};
  }
  return codes;
}();

// The weights of all characters up to 'e', two a byte; what is left is that of 'f'.
constexpr auto kHuffmanTree = [] {
  constexpr uint32_t kMostBits = 5;
  std::array<uint8_t, 'f' + 1> weights{};
  weights['-'] = kMostBits + 1 - kHyphen.length;
  for (uint32_t digit = 0; digit < 16; ++digit) {
    weights[static_cast<uint8_t>(kDigits[digit])] =
        static_cast<uint8_t>(kMostBits + 1 - CodeOfDigit(digit).length);
  }
  std::array<char, 1 + 'f' / 2> tree{};
  tree[0] = static_cast<char>(127 + 'f');
  for (size_t i = 0; i < 'f'; i += 2) {
    tree[1 + i / 2] = static_cast<char>(weights[i] << 4 | weights[i + 1]);
  }
  return tree;
}();

const BitCode& ByteCode(uint64_t word, int byte) {
  return kCodeOfByte[word >> (8 * byte) & 0xff];
}

char* PutLiterals(std::span<const UuidBits> uuids, char* out) {
  BackwardBits bits(out);
  for (size_t i = uuids.size(); i-- > 0;) {
    const auto [high, low] = uuids[i];
    for (int byte = 0; byte < 5; ++byte) bits.Add(ByteCode(low, byte));
    bits.Flush();
    bits.Add(ByteCode(low, 5));
    bits.Add(kHyphen);
    bits.Add(ByteCode(low, 6));
    bits.Add(ByteCode(low, 7));
    bits.Add(kHyphen);
    bits.Add(ByteCode(high, 0));
    bits.Add(ByteCode(high, 1));
    bits.Flush();
    bits.Add(kHyphen);
    bits.Add(ByteCode(high, 2));
    bits.Add(ByteCode(high, 3));
    bits.Add(kHyphen);
    for (int byte = 4; byte < 7; ++byte) bits.Add(ByteCode(high, byte));
    bits.Flush();
    bits.Add(ByteCode(high, 7));
    bits.Flush();
  }
  return bits.Finish();
}

char* PutLiteralsSection(std::span<const UuidBits> uuids, char* out) {
  const size_t stream_uuids = uuids.size() / kZstdLiteralStreams;
  return PutZstdLiterals({kHuffmanTree.data(), kHuffmanTree.size()},
                         kTextBytes * uuids.size(), out, [&](size_t stream, char* begin) {
                           return PutLiterals(
                               uuids.subspan(stream * stream_uuids, stream_uuids), begin);
                         });
}

// Section 3.1.1.3.2: 36 literals and the length of the next UUID, over and over, so that
// all three kinds of codes have one symbol.
char* PutSequencesSection(size_t count, bool is_first, char* out) {
  out = PutZstdSequenceCount(count, out);
  constexpr char kAllRepeatOneSymbol = 0b01'01'01'00;
  constexpr char kLiterals32To39 = 22;
  constexpr char kOffset29To60 = 5;
  constexpr char kLastOffset = 0;
  constexpr char kMatchOf4 = 1;
  *out++ = kAllRepeatOneSymbol;
  *out++ = kLiterals32To39;
  *out++ = is_first ? kOffset29To60 : kLastOffset;
  *out++ = kMatchOf4;
  constexpr BitCode kMoreLiterals = {kTextBytes - 32, 3};
  constexpr BitCode kMoreOffset = {kPlainUuidBytes - 29, 5};
  BackwardBits bits(out);
  for (size_t i = 0; i < count; ++i) {
    bits.Add(kMoreLiterals);
    if (is_first) bits.Add(kMoreOffset);
    bits.Flush();
  }
  return bits.Finish();
}

// Texts of whole UUIDs, each with the length of the next one.
void AppendBlock(std::span<const UuidBits> uuids, bool is_first, ByteBuffer* out) {
  constexpr size_t kHeaderBytes = 3;
  out->Reserve(out->size() + uuids.size() * kPlainUuidBytes + kMostFrameBytes);
  char* const header = out->data() + out->size();
  char* const content = header + kHeaderBytes;
  char* const end =
      PutSequencesSection(uuids.size(), is_first, PutLiteralsSection(uuids, content));
  PutZstdBlockHeader(ZstdBlock::kCompressed, static_cast<uint32_t>(end - content),
                     /*is_last=*/false, header);
  out->Resize(end - out->data());
}

void AppendLength(std::string* out) { out->append({kTextBytes, 0, 0, 0}); }

void AppendText(const UuidBits& uuid, std::string* out) {
  for (int digit = 0; digit < 32; ++digit) {
    if (digit == 8 || digit == 12 || digit == 16 || digit == 20) *out += '-';
    const uint64_t word = digit < 16 ? uuid.high : uuid.low;
    *out += kDigits[word >> (60 - 4 * (digit % 16)) & 15];
  }
}

}  // namespace

void CompressUuids(std::string_view before, std::span<const UuidBits> uuids,
                   ByteBuffer* compressed) {
  compressed->Clear();
  AppendZstdFrameHeader(
      static_cast<uint32_t>(before.size() + uuids.size() * kPlainUuidBytes), compressed);
  // The first one is no repeat of another's length, and what does not fill four streams
  // is not worth a code.
  const size_t in_blocks =
      uuids.size() < 2 ? 0
                       : (uuids.size() - 2) / kZstdLiteralStreams * kZstdLiteralStreams;
  std::string raw(before);
  const auto append_raw = [&](std::span<const UuidBits> plain) {
    for (const UuidBits& uuid : plain) {
      AppendLength(&raw);
      AppendText(uuid, &raw);
    }
  };
  if (in_blocks == 0) {
    append_raw(uuids);
    return AppendRawZstdBlocks(raw, /*end_frame=*/true, compressed);
  }
  append_raw(uuids.first(1));
  AppendLength(&raw);
  AppendRawZstdBlocks(raw, /*end_frame=*/false, compressed);
  // A few say the offset, which is then the last one for all.
  for (size_t done = 0; done < in_blocks;) {
    const size_t count =
        done == 0 ? kZstdLiteralStreams : std::min(kMostBlockUuids, in_blocks - done);
    AppendBlock(uuids.subspan(1 + done, count), done == 0, compressed);
    done += count;
  }
  raw.clear();
  AppendText(uuids[1 + in_blocks], &raw);
  append_raw(uuids.subspan(2 + in_blocks));
  AppendRawZstdBlocks(raw, /*end_frame=*/true, compressed);
}

}  // namespace rand_engine
