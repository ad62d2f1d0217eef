#include "rand_engine/generate/distributions/cells.h"

#include <algorithm>
#include <utility>

#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/generate/distributions/weighted.h"

namespace rand_engine {
namespace {

double WidthOf(uint64_t first, uint64_t last) {
  return static_cast<double>(last - first) + 1;
}

/// Halves runs of codes until they are flat.
class Cutter {
 public:
  explicit Cutter(const Density& density) : density_(density) {}

  /// The integral over all codes, to a few digits. Masses are relative to the peak, so
  /// that what is left out here is nothing beside it.
  double Measure(uint64_t first, uint64_t last) const {
    constexpr double kNothing = 1e-30;
    constexpr double kFlat = 0.5;
    const Density::Range logs = density_.LogsOver(first, last);
    if (Density::UpperBound(logs, WidthOf(first, last)) < kNothing) return 0;
    if (first == last || logs.high - logs.low <= kFlat) {
      return density_.Mass(first, last, kNothing);
    }
    const uint64_t middle = first + (last - first) / 2;
    return Measure(first, middle) + Measure(middle + 1, last);
  }

  std::vector<Cell> Cut(uint64_t last_code) {
    total_ = Measure(0, last_code);
    one_by_one_ = last_code < kMostSingleCodes;
    if (total_ > 0) Split(0, last_code);
    return std::move(cells_);
  }

 private:
  static constexpr uint64_t kMostSingleCodes = 4096;
  static constexpr double kNegligibleShare = 0x1p-62;

  void Split(uint64_t first, uint64_t last) {
    const Density::Range logs = density_.LogsOver(first, last);
    const double most = Density::UpperBound(logs, WidthOf(first, last)) / total_;
    if (most < kNegligibleShare) return;
    const bool is_countable = last - first != UINT64_MAX;
    if (first == last || (is_countable && IsFlat(logs, most))) {
      const double negligible = total_ * kNegligibleShare;
      cells_.push_back({first, last, density_.Mass(first, last, negligible)});
      return;
    }
    const uint64_t middle = first + (last - first) / 2;
    Split(first, middle);
    Split(middle + 1, last);
  }

  // A line through both ends of a cell is off by an eighth of how much the density
  // varies.
  bool IsFlat(const Density::Range& logs, double most) const {
    constexpr double kMostVariation = 1.0 / 16;
    constexpr double kMostError = 0x1p-27;
    const double variation = logs.high - logs.low;
    return !one_by_one_ && variation <= kMostVariation &&
           variation * most / 8 <= kMostError;
  }

  const Density& density_;
  double total_ = 0;
  bool one_by_one_ = false;
  std::vector<Cell> cells_;
};

class CellSource : public CodeSource {
 public:
  CellSource(const StreamKey& key, const std::vector<Cell>& cells, AliasTable table,
             bool narrow)
      : key_(key), table_(std::move(table)), narrow_(narrow) {
    for (const Cell& cell : cells) {
      runs_.push_back({cell.first, cell.last - cell.first + 1});
      single_ = single_ && cell.first == cell.last;
    }
  }

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    if (narrow_) {
      FillInto(first_row, count, codes->Prepare32(count));
    } else {
      FillInto(first_row, count, codes->Prepare64(count));
    }
  }

 private:
  struct Run {
    uint64_t first;
    uint64_t size;
  };

  template <typename Code>
  void FillInto(uint64_t first_row, int64_t count, Code* out) const {
    if (single_) {
      FillBy(first_row, count, out,
             [](const Run& run, uint64_t) { return static_cast<Code>(run.first); });
    } else {
      FillBy(first_row, count, out, [](const Run& run, uint64_t bits) {
        // Another hash, so that the place in the run does not follow from the slot.
        constexpr uint64_t kOther = 0x9e3779b97f4a7c15u;
        return static_cast<Code>(run.first + ScaleBits(Mix(bits ^ kOther), run.size));
      });
    }
  }

  template <typename Code, typename CodeIn>
  void FillBy(uint64_t first_row, int64_t count, Code* out, CodeIn code_in) const {
    uint64_t position = key_.start + first_row * key_.gamma;
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t bits = Mix(position);
      out[i] = code_in(runs_[table_.Pick(bits)], bits);
      position += key_.gamma;
    }
  }

  StreamKey key_;
  AliasTable table_;
  std::vector<Run> runs_;
  bool single_ = true;
  bool narrow_;
};

// In 2^-62 of the sum.
std::vector<uint64_t> ScaleMasses(const std::vector<Cell>& cells) {
  double total = 0;
  for (const Cell& cell : cells) total += cell.weight;
  std::vector<uint64_t> scaled;
  for (const Cell& cell : cells) {
    scaled.push_back(static_cast<uint64_t>(cell.weight / total * 0x1p62));
  }
  return scaled;
}

std::vector<uint64_t> ScaleWeightsOf(const std::vector<Cell>& cells) {
  std::vector<double> weights;
  for (const Cell& cell : cells) weights.push_back(cell.weight);
  return ScaleWeights(weights);
}

}  // namespace

std::vector<Cell> CutIntoCells(const Density& density, uint64_t last_code) {
  return Cutter(density).Cut(last_code);
}

std::unique_ptr<CodeSource> MakeCellSource(const StreamKey& key,
                                           const std::vector<Cell>& cells,
                                           uint64_t last_code, bool keep_small) {
  const auto weights = keep_small ? ScaleWeightsOf(cells) : ScaleMasses(cells);
  return std::make_unique<CellSource>(key, cells, AliasTable(weights),
                                      last_code <= UINT32_MAX);
}

}  // namespace rand_engine
