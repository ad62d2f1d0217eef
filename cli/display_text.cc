#include "display_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace rand_engine::cli {
namespace {

struct Range {
  uint32_t first;
  uint32_t last;
};

// Combining marks, joiners and variation selectors of the common scripts.
constexpr std::array<Range, 21> kZeroWidth = {{
    {0x0300, 0x036F},   {0x0483, 0x0489}, {0x0591, 0x05BD}, {0x0610, 0x061A},
    {0x064B, 0x065F},   {0x06D6, 0x06DC}, {0x0900, 0x0902}, {0x093A, 0x093A},
    {0x093C, 0x093C},   {0x0941, 0x0948}, {0x094D, 0x094D}, {0x0E31, 0x0E31},
    {0x0E34, 0x0E3A},   {0x0E47, 0x0E4E}, {0x1AB0, 0x1AFF}, {0x1DC0, 0x1DFF},
    {0x200B, 0x200D},   {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F},
    {0xE0100, 0xE01EF},
}};

// East Asian Width W and F (Unicode Standard Annex 11) and emoji, in blocks.
constexpr std::array<Range, 16> kDoubleWidth = {{
    {0x1100, 0x115F},
    {0x231A, 0x231B},
    {0x2329, 0x232A},
    {0x2E80, 0x303E},
    {0x3041, 0x33FF},
    {0x3400, 0x4DBF},
    {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF},
    {0xA960, 0xA97F},
    {0xAC00, 0xD7A3},
    {0xF900, 0xFAFF},
    {0xFE30, 0xFE6F},
    {0xFF00, 0xFF60},
    {0xFFE0, 0xFFE6},
    {0x1F300, 0x1FAFF},
    {0x20000, 0x3FFFD},
}};

template <size_t kCount>
bool Holds(const std::array<Range, kCount>& ranges, uint32_t character) {
  const auto after =
      std::upper_bound(ranges.begin(), ranges.end(), character,
                       [](uint32_t c, const Range& range) { return c < range.first; });
  return after != ranges.begin() && character <= std::prev(after)->last;
}

struct Character {
  uint32_t code = 0;
  size_t bytes = 0;  ///< 0 = not UTF-8
};

/// The first character of `text`, which is not empty.
Character ReadCharacter(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const uint32_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  uint32_t code = lead & (0x7Fu >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return {};
    code = code << 6 | (byte(i) & 0x3F);
  }
  constexpr std::array<uint32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
  const bool is_surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kLeast[bytes] || code > 0x10FFFF || is_surrogate) return {};
  return {code, bytes};
}

bool SteersTerminal(uint32_t code) {
  return code < 0x20 || (code >= 0x7F && code < 0xA0) || code == 0x200E ||
         code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
         (code >= 0x2066 && code <= 0x2069) || code == 0xFEFF;
}

std::string Escape(uint32_t code) {
  switch (code) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return code < 0x100 ? fmt::format("\\x{:02x}", code)
                          : fmt::format("\\u{:04x}", code);
  }
}

int WidthOf(uint32_t code) {
  if (code < 0x300) return 1;
  if (Holds(kZeroWidth, code)) return 0;
  return Holds(kDoubleWidth, code) ? 2 : 1;
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string shown;
  shown.reserve(text.size());
  while (!text.empty()) {
    const Character character = ReadCharacter(text);
    if (character.bytes == 0) {
      shown += Escape(static_cast<unsigned char>(text[0]));
    } else if (SteersTerminal(character.code)) {
      shown += Escape(character.code);
    } else {
      shown += text.substr(0, character.bytes);
    }
    text.remove_prefix(std::max<size_t>(1, character.bytes));
  }
  return shown;
}

int DisplayWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) {
    const Character character = ReadCharacter(text);
    width += character.bytes == 0 ? 1 : WidthOf(character.code);
    text.remove_prefix(std::max<size_t>(1, character.bytes));
  }
  return width;
}

std::string CutToWidth(std::string_view text, int width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  size_t kept = 0;
  int used = 0;
  while (kept < text.size()) {
    const Character character = ReadCharacter(text.substr(kept));
    used += character.bytes == 0 ? 1 : WidthOf(character.code);
    if (used > width - 1) break;
    kept += std::max<size_t>(1, character.bytes);
  }
  return std::string(text.substr(0, kept)) + "…";
}

std::string WrapText(std::string_view text, int width, int indent) {
  const std::string next_line = "\n" + std::string(indent, ' ');
  std::string wrapped;
  int used = indent;
  while (!text.empty()) {
    const size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string_view word = text.substr(0, end);
    const int length = DisplayWidth(word);
    if (used > indent && used + 1 + length > width) {
      wrapped += next_line;
      used = indent;
    } else if (used > indent) {
      wrapped += ' ';
      ++used;
    }
    wrapped += word;
    used += length;
    if (end < text.size() && text[end] == '\n') {
      wrapped += next_line;
      used = indent;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return wrapped;
}

}  // namespace rand_engine::cli
