#include "rand_engine/generate/distributions/ranges.h"

#include <utility>

namespace rand_engine {
namespace {

class Ranges : public CodeSource {
 public:
  Ranges(std::unique_ptr<CodeSource> places, const std::vector<CodeInterval>& ranges)
      : places_(std::move(places)) {
    uint64_t begin = 0;
    for (const CodeInterval& range : ranges) {
      begins_.push_back(begin);
      shifts_.push_back(range.first - begin);
      begin += range.size;
    }
  }

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    places_->Fill(first_row, count, codes);
    if (codes->width() == CodeWidth::k32) {
      Shift(codes->mutable_codes32(), count);
    } else {
      Shift(codes->mutable_codes64(), count);
    }
  }

 private:
  // The last range that begins at or before the place, without a branch to mispredict.
  uint64_t ShiftAt(uint64_t place) const {
    const uint64_t* begin = begins_.data();
    for (size_t length = begins_.size(); length > 1;) {
      const size_t half = length / 2;
      begin += begin[half] <= place ? half : 0;
      length -= half;
    }
    return shifts_[begin - begins_.data()];
  }

  template <typename Code>
  void Shift(Code* codes, int64_t count) const {
    for (int64_t i = 0; i < count; ++i) {
      codes[i] = static_cast<Code>(codes[i] + ShiftAt(codes[i]));
    }
  }

  std::unique_ptr<CodeSource> places_;
  std::vector<uint64_t> begins_;  ///< places
  std::vector<uint64_t> shifts_;  ///< from a place to its code
};

}  // namespace

std::unique_ptr<CodeSource> MakeRangesSource(std::unique_ptr<CodeSource> places,
                                             const std::vector<CodeInterval>& ranges) {
  return std::make_unique<Ranges>(std::move(places), ranges);
}

}  // namespace rand_engine
