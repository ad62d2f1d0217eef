#include "rand_engine/generate/distributions/uniform.h"

#include "rand_engine/generate/distributions/draws.h"
#include "rand_engine/processor/multiversion.h"

namespace rand_engine {
namespace {

class SmallUniform : public CodeSource {
 public:
  SmallUniform(const StreamKey& key, uint32_t n) : key_(key), n_(n) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint32_t* out = codes->Prepare32(count);
    RunMultiversion([=, key = key_, n = n_]() RAND_ENGINE_MULTIVERSION {
      uint64_t position = key.start + first_row * key.gamma;
      for (int64_t i = 0; i < count; ++i) {
        out[i] = CodeOf(Mix(position), n);
        position += key.gamma;
      }
    });
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    uint32_t* out = codes->Prepare32(count);
    RunMultiversion([=, key = key_, n = n_]() RAND_ENGINE_MULTIVERSION {
      for (int64_t i = 0; i < count; ++i) out[i] = CodeOf(DrawBits(key, rows[i]), n);
    });
  }

  uint64_t uniform_codes() const override { return n_; }

 private:
  static uint32_t CodeOf(uint64_t bits, uint64_t n) {
    return static_cast<uint32_t>(((bits >> 32) * n) >> 32);
  }

  StreamKey key_;
  uint64_t n_;
};

class WideUniform : public CodeSource {
 public:
  WideUniform(const StreamKey& key, uint64_t n) : key_(key), n_(n) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    FillBy([first_row](int64_t i) { return first_row + i; }, count, codes);
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    FillBy([rows](int64_t i) { return rows[i]; }, count, codes);
  }

  uint64_t uniform_codes() const override { return n_; }

 private:
  template <typename RowAt>
  void FillBy(RowAt row_at, int64_t count, CodeBuffer* codes) const {
    if (n_ != 0 && n_ <= (uint64_t{1} << 32)) {
      FillInto(codes->Prepare32(count), count, row_at,
               [](uint64_t bits, uint64_t n) { return ScaleTo32(bits, n); });
    } else if (n_ != 0) {
      FillInto(codes->Prepare64(count), count, row_at,
               [](uint64_t bits, uint64_t n) { return ScaleBits(bits, n); });
    } else {
      FillInto(codes->Prepare64(count), count, row_at,
               [](uint64_t bits, uint64_t) { return bits; });
    }
  }

  template <typename Code, typename RowAt, typename Scale>
  void FillInto(Code* out, int64_t count, RowAt row_at, Scale scale) const {
    FillDraws(
        key_, row_at, count, [scale, n = n_](uint64_t bits) { return scale(bits, n); },
        out);
  }

  StreamKey key_;
  uint64_t n_;
};

}  // namespace

std::unique_ptr<CodeSource> MakeUniformSource(const StreamKey& key, uint64_t n) {
  constexpr uint64_t kSmall = uint64_t{1} << 20;
  if (n != 0 && n <= kSmall) {
    return std::make_unique<SmallUniform>(key, static_cast<uint32_t>(n));
  }
  return std::make_unique<WideUniform>(key, n);
}

}  // namespace rand_engine
