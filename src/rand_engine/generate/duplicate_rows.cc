#include "rand_engine/generate/duplicate_rows.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "rand_engine/generate/distributions/uniform.h"

namespace rand_engine {
namespace {

/// Rows of a run that are copies.
struct Copies {
  std::vector<int64_t> places;  ///< in the run
  std::vector<uint64_t> originals;
};

template <int kWords, typename Code>
void PutCodes(const Code* originals, const std::vector<int64_t>& places, Code* codes) {
  for (size_t i = 0; i < places.size(); ++i) {
    std::copy_n(originals + kWords * i, kWords, codes + kWords * places[i]);
  }
}

class DuplicatingSource : public CodeSource {
 public:
  DuplicatingSource(std::shared_ptr<const CodeSource> rows,
                    const DuplicateRows& duplicates)
      : rows_(std::move(rows)), duplicates_(duplicates) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    rows_->Fill(first_row, count, codes);
    const Copies copies = CopiesAmong(first_row, count);
    if (copies.places.empty()) return;
    CodeBuffer originals;
    rows_->Gather(copies.originals.data(), static_cast<int64_t>(copies.originals.size()),
                  &originals);
    codes->AddTextsOf(originals);
    switch (codes->width()) {
      case CodeWidth::k32:
        return PutCodes<1>(originals.codes32(), copies.places, codes->mutable_codes32());
      case CodeWidth::k64:
        return PutCodes<1>(originals.codes64(), copies.places, codes->mutable_codes64());
      case CodeWidth::k128:
        return PutCodes<2>(originals.codes64(), copies.places, codes->mutable_codes64());
    }
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    std::vector<uint64_t> originals(static_cast<size_t>(count));
    std::transform(rows, rows + count, originals.begin(),
                   [this](uint64_t row) { return duplicates_.OriginalOf(row); });
    rows_->Gather(originals.data(), count, codes);
  }

 private:
  Copies CopiesAmong(uint64_t first_row, int64_t count) const {
    Copies copies;
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t row = first_row + static_cast<uint64_t>(i);
      if (!duplicates_.IsCopy(row)) continue;
      copies.places.push_back(i);
      copies.originals.push_back(duplicates_.OriginalOf(row));
    }
    return copies;
  }

  std::shared_ptr<const CodeSource> rows_;
  DuplicateRows duplicates_;
};

}  // namespace

uint64_t DuplicateRows::OriginalOf(uint64_t row) const {
  while (IsCopy(row)) {
    row -= 1 + ScaleBits(DrawBits(distances_, row), std::min(row, kWindow));
  }
  return row;
}

std::unique_ptr<CodeSource> MakeDuplicatingSource(std::shared_ptr<const CodeSource> rows,
                                                  const DuplicateRows& duplicates) {
  return std::make_unique<DuplicatingSource>(std::move(rows), duplicates);
}

}  // namespace rand_engine
