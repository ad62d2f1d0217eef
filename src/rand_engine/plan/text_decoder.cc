#include "rand_engine/plan/text_decoder.h"

#include <algorithm>

#include "rand_engine/charset/utf8_reader.h"

namespace rand_engine {
namespace {

constexpr char32_t kReplacement = 0xFFFD;
constexpr size_t kLongestCode = 4;
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

bool IsSurrogate(char32_t unit) { return unit >= 0xD800 && unit < 0xE000; }

uint64_t MakeKey(std::string_view code) {
  uint64_t key = code.size();
  for (char byte : code) key = key << 8 | static_cast<unsigned char>(byte);
  return key;
}

}  // namespace

void AppendUtf8(char32_t character, std::string* out) {
  const auto append = [out](char32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (character < 0x80) {
    append(character);
  } else if (character < 0x800) {
    append(0xC0 | character >> 6);
    append(0x80 | (character & 0x3F));
  } else if (character < 0x10000) {
    append(0xE0 | character >> 12);
    append(0x80 | (character >> 6 & 0x3F));
    append(0x80 | (character & 0x3F));
  } else {
    append(0xF0 | character >> 18);
    append(0x80 | (character >> 12 & 0x3F));
    append(0x80 | (character >> 6 & 0x3F));
    append(0x80 | (character & 0x3F));
  }
}

TextDecoder::TextDecoder(const TextEncoding& encoding, Use use,
                         std::string_view expected) {
  // What "A" becomes tells the UTF forms apart without knowing their names.
  ByteBuffer letter;
  encoding.Encode("A", &letter);
  const std::string_view bytes = letter.view();
  const bool by_bytes = use == Use::kStructure && encoding.is_ascii_superset();
  if (encoding.is_utf8() || by_bytes) {
    form_ = Form::kBytes;
  } else if (bytes.size() == 2) {
    form_ = Form::kUtf16;
    big_endian_ = bytes.front() == 0;
  } else if (bytes.size() == 4) {
    form_ = Form::kUtf32;
    big_endian_ = bytes.front() == 0;
  } else {
    form_ = Form::kTable;
    FillTable(encoding, expected);
  }
}

void TextDecoder::FillTable(const TextEncoding& encoding, std::string_view expected) {
  std::string character;
  for (char32_t value = 0; value < 0x10000; ++value) {
    if (IsSurrogate(value)) continue;
    character.clear();
    AppendUtf8(value, &character);
    AddCode(encoding, character, value);
  }
  char32_t value = 0;
  while (const size_t length = ReadUtf8(expected, &value)) {
    if (value >= 0x10000) AddCode(encoding, expected.substr(0, length), value);
    expected.remove_prefix(length);
  }
}

void TextDecoder::AddCode(const TextEncoding& encoding, std::string_view character,
                          char32_t value) {
  code_.Clear();
  if (encoding.Encode(character, &code_).has_value()) return;
  if (code_.size() <= kLongestCode) table_.emplace(MakeKey(code_.view()), value);
}

/// False while too few bytes are there to know whether they begin with a mark.
bool TextDecoder::SkipMark() {
  const size_t wanted = form_ == Form::kUtf16 ? 2 : form_ == Form::kUtf32 ? 4 : 3;
  if (form_ == Form::kTable) return true;
  if (form_ == Form::kBytes) {
    const size_t shared = std::min(pending_.size(), wanted);
    if (pending_.compare(0, shared, kUtf8Mark, 0, shared) != 0) return true;
    if (shared < wanted) return false;
    pending_.erase(0, wanted);
    return true;
  }
  if (pending_.size() < wanted) return false;
  const char32_t mark = ReadUnit(pending_, wanted);
  const char32_t swapped = form_ == Form::kUtf16 ? 0xFFFE : 0xFFFE0000;
  if (mark != 0xFEFF && mark != swapped) return true;
  if (mark == swapped) big_endian_ = !big_endian_;
  pending_.erase(0, wanted);
  return true;
}

void TextDecoder::Decode(std::string_view bytes, std::string* out) {
  if (form_ == Form::kBytes && !at_start_) {
    out->append(bytes);
    return;
  }
  pending_.append(bytes);
  if (at_start_) {
    if (!SkipMark()) return;
    at_start_ = false;
  }
  DecodePending(out);
}

void TextDecoder::DecodePending(std::string* out) {
  if (form_ == Form::kBytes) {
    out->append(pending_);
    pending_.clear();
    return;
  }
  std::string_view rest = pending_;
  char32_t character = 0;
  const auto read = [&] {
    if (form_ == Form::kUtf16) return ReadUtf16(rest, &character);
    if (form_ == Form::kUtf32) return ReadUtf32(rest, &character);
    return ReadTable(rest, &character);
  };
  while (const size_t length = read()) {
    AppendUtf8(character, out);
    rest.remove_prefix(length);
  }
  pending_.erase(0, pending_.size() - rest.size());
}

uint32_t TextDecoder::ReadUnit(std::string_view text, size_t width) const {
  uint32_t unit = 0;
  for (size_t i = 0; i < width; ++i) {
    const size_t at = big_endian_ ? i : width - 1 - i;
    unit = unit << 8 | static_cast<unsigned char>(text[at]);
  }
  return unit;
}

size_t TextDecoder::ReadUtf16(std::string_view text, char32_t* character) const {
  if (text.size() < 2) return 0;
  const uint32_t unit = ReadUnit(text, 2);
  *character = IsSurrogate(unit) ? kReplacement : unit;
  if (unit < 0xD800 || unit >= 0xDC00) return 2;
  if (text.size() < 4) return 0;
  const uint32_t low = ReadUnit(text.substr(2), 2);
  if (low < 0xDC00 || low >= 0xE000) return 2;
  *character = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  return 4;
}

size_t TextDecoder::ReadUtf32(std::string_view text, char32_t* character) const {
  if (text.size() < 4) return 0;
  *character = ReadUnit(text, 4);
  if (*character > 0x10FFFF || IsSurrogate(*character)) *character = kReplacement;
  return 4;
}

size_t TextDecoder::ReadTable(std::string_view text, char32_t* character) const {
  const size_t longest = std::min(text.size(), kLongestCode);
  for (size_t length = 1; length <= longest; ++length) {
    const auto found = table_.find(MakeKey(text.substr(0, length)));
    if (found == table_.end()) continue;
    *character = found->second;
    return length;
  }
  if (text.size() < kLongestCode) return 0;
  *character = kReplacement;
  return 1;
}

}  // namespace rand_engine
