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
    uint32_t* code = codes->mutable_codes32();
    for (int64_t i = 0; i < count; ++i) code[i] = table_[code[i]];
  }

 private:
  std::shared_ptr<const CodeSource> base_;
  std::vector<uint32_t> table_;
};

}  // namespace

std::unique_ptr<CodeSource> MakeLookupSource(std::shared_ptr<const CodeSource> base,
                                             std::vector<uint32_t> table) {
  return std::make_unique<Lookup>(std::move(base), std::move(table));
}

}  // namespace rand_engine
