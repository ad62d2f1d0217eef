#include "rand_engine/generate/distributions/uniform.h"

namespace rand_engine {
namespace {

class SmallUniform : public CodeSource {
 public:
  SmallUniform(const StreamKey& key, uint32_t n) : key_(key), n_(n) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint32_t* out = codes->Prepare32(count);
    uint64_t position = key_.start + first_row * key_.gamma;
    for (int64_t i = 0; i < count; ++i) {
      out[i] = CodeOf(Mix(position));
      position += key_.gamma;
    }
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    uint32_t* out = codes->Prepare32(count);
    for (int64_t i = 0; i < count; ++i) out[i] = CodeOf(DrawBits(key_, rows[i]));
  }

 private:
  uint32_t CodeOf(uint64_t bits) const {
    return static_cast<uint32_t>(((bits >> 32) * n_) >> 32);
  }

  StreamKey key_;
  uint64_t n_;
};

class WideUniform : public CodeSource {
 public:
  WideUniform(const StreamKey& key, uint64_t n) : key_(key), n_(n) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    if (n_ != 0 && n_ <= (uint64_t{1} << 32)) {
      FillScaled(first_row, count, codes->Prepare32(count));
    } else if (n_ != 0) {
      FillScaled(first_row, count, codes->Prepare64(count));
    } else {
      uint64_t* out = codes->Prepare64(count);
      for (int64_t i = 0; i < count; ++i) out[i] = DrawBits(key_, first_row + i);
    }
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    if (n_ != 0 && n_ <= (uint64_t{1} << 32)) {
      GatherScaled(rows, count, codes->Prepare32(count));
    } else if (n_ != 0) {
      GatherScaled(rows, count, codes->Prepare64(count));
    } else {
      uint64_t* out = codes->Prepare64(count);
      for (int64_t i = 0; i < count; ++i) out[i] = DrawBits(key_, rows[i]);
    }
  }

 private:
  template <typename Code>
  void FillScaled(uint64_t first_row, int64_t count, Code* out) const {
    uint64_t position = key_.start + first_row * key_.gamma;
    for (int64_t i = 0; i < count; ++i) {
      out[i] = static_cast<Code>(ScaleBits(Mix(position), n_));
      position += key_.gamma;
    }
  }

  template <typename Code>
  void GatherScaled(const uint64_t* rows, int64_t count, Code* out) const {
    for (int64_t i = 0; i < count; ++i) {
      out[i] = static_cast<Code>(ScaleBits(DrawBits(key_, rows[i]), n_));
    }
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
