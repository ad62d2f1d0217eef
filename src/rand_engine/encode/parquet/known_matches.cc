#include "rand_engine/encode/parquet/known_matches.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace rand_engine {
namespace {

// With more words than a page has texts hardly any comes up twice.
constexpr size_t kMostWords = 1 << 14;
constexpr uint32_t kMostPlaces = 1u << 30;

using Kind = TextPart::Kind;

// One prose at most: RenderedParts does not tell the words of two apart.
bool IsMadeOfWords(const std::vector<TextPart>& parts) {
  size_t proses = 0;
  return std::all_of(parts.begin(), parts.end(), [&proses](const TextPart& part) {
    if (part.kind == Kind::kProse) return ++proses == 1;
    return part.kind == Kind::kWords && part.words.size() <= kMostWords;
  });
}

// A length is four bytes, the lowest first, of which the highest are zero.
size_t ConstantBytesOfLength(size_t longest) {
  size_t bytes = 4;
  for (; longest > 0; longest >>= 8) --bytes;
  return bytes;
}

}  // namespace

void KnownMatches::BeginPage(const char* page, uint32_t tokens) {
  page_ = page;
  count_ = 0;
  first_place_ += page_size_;
  page_size_ = 0;
  if (first_place_ > kMostPlaces) {
    std::fill(places_.begin(), places_.end(), 0u);
    first_place_ = 1;
  }
  if (places_.size() < tokens) places_.resize(tokens, 0u);
}

TextTokens::TextTokens(const ConcatenationDomain& domain) {
  const std::vector<TextPart>& parts = domain.parts;
  if (!IsMadeOfWords(parts)) return;
  size_t before = ConstantBytesOfLength(domain.longest());
  for (size_t i = 0; i < parts.size(); ++i) {
    const bool words_follow = i + 1 < parts.size() && parts[i + 1].kind == Kind::kWords;
    if (parts[i].size == 1 && words_follow) {
      before += parts[i].longest;
      continue;
    }
    parts[i].kind == Kind::kProse ? AddProse(i, before) : AddWords(parts[i], i, before);
    before = 0;
  }
}

// Words that are the same, as people of two cultures have, are one token.
void TextTokens::AddWords(const TextPart& part, size_t number, size_t bytes_before) {
  if (bytes_before + part.longest < KnownMatches::kLeastLength) return;
  TokenPart& added = parts_.emplace_back(TokenPart{number, bytes_before, false, {}});
  std::map<std::string_view, uint32_t> tokens;
  for (const std::string_view word : part.words) {
    const auto [place, is_new] = tokens.emplace(word, count_);
    if (is_new) ++count_;
    added.tokens.push_back(place->second);
  }
}

void TextTokens::AddProse(size_t number, size_t bytes_before) {
  has_prose_ = true;
  parts_.push_back(TokenPart{number, bytes_before, true, {count_}});
  count_ += ProseWord::kPlaces * Prose::kWordCount;
}

void TextTokens::Put(const RenderedParts& rendered, KnownMatches* matches) const {
  const size_t prose_words = has_prose_ ? rendered.prose_words->size() : 0;
  matches->Reserve(parts_.size() + prose_words);
  for (const TokenPart& part : parts_) {
    if (part.is_prose) {
      PutProse(part, *rendered.prose_words, matches);
      continue;
    }
    matches->Put(part.tokens[rendered.digits[part.part]],
                 rendered.begins[part.part] - part.bytes_before,
                 rendered.begins[part.part + 1]);
  }
}

void TextTokens::PutProse(const TokenPart& part, const std::vector<ProseWord>& words,
                          KnownMatches* matches) {
  for (const ProseWord& word : words) {
    const bool opens_text = word.place == ProseWord::Place::kOpensText;
    const size_t before = opens_text ? part.bytes_before : Prose::BytesBefore(word.place);
    const auto place = static_cast<uint32_t>(word.place);
    matches->Put(part.tokens[0] + place * Prose::kWordCount + word.word,
                 word.begin - before, word.end);
  }
}

}  // namespace rand_engine
