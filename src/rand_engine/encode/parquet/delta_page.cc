#include "rand_engine/encode/parquet/delta_page.h"

#include <bit>
#include <limits>
#include <type_traits>

#include "rand_engine/encode/parquet/bit_packing.h"
#include "rand_engine/encode/parquet/varint.h"

namespace rand_engine {
namespace {

constexpr int kMiniblocks = 4;
constexpr int64_t kPackedAtOnce = 32;

template <typename T>
using Differences = std::array<std::make_unsigned_t<T>, DeltaPage<T>::kBlock>;

/// What is added to the least difference comes out; modulo the type's range, so that
/// every difference has one.
template <typename T>
T TakeDifferences(const typename DeltaPage<T>::Values& values, int64_t count,
                  Differences<T>* differences) {
  using Unsigned = std::make_unsigned_t<T>;
  const T* const from = values.data();
  Unsigned* const to = differences->data();
  T least = std::numeric_limits<T>::max();
  T* const found = &least;
  RunMultiversion([=]() RAND_ENGINE_MULTIVERSION {
    T low = std::numeric_limits<T>::max();
    for (int64_t i = 0; i < count; ++i) {
      to[i] = static_cast<Unsigned>(from[i + 1]) - static_cast<Unsigned>(from[i]);
      low = std::min(low, static_cast<T>(to[i]));
    }
    for (int64_t i = 0; i < count; ++i) to[i] -= static_cast<Unsigned>(low);
    for (int64_t i = count; i < DeltaPage<T>::kBlock; ++i) to[i] = 0;
    *found = low;
  });
  return least;
}

// Values of more than 32 bits, the lowest bits first.
void PackWide(const uint64_t* values, int64_t count, int width, ByteBuffer* out) {
  unsigned __int128 bits = 0;
  int filled = 0;
  for (int64_t i = 0; i < count; ++i) {
    bits |= static_cast<unsigned __int128>(values[i]) << filled;
    filled += width;
    while (filled >= 32) {
      const auto word = static_cast<uint32_t>(bits);
      out->Append(&word, sizeof(word));
      bits >>= 32;
      filled -= 32;
    }
  }
}

void PackMiniblock(const uint32_t* values, int64_t count, int width, ByteBuffer* out) {
  AppendBitPacked(values, count, width, out);
}

void PackMiniblock(const uint64_t* values, int64_t count, int width, ByteBuffer* out) {
  if (width > 32) return PackWide(values, count, width, out);
  for (int64_t i = 0; i < count; i += kPackedAtOnce) {
    std::array<uint32_t, kPackedAtOnce> narrow;
    std::copy_n(values + i, kPackedAtOnce, narrow.begin());
    AppendBitPacked(narrow.data(), kPackedAtOnce, width, out);
  }
}

}  // namespace

template <typename T>
DeltaPage<T>::DeltaPage(int64_t count, T first, ByteBuffer* out) : out_(*out) {
  AppendVarint(kBlock, out);
  AppendVarint(kMiniblocks, out);
  AppendVarint(static_cast<uint64_t>(count), out);
  AppendZigZag(first, out);
}

template <typename T>
void DeltaPage<T>::AppendBlock(const Values& values, int64_t count) {
  constexpr int64_t kMiniblock = kBlock / kMiniblocks;
  Differences<T> differences;
  AppendZigZag(TakeDifferences<T>(values, count, &differences), &out_);
  std::array<char, kMiniblocks> widths;
  for (int block = 0; block < kMiniblocks; ++block) {
    std::make_unsigned_t<T> bits = 0;
    for (int64_t i = 0; i < kMiniblock; ++i) bits |= differences[block * kMiniblock + i];
    widths[block] = static_cast<char>(std::bit_width(bits));
  }
  out_.Append(widths.data(), widths.size());
  for (int block = 0; block < kMiniblocks; ++block) {
    PackMiniblock(differences.data() + block * kMiniblock, kMiniblock, widths[block],
                  &out_);
  }
}

template class DeltaPage<int32_t>;
template class DeltaPage<int64_t>;

}  // namespace rand_engine
