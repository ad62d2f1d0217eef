#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "rand_engine/domain/digits.h"
#include "rand_engine/domain/domain.h"
#include "rand_engine/domain/number_text.h"

namespace rand_engine {
namespace {

// Room for any number, and for what PutUnsigned touches behind it.
constexpr size_t kNumberRoom = 32;

char* PutHexadecimal(uint64_t number, int width, char* out) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (int i = width; i-- > 0; number >>= 4) out[i] = kDigits[number & 0xf];
  return out + width;
}

char* PutNumber(const TextPart& part, int64_t number, char* out) {
  const DigitTables& tables = DigitTables::Get();
  if (part.width > 0) {
    return PutPadded(tables, static_cast<uint64_t>(number), part.width, out);
  }
  return part.scale < 0 ? PutSigned(tables, number, out)
                        : PutDecimal(tables, number, part.scale, '.', out);
}

char* PutNumber(const TextPart& part, int64_t number, char* out, const char* limit) {
  if (part.width > 0 || limit - out >= static_cast<ptrdiff_t>(kNumberRoom)) {
    return PutNumber(part, number, out);
  }
  char text[kNumberRoom];
  const char* end = PutNumber(part, number, text);
  std::memcpy(out, text, end - text);
  return out + (end - text);
}

size_t LengthOf(const TextPart& part, int64_t number) {
  char text[kNumberRoom];
  return PutNumber(part, number, text) - text;
}

// Each word of a part with `before` in front; none if one would be too long.
std::vector<ShortWord> ShortWordsOf(const TextPart& part, std::string_view before) {
  std::vector<ShortWord> short_words;
  if (before.size() + part.longest > ShortWord::kMostBytes) return short_words;
  short_words.reserve(part.words.size());
  for (const std::string_view word : part.words) {
    ShortWord& each = short_words.emplace_back();
    before.copy(each.bytes, before.size());
    word.copy(each.bytes + before.size(), word.size());
    each.length = static_cast<uint8_t>(before.size() + word.size());
  }
  return short_words;
}

// Digits of `code`, the last piece's the lowest.
void SplitDigits(const RenderPiece* pieces, size_t begin, size_t end, uint64_t code,
                 uint64_t* digits) {
  for (size_t i = end; i-- > begin;) {
    if (pieces[i].size == 1) {
      digits[i] = 0;
    } else if (i == begin) {
      digits[i] = code;
    } else {
      const Divider::Parts split = pieces[i].divider.DivideAny(code);
      digits[i] = split.remainder;
      code = split.quotient;
    }
  }
}

// True if each piece is short words, and codes are small enough for Divider::Divide.
bool AreShortWords(const std::vector<RenderPiece>& pieces) {
  constexpr uint64_t kBound = uint64_t{1} << 63;
  uint64_t codes = 1;
  uint64_t largest = 1;
  for (const RenderPiece& piece : pieces) {
    if (piece.words.empty() || __builtin_mul_overflow(codes, piece.size, &codes)) {
      return false;
    }
    largest = std::max(largest, piece.size);
  }
  return codes <= kBound / largest;
}

uint64_t ProductOfSizes(const std::vector<TextPart>& parts, size_t begin, size_t end) {
  uint64_t size = 1;
  for (size_t i = begin; i < end; ++i) size *= parts[i].size;
  return size;
}

TextPart NumberPart(int64_t first, int64_t step, uint64_t size) {
  TextPart part;
  part.kind = TextPart::Kind::kNumber;
  part.first = first;
  part.step = step;
  part.size = size;
  part.divider = Divider(size);
  return part;
}

}  // namespace

char* TextPart::Put(uint64_t digit, char* out, const char* limit) const {
  switch (kind) {
    case Kind::kWords: {
      const std::string_view word = words[digit];
      std::memcpy(out, word.data(), word.size());
      return out + word.size();
    }
    case Kind::kNumber:
      return PutNumber(*this, NumberOf(digit), out, limit);
    case Kind::kHexadecimal:
      return PutHexadecimal(static_cast<uint64_t>(first) + digit, width, out);
    case Kind::kTime:
      return pattern->Render(NumberOf(digit), out);
    case Kind::kProse:
    case Kind::kRule:
      break;
  }
  return out;
}

uint64_t ConcatenationDomain::high_size() const {
  return ProductOfSizes(parts, 0, low_begin);
}

uint64_t ConcatenationDomain::low_size() const {
  return ProductOfSizes(parts, low_begin, parts.size());
}

void ConcatenationDomain::Add(TextPart part) {
  longest_ += part.longest;
  parts.push_back(std::move(part));
  const size_t added = parts.size() - 1;
  if (parts[added].kind == TextPart::Kind::kRule) {
    // What the rule covers must begin with a piece.
    covered_from_.push_back(added - parts[added].covered);
    pieces_.clear();
    for (size_t i = 0; i < added; ++i) AddPiece(i);
  }
  AddPiece(added);
  const bool are_short_words = !has_two_words() &&
                               pieces_.size() <= kMostShortWordPieces &&
                               AreShortWords(pieces_);
  short_word_pieces_ = are_short_words ? pieces_.size() : 0;
}

