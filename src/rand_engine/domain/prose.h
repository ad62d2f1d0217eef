// Running text of made-up words: what a code says in words, sentences or paragraphs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace rand_engine {

/// A word in a rendered text.
struct ProseWord {
  /// What stands before a word of the kind: nothing of the text, an empty line, a full
  /// stop and a space, or a space. All but those of kInSentence may be capitalised; two
  /// words of one number and place are the same bytes.
  enum class Place : uint8_t { kOpensText, kOpensParagraph, kOpensSentence, kInSentence };
  static constexpr size_t kPlaces = 4;

  const char* begin;
  const char* end;
  Place place;
  uint8_t word;  ///< its number in the list
};

/// Immutable. A code decides the text alone: it seeds a SplitMix64 stream, whose first
/// draw says how many units there are and whose bytes, the lowest of each draw first, say
/// the rest. A sentence has 5 to 12 words, a paragraph 3 to 6 sentences, each number
/// equally likely, and each word too.
class Prose {
 public:
  enum class Unit : uint8_t { kWords, kSentences, kParagraphs };
  static constexpr size_t kWordCount = 256;
  static constexpr size_t kLongestWord = 15;
  /// How many codes there are: more than rows that anybody will make.
  static constexpr uint64_t kCodes = uint64_t{1} << 56;

  /// REQUIRES: kWordCount words of 1 to kLongestWord small ASCII letters; 1 <= least <=
  /// most.
  Prose(const std::vector<std::string_view>& words, Unit unit, uint32_t least,
        uint32_t most);

  /// Room for the longest text and for what Render touches behind it.
  size_t longest() const { return longest_; }
  /// Bytes of a text on average.
  double typical() const { return typical_; }
  /// All characters that a text can hold.
  std::string_view characters() const;

  /// Put the text of a code at `out`; return its end. `words`, unless null, gets its
  /// words.
  char* Render(uint64_t code, char* out, std::vector<ProseWord>* words = nullptr) const;

  /// Bytes between a word of the place and the word before it.
  static size_t BytesBefore(ProseWord::Place place);

 private:
  class Draws;
  class NoRecord;
  class Record;
  /// A word and the space behind it, in as many bytes as one copy moves.
  struct Slot {
    std::array<char, 16> text;
  };

  template <typename Recorder>
  char* RenderInto(uint64_t code, char* out, Recorder record) const;
  template <typename Recorder>
  char* PutWords(uint32_t count, ProseWord::Place place, Draws* draws, char* out,
                 Recorder* record) const;
  template <typename Recorder>
  char* PutSentence(ProseWord::Place place, Draws* draws, char* out,
                    Recorder* record) const;
  template <typename Recorder>
  char* PutParagraph(ProseWord::Place place, Draws* draws, char* out,
                     Recorder* record) const;

  std::array<Slot, kWordCount> slots_;
  std::array<uint8_t, kWordCount> lengths_;  ///< with the space
  Unit unit_;
  uint32_t least_;
  uint32_t most_;
  size_t longest_;
  double typical_;
};

}  // namespace rand_engine
