#include "rand_engine/encode/parquet/sequence_page.h"

#include <type_traits>

#include "rand_engine/encode/parquet/varint.h"

namespace rand_engine {
namespace {

// Arrow's choice.
template <typename T>
constexpr int64_t kBlockValues = 32 * sizeof(T);
constexpr int kMiniblocks = 4;

template <typename T>
bool Append(const T* values, int64_t count, ByteBuffer* out) {
  using Unsigned = std::make_unsigned_t<T>;
  const auto difference = [values](int64_t i) {
    return static_cast<Unsigned>(static_cast<Unsigned>(values[i + 1]) -
                                 static_cast<Unsigned>(values[i]));
  };
  const Unsigned step = difference(0);
  for (int64_t i = 1; i + 1 < count; ++i) {
    if (difference(i) != step) return false;
  }
  AppendVarint(kBlockValues<T>, out);
  AppendVarint(kMiniblocks, out);
  AppendVarint(static_cast<uint64_t>(count), out);
  AppendZigZag(values[0], out);
  // Of each block the least difference, and miniblocks whose values have no bits.
  constexpr char kNoBits[kMiniblocks] = {};
  for (int64_t left = count - 1; left > 0; left -= kBlockValues<T>) {
    AppendZigZag(static_cast<T>(step), out);
    out->Append(kNoBits, kMiniblocks);
  }
  return true;
}

}  // namespace

bool AppendSequence(const int32_t* values, int64_t count, ByteBuffer* out) {
  return Append(values, count, out);
}

bool AppendSequence(const int64_t* values, int64_t count, ByteBuffer* out) {
  return Append(values, count, out);
}

}  // namespace rand_engine
