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
    ReplaceCodes(count, missing_, codes,
                 [key = key_, last = last_null_, first_row](int64_t i) {
                   return DrawBits(key, first_row + i) <= last;
                 });
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    values_->Gather(rows, count, codes);
    ReplaceCodes(count, missing_, codes, [this, rows](int64_t i) {
      return DrawBits(key_, rows[i]) <= last_null_;
    });
  }

 private:
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

void WidenCodes(int64_t count, CodeBuffer* codes) {
  CodeBuffer narrow;
  std::swap(narrow, *codes);
  uint64_t* wide = codes->Prepare64(count);
  for (int64_t i = 0; i < count; ++i) wide[i] = narrow.codes32()[i];
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
