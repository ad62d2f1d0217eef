#include "rand_engine/domain/prose.h"

#include <algorithm>
#include <cstring>

#include "rand_engine/random/stream_key.h"

namespace rand_engine {
namespace {

// 8 and 4 numbers: a byte's highest bits choose without bias.
constexpr uint32_t kFewestWords = 5;
constexpr uint32_t kMostWords = 12;
constexpr uint32_t kFewestSentences = 3;
constexpr uint32_t kMostSentences = 6;
constexpr std::string_view kBetweenParagraphs = "\n\n";

}  // namespace

/// The bytes of a code's stream.
class Prose::Draws {
 public:
  explicit Draws(uint64_t code) : stream_{Mix(code), 0x9e3779b97f4a7c15u} {}

  uint64_t NextBits() { return DrawBits(stream_, next_++); }

  uint32_t NextByte() {
    if (left_ == 0) {
      bits_ = NextBits();
      left_ = sizeof(bits_);
    }
    const auto byte = static_cast<uint8_t>(bits_);
    bits_ >>= 8;
    --left_;
    return byte;
  }

 private:
  StreamKey stream_;
  uint64_t next_ = 0;
  uint64_t bits_ = 0;
  size_t left_ = 0;
};

Prose::Prose(const std::vector<std::string_view>& words, Unit unit, uint32_t least,
             uint32_t most)
    : unit_(unit), least_(least), most_(most) {
  size_t longest_word = 0;
  double bytes = 0;
  for (size_t i = 0; i < kWordCount; ++i) {
    slots_[i].text.fill(' ');
    std::copy(words[i].begin(), words[i].end(), slots_[i].text.begin());
    lengths_[i] = static_cast<uint8_t>(words[i].size() + 1);
    longest_word = std::max(longest_word, words[i].size() + 1);
    bytes += lengths_[i];
  }
  // With the space behind, and a line's end where there is another paragraph.
  size_t most_words = 1;
  if (unit != Unit::kWords) most_words = kMostWords;
  if (unit == Unit::kParagraphs) most_words *= kMostSentences;
  longest_ = most * (most_words * longest_word + 1) + sizeof(Slot);
  typical_ = (least + most) / 2.0 * bytes / kWordCount;
  if (unit != Unit::kWords) typical_ *= (kFewestWords + kMostWords) / 2.0;
  if (unit == Unit::kParagraphs) typical_ *= (kFewestSentences + kMostSentences) / 2.0;
}

std::string_view Prose::characters() const {
  constexpr std::string_view kAll =
      "\n. abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
  const bool lines = unit_ == Unit::kParagraphs && most_ > 1;
  return lines ? kAll : kAll.substr(1);
}

/// Nobody wants to know of the words: text alone is made as fast as without recorders.
class Prose::NoRecord {
 public:
  void Put(const char*, const char*, ProseWord::Place, uint32_t) {}
};

class Prose::Record {
 public:
  explicit Record(std::vector<ProseWord>* words) : words_(*words) {}

  void Put(const char* begin, const char* end, ProseWord::Place place, uint32_t word) {
    words_.push_back({begin, end, place, static_cast<uint8_t>(word)});
  }

 private:
  std::vector<ProseWord>& words_;
};

size_t Prose::BytesBefore(ProseWord::Place place) {
  switch (place) {
    case ProseWord::Place::kOpensText:
      return 0;
    case ProseWord::Place::kOpensParagraph:
      return kBetweenParagraphs.size();
    case ProseWord::Place::kOpensSentence:
      return std::string_view(". ").size();
    case ProseWord::Place::kInSentence:
      break;
  }
  return std::string_view(" ").size();
}

// With a space behind the last one. `place` is the first word's.
template <typename Recorder>
inline char* Prose::PutWords(uint32_t count, ProseWord::Place place, Draws* draws,
                             char* out, Recorder* record) const {
  for (uint32_t i = 0; i < count; ++i) {
    const uint32_t word = draws->NextByte();
    std::memcpy(out, slots_[word].text.data(), sizeof(Slot));
    record->Put(out, out + lengths_[word] - 1,
                i == 0 ? place : ProseWord::Place::kInSentence, word);
    out += lengths_[word];
  }
  return out;
}

template <typename Recorder>
inline char* Prose::PutSentence(ProseWord::Place place, Draws* draws, char* out,
                                Recorder* record) const {
  char* const first = out;
  const uint32_t words = kFewestWords + (draws->NextByte() >> 5);
  out = PutWords(words, place, draws, out, record);
  *first = static_cast<char>(*first - 'a' + 'A');
  out[-1] = '.';
  *out = ' ';
  return out + 1;
}

template <typename Recorder>
inline char* Prose::PutParagraph(ProseWord::Place place, Draws* draws, char* out,
                                 Recorder* record) const {
  const uint32_t sentences = kFewestSentences + (draws->NextByte() >> 6);
  for (uint32_t i = 0; i < sentences; ++i) {
    out = PutSentence(i == 0 ? place : ProseWord::Place::kOpensSentence, draws, out,
                      record);
  }
  return out;
}

template <typename Recorder>
inline char* Prose::RenderInto(uint64_t code, char* out, Recorder record) const {
  using Place = ProseWord::Place;
  Draws draws(code);
  const uint64_t spread = most_ - least_ + 1;
  const auto count =
      least_ + static_cast<uint32_t>(((draws.NextBits() >> 32) * spread) >> 32);
  if (unit_ == Unit::kWords) {
    return PutWords(count, Place::kOpensText, &draws, out, &record) - 1;
  }
  for (uint32_t i = 0; i < count; ++i) {
    if (unit_ == Unit::kSentences) {
      out = PutSentence(i == 0 ? Place::kOpensText : Place::kOpensSentence, &draws, out,
                        &record);
      continue;
    }
    if (i > 0) {
      // In place of the space behind the sentence before.
      std::memcpy(out - 1, kBetweenParagraphs.data(), kBetweenParagraphs.size());
      out += kBetweenParagraphs.size() - 1;
    }
    out = PutParagraph(i == 0 ? Place::kOpensText : Place::kOpensParagraph, &draws, out,
                       &record);
  }
  return out - 1;
}

char* Prose::Render(uint64_t code, char* out, std::vector<ProseWord>* words) const {
  if (words == nullptr) return RenderInto(code, out, NoRecord());
  return RenderInto(code, out, Record(words));
}

}  // namespace rand_engine
