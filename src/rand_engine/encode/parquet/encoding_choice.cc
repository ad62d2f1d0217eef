#include "rand_engine/encode/parquet/encoding_choice.h"

#include <algorithm>
#include <bit>

namespace rand_engine {
namespace {

// A dictionary of used codes needs a table of this many entries at most (16 MiB a
// thread).
constexpr uint64_t kMostDictionaryCodes = uint64_t{1} << 22;

// How many of `size` equally likely codes come up in `rows` draws:
// size * (1 - exp(-rows / size)), with exp(-x) as (1 - x/64)^64, which needs no library.
double ExpectedDistinct(double size, double rows) {
  const double x = rows / size;
  if (x >= 32) return size;
  double power = 1 - x / 64;
  for (int i = 0; i < 6; ++i) power *= power;
  return std::min(rows, size * (1 - power));
}

}  // namespace

int BitWidth(uint64_t count) { return count <= 1 ? 0 : std::bit_width(count - 1); }

PageEncoding ChooseEncoding(const ParquetValues& values, const ChunkShape& shape) {
  const PhysicalType type = values.physical_type();
  if (type == PhysicalType::kBoolean) return PageEncoding::kPlain;
  const bool real = type == PhysicalType::kDouble || type == PhysicalType::kFloat;
  const bool whole = !real && type != PhysicalType::kByteArray;
  if (shape.follows_row_number && whole) return PageEncoding::kDelta;

  const auto rows = static_cast<double>(shape.rows);
  const uint64_t size = values.domain_size();
  const double bytes = values.plain_bytes();
  PageEncoding best = PageEncoding::kPlain;
  double fewest = rows * bytes;
  const auto consider = [&](PageEncoding encoding, double estimate) {
    if (estimate >= fewest) return;
    best = encoding;
    fewest = estimate;
  };
  if (whole) {
    // A difference of two codes has one bit more than a code.
    const int bits = size == 0 ? 64 : BitWidth(size) + 1;
    consider(PageEncoding::kDelta, rows * bits / 8 + rows * 5 / 128 + 16);
  }
  if (size != 0 && size <= kMostDictionaryCodes) {
    const auto full = static_cast<double>(size);
    if (!shape.nullable) {
      consider(PageEncoding::kFullDictionary, full * bytes + rows * BitWidth(size) / 8);
    }
    const double used =
        ExpectedDistinct(static_cast<double>(values.reachable_size()), rows);
    // A little dearer than it is, because it takes a pass more over the codes.
    consider(
        PageEncoding::kUsedDictionary,
        1.02 * used * bytes + rows * BitWidth(static_cast<uint64_t>(used) + 1) / 8 + 1);
  }
  if (best == PageEncoding::kPlain && real && shape.compressed) {
    return PageEncoding::kByteStreamSplit;
  }
  return best;
}

// The entropy of a code is log2(size) bits. It is compared as a power of two, since no
// logarithm may decide a byte.
bool IsTightlyPacked(PageEncoding encoding, uint64_t size) {
  if (size < 2 || encoding != PageEncoding::kFullDictionary) return false;
  constexpr double kSixteenthOfABit = 0.95760328069857365;  // 2^(-1/16)
  const int bits = BitWidth(size);
  if (bits % 8 == 0) return size == uint64_t{1} << bits;
  double share = static_cast<double>(size);
  double least = 1;
  for (int bit = 0; bit < bits; ++bit) {
    share /= 2;
    least *= kSixteenthOfABit;
  }
  return share >= least;
}

}  // namespace rand_engine
