#include "rand_engine/encode/parquet/match_trial.h"

#include <arrow/result.h>
#include <arrow/status.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "rand_engine/encode/parquet/known_matches.h"
#include "rand_engine/encode/parquet/page_compressor.h"
#include "rand_engine/memory/byte_buffer.h"

namespace rand_engine {
namespace {

/// Codes of any width as two words, high and low.
using WideCodes = std::vector<std::pair<uint64_t, uint64_t>>;

WideCodes SampleOf(const ColumnPlan& column, int64_t rows, bool distinct) {
  CodeBuffer buffer;
  column.source->Fill(0, rows, &buffer);
  const CodeSpan span = SpanOf(buffer, rows);
  WideCodes codes;
  VisitWords(span, [&](uint64_t high, uint64_t low) {
    const uint64_t first = span.width == CodeWidth::k128 ? high : low;
    if (!column.missing_code || first != *column.missing_code)
      codes.push_back({high, low});
  });
  if (!distinct) return codes;
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  return codes;
}

arrow::Result<bool> Try(const ColumnPlan& column, const ParquetValues& values,
                        int64_t rows, bool distinct, PageCompressor* compressor) {
  const WideCodes sample = SampleOf(column, rows, distinct);
  const bool two_words = std::any_of(sample.begin(), sample.end(),
                                     [](const auto& code) { return code.first != 0; });
  std::vector<uint64_t> words;
  for (const auto& [high, low] : sample) {
    if (two_words) words.push_back(high);
    words.push_back(low);
  }
  const CodeSpan codes{two_words ? CodeWidth::k128 : CodeWidth::k64, words.data(),
                       static_cast<int64_t>(sample.size())};
  ByteBuffer page;
  KnownMatches matches;
  values.AppendPlainWithMatches(codes, &page, &matches);
  if (matches.matches().empty()) return false;
  ByteBuffer told;
  ByteBuffer searched;
  ARROW_RETURN_NOT_OK(compressor->CompressAtOnce(page, matches.matches(), &told));
  ARROW_RETURN_NOT_OK(compressor->CompressAtOnce(page, {}, &searched));
  return static_cast<double>(told.size()) <=
         compressor->most_growth() * static_cast<double>(searched.size());
}

}  // namespace

arrow::Result<bool> MatchTrial::Pays(const ColumnPlan& column,
                                     const ParquetValues& values, int64_t rows,
                                     PageCompressor* compressor) {
  const std::lock_guard lock(mutex_);
  if (!pays_) {
    ARROW_ASSIGN_OR_RAISE(pays_, Try(column, values, rows, distinct_, compressor));
  }
  return *pays_;
}

}  // namespace rand_engine
