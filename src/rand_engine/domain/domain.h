// What a code means. A column is a code (an unsigned integer, random/) over a domain.
//
// Domains are plain immutable data: encoders look at the kind once per column and run a
// loop of their own over the codes.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "rand_engine/domain/divider.h"
#include "rand_engine/domain/prose.h"
#include "rand_engine/domain/text_rule.h"
#include "rand_engine/domain/time_pattern.h"
#include "rand_engine/domain/value_type.h"

namespace rand_engine {

/// int64 values first + code * step, wrapping at no value that a run reaches (the planner
/// checks). Codes: [0, size), or row numbers where size is 0.
struct IntegerDomain {
  int64_t first = 0;
  int64_t step = 1;
  uint64_t size = 0;  ///< number of codes; 0 = 2^64 or unbounded
  /// Where `size` is 0: the code that gives way where a value can be missing.
  uint64_t reserved = std::numeric_limits<uint64_t>::max();

  int64_t ValueOf(uint64_t code) const {
    return static_cast<int64_t>(static_cast<uint64_t>(first) +
                                code * static_cast<uint64_t>(step));
  }
};

/// 10^exponent. REQUIRES: 0 <= exponent <= 18.
constexpr int64_t PowerOfTen(int exponent) {
  constexpr auto kPowers = [] {
    std::array<int64_t, 19> powers{1};
    for (size_t i = 1; i < powers.size(); ++i) powers[i] = 10 * powers[i - 1];
    return powers;
  }();
  return kPowers[exponent];
}

/// Decimals (first + code) * 10^-scale of at most 15 significant digits, so that the
/// double of each is exact to all of them.
struct DecimalDomain {
  int64_t first = 0;  ///< in units of 10^-scale
  int scale = 2;      ///< digits after the point, 0 to 15
  uint64_t size = 1;

  int64_t UnscaledOf(uint64_t code) const { return first + static_cast<int64_t>(code); }
  // Both operands are exact (15 digits; powers of ten up to 10^22), so the quotient is
  // the double nearest to the decimal: what any reader makes of the decimal's text.
  double ValueOf(uint64_t code) const {
    return static_cast<double>(UnscaledOf(code)) / static_cast<double>(PowerOfTen(scale));
  }
};

/// Proleptic Gregorian dates, `first_day` + code days since 1970-01-01.
struct DateDomain {
  int32_t first_day = 0;
  uint64_t size = 1;

  int32_t DayOf(uint64_t code) const { return first_day + static_cast<int32_t>(code); }
};

/// Points in time, microseconds since 1970-01-01T00:00:00Z: first + code * step; or,
/// where they are `local`, the time that a clock shows in some place: written without a
/// zone.
struct TimestampDomain {
  int64_t first_us = 0;
  int64_t step_us = 0;
  uint64_t size = 1;
  bool local = false;

  int64_t ValueOf(uint64_t code) const {
    return first_us + static_cast<int64_t>(code) * step_us;
  }
};

/// Listed values of one type, distinct. Only the vector of `type` is filled; the entry of
/// `missing_code` in it is a filler.
struct ChoiceDomain {
  ValueType type = ValueType::kString;  ///< kString, kInt64, kFloat64 or kBool
  std::vector<std::string> strings;
  std::vector<int64_t> integers;
  std::vector<double> floats;
  std::vector<bool> booleans;
  std::optional<uint32_t> missing_code;  ///< the code that means "no value"

  uint64_t size() const;
};

/// A word and how long it is, so that a copy of 16 bytes brings both.
struct ShortWord {
  static constexpr size_t kMostBytes = 15;
  char bytes[kMostBytes] = {};
  uint8_t length = 0;
};

/// Copy the word to `out`, and return its end; what lies between that and `limit` may be
/// overwritten, too. A word's length cannot be predicted, so that a copy of just its
/// bytes is slow.
inline char* PutShortWord(const ShortWord& word, char* out, const char* limit) {
  if (limit - out >= static_cast<ptrdiff_t>(sizeof(ShortWord))) {
    std::memcpy(out, &word, sizeof(ShortWord));
  } else {
    std::memcpy(out, word.bytes, word.length);
  }
  return out + word.length;
}

/// A piece of a composed text: each of its digits 0 to size - 1 stands for a text.
struct TextPart {
  enum class Kind { kWords, kNumber, kHexadecimal, kTime, kProse, kRule };

