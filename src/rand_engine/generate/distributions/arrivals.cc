#include "rand_engine/generate/distributions/arrivals.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "rand_engine/generate/distributions/elementary.h"
#include "rand_engine/generate/distributions/normal.h"

namespace rand_engine {
namespace {

using Wide = unsigned __int128;

constexpr int kManyBits = 32;  // of the rows whose span is fixed
constexpr int kTickBits = 28;
constexpr int kLevels = kManyBits - Arrivals::kBlockBits;

// Where the middle of 2 * gaps gaps lies between their ends. Beta(gaps, gaps) has the
// variance 1 / (4 (2 gaps + 1)).
double DivisionOf(uint64_t bits, double gaps) {
  return 0.5 + NormalQuantile(bits) / (2 * std::sqrt(2 * gaps + 1));
}

// The negative logarithm of (0, 1].
double ExponentialGap(uint64_t bits) {
  return -NaturalLog(static_cast<double>((bits >> 11) + 1) * 0x1p-53);
}

class ArrivalSource : public CodeSource {
 public:
  explicit ArrivalSource(const Arrivals& arrivals) : arrivals_(arrivals) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint64_t* out = codes->Prepare64(count);
    std::array<uint64_t, Arrivals::kBlockRows> block;
    while (count > 0) {
      const uint64_t offset = first_row % Arrivals::kBlockRows;
      const auto left = static_cast<int64_t>(Arrivals::kBlockRows - offset);
      const int64_t taken = std::min(count, left);
      arrivals_.FillBlock(first_row / Arrivals::kBlockRows, block.data());
      std::copy_n(block.data() + offset, taken, out);
      out += taken;
      first_row += static_cast<uint64_t>(taken);
      count -= taken;
    }
  }

 private:
  Arrivals arrivals_;
};

}  // namespace

// The gap as mantissa and exponent, exactly: rounding it would move the last of many
// rows.
Arrivals::Arrivals(const StreamKey& gaps, const StreamKey& divisions, double mean_gap)
    : gaps_(gaps), divisions_(divisions) {
  const auto bits = std::bit_cast<uint64_t>(mean_gap);
  constexpr uint64_t kLeading = uint64_t{1} << 52;
  codes_a_gap_ = kLeading | (bits & (kLeading - 1));
  fraction_bits_ = 52 - (static_cast<int>(bits >> 52) - 1023);
}

// Halves the rows until the block is left; each division has a draw of its own, numbered
// as the nodes of a binary heap.
Arrivals::Span Arrivals::SpanOf(uint64_t block) const {
  const uint64_t many_rows = block >> kLevels;
  Span span = {0, int64_t{1} << (kManyBits + kTickBits)};
  uint64_t node = 1;
  for (int level = kLevels; level-- > 0;) {
    const auto gaps = static_cast<double>(uint64_t{1} << (level + kBlockBits));
    const uint64_t bits = DrawBits(divisions_, (many_rows << kLevels) + node);
    const auto length = static_cast<double>(span.end - span.begin);
    const int64_t middle =
        span.begin + static_cast<int64_t>(length * DivisionOf(bits, gaps));
    const uint64_t right = (block >> level) & 1;
    (right != 0 ? span.begin : span.end) = middle;
    node = 2 * node + right;
  }
  return span;
}

uint64_t Arrivals::CodeOf(uint64_t many_rows, int64_t ticks) const {
  const Wide total =
      (Wide{many_rows} << (kManyBits + kTickBits)) + static_cast<uint64_t>(ticks);
  return static_cast<uint64_t>((total * codes_a_gap_) >> (kTickBits + fraction_bits_));
}

void Arrivals::FillBlock(uint64_t block, uint64_t* codes) const {
  const Span span = SpanOf(block);
  std::array<double, kBlockRows> sums;
  double sum = 0;
  for (int64_t i = 0; i < kBlockRows; ++i) {
    sums[i] = sum;
    sum += ExponentialGap(DrawBits(gaps_, block * kBlockRows + i));
  }
  const uint64_t many_rows = block >> kLevels;
  const auto length = static_cast<double>(span.end - span.begin);
  for (int64_t i = 0; i < kBlockRows; ++i) {
    const auto ticks = static_cast<int64_t>(length * (sums[i] / sum));
    codes[i] = CodeOf(many_rows, span.begin + ticks);
  }
}

uint64_t Arrivals::CountBelow(uint64_t end_code) const {
  uint64_t low = 0;
  uint64_t high = kMostRows / kBlockRows;
  std::array<uint64_t, kBlockRows> codes;
  while (low < high) {  // The first block that ends at end_code or beyond.
    const uint64_t middle = low + (high - low) / 2;
    FillBlock(middle, codes.data());
    if (codes.back() < end_code) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  if (low == kMostRows / kBlockRows) return kMostRows;
  FillBlock(low, codes.data());
  const auto place = std::lower_bound(codes.begin(), codes.end(), end_code);
  return low * kBlockRows + static_cast<uint64_t>(place - codes.begin());
}

std::unique_ptr<CodeSource> MakeArrivalSource(const Arrivals& arrivals) {
  return std::make_unique<ArrivalSource>(arrivals);
}

}  // namespace rand_engine
