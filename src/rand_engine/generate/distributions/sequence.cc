#include "rand_engine/generate/distributions/sequence.h"

#include <algorithm>

#include "rand_engine/processor/multiversion.h"

namespace rand_engine {
namespace {

class RowNumbers : public CodeSource {
 public:
  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint64_t* out = codes->Prepare64(count);
    for (int64_t i = 0; i < count; ++i) out[i] = first_row + i;
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    std::transform(rows, rows + count, codes->Prepare64(count), RowOf);
  }
};

class Constant : public CodeSource {
 public:
  void Fill(uint64_t /*first_row*/, int64_t count, CodeBuffer* codes) const override {
    std::fill_n(codes->Prepare32(count), count, 0u);
  }

  void Gather(const uint64_t* /*rows*/, int64_t count, CodeBuffer* codes) const override {
    std::fill_n(codes->Prepare32(count), count, 0u);
  }
};

class Spread : public CodeSource {
 public:
  explicit Spread(const EventTimes& times)
      : times_(times),
        whole_(times.span_us / times.rows),
        rest_(times.span_us % times.rows),
        narrow_(times.span_us <= int64_t{1} << 32) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    if (narrow_) {
      FillAll(first_row, count, codes->Prepare32(count));
    } else {
      FillAll(first_row, count, codes->Prepare64(count));
    }
  }

 private:
  // Rows before those of the times happen with the first.
  template <typename Word>
  void FillAll(uint64_t first_row, int64_t count, Word* out) const {
    const auto first = static_cast<uint64_t>(times_.first_row);
    uint64_t early = 0;
    if (first_row < first) {
      early = std::min(first - first_row, static_cast<uint64_t>(count));
    }
    std::fill_n(out, early, Word{0});
    FillInto(first_row + early, count - static_cast<int64_t>(early), out + early);
  }

  // Bresenham's way: the remainder is carried along instead of dividing for each row.
  template <typename Word>
  void FillInto(uint64_t first_row, int64_t count, Word* out) const {
    const auto before = static_cast<unsigned __int128>(
        first_row - static_cast<uint64_t>(times_.first_row));
    const auto product = before * static_cast<uint64_t>(times_.span_us);
    const auto rows = static_cast<uint64_t>(times_.rows);
    auto code = static_cast<int64_t>(product / rows);
    auto remainder = static_cast<int64_t>(product % rows);
    for (int64_t i = 0; i < count; ++i) {
      out[i] = static_cast<Word>(code);
      code += whole_;
      remainder += rest_;
      const bool carry = remainder >= times_.rows;
      code += carry ? 1 : 0;
      remainder -= carry ? times_.rows : 0;
    }
  }

  EventTimes times_;
  int64_t whole_;
  int64_t rest_;
  bool narrow_;
};

class RandomBits : public CodeSource {
 public:
  RandomBits(const StreamKey& high, const StreamKey& low) : high_(high), low_(low) {}

  void Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const override {
    uint64_t* out = codes->Prepare128(count);
    RunMultiversion([=, high = high_, low = low_]() RAND_ENGINE_MULTIVERSION {
      for (int64_t i = 0; i < count; ++i) {
        out[2 * i] = DrawBits(high, first_row + i);
        out[2 * i + 1] = DrawBits(low, first_row + i);
      }
    });
  }

  void Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const override {
    uint64_t* out = codes->Prepare128(count);
    for (int64_t i = 0; i < count; ++i) {
      out[2 * i] = DrawBits(high_, rows[i]);
      out[2 * i + 1] = DrawBits(low_, rows[i]);
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

std::unique_ptr<CodeSource> MakeSpreadSource(const EventTimes& times) {
  return std::make_unique<Spread>(times);
}

std::unique_ptr<CodeSource> MakeRandomBitsSource(const StreamKey& high,
                                                 const StreamKey& low) {
  return std::make_unique<RandomBits>(high, low);
}

}  // namespace rand_engine
