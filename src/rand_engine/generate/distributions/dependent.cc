#include "rand_engine/generate/distributions/dependent.h"

#include <utility>

namespace rand_engine {
namespace {

class Dependent : public CodeSource {
 public:
  Dependent(std::shared_ptr<const CodeSource> base, const StreamKey& key,
            std::vector<CodeRange> ranges)
      : base_(std::move(base)), key_(key), ranges_(std::move(ranges)) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    base_->Fill(first_row, count, codes);
    uint32_t* code = codes->mutable_codes32();
    uint64_t position = key_.start + first_row * key_.gamma;
    for (int64_t i = 0; i < count; ++i, position += key_.gamma) {
      code[i] = Pick(code[i], Mix(position));
    }
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    base_->Gather(rows, count, codes);
    uint32_t* code = codes->mutable_codes32();
    for (int64_t i = 0; i < count; ++i) code[i] = Pick(code[i], DrawBits(key_, rows[i]));
  }

 private:
  uint32_t Pick(uint32_t base, uint64_t bits) const {
    const CodeRange& range = ranges_[base];
    return range.first + (range.weights != nullptr
                              ? range.weights->Pick(bits)
                              : static_cast<uint32_t>(ScaleBits(bits, range.size)));
  }

  std::shared_ptr<const CodeSource> base_;
  StreamKey key_;
  std::vector<CodeRange> ranges_;
};

}  // namespace

CodeRange WeightedRange(uint32_t first, const std::vector<uint64_t>& weights) {
  return {first, static_cast<uint32_t>(weights.size()),
          std::make_shared<const AliasTable>(weights)};
}

std::unique_ptr<CodeSource> MakeDependentSource(std::shared_ptr<const CodeSource> base,
                                                const StreamKey& key,
                                                std::vector<CodeRange> ranges) {
  return std::make_unique<Dependent>(std::move(base), key, std::move(ranges));
}

}  // namespace rand_engine
