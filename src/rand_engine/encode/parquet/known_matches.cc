#include "rand_engine/encode/parquet/known_matches.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <string_view>

namespace rand_engine {
namespace {

// With more words than a page has texts hardly any comes up twice.
constexpr size_t kMostWords = 1 << 14;
constexpr uint32_t kMostPlaces = 1u << 30;

using Kind = TextPart::Kind;

// One prose at most: RenderedPieces does not tell the words of two apart.
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
  // One more, since the last token may be empty, and its place that after the page.
  first_place_ += page_size_ + 1;
  page_size_ = 0;
  if (first_place_ > kMostPlaces) {
    std::fill(places_.begin(), places_.end(), 0u);
    first_place_ = 1;
  }
  if (places_.size() < tokens) places_.resize(tokens, 0u);
}

// Without a branch that depends on the length, which cannot be predicted.
bool KnownMatches::AreTrue(std::string_view page) const {
  constexpr uint32_t kSeen = sizeof(uint64_t);
  uint64_t different = 0;
  for (const Match& match : matches()) {
    const size_t begin = match.begin;
    if (match.offset > begin || begin + match.length > page.size()) return false;
    uint64_t here = 0;
    uint64_t there = 0;
    const size_t room = std::min<size_t>(page.size() - begin, kSeen);
    if (room == kSeen) {
      std::memcpy(&here, page.data() + begin, kSeen);
      std::memcpy(&there, page.data() + begin - match.offset, kSeen);
    } else {
      std::memcpy(&here, page.data() + begin, room);
      std::memcpy(&there, page.data() + begin - match.offset, room);
    }
    const uint32_t seen = std::min(match.length, kSeen);
    different |= (here ^ there) << (8 * (kSeen - seen));
  }
  return different == 0;
}

TextTokens::TextTokens(const ConcatenationDomain& domain) {
  if (!IsMadeOfWords(domain.parts)) return;
  const std::vector<RenderPiece>& pieces = domain.pieces();
  const auto kind_of = [&](size_t i) { return domain.parts[pieces[i].part].kind; };
  size_t before = ConstantBytesOfLength(domain.longest());
  for (size_t i = 0; i < pieces.size(); ++i) {
    const bool words_follow = i + 1 < pieces.size() && kind_of(i + 1) == Kind::kWords;
    if (pieces[i].size == 1 && words_follow) {
      for (size_t part = pieces[i].first_part; part <= pieces[i].part; ++part) {
        before += domain.parts[part].longest;
      }
      continue;
    }
    kind_of(i) == Kind::kProse ? AddProse(i, before) : AddWords(domain, i, before);
    before = 0;
  }
}

// Words that are the same, as people of two cultures have, are one token.
void TextTokens::AddWords(const ConcatenationDomain& domain, size_t piece,
                          size_t bytes_before) {
  const RenderPiece& words = domain.pieces()[piece];
  size_t longest = bytes_before;
  for (size_t part = words.first_part; part <= words.part; ++part) {
    longest += domain.parts[part].longest;
  }
  if (longest < KnownMatches::kLeastLength) return;
  TokenPiece& added = pieces_.emplace_back(TokenPiece{piece, bytes_before, false, {}});
  std::map<std::string_view, uint32_t> tokens;
  for (const std::string_view word : domain.parts[words.part].words) {
    const auto [place, is_new] = tokens.emplace(word, count_);
    if (is_new) ++count_;
    added.tokens.push_back(place->second);
  }
}

void TextTokens::AddProse(size_t piece, size_t bytes_before) {
  has_prose_ = true;
  pieces_.push_back(TokenPiece{piece, bytes_before, true, {count_}});
  count_ += ProseWord::kPlaces * Prose::kWordCount;
}

void TextTokens::Put(const RenderedPieces& rendered, KnownMatches* matches) const {
  const size_t prose_words = has_prose_ ? rendered.prose_words->size() : 0;
  matches->Reserve(pieces_.size() + prose_words);
  for (const TokenPiece& each : pieces_) {
    if (each.is_prose) {
      PutProse(each, *rendered.prose_words, matches);
      continue;
    }
    matches->Put(each.tokens[rendered.digits[each.piece]],
                 rendered.begins[each.piece] - each.bytes_before,
                 rendered.begins[each.piece + 1]);
  }
}

void TextTokens::PutProse(const TokenPiece& piece, const std::vector<ProseWord>& words,
                          KnownMatches* matches) {
  for (const ProseWord& word : words) {
    const bool opens_text = word.place == ProseWord::Place::kOpensText;
    const size_t before =
        opens_text ? piece.bytes_before : Prose::BytesBefore(word.place);
    const auto place = static_cast<uint32_t>(word.place);
    matches->Put(piece.tokens[0] + place * Prose::kWordCount + word.word,
                 word.begin - before, word.end);
  }
}

}  // namespace rand_engine
