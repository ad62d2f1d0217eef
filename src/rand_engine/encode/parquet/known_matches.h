// What repeats in pages of texts, known from what the texts were put together from: a
// compressor that is told need not search.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "rand_engine/compress/match.h"
#include "rand_engine/compress/zstd_matches.h"
#include "rand_engine/domain/domain.h"

namespace rand_engine {

/// Collects the matches of one page after the other; reused, so that what the table of
/// tokens holds of earlier pages is passed over instead of cleared. Not thread-safe.
class KnownMatches {
 public:
  /// A shorter one takes more to say than to repeat.
  static constexpr uint32_t kLeastLength = 4;
  /// What compressors take; of a longer token the rest is none of the match.
  static constexpr uint32_t kMostLength = 1 << 16;
  static constexpr uint32_t kMostOffset = ZstdMatchCompressor::kMostOffset;

  /// The page's first byte is `page`, its end is unknown. Tokens are numbers [0, tokens).
  void BeginPage(const char* page, uint32_t tokens);

  /// Make room for so many more of Put.
  void Reserve(size_t count) {
    if (matches_.size() < count_ + count) matches_.resize(2 * (count_ + count));
  }

  /// [begin, end) of the page hold the token, whose bytes are always the same; after the
  /// tokens that were put before. REQUIRES: Reserve made room.
  void Put(uint32_t token, const char* begin, const char* end) {
    const auto at = static_cast<uint32_t>(begin - page_);
    const auto length = static_cast<uint32_t>(end - begin);
    const uint32_t repeated = std::min(length, kMostLength);
    const uint32_t place = first_place_ + at;
    const uint32_t before = places_[token];
    places_[token] = place;
    page_size_ = at + length;
    matches_[count_] = {at, repeated, place - before};
    // No branch: whether a word came up before cannot be predicted.
    count_ += (before >= first_place_) & (length >= kLeastLength) &
              (place - before <= kMostOffset);
  }

  /// Of the page.
  std::span<const Match> matches() const { return {matches_.data(), count_}; }
  /// True if every match is one, in the page that they were put for: what is told must
  /// not be trusted, since a wrong one makes another text. Looks at the first 8 bytes.
  bool AreTrue(std::string_view page) const;
  void Clear() { count_ = 0; }

 private:
  const char* page_ = nullptr;
  uint32_t first_place_ = 1;      ///< of the page, in all pages joined; 0 is no place
  uint32_t page_size_ = 0;        ///< up to the last token
  std::vector<uint32_t> places_;  ///< where a token was last
  std::vector<Match> matches_;
  size_t count_ = 0;
};

/// The tokens of composed texts in PLAIN encoding: words, each with the constant bytes
/// before it, be they literals or those of the text's length. Immutable.
class TextTokens {
 public:
  /// Texts with numbers, times and rules have none: what their digits repeat is not
  /// known.
  explicit TextTokens(const ConcatenationDomain& domain);

  /// How many there are; 0 = none.
  uint32_t count() const { return count_; }
  /// True if RenderedPieces::prose_words is needed.
  bool has_prose() const { return has_prose_; }

  /// The tokens of a piece of words, one each digit; null = none.
  struct WordTokens {
    const uint32_t* tokens = nullptr;
    size_t bytes_before = 0;
  };
  /// Of each piece. REQUIRES: all are words.
  template <size_t kPieces>
  std::array<WordTokens, kPieces> OfWords() const {
    std::array<WordTokens, kPieces> words;
    for (const TokenPiece& each : pieces_) {
      words[each.piece] = {each.tokens.data(), each.bytes_before};
    }
    return words;
  }

  /// Put the tokens of a text that was rendered into the page.
  void Put(const RenderedPieces& rendered, KnownMatches* matches) const;

 private:
  /// A piece whose words are tokens.
  struct TokenPiece {
    size_t piece;
    size_t bytes_before;  ///< constant ones, which belong to its (first) token
    bool is_prose;
    std::vector<uint32_t> tokens;  ///< of its words; of prose the first one
  };

  void AddWords(const ConcatenationDomain& domain, size_t piece, size_t bytes_before);
  void AddProse(size_t piece, size_t bytes_before);
  static void PutProse(const TokenPiece& piece, const std::vector<ProseWord>& words,
                       KnownMatches* matches);

  std::vector<TokenPiece> pieces_;
  uint32_t count_ = 0;
  bool has_prose_ = false;
};

}  // namespace rand_engine