  Kind kind = Kind::kWords;
  uint64_t size = 1;
  Divider divider;     ///< by size
  size_t longest = 0;  ///< bytes of the longest text
  /// kWords: one each digit; they point into the domain's storage or static memory.
  std::vector<std::string_view> words;
  /// The others: first + digit * step is the number, or the seconds since 1970-01-01.
  int64_t first = 0;
  int64_t step = 1;
  /// kNumber, kHexadecimal: digits with leading zeros; kNumber: 0 = as many as needed.
  int width = 0;
  int scale = -1;  ///< kNumber: digits after the point, -1 = a whole number
  std::shared_ptr<const TimePattern> pattern;  ///< kTime
  std::shared_ptr<const Prose> prose;          ///< kProse
  /// kRule: what becomes of the text of the `covered` parts before this one, whose only
  /// digit is 0.
  TextRule rule = TextRule::kLuhn;
  int covered = 0;

  int64_t NumberOf(uint64_t digit) const {
    return first + static_cast<int64_t>(digit) * step;
  }
  /// Put the text of a digit at `out`, which has room for `longest` bytes; return its
  /// end. What lies between that and `limit` may be overwritten, too. REQUIRES: the part
  /// is neither prose nor a rule.
  char* Put(uint64_t digit, char* out, const char* limit) const;
};

/// What Render puts at once: a part, or one of words with the literals before it.
struct RenderPiece {
  uint64_t size = 1;  ///< of the part, which has the piece's digit
  Divider divider;
  /// One each digit, the literals in it; empty where one would be longer than
  /// ShortWord::kMostBytes, or the part is none of words.
  std::vector<ShortWord> words;
  size_t first_part = 0;
  size_t part = 0;            ///< the last
  size_t covered_pieces = 0;  ///< of a rule
};

struct RenderedPieces;

/// Strings put together from parts: code = mixed radix number with the last part's digit
/// as the lowest. Literals are words of one. Where one word is too small, the code has
/// two, and the parts before `low_begin` are the digits of the high one.
struct ConcatenationDomain {
  static constexpr size_t kMostParts = 128;
  static constexpr size_t kMostShortWordPieces = 6;

  std::vector<TextPart> parts;
  size_t low_begin = 0;
  /// Whatever holds the words; shared, so that copies stay valid.
  std::shared_ptr<const void> storage;
  /// How many codes can come up, where that is known to be fewer than size(); 0 = all.
  uint64_t reachable = 0;

  bool has_two_words() const { return low_begin > 0; }
  /// Number of codes; 0 where they have two words, and cannot be counted in one.
  uint64_t size() const { return has_two_words() ? 0 : low_size(); }
  uint64_t high_size() const;
  uint64_t low_size() const;

  /// Every part is added by this, or by the following.
  void Add(TextPart part);
  void AddPart(std::vector<std::string_view> words);
  /// Whole numbers first, first + step, ... as they are or, with `width`, of so many
  /// digits. REQUIRES with `width`: none is negative or longer.
  void AddNumber(int64_t first, int64_t step, uint64_t size, int width = 0);
  /// Whole numbers first, first + 1, ... as `width` small hexadecimal digits, 1 to 16.
  void AddHexadecimal(uint64_t first, uint64_t size, int width);
  /// Multiples of 10^-scale, the shortest text with at least one digit after the point.
  void AddDecimal(int64_t first, int scale, uint64_t size);
  /// Points in time in seconds, as the pattern writes them.
  void AddTime(int64_t first, int64_t step, uint64_t size,
               std::shared_ptr<const TimePattern> pattern);

  /// A text for each of Prose::kCodes digits.
  void AddProse(std::shared_ptr<const Prose> prose);
  /// What the rule makes of the text of the last `covered` parts.
  void AddRule(TextRule rule, int covered);

  /// True if a rule changes the text of parts before it.
  bool rewrites() const;

