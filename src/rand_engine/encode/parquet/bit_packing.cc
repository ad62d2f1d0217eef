#include "rand_engine/encode/parquet/bit_packing.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "rand_engine/encode/parquet/varint.h"

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
  kPackers[width](values, blocks, packed);
  std::array<uint32_t, kBlock> last{};
  std::copy(values + blocks * kBlock, values + count, last.begin());
  kPackers[width](last.data(), 1, packed + blocks * block_bytes);
  out->Resize(begin + groups * width);
}

void AppendBitPacked(const uint32_t* values, int64_t count, int width, ByteBuffer* out) {
  const size_t begin = out->size();
  out->Resize(begin + count / 8 * width);
  kPackers[width](values, count / kBlock, out->data() + begin);
}

}  // namespace rand_engine
