#include "rand_engine/encode/parquet/composed_strings.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/compress/zstd_uuids.h"
#include "rand_engine/domain/divider.h"
#include "rand_engine/domain/short_word_texts.h"
#include "rand_engine/encode/parquet/known_matches.h"

namespace rand_engine {
namespace {

std::string_view TakeByteArray(std::string_view* plain) {
  uint32_t length;
  std::memcpy(&length, plain->data(), sizeof(length));
  const std::string_view text = plain->substr(sizeof(length), length);
  plain->remove_prefix(sizeof(length) + length);
  return text;
}

// True if texts are in the order of their codes: all of one length, digits with zeros in
// front and literals, and check digits behind them.
bool IsOrderedByCode(const ConcatenationDomain& domain) {
  const auto is_ordered = [](const TextPart& part) {
    if (part.size == 1 || part.kind == TextPart::Kind::kHexadecimal) return true;
    return part.kind == TextPart::Kind::kNumber && part.width > 0 && part.step > 0;
  };
  return !domain.rewrites() &&
         std::all_of(domain.parts.begin(), domain.parts.end(), is_ordered);
}

/// Ranks of the first words among the distinct ones; none where words begin others or all
/// are the same.
std::vector<uint32_t> RankFirstWords(const ConcatenationDomain& domain) {
  const std::vector<std::string_view>& first = domain.parts.front().words;
  std::string behind;
  if (domain.parts.size() > 1 && domain.parts[1].words.size() == 1) {
    behind = domain.parts[1].words[0];
  }
  std::vector<std::string> words;
  for (const std::string_view word : first) words.push_back(std::string(word) + behind);
  std::vector<std::string> sorted = words;
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  for (size_t i = 1; i < sorted.size(); ++i) {
    if (sorted[i].starts_with(sorted[i - 1])) sorted.clear();
  }
  std::vector<uint32_t> ranks;
  if (sorted.size() < 2) return ranks;
  for (const std::string& word : words) {
    const auto place = std::lower_bound(sorted.begin(), sorted.end(), word);
    ranks.push_back(static_cast<uint32_t>(place - sorted.begin()));
  }
  return ranks;
}

/// The extremes are looked for among the values whose first word is the smallest or the
/// largest: only those are put together. That needs words of which none is the beginning
/// of another, which a literal behind them ("Ana ", "Anabel ") provides. Where texts are
/// in the order of their codes, those of two codes do; where nothing helps, all texts.
class ComposedStrings : public ParquetValues {
 public:
  explicit ComposedStrings(ConcatenationDomain domain)
      : domain_(std::move(domain)), tokens_(domain_), ordered_(IsOrderedByCode(domain_)) {
    const bool ranked = !ordered_ && !domain_.has_two_words() && !domain_.rewrites() &&
                        domain_.parts.front().kind == TextPart::Kind::kWords;
    if (!ranked) return;
    rank_ = RankFirstWords(domain_);
    codes_per_word_ = Divider(domain_.size() / domain_.parts.front().size);
  }

  PhysicalType physical_type() const override { return PhysicalType::kByteArray; }
  double plain_bytes() const override { return 4.0 + domain_.typical(); }
  uint64_t domain_size() const override { return domain_.size(); }
  uint64_t reachable_size() const override {
    return domain_.reachable == 0 ? domain_.size() : domain_.reachable;
  }

  void AppendPlain(const CodeSpan& codes, ByteBuffer* out) const override {
    const bool short_words = VisitShortWordTexts(domain_, [&](const auto& texts) {
      Append(codes, out,
             [&](uint64_t, uint64_t low, char* at) { return texts.Render(low, at); });
    });
    if (short_words) return;
    Append(codes, out, [this](uint64_t high, uint64_t low, char* at) {
      return domain_.Render(high, low, at);
    });
  }

  void AppendPlainWithMatches(const CodeSpan& codes, ByteBuffer* out,
                              KnownMatches* matches) const override {
    if (tokens_.count() == 0) return AppendPlain(codes, out);
    out->Reserve(out->size() + RoomFor(codes));
    matches->BeginPage(out->data(), tokens_.count());
    const bool short_words = VisitShortWordTexts(
        domain_, [&](const auto& texts) { AppendTokens(texts, codes, out, matches); });
    if (!short_words) AppendTokens(codes, out, matches);
  }

  bool knows_matches() const override { return tokens_.count() > 0; }

  std::optional<Extremes> FindExtremesOfPlain(const CodeSpan& codes,
                                              std::string_view plain) const override {
    if (ordered_ || !rank_.empty()) return FindExtremes(codes);
    std::string_view min = TakeByteArray(&plain);
    std::string_view max = min;
    for (int64_t i = 1; i < codes.count; ++i) {
      const std::string_view value = TakeByteArray(&plain);
      if (value < min) min = value;
      if (value > max) max = value;
    }
    return Extremes{std::string(min), std::string(max)};
  }

  std::optional<Extremes> FindExtremes(const CodeSpan& codes) const override {
    if (ordered_) return ExtremesOfCodes(codes);
    uint32_t least = UINT32_MAX;
    uint32_t most = 0;
    Extremes extremes;
    std::string text(domain_.longest(), '\0');
    VisitWords(codes, [&](uint64_t high, uint64_t low) {
      const uint32_t rank = RankOf(low);
      if (rank > least && rank < most) return;
      const std::string_view value(text.data(),
                                   domain_.Render(high, low, text.data()) - text.data());
      if (rank < least || (rank == least && value < extremes.min)) extremes.min = value;
      if (rank > most || (rank == most && value > extremes.max)) extremes.max = value;
      least = std::min(least, rank);
      most = std::max(most, rank);
    });
    return extremes;
  }

 private:
  size_t RoomFor(const CodeSpan& codes) const {
    return codes.count * (domain_.longest() + 4);
  }

