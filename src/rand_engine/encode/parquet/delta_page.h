// DELTA_BINARY_PACKED (Parquet format, "Encodings", DELTA = 5): the bytes of Arrow's
// encoder, straight from codes.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "rand_engine/memory/byte_buffer.h"
#include "rand_engine/processor/multiversion.h"

namespace rand_engine {

/// Writes the values of a page, int32_t or int64_t, block by block.
template <typename T>
class DeltaPage {
 public:
  /// Differences in a block, as Arrow has it.
  static constexpr int64_t kBlock = 32 * sizeof(T);
  /// A block's values and the one before them.
  using Values = std::array<T, kBlock + 1>;

  /// Append the header. `first` is the first value, 0 if there is none.
  DeltaPage(int64_t count, T first, ByteBuffer* out);

  /// Append the next `count` values, which begin at values[1]. REQUIRES: as many as fit
  /// but in the last block.
  void AppendBlock(const Values& values, int64_t count);

 private:
  ByteBuffer& out_;
};

/// Append a page of value_at(0), ..., value_at(count - 1).
template <typename T, typename ValueAt>
void AppendDelta(int64_t count, ValueAt value_at, ByteBuffer* out) {
  DeltaPage<T> page(count, count > 0 ? value_at(0) : T{0}, out);
  typename DeltaPage<T>::Values values;
  for (int64_t first = 1; first < count; first += DeltaPage<T>::kBlock) {
    const int64_t block = std::min(DeltaPage<T>::kBlock, count - first);
    T* const to = values.data();
    RunMultiversion([=]() RAND_ENGINE_MULTIVERSION {
      for (int64_t i = 0; i <= block; ++i) to[i] = value_at(first - 1 + i);
    });
    page.AppendBlock(values, block);
  }
}

}  // namespace rand_engine
