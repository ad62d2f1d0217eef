#include "rand_engine/generate/distributions/sequence.h"

#include <algorithm>

namespace rand_engine {
namespace {

class RowNumbers : public CodeSource {
 public:
  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint64_t* out = codes->Prepare64(count);
    for (int64_t i = 0; i < count; ++i) out[i] = first_row + i;
  }
};

class Constant : public CodeSource {
 public:
  void Fill(uint64_t /*first_row*/, int64_t count, CodeBuffer* codes) const override {
    std::fill_n(codes->Prepare32(count), count, 0u);
  }
};

class RandomBits : public CodeSource {
 public:
  RandomBits(const StreamKey& high, const StreamKey& low) : high_(high), low_(low) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint64_t* out = codes->Prepare128(count);
    for (int64_t i = 0; i < count; ++i) {
      out[2 * i] = DrawBits(high_, first_row + i);
      out[2 * i + 1] = DrawBits(low_, first_row + i);
    }
  }

 private:
  StreamKey high_;
  StreamKey low_;
};

}  // namespace

std::unique_ptr<CodeSource> MakeRowNumberSource() {
  return std::make_unique<RowNumbers>();
}

std::unique_ptr<CodeSource> MakeConstantSource() { return std::make_unique<Constant>(); }

std::unique_ptr<CodeSource> MakeRandomBitsSource(const StreamKey& high,
                                                 const StreamKey& low) {
  return std::make_unique<RandomBits>(high, low);
}

}  // namespace rand_engine
