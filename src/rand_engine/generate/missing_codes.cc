#include "rand_engine/generate/missing_codes.h"

#include <utility>

namespace rand_engine {
namespace {

class NullableSource : public CodeSource {
 public:
  NullableSource(std::unique_ptr<CodeSource> values, const StreamKey& key,
                 NullDraws null_draws, uint64_t missing_code)
      : values_(std::move(values)),
        key_(key),
        last_null_(static_cast<uint64_t>(null_draws - 1)),
        missing_(missing_code) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    values_->Fill(first_row, count, codes);
    switch (codes->width()) {
      case CodeWidth::k32:
        if (missing_ > UINT32_MAX) return Widen(first_row, count, codes);
        return Replace<1>(first_row, count, codes->mutable_codes32());
      case CodeWidth::k64:
        return Replace<1>(first_row, count, codes->mutable_codes64());
      case CodeWidth::k128:
        return Replace<2>(first_row, count, codes->mutable_codes64());
    }
  }

 private:
  template <int kWords, typename Code>
  void Replace(uint64_t first_row, int64_t count, Code* codes) const {
    const auto missing = static_cast<Code>(missing_);
    uint64_t position = key_.start + first_row * key_.gamma;
    for (int64_t i = 0; i < count; ++i, position += key_.gamma) {
      Code& code = codes[kWords * i];
      code = Mix(position) <= last_null_ ? missing : code;
    }
  }

  // A domain of 2^32 codes: they leave no room for another one.
  void Widen(uint64_t first_row, int64_t count, CodeBuffer* codes) const {
    CodeBuffer narrow;
    std::swap(narrow, *codes);
    uint64_t* wide = codes->Prepare64(count);
    for (int64_t i = 0; i < count; ++i) wide[i] = narrow.codes32()[i];
    Replace<1>(first_row, count, wide);
  }

  std::unique_ptr<CodeSource> values_;
  StreamKey key_;
  uint64_t last_null_;
  uint64_t missing_;
};

template <typename Code>
void Split(const Code* codes, int64_t count, Code missing, Code* present,
           uint8_t* is_present) {
  for (int64_t i = 0; i < count; ++i) {
    const bool is = codes[i] != missing;
    is_present[i] = is;
    present[i] = is ? codes[i] : 0;
  }
}

}  // namespace

std::unique_ptr<CodeSource> MakeNullableSource(std::unique_ptr<CodeSource> values,
                                               const StreamKey& key, NullDraws null_draws,
                                               uint64_t missing_code) {
  return std::make_unique<NullableSource>(std::move(values), key, null_draws,
                                          missing_code);
}

void ReplaceMissing(const CodeBuffer& codes, int64_t count, uint64_t missing_code,
                    CodeBuffer* present, uint8_t* is_present) {
  switch (codes.width()) {
    case CodeWidth::k32:
      return Split(codes.codes32(), count, static_cast<uint32_t>(missing_code),
                   present->Prepare32(count), is_present);
    case CodeWidth::k64:
      return Split(codes.codes64(), count, missing_code, present->Prepare64(count),
                   is_present);
    case CodeWidth::k128: {
      const uint64_t* words = codes.codes64();
      uint64_t* out = present->Prepare128(count);
      for (int64_t i = 0; i < count; ++i) {
        const bool is = words[2 * i] != missing_code;
        is_present[i] = is;
        out[2 * i] = is ? words[2 * i] : 0;
        out[2 * i + 1] = is ? words[2 * i + 1] : 0;
      }
    }
  }
}

}  // namespace rand_engine
