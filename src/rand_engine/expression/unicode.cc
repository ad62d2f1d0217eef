#include "rand_engine/expression/unicode.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstring>
#include <iterator>

namespace rand_engine::expression {
namespace {

bool IsAscii(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return (static_cast<uint8_t>(c) & 0x80) != 0; });
}

bool Continues(char c) { return (static_cast<uint8_t>(c) & 0xc0) == 0x80; }

// Turns each code point by `ascii`(char) or `wide`(code point, out) -> bytes put.
template <typename AsciiMap, typename WideMap>
std::string_view MapCodePoints(std::string_view text, TextArena* arena, AsciiMap ascii,
                               WideMap wide) {
  if (IsAscii(text)) {
    char* out = arena->Allocate(text.size());
    for (size_t i = 0; i < text.size(); ++i) out[i] = ascii(text[i]);
    return {out, text.size()};
  }
  const size_t room = text.size() * kCaseGrowth + 4;
  char* out = arena->Allocate(room);
  size_t size = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (size_t i = 0; i < text.size();) {
    utf8proc_int32_t code_point = 0;
    const auto length = static_cast<utf8proc_ssize_t>(text.size() - i);
    const utf8proc_ssize_t read = utf8proc_iterate(bytes + i, length, &code_point);
    if (read <= 0) {  // no UTF-8: kept as it is
      out[size++] = text[i++];
      continue;
    }
    i += static_cast<size_t>(read);
    size += wide(code_point, out + size);
  }
  arena->Shrink(room - size);
  return {out, size};
}

size_t Encode(utf8proc_int32_t code_point, char* out) {
  const auto size =
      utf8proc_encode_char(code_point, reinterpret_cast<utf8proc_uint8_t*>(out));
  return static_cast<size_t>(size);
}

// Letters that no decomposition takes apart.
struct Spelling {
  utf8proc_int32_t code_point;
  const char* ascii;
};
constexpr Spelling kSpellings[] = {
    {0xdf, "ss"}, {0xc6, "AE"}, {0xe6, "ae"},  {0xd8, "O"},   {0xf8, "o"},   {0xd0, "D"},
    {0xf0, "d"},  {0xde, "Th"}, {0xfe, "th"},  {0x110, "D"},  {0x111, "d"},  {0x131, "i"},
    {0x141, "L"}, {0x142, "l"}, {0x152, "OE"}, {0x153, "oe"}, {0x1e9e, "SS"}};

size_t PutAscii(utf8proc_int32_t code_point, char* out) {
  for (const Spelling& spelling : kSpellings) {
    if (spelling.code_point != code_point) continue;
    const size_t size = std::strlen(spelling.ascii);
    std::memcpy(out, spelling.ascii, size);
    return size;
  }
  utf8proc_int32_t pieces[32];
  int boundary = UTF8PROC_BOUNDCLASS_START;
  const auto count = utf8proc_decompose_char(
      code_point, pieces, std::size(pieces),
      static_cast<utf8proc_option_t>(UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK), &boundary);
  size_t size = 0;
  for (utf8proc_ssize_t i = 0; i < std::min<utf8proc_ssize_t>(count, 4); ++i) {
    if (pieces[i] < 0x80) out[size++] = static_cast<char>(pieces[i]);
  }
  return size;
}

}  // namespace

size_t CountCharacters(std::string_view text) {
  size_t count = 0;
  for (const char c : text) count += Continues(c) ? 0 : 1;
  return count;
}

size_t ByteOfCharacter(std::string_view text, size_t index) {
  size_t byte = 0;
  for (; byte < text.size(); ++byte) {
    if (Continues(text[byte])) continue;
    if (index == 0) return byte;
    --index;
  }
  return byte;
}

std::string_view ToLower(std::string_view text, TextArena* arena) {
  return MapCodePoints(
      text, arena,
      [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; },
      [](utf8proc_int32_t c, char* out) { return Encode(utf8proc_tolower(c), out); });
}

std::string_view ToUpper(std::string_view text, TextArena* arena) {
  return MapCodePoints(
      text, arena,
      [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c & ~0x20) : c; },
      [](utf8proc_int32_t c, char* out) { return Encode(utf8proc_toupper(c), out); });
}

std::string_view ToAscii(std::string_view text, TextArena* arena) {
  if (IsAscii(text)) return text;
  return MapCodePoints(
      text, arena, [](char c) { return c; }, PutAscii);
}

std::string_view Reverse(std::string_view text, TextArena* arena) {
  char* out = arena->Allocate(text.size());
  size_t end = text.size();
  for (size_t i = 0; i < text.size();) {
    size_t length = 1;
    while (i + length < text.size() && Continues(text[i + length])) ++length;
    end -= length;
    std::memcpy(out + end, text.data() + i, length);
    i += length;
  }
  return {out, text.size()};
}

}  // namespace rand_engine::expression
