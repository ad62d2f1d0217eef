#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/util/compression.h>
#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "fuzz/choices.h"
#include "fuzz/targets.h"
#include "rand_engine/compress/snappy_page.h"
#include "rand_engine/compress/zstd_matches.h"
#include "rand_engine/encode/parquet/composed_strings.h"
#include "rand_engine/encode/parquet/known_matches.h"

namespace rand_engine::fuzz {
namespace {

constexpr size_t kMostPageBytes = 1 << 20;
constexpr char kLevels[] = "levels";

/// Words of a few characters, seldom more than a match, a block or a copy can span.
std::string MakeWord(Choices* choices) {
  std::string word = choices->Text(9);
  constexpr size_t kLonger[] = {1, 1, 1, 1, 1, 3, 30, 8'000};
  const size_t times = choices->OneOf(kLonger);
  const std::string once = word;
  for (size_t i = 1; i < times; ++i) word += once;
  return word;
}

std::shared_ptr<const Prose> MakeProse(Choices* choices) {
  std::vector<std::string> words;
  for (size_t i = 0; i < Prose::kWordCount; ++i) {
    words.emplace_back(1 + i % Prose::kLongestWord, static_cast<char>('a' + i % 26));
  }
  constexpr Prose::Unit kUnits[] = {Prose::Unit::kWords, Prose::Unit::kSentences,
                                    Prose::Unit::kParagraphs};
  const auto most = static_cast<uint32_t>(1 + choices->Below(4));
  return std::make_shared<Prose>(
      std::vector<std::string_view>(words.begin(), words.end()), choices->OneOf(kUnits),
      1, most);
}

/// A column of texts, whose words are kept in `storage`; no more than codes have numbers.
ConcatenationDomain MakeDomain(Choices* choices, std::deque<std::string>* storage) {
  ConcatenationDomain domain;
  uint64_t codes = 1;
  bool has_prose = false;
  for (size_t left = 1 + choices->Below(5); left > 0; --left) {
    const bool is_prose = !has_prose && choices->Chance(8);
    const uint64_t size = is_prose ? Prose::kCodes : 1 + choices->Below(6);
    if (__builtin_mul_overflow(codes, size, &codes)) break;
    if (is_prose) {
      domain.AddProse(MakeProse(choices));
      has_prose = true;
      continue;
    }
    std::vector<std::string_view> words;
    while (words.size() < size) {
      words.push_back(storage->emplace_back(MakeWord(choices)));
    }
    domain.AddPart(std::move(words));
  }
  return domain;
}

void RequireTrue(std::string_view page, std::span<const Match> matches) {
  size_t done = 0;
  for (const Match& match : matches) {
    const bool fits = match.begin >= done && match.length >= KnownMatches::kLeastLength &&
                      match.length <= KnownMatches::kMostLength &&
                      match.offset <= KnownMatches::kMostOffset &&
                      match.offset <= match.begin &&
                      match.begin + match.length <= page.size();
    Require(fits && page.substr(match.begin, match.length) ==
                        page.substr(match.begin - match.offset, match.length),
            fmt::format("no match: {} bytes at {}, {} back", match.length, match.begin,
                        match.offset));
    done = match.begin + match.length;
  }
}

void RequireGivenBack(const ByteBuffer& page, std::span<const Match> matches) {
  ByteBuffer compressed;
  std::string bytes(page.size(), '\0');
  ZstdMatchCompressor().Compress(page.view(), matches, &compressed);
  const size_t zstd_size =
      ZSTD_decompress(bytes.data(), bytes.size(), compressed.data(), compressed.size());
  Require(!ZSTD_isError(zstd_size) && zstd_size == page.size() && bytes == page.view(),
          "another page from zstd");
  CompressSnappyMatches(page, matches, &compressed);
  const auto codec = arrow::util::Codec::Create(arrow::Compression::SNAPPY).ValueOrDie();
  const auto size = codec->Decompress(static_cast<int64_t>(compressed.size()),
                                      reinterpret_cast<const uint8_t*>(compressed.data()),
                                      static_cast<int64_t>(bytes.size()),
                                      reinterpret_cast<uint8_t*>(bytes.data()));
  Require(size.ok() && bytes == page.view(), "another page from Snappy");
}

/// A page of texts that `random` draws.
void CheckPage(const ConcatenationDomain& domain, const ParquetValues& values,
               size_t texts, uint64_t* random, KnownMatches* matches) {
  texts = std::min(texts, kMostPageBytes / (domain.longest() + 4));
  std::vector<uint64_t> codes(texts);
  for (uint64_t& code : codes) {
    *random = *random * 6'364'136'223'846'793'005u + 1'442'695'040'888'963'407u;
    code = (*random >> 8) % domain.size();
  }
  const CodeSpan span{CodeWidth::k64, codes.data(), static_cast<int64_t>(texts)};
  ByteBuffer plain;
  values.AppendPlain(span, &plain);
  ByteBuffer page;
  page.Append(kLevels);
  matches->Clear();
  values.AppendPlainWithMatches(span, &page, matches);
  Require(page.view().substr(sizeof kLevels - 1) == plain.view(), "other texts");
  RequireTrue(page.view(), matches->matches());
  Require(matches->AreTrue(page.view()), "true matches do not look true");
  RequireGivenBack(page, matches->matches());
}

}  // namespace

void FuzzPageMatches(std::string_view bytes) {
  Choices choices(bytes);
  uint64_t random = choices.Word();
  const size_t texts[] = {1 + choices.Below(4096), 1 + choices.Below(4096)};
  std::deque<std::string> words[2];
  const ConcatenationDomain domains[] = {MakeDomain(&choices, &words[0]),
                                         MakeDomain(&choices, &words[1])};
  // The columns of a row group take turns with one table of tokens.
  KnownMatches matches;
  for (const size_t column : {0, 1, 0}) {
    const auto values = MakeComposedStrings(domains[column]);
    CheckPage(domains[column], *values, texts[column], &random, &matches);
  }
}

}  // namespace rand_engine::fuzz