  // `render` (high word, low word, place) puts a text and returns its end.
  template <typename Render>
  void Append(const CodeSpan& codes, ByteBuffer* out, Render render) const {
    out->Reserve(out->size() + RoomFor(codes));
    char* at = out->data() + out->size();
    VisitWords(codes, [&](uint64_t high, uint64_t low) {
      char* end = render(high, low, at + 4);
      const auto length = static_cast<uint32_t>(end - at - 4);
      std::memcpy(at, &length, 4);
      at = end;
    });
    out->Resize(at - out->data());
  }

  template <size_t kPieces>
  void AppendTokens(const ShortWordTexts<kPieces>& texts, const CodeSpan& codes,
                    ByteBuffer* out, KnownMatches* matches) const {
    matches->Reserve(codes.count * kPieces);
    const auto tokens = tokens_.OfWords<kPieces>();
    const auto put = [&](size_t piece, uint64_t digit, char* begin, char* end) {
      const TextTokens::WordTokens& words = tokens[piece];
      if (words.tokens == nullptr) return;
      matches->Put(words.tokens[digit], begin - words.bytes_before, end);
    };
    Append(codes, out,
           [&](uint64_t, uint64_t low, char* at) { return texts.Render(low, at, put); });
  }

  void AppendTokens(const CodeSpan& codes, ByteBuffer* out, KnownMatches* matches) const {
    std::vector<ProseWord> prose_words;
    RenderedPieces rendered;
    if (tokens_.has_prose()) rendered.prose_words = &prose_words;
    Append(codes, out, [&](uint64_t high, uint64_t low, char* at) {
      prose_words.clear();
      char* const end = domain_.Render(high, low, at, &rendered);
      tokens_.Put(rendered, matches);
      return end;
    });
  }

  uint32_t RankOf(uint64_t code) const {
    return rank_.empty() ? 0 : rank_[codes_per_word_.DivideAny(code).quotient];
  }

  Extremes ExtremesOfCodes(const CodeSpan& codes) const {
    std::pair<uint64_t, uint64_t> min(UINT64_MAX, UINT64_MAX);
    std::pair<uint64_t, uint64_t> max(0, 0);
    VisitWords(codes, [&](uint64_t high, uint64_t low) {
      min = std::min(min, {high, low});
      max = std::max(max, {high, low});
    });
    return {TextOf(min), TextOf(max)};
  }

  std::string TextOf(const std::pair<uint64_t, uint64_t>& code) const {
    std::string text(domain_.longest(), '\0');
    text.resize(domain_.Render(code.first, code.second, text.data()) - text.data());
    return text;
  }

  ConcatenationDomain domain_;
  TextTokens tokens_;
  bool ordered_;
  std::vector<uint32_t> rank_;  ///< of a first word among the distinct ones
  Divider codes_per_word_;
};

class UuidStrings : public ParquetValues {
 public:
  explicit UuidStrings(UuidDomain domain) : domain_(domain) {}

  PhysicalType physical_type() const override { return PhysicalType::kByteArray; }
  double plain_bytes() const override { return kPlainUuidBytes; }
  uint64_t domain_size() const override { return 0; }

  void AppendPlain(const CodeSpan& codes, ByteBuffer* out) const override {
    Append(codes, out, [](const char*) {});
  }

  // Of random ones nothing repeats but the length.
  void AppendPlainWithMatches(const CodeSpan& codes, ByteBuffer* out,
                              KnownMatches* matches) const override {
    out->Reserve(out->size() + codes.count * kPlainUuidBytes);
    matches->BeginPage(out->data(), 1);
    matches->Reserve(codes.count);
    Append(codes, out, [matches](const char* at) { matches->Put(0, at, at + 4); });
  }

  bool knows_matches() const override { return true; }
  const UuidDomain* uuids() const override { return &domain_; }

  // The text's order is that of the bits, but for the version's and variant's, which are
  // the same in all.
  std::optional<Extremes> FindExtremes(const CodeSpan& codes) const override {
    const uint64_t* words = codes.codes64();
    const auto key = [words](int64_t i) {
      return std::pair(words[2 * i] & ~uint64_t{0xf000}, words[2 * i + 1] << 2);
    };
    int64_t low = 0;
    int64_t high = 0;
    for (int64_t i = 1; i < codes.count; ++i) {
      if (key(i) < key(low)) low = i;
      if (key(i) > key(high)) high = i;
    }
    return Extremes{TextOf(words + 2 * low), TextOf(words + 2 * high)};
  }

 private:
  static constexpr uint32_t kLength = UuidDomain::kTextLength;

  // `see` is shown where each value begins.
  template <typename See>
  void Append(const CodeSpan& codes, ByteBuffer* out, See see) const {
    const size_t begin = out->size();
    out->Resize(begin + codes.count * kPlainUuidBytes);
    char* at = out->data() + begin;
    for (int64_t i = 0; i < codes.count; ++i, at += kPlainUuidBytes) {
      std::memcpy(at, &kLength, 4);
      domain_.Render(codes.codes64()[2 * i], codes.codes64()[2 * i + 1], at + 4);
      see(at);
    }
  }

  std::string TextOf(const uint64_t* words) const {
    std::string text(UuidDomain::kTextLength, '\0');
    domain_.Render(words[0], words[1], text.data());
    return text;
  }

  UuidDomain domain_;
};

}  // namespace

std::unique_ptr<ParquetValues> MakeComposedStrings(ConcatenationDomain domain) {
  return std::make_unique<ComposedStrings>(std::move(domain));
}

std::unique_ptr<ParquetValues> MakeUuidStrings(UuidDomain domain) {
  return std::make_unique<UuidStrings>(domain);
}

}  // namespace rand_engine
