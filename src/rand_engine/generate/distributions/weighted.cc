#include "rand_engine/generate/distributions/weighted.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace rand_engine {
namespace {

using Wide = unsigned __int128;

class WeightedSource : public CodeSource {
 public:
  WeightedSource(const StreamKey& key, AliasTable table)
      : key_(key), table_(std::move(table)) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint32_t* out = codes->Prepare32(count);
    uint64_t position = key_.start + first_row * key_.gamma;
    for (int64_t i = 0; i < count; ++i) {
      out[i] = table_.Pick(Mix(position));
      position += key_.gamma;
    }
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    uint32_t* out = codes->Prepare32(count);
    for (int64_t i = 0; i < count; ++i) out[i] = table_.Pick(DrawBits(key_, rows[i]));
  }

 private:
  StreamKey key_;
  AliasTable table_;
};

}  // namespace

AliasTable::AliasTable(const std::vector<uint64_t>& weights) : slots_(weights.size()) {
  const uint64_t n = weights.size();
  Wide total = 0;
  for (const uint64_t weight : weights) total += weight;

  // A slot is full at `total`; code i starts with weight * n.
  std::vector<Wide> rest(n);
  std::vector<uint32_t> small;
  std::vector<uint32_t> large;
  for (uint32_t i = 0; i < n; ++i) {
    rest[i] = Wide{weights[i]} * n;
    (rest[i] < total ? small : large).push_back(i);
  }
  while (!small.empty() && !large.empty()) {
    const uint32_t poor = small.back();
    const uint32_t rich = large.back();
    small.pop_back();
    slots_[poor] = {static_cast<uint64_t>((rest[poor] << 64) / total), {poor, rich}};
    rest[rich] -= total - rest[poor];
    if (rest[rich] < total) {
      large.pop_back();
      small.push_back(rich);
    }
  }
  for (const auto& left : {small, large}) {
    for (const uint32_t i : left) slots_[i] = {0, {i, i}};
  }
}

std::vector<uint64_t> ScaleWeights(const std::vector<double>& weights) {
  const double largest = *std::max_element(weights.begin(), weights.end());
  int bits = 40;
  while (bits > 31 && weights.size() > (uint64_t{1} << (62 - bits))) --bits;
  const auto scale = static_cast<double>(uint64_t{1} << bits);
  std::vector<uint64_t> scaled;
  scaled.reserve(weights.size());
  for (const double weight : weights) {
    const double value = std::floor(weight / largest * scale + 0.5);
    // A weight above zero must stay possible, however small beside the largest.
    scaled.push_back(weight > 0 && value < 1 ? 1 : static_cast<uint64_t>(value));
  }
  return scaled;
}

std::unique_ptr<CodeSource> MakeWeightedSource(const StreamKey& key,
                                               const std::vector<uint64_t>& weights) {
  return std::make_unique<WeightedSource>(key, AliasTable(weights));
}

}  // namespace rand_engine
