#include "rand_engine/generate/distributions/unique.h"

#include <algorithm>
#include <cmath>

#include "rand_engine/generate/distributions/draws.h"
#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/processor/multiversion.h"

namespace rand_engine {
namespace {

constexpr uint64_t kNarrow = uint64_t{1} << 32;

// The smallest x with x * x >= n.
uint64_t RootUp(uint64_t n) {
  auto root = static_cast<uint64_t>(std::sqrt(static_cast<double>(n)));
  while (root * root < n) ++root;
  while (root > 1 && (root - 1) * (root - 1) >= n) --root;
  return root;
}

uint64_t AddModulo(uint64_t a, uint64_t b, uint64_t modulus) {
  const uint64_t sum = a + b;
  return sum >= modulus ? sum - modulus : sum;
}

}  // namespace

Permutation::Permutation(uint64_t n, const Keys& keys)
    : n_(n), left_(RootUp(n)), right_((n + left_ - 1) / left_), keys_(keys) {}

inline uint64_t Permutation::ApplyOnce(uint64_t left, uint64_t right) const {
  for (int round = 0; round < kRounds; round += 2) {
    left = AddModulo(left, ScaleBits(DrawBits(keys_[round], right), left_), left_);
    right = AddModulo(right, ScaleBits(DrawBits(keys_[round + 1], left), right_), right_);
  }
  return left * right_ + right;
}

inline uint64_t Permutation::Walk(uint64_t left, uint64_t right) const {
  uint64_t x = ApplyOnce(left, right);
  while (x >= n_) x = ApplyOnce(x / right_, x % right_);
  return x;
}

uint64_t Permutation::Apply(uint64_t x) const { return Walk(x / right_, x % right_); }

uint64_t Permutation::Invert(uint64_t code) const {
  do {
    code = InvertOnce(code / right_, code % right_);
  } while (code >= n_);
  return code;
}

uint64_t Permutation::InvertOnce(uint64_t left, uint64_t right) const {
  const auto subtract = [](uint64_t a, uint64_t b, uint64_t modulus) {
    return a >= b ? a - b : a + modulus - b;
  };
  for (int round = kRounds; round > 0; round -= 2) {
    right = subtract(right, ScaleBits(DrawBits(keys_[round - 1], left), right_), right_);
    left = subtract(left, ScaleBits(DrawBits(keys_[round - 2], right), left_), left_);
  }
  return left * right_ + right;
}

// Round by round for a block of numbers, so that each is a loop that vectors take; the
// few that fall outside [0, n) walk on one by one.
template <typename Code>
void Permutation::ApplyToRun(uint64_t x, int64_t count, Code* out) const {
  std::array<uint64_t, kBlock> lefts;
  std::array<uint64_t, kBlock> rights;
  x %= n_;
  for (int64_t done = 0; done < count; done += kBlock) {
    const int64_t block = std::min(kBlock, count - done);
    x = Split(x, block, lefts.data(), rights.data());
    for (int round = 0; round < kRounds; round += 2) {
      AddRound(keys_[round], left_, block, rights.data(), lefts.data());
      AddRound(keys_[round + 1], right_, block, lefts.data(), rights.data());
    }
    for (int64_t i = 0; i < block; ++i) {
      const uint64_t code = lefts[i] * right_ + rights[i];
      out[done + i] =
          static_cast<Code>(code < n_ ? code : Walk(code / right_, code % right_));
    }
  }
}

uint64_t Permutation::Split(uint64_t x, int64_t count, uint64_t* lefts,
                            uint64_t* rights) const {
  uint64_t left = x / right_;
  uint64_t right = x % right_;
  for (int64_t i = 0; i < count; ++i) {
    lefts[i] = left;
    rights[i] = right;
    if (++x == n_) {
      x = left = right = 0;
    } else if (++right == right_) {
      right = 0;
      ++left;
    }
  }
  return x;
}

// Radices are below 2^32, as n is at most 2^62.
void Permutation::AddRound(const StreamKey& key, uint64_t radix, int64_t count,
                           const uint64_t* digits, uint64_t* others) {
  RunMultiversion([=]() RAND_ENGINE_MULTIVERSION {
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t added = ScaleTo32(DrawBits(key, digits[i]), radix);
      others[i] = AddModulo(others[i], added, radix);
    }
  });
}

