#include "rand_engine/generate/distributions/lookup.h"

#include <utility>

namespace rand_engine {
namespace {

class Lookup : public CodeSource {
 public:
  Lookup(std::shared_ptr<const CodeSource> base, std::vector<uint32_t> table)
      : base_(std::move(base)), table_(std::move(table)) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    base_->Fill(first_row, count, codes);
    LookUp(count, codes->mutable_codes32());
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    base_->Gather(rows, count, codes);
    LookUp(count, codes->mutable_codes32());
  }

 private:
  void LookUp(int64_t count, uint32_t* code) const {
    for (int64_t i = 0; i < count; ++i) code[i] = table_[code[i]];
  }

  std::shared_ptr<const CodeSource> base_;
  std::vector<uint32_t> table_;
};

}  // namespace

std::unique_ptr<CodeSource> MakeLookupSource(std::shared_ptr<const CodeSource> base,
                                             std::vector<uint32_t> table) {
  return std::make_unique<Lookup>(std::move(base), std::move(table));
}

}  // namespace rand_engine