  /// Bytes of the longest string.
  size_t longest() const { return longest_; }
  /// Bytes of a string on average, roughly.
  double typical() const;
  /// Append the string of a code at `out`, which has room for longest() bytes; return its
  /// end. `high` is 0 where codes have one word.
  char* Render(uint64_t high, uint64_t low, char* out) const;
  char* Render(uint64_t code, char* out) const { return Render(0, code, out); }
  /// The same, and fill in where the pieces are.
  char* Render(uint64_t high, uint64_t low, char* out, RenderedPieces* rendered) const;
  const std::vector<RenderPiece>& pieces() const { return pieces_; }
  /// How many pieces there are, where each is short words, codes have one word, and
  /// Divider::Divide splits them; else, and for too many of them, 0.
  size_t short_word_pieces() const { return short_word_pieces_; }

 private:
  void AddPiece(size_t part);

  size_t longest_ = 0;
  std::vector<RenderPiece> pieces_;
  size_t short_word_pieces_ = 0;
  std::vector<size_t> covered_from_;  ///< the parts with which what rules cover begins
};

/// What a text was put together from. Only the entries of the domain's pieces are set.
struct RenderedPieces {
  std::array<uint64_t, ConcatenationDomain::kMostParts> digits;
  std::array<char*, ConcatenationDomain::kMostParts + 1> begins;  ///< last the text's end
  /// Gets the words of parts of kind kProse; null = none are wanted.
  std::vector<ProseWord>* prose_words = nullptr;
};

/// UUIDs (RFC 9562) whose other 122 bits are the code's; text in lower case.
struct UuidDomain {
  static constexpr size_t kTextLength = 36;
  int version = 4;
  /// A code's 128 bits, version and variant among them; the first word has those that the
  /// text begins with.
  std::pair<uint64_t, uint64_t> BitsOf(uint64_t high, uint64_t low) const;
  /// Put 36 characters at `out`.
  void Render(uint64_t high, uint64_t low, char* out) const;
};

/// Any doubles, as formulas and data from outside give them: a code is the 64 bits of
/// one.
struct FloatDomain {
  static double ValueOf(uint64_t code) { return std::bit_cast<double>(code); }
  /// All that are not a number have one code, which is not the reserved one.
  static uint64_t CodeOf(double value) {
    return std::bit_cast<uint64_t>(value == value ? value : kNotANumber);
  }

 private:
  static constexpr double kNotANumber = std::numeric_limits<double>::quiet_NaN();
};

/// Any texts, as formulas and data from outside give them: a code is two words, address
/// and number of the bytes (UTF-8). They live as long as the buffer with the codes, or
/// their source, keeps them.
struct TextDomain {
  size_t typical = 16;  ///< bytes of a text, roughly: sizes chunks and pages
  size_t longest = 0;   ///< bytes of the longest text; 0 = not known
  /// Those of them that are known before; null = none.
  std::shared_ptr<const std::vector<std::string>> known = nullptr;

  static std::string_view TextOf(uint64_t high, uint64_t low) {
    return {reinterpret_cast<const char*>(high), low};
  }
  /// Put the code of a text at `code`, which has room for two words.
  static void PutCode(std::string_view text, uint64_t* code) {
    code[0] = reinterpret_cast<uint64_t>(text.data());
    code[1] = text.size();
  }
};

struct Nested;  // plan/nested.h

/// Structs, lists and maps: a code is the number of the row at which the parts are drawn
/// (with its version: code_source.h).
struct NestedDomain {
  ValueType type = ValueType::kStruct;  ///< kStruct, kList or kMap
  std::shared_ptr<const Nested> parts;
};

using Domain =
    std::variant<IntegerDomain, DecimalDomain, DateDomain, TimestampDomain, ChoiceDomain,
                 ConcatenationDomain, UuidDomain, FloatDomain, TextDomain, NestedDomain>;

ValueType TypeOf(const Domain& domain);

/// The code of a domain's own that stands for a missing value, if it has one.
std::optional<uint32_t> MissingCodeOf(const Domain& domain);

/// The code that is to mean a missing value in a column of any domain: its own, or the
/// first beyond its codes. Where every word is a code (2^64 integers, UUIDs) the greatest
/// gives way, or which IntegerDomain names: one value in 2^64 becomes missing. (No double
/// and no text has it.) Of codes of two words it is the high one.
uint64_t ReservedCodeOf(const Domain& domain);

/// Number of codes; 0 where they are unbounded, or cannot be counted in one word.
uint64_t CountCodes(const Domain& domain);

}  // namespace rand_engine