void ConcatenationDomain::AddPiece(size_t number) {
  const TextPart& part = parts[number];
  RenderPiece piece;
  piece.size = part.size;
  piece.divider = part.divider;
  piece.first_part = piece.part = number;
  const bool begins_cover = std::find(covered_from_.begin(), covered_from_.end(),
                                      number) != covered_from_.end();
  if (part.kind == TextPart::Kind::kWords) {
    const bool follows_literal =
        !begins_cover && !pieces_.empty() && pieces_.back().words.size() == 1;
    if (follows_literal) {
      const ShortWord& literal = pieces_.back().words[0];
      piece.words = ShortWordsOf(part, {literal.bytes, literal.length});
    }
    if (!piece.words.empty()) {
      piece.first_part = pieces_.back().first_part;
      pieces_.pop_back();
    } else {
      piece.words = ShortWordsOf(part, "");
    }
  }
  if (part.kind == TextPart::Kind::kRule) {
    const auto covered =
        std::find_if(pieces_.begin(), pieces_.end(), [&](const RenderPiece& each) {
          return each.first_part == number - part.covered;
        });
    piece.covered_pieces = pieces_.end() - covered;
  }
  pieces_.push_back(std::move(piece));
}

void ConcatenationDomain::AddPart(std::vector<std::string_view> words) {
  TextPart part;
  for (const std::string_view word : words) {
    part.longest = std::max(part.longest, word.size());
  }
  part.size = words.size();
  part.divider = Divider(part.size);
  part.words = std::move(words);
  Add(std::move(part));
}

void ConcatenationDomain::AddNumber(int64_t first, int64_t step, uint64_t size,
                                    int width) {
  TextPart part = NumberPart(first, step, size);
  part.width = width;
  part.longest = std::max(LengthOf(part, first), LengthOf(part, part.NumberOf(size - 1)));
  Add(std::move(part));
}

void ConcatenationDomain::AddDecimal(int64_t first, int scale, uint64_t size) {
  TextPart part = NumberPart(first, 1, size);
  part.scale = scale;
  // The ends may have fewer digits after the point than those between.
  const int64_t last = part.NumberOf(size - 1);
  const int64_t unit = PowerOfTen(scale);
  part.longest =
      std::max(LengthOf(part, first / unit * unit), LengthOf(part, last / unit * unit)) +
      std::max(0, scale - 1) + (first < 0 ? 1 : 0);
  Add(std::move(part));
}

void ConcatenationDomain::AddTime(int64_t first, int64_t step, uint64_t size,
                                  std::shared_ptr<const TimePattern> pattern) {
  TextPart part = NumberPart(first, step, size);
  part.kind = TextPart::Kind::kTime;
  part.longest = pattern->longest();
  part.pattern = std::move(pattern);
  Add(std::move(part));
}

void ConcatenationDomain::AddHexadecimal(uint64_t first, uint64_t size, int width) {
  TextPart part = NumberPart(static_cast<int64_t>(first), 1, size);
  part.kind = TextPart::Kind::kHexadecimal;
  part.width = width;
  part.longest = width;
  Add(std::move(part));
}

void ConcatenationDomain::AddProse(std::shared_ptr<const Prose> prose) {
  TextPart part = NumberPart(0, 1, Prose::kCodes);
  part.kind = TextPart::Kind::kProse;
  part.longest = prose->longest();
  part.prose = std::move(prose);
  Add(std::move(part));
}

void ConcatenationDomain::AddRule(TextRule rule, int covered) {
  TextPart part;
  part.kind = TextPart::Kind::kRule;
  part.longest = InfoOf(rule).growth;
  part.rule = rule;
  part.covered = covered;
  Add(std::move(part));
}

bool ConcatenationDomain::rewrites() const {
  return std::any_of(parts.begin(), parts.end(), [](const TextPart& part) {
    return part.kind == TextPart::Kind::kRule && InfoOf(part.rule).rewrites;
  });
}

double ConcatenationDomain::typical() const {
  size_t longest = 0;
  double prose = 0;
  for (const TextPart& part : parts) {
    if (part.kind == TextPart::Kind::kProse) {
      prose += part.prose->typical();
    } else {
      longest += part.longest;
    }
  }
  return 0.66 * static_cast<double>(longest) + prose;
}

char* ConcatenationDomain::Render(uint64_t high, uint64_t low, char* out) const {
  RenderedPieces rendered;
  return Render(high, low, out, &rendered);
}

char* ConcatenationDomain::Render(uint64_t high, uint64_t low, char* out,
                                  RenderedPieces* rendered) const {
  uint64_t* const digits = rendered->digits.data();
  char** const begins = rendered->begins.data();
  const char* const limit = out + longest_;
  const RenderPiece* piece = pieces_.data();
  const size_t count = pieces_.size();
  size_t first_low = 0;
  if (low_begin > 0) {
    while (first_low < count && piece[first_low].part < low_begin) ++first_low;
    SplitDigits(piece, 0, first_low, high, digits);
  }
  SplitDigits(piece, first_low, count, low, digits);
  for (size_t i = 0; i < count; ++i, ++piece) {
    begins[i] = out;
    if (!piece->words.empty()) {
      out = PutShortWord(piece->words[digits[i]], out, limit);
      continue;
    }
    const TextPart& part = parts[piece->part];
    if (part.kind == TextPart::Kind::kRule) {
      out = ApplyTextRule(part.rule, begins[i - piece->covered_pieces], out);
    } else if (part.kind == TextPart::Kind::kProse) {
      out = part.prose->Render(digits[i], out, rendered->prose_words);
    } else {
      out = part.Put(digits[i], out, limit);
    }
  }
  begins[count] = out;
  return out;
}

}  // namespace rand_engine
