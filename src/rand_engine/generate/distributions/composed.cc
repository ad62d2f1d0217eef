#include "rand_engine/generate/distributions/composed.h"

#include <algorithm>
#include <array>
#include <utility>

namespace rand_engine {
namespace {

// Rows at once: what fits the first cache beside the sources' own codes.
constexpr int64_t kBlockRows = 512;
using Words = std::array<uint64_t, kBlockRows>;

void AddDigit(const CodeBuffer& codes, const ComposedDigit& digit, int64_t count,
              Words* words) {
  uint64_t* out = words->data();
  const uint64_t size = digit.size;
  if (codes.width() == CodeWidth::k32) {
    const uint32_t* code = codes.codes32();
    for (int64_t i = 0; i < count; ++i) out[i] = out[i] * size + code[i];
    return;
  }
  const bool two = codes.width() == CodeWidth::k128;
  const uint64_t* code = codes.codes64() + (two && !digit.of_high_word ? 1 : 0);
  const int64_t stride = two ? 2 : 1;
  for (int64_t i = 0; i < count; ++i) out[i] = out[i] * size + code[i * stride];
}

class Composed : public CodeSource {
 public:
  Composed(std::vector<std::unique_ptr<CodeSource>> sources,
           std::vector<ComposedDigit> digits)
      : sources_(std::move(sources)), digits_(std::move(digits)) {
    uint64_t low_size = 1;
    bool has_high = false;
    for (const ComposedDigit& digit : digits_) {
      has_high = has_high || digit.to_high_word;
      if (!digit.to_high_word) low_size *= digit.size;
    }
    width_ = has_high                          ? CodeWidth::k128
             : low_size <= (uint64_t{1} << 32) ? CodeWidth::k32
                                               : CodeWidth::k64;
  }

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    Compose(count, codes,
            [first_row](const CodeSource& source, int64_t done, int64_t rows,
                        CodeBuffer* scratch) {
              source.Fill(first_row + done, rows, scratch);
            });
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    Compose(count, codes,
            [rows](const CodeSource& source, int64_t done, int64_t count_of_block,
                   CodeBuffer* scratch) {
              source.Gather(rows + done, count_of_block, scratch);
            });
  }

 private:
  template <typename FillFrom>
  void Compose(int64_t count, CodeBuffer* codes, FillFrom fill_from) const {
    if (width_ == CodeWidth::k32) {
      uint32_t* out = codes->Prepare32(count);
      FillBlocks(count, fill_from, [out](int64_t i, uint64_t, uint64_t low) {
        out[i] = static_cast<uint32_t>(low);
      });
    } else if (width_ == CodeWidth::k64) {
      uint64_t* out = codes->Prepare64(count);
      FillBlocks(count, fill_from,
                 [out](int64_t i, uint64_t, uint64_t low) { out[i] = low; });
    } else {
      uint64_t* out = codes->Prepare128(count);
      FillBlocks(count, fill_from, [out](int64_t i, uint64_t high, uint64_t low) {
        out[2 * i] = high;
        out[2 * i + 1] = low;
      });
    }
  }

  // `fill_from` fills a block of a source's codes.
  template <typename FillFrom, typename Store>
  void FillBlocks(int64_t count, FillFrom fill_from, Store store) const {
    CodeBuffer scratch;
    Words high;
    Words low;
    for (int64_t done = 0; done < count; done += kBlockRows) {
      const int64_t rows = std::min(kBlockRows, count - done);
      std::fill_n(high.data(), rows, 0);
      std::fill_n(low.data(), rows, 0);
      size_t filled = sources_.size();
      for (const ComposedDigit& digit : digits_) {
        if (digit.source != filled) {
          fill_from(*sources_[digit.source], done, rows, &scratch);
        }
        filled = digit.source;
        AddDigit(scratch, digit, rows, digit.to_high_word ? &high : &low);
      }
      for (int64_t i = 0; i < rows; ++i) store(done + i, high[i], low[i]);
    }
  }

  std::vector<std::unique_ptr<CodeSource>> sources_;
  std::vector<ComposedDigit> digits_;
  CodeWidth width_;
};

class UuidBits : public CodeSource {
 public:
  explicit UuidBits(std::unique_ptr<CodeSource> uuids) : uuids_(std::move(uuids)) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uuids_->Fill(first_row, count, codes);
    CloseGaps(count, codes->mutable_codes64());
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    uuids_->Gather(rows, count, codes);
    CloseGaps(count, codes->mutable_codes64());
  }

 private:
  static void CloseGaps(int64_t count, uint64_t* words) {
    constexpr uint64_t kBelowVersion = 0xfff;
    constexpr uint64_t kLow = (uint64_t{1} << kUuidLowBits) - 1;
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t high = words[2 * i];
      words[2 * i] = (high >> 16 << 12) | (high & kBelowVersion);
      words[2 * i + 1] &= kLow;
    }
  }

  std::unique_ptr<CodeSource> uuids_;
};

}  // namespace

std::unique_ptr<CodeSource> MakeComposedSource(
    std::vector<std::unique_ptr<CodeSource>> sources, std::vector<ComposedDigit> digits) {
  return std::make_unique<Composed>(std::move(sources), std::move(digits));
}

std::unique_ptr<CodeSource> MakeUuidBitsSource(std::unique_ptr<CodeSource> uuids) {
  return std::make_unique<UuidBits>(std::move(uuids));
}

}  // namespace rand_engine