namespace {

class Permuted : public CodeSource {
 public:
  Permuted(const Permutation& permutation, uint64_t n)
      : permutation_(permutation), n_(n) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    // A copy of its own is one that stores to the buffer cannot change.
    const Permutation permutation = permutation_;
    if (n_ <= kNarrow) {
      permutation.ApplyToRun(first_row, count, codes->Prepare32(count));
    } else {
      permutation.ApplyToRun(first_row, count, codes->Prepare64(count));
    }
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    if (n_ <= kNarrow) {
      GatherInto(rows, count, codes->Prepare32(count));
    } else {
      GatherInto(rows, count, codes->Prepare64(count));
    }
  }

 private:
  template <typename Code>
  void GatherInto(const uint64_t* rows, int64_t count, Code* out) const {
    const Permutation permutation = permutation_;
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t row = RowOf(rows[i]);
      out[i] = static_cast<Code>(permutation.Apply(row < n_ ? row : row % n_));
    }
  }

  Permutation permutation_;
  uint64_t n_;
};

class Counting : public CodeSource {
 public:
  explicit Counting(uint64_t n) : n_(n) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    if (n_ <= kNarrow) {
      FillInto(first_row, count, codes->Prepare32(count));
    } else {
      FillInto(first_row, count, codes->Prepare64(count));
    }
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    if (n_ <= kNarrow) {
      GatherInto(rows, count, codes->Prepare32(count));
    } else {
      GatherInto(rows, count, codes->Prepare64(count));
    }
  }

 private:
  template <typename Code>
  void GatherInto(const uint64_t* rows, int64_t count, Code* out) const {
    for (int64_t i = 0; i < count; ++i) {
      const uint64_t row = RowOf(rows[i]);
      out[i] = static_cast<Code>(row < n_ ? row : row % n_);
    }
  }

  template <typename Code>
  void FillInto(uint64_t first_row, int64_t count, Code* out) const {
    uint64_t code = first_row % n_;
    for (int64_t i = 0; i < count; ++i) {
      out[i] = static_cast<Code>(code);
      if (++code == n_) code = 0;
    }
  }

  uint64_t n_;
};

class TimeUuids : public CodeSource {
 public:
  explicit TimeUuids(const StreamKey& key) {
    constexpr uint64_t kRandomNode = uint64_t{1} << 40;
    low_ = DrawBits(key, 0) | kRandomNode;
  }

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint64_t* out = codes->Prepare128(count);
    for (int64_t i = 0; i < count; ++i) {
      out[2 * i] = HighOf(first_row + i);
      out[2 * i + 1] = low_;
    }
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    uint64_t* out = codes->Prepare128(count);
    for (int64_t i = 0; i < count; ++i) {
      out[2 * i] = HighOf(RowOf(rows[i]));
      out[2 * i + 1] = low_;
    }
  }

 private:
  static uint64_t HighOf(uint64_t row) {
    // 100 ns since 1582-10-15 of 1970-01-01, and from there to 2024-01-01.
    constexpr uint64_t kFirst = 0x01b21dd213814000 + 1'704'067'200 * uint64_t{10'000'000};
    const uint64_t time = kFirst + row;
    return time << 32 | (time >> 32 & 0xffff) << 16 | (time >> 48 & 0xfff);
  }

  uint64_t low_;
};

}  // namespace

std::unique_ptr<CodeSource> MakePermutationSource(uint64_t n,
                                                  const Permutation::Keys& keys) {
  return std::make_unique<Permuted>(Permutation(n, keys), n);
}

std::unique_ptr<CodeSource> MakeCountingSource(uint64_t n) {
  return std::make_unique<Counting>(n);
}

std::unique_ptr<CodeSource> MakeTimeUuidSource(const StreamKey& key) {
  return std::make_unique<TimeUuids>(key);
}

}  // namespace rand_engine
