#include "rand_engine/generate/code_source.h"

#include <numeric>
#include <vector>

namespace rand_engine {
namespace {

// The end of the run that begins at `begin`: each row is the one before or the next.
int64_t EndOfRun(const uint64_t* rows, int64_t begin, int64_t count) {
  int64_t end = begin + 1;
  while (end < count && rows[end] - rows[end - 1] <= 1) ++end;
  return end;
}

template <int kWords, typename Code>
void Spread(const Code* run, const uint64_t* rows, int64_t count, Code* out) {
  for (int64_t i = 0; i < count; ++i) {
    const uint64_t place = (rows[i] - rows[0]) * kWords;
    for (int word = 0; word < kWords; ++word) out[kWords * i + word] = run[place + word];
  }
}

void Prepare(CodeWidth width, int64_t count, CodeBuffer* codes) {
  switch (width) {
    case CodeWidth::k32:
      codes->Prepare32(count);
      return;
    case CodeWidth::k64:
      codes->Prepare64(count);
      return;
    case CodeWidth::k128:
      codes->Prepare128(count);
  }
}

}  // namespace

void CodeSource::Gather(const uint64_t* rows, int64_t count, CodeBuffer* codes) const {
  if (count == 0) return Fill(0, 0, codes);
  CodeBuffer run;
  codes->KeepTexts(nullptr);
  for (int64_t begin = 0; begin < count;) {
    const int64_t end = EndOfRun(rows, begin, count);
    Fill(rows[begin], static_cast<int64_t>(rows[end - 1] - rows[begin]) + 1, &run);
    if (begin == 0) Prepare(run.width(), count, codes);
    codes->AddTextsOf(run);
    switch (run.width()) {
      case CodeWidth::k32:
        Spread<1>(run.codes32(), rows + begin, end - begin,
                  codes->mutable_codes32() + begin);
        break;
      case CodeWidth::k64:
        Spread<1>(run.codes64(), rows + begin, end - begin,
                  codes->mutable_codes64() + begin);
        break;
      case CodeWidth::k128:
        Spread<2>(run.codes64(), rows + begin, end - begin,
                  codes->mutable_codes64() + 2 * begin);
    }
    begin = end;
  }
}

void GatheringSource::Fill(uint64_t first_row, int64_t count, CodeBuffer* codes) const {
  std::vector<uint64_t> rows(count);
  std::iota(rows.begin(), rows.end(), first_row);
  Gather(rows.data(), count, codes);
}

}  // namespace rand_engine
