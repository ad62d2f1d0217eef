#include "rand_engine/encode/parquet/bit_packing.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "rand_engine/encode/parquet/varint.h"
#include "rand_engine/processor/multiversion.h"

namespace rand_engine {
namespace {

// Values that end at a whole word, whatever their width.
constexpr int64_t kBlock = 32;

// The width is known when this is compiled, so all shifts are.
template <int kWidth>
void PackBlocks(const uint32_t* values, int64_t blocks, char* out) {
  for (int64_t block = 0; block < blocks; ++block, values += kBlock) {
    uint64_t bits = 0;
    int filled = 0;
#pragma GCC unroll 32
    for (int i = 0; i < kBlock; ++i) {
      bits |= static_cast<uint64_t>(values[i]) << filled;
      filled += kWidth;
      if (filled >= 32) {
        const auto word = static_cast<uint32_t>(bits);
        std::memcpy(out, &word, sizeof(word));
        out += sizeof(word);
        bits >>= 32;
        filled -= 32;
      }
    }
  }
}

using Packer = void (*)(const uint32_t*, int64_t, char*);

template <int... kWidths>
constexpr std::array<Packer, sizeof...(kWidths)> PackersOf(
    std::integer_sequence<int, kWidths...>) {
  return {PackBlocks<kWidths>...};
}

constexpr auto kPackers = PackersOf(std::make_integer_sequence<int, 33>());

#if defined(__x86_64__)
constexpr int kLanes = 16;
// GCC 12 warns of the shifts without a mask, falsely (its bug 105593).
constexpr __mmask16 kAllLanes = 0xffff;
// Below it a word is made of more values than it pays to bring together.
constexpr int kLeastVectorWidth = 5;

/// From which values, and shifted how far, each word of a block is put together: the
/// first of them goes to the right, the others to the left. A shift of 32 is none of it.
template <int kWidth>
struct WordTerms {
  static constexpr int kVectors = (kWidth + kLanes - 1) / kLanes;
  static constexpr int kTerms = (30 + kWidth) / kWidth + 1;
  using Lanes = std::array<std::array<std::array<uint32_t, kLanes>, kTerms>, kVectors>;
  alignas(64) Lanes values{};
  alignas(64) Lanes shifts{};

  constexpr WordTerms() {
    for (int word = 0; word < kVectors * kLanes; ++word) {
      for (int term = 0; term < kTerms; ++term) {
        const int value = 32 * word / kWidth + term;
        const int begin = value * kWidth - 32 * word;
        const bool is_part = word < kWidth && begin < 32;
        values[word / kLanes][term][word % kLanes] = is_part ? value : 0;
        shifts[word / kLanes][term][word % kLanes] =
            is_part ? (term == 0 ? -begin : begin) : 32;
      }
    }
  }
};

template <int kWidth>
[[gnu::target("avx512f")]] void PackBlocksByVectors(const uint32_t* values,
                                                    int64_t blocks, char* out) {
  using Terms = WordTerms<kWidth>;
  static constexpr Terms kWordTerms;
  for (int64_t block = 0; block < blocks; ++block, values += kBlock) {
    const __m512i low = _mm512_loadu_si512(values);
    const __m512i high = _mm512_loadu_si512(values + kLanes);
    for (int vector = 0; vector < Terms::kVectors; ++vector) {
      __m512i words = _mm512_setzero_si512();
      for (int term = 0; term < Terms::kTerms; ++term) {
        const __m512i picked = _mm512_permutex2var_epi32(
            low, _mm512_load_si512(kWordTerms.values[vector][term].data()), high);
        const __m512i shift = _mm512_load_si512(kWordTerms.shifts[vector][term].data());
        words = _mm512_or_si512(
            words, term == 0 ? _mm512_maskz_srlv_epi32(kAllLanes, picked, shift)
                             : _mm512_maskz_sllv_epi32(kAllLanes, picked, shift));
      }
      const int left = std::min(kLanes, kWidth - vector * kLanes);
      _mm512_mask_storeu_epi32(out, static_cast<__mmask16>((1u << left) - 1), words);
      out += left * sizeof(uint32_t);
    }
  }
}

template <int... kWidths>
constexpr std::array<Packer, sizeof...(kWidths)> VectorPackersOf(
    std::integer_sequence<int, kWidths...>) {
  return {PackBlocksByVectors<kWidths + kLeastVectorWidth>...};
}

constexpr auto kVectorPackers =
    VectorPackersOf(std::make_integer_sequence<int, 33 - kLeastVectorWidth>());

Packer PackerOf(int width) {
  const bool by_vectors =
      width >= kLeastVectorWidth && CurrentProcessorLevel() == ProcessorLevel::kV4;
  return by_vectors ? kVectorPackers[width - kLeastVectorWidth] : kPackers[width];
}
#else
Packer PackerOf(int width) { return kPackers[width]; }
#endif

}  // namespace

void AppendBitPackedRun(const uint32_t* values, int64_t count, int width,
                        ByteBuffer* out) {
  const int64_t groups = (count + 7) / 8;
  AppendVarint((static_cast<uint64_t>(groups) << 1) | 1, out);
  const size_t begin = out->size();
  const int64_t blocks = count / kBlock;
  const int64_t block_bytes = kBlock / 8 * width;
  out->Reserve(begin + (blocks + 1) * block_bytes);
  char* const packed = out->data() + begin;
  const Packer pack = PackerOf(width);
  pack(values, blocks, packed);
  std::array<uint32_t, kBlock> last{};
  std::copy(values + blocks * kBlock, values + count, last.begin());
  pack(last.data(), 1, packed + blocks * block_bytes);
  out->Resize(begin + groups * width);
}

void AppendBitPacked(const uint32_t* values, int64_t count, int width, ByteBuffer* out) {
  const size_t begin = out->size();
  out->Resize(begin + count / 8 * width);
  PackerOf(width)(values, count / kBlock, out->data() + begin);
}

}  // namespace rand_engine
