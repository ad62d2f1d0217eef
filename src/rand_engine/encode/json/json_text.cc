#include <cstdint>
#include <string>
#include <string_view>

#include "rand_engine/encode/json/json_style.h"

namespace rand_engine {
namespace {

// Reads the character at `*at` of valid UTF-8 and moves on.
uint32_t NextCharacter(std::string_view text, size_t* at) {
  const auto byte = [&] { return static_cast<unsigned char>(text[(*at)++]); };
  const uint32_t lead = byte();
  if (lead < 0x80) return lead;
  const int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
  uint32_t character = lead & (0x3f >> more);
  for (int i = 0; i < more && *at < text.size(); ++i) {
    character = (character << 6) | (byte() & 0x3f);
  }
  return character;
}

void AppendCodeUnit(uint32_t unit, std::string* out) {
  constexpr char kDigits[] = "0123456789abcdef";
  const char escape[] = {'\\',
                         'u',
                         kDigits[unit >> 12],
                         kDigits[unit >> 8 & 15],
                         kDigits[unit >> 4 & 15],
                         kDigits[unit & 15]};
  out->append(escape, sizeof(escape));
}

void AppendUnicodeEscape(uint32_t character, std::string* out) {
  if (character < 0x10000) return AppendCodeUnit(character, out);
  character -= 0x10000;
  AppendCodeUnit(0xd800 + (character >> 10), out);
  AppendCodeUnit(0xdc00 + (character & 0x3ff), out);
}

// How many characters at the beginning stand for themselves, whatever the options.
size_t CountPlain(std::string_view text) {
  size_t count = 0;
  while (count < text.size()) {
    const auto c = static_cast<unsigned char>(text[count]);
    if (c < 0x20 || c >= 0x7f || c == '"' || c == '\\') break;
    ++count;
  }
  return count;
}

// The two-character escape of a character, or 0.
char ShortEscape(uint32_t character) {
  switch (character) {
    case '"':
    case '\\':
      return static_cast<char>(character);
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    default:
      return 0;
  }
}

}  // namespace

std::string QuoteJson(std::string_view text, bool force_ascii) {
  std::string out;
  out.reserve(text.size() + 2);
  out += '"';
  for (size_t at = 0; at < text.size();) {
    const size_t plain = CountPlain(text.substr(at));
    out.append(text, at, plain);
    at += plain;
    if (at == text.size()) break;
    const size_t begin = at;
    const uint32_t character = NextCharacter(text, &at);
    if (const char escape = ShortEscape(character); escape != 0) {
      out += '\\';
      out += escape;
    } else if (character < 0x20 || (force_ascii && character >= 0x7f)) {
      AppendUnicodeEscape(character, &out);
    } else {
      out += text.substr(begin, at - begin);
    }
  }
  return out += '"';
}

TextStyle JsonStyle(const JsonOptions& options) {
  const bool force_ascii = options.force_ascii;
  const std::string quote = "\"";
  TextStyle style;
  style.date_quote = quote;
  style.missing = "null";
  style.true_text = "true";
  style.false_text = "false";
  style.quote_text = [force_ascii](std::string_view text) {
    return QuoteJson(text, force_ascii);
  };
  style.escape_fragment = [force_ascii](std::string_view text) {
    const std::string quoted = QuoteJson(text, force_ascii);
    return std::optional(quoted.substr(1, quoted.size() - 2));
  };
  style.fragment_quote = quote;
  style.non_finite = style.missing;  // JSON has no others
  for (size_t byte = ' '; byte < style.is_plain.size(); ++byte) {
    style.is_plain[byte] =
        byte != '"' && byte != '\\' && (byte < 127 || (byte > 127 && !force_ascii));
  }
  if (!options.lines) style.indent = options.indent;
  return style;
}

std::string BreakAt(std::optional<int> indent, int depth) {
  if (!indent) return "";
  std::string space = "\n";
  space.append(static_cast<size_t>(*indent) * depth, ' ');
  return space;
}

}  // namespace rand_engine
