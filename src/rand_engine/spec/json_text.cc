#include "rand_engine/spec/json_text.h"

#include <fmt/format.h>

#include <iterator>

namespace rand_engine {
namespace {

/// The letter of a control character's short escape, or 0.
char ShortEscape(unsigned char byte) {
  switch (byte) {
    case '\b':
      return 'b';
    case '\f':
      return 'f';
    case '\n':
      return 'n';
    case '\r':
      return 'r';
    case '\t':
      return 't';
    default:
      return 0;
  }
}

void AppendControl(unsigned char byte, std::string* out) {
  if (char letter = ShortEscape(byte); letter != 0) {
    *out += '\\';
    *out += letter;
    return;
  }
  fmt::format_to(std::back_inserter(*out), "\\u{:04x}", static_cast<unsigned>(byte));
}

bool IsContinuationByte(char byte) {
  return (static_cast<unsigned char>(byte) & 0xC0) == 0x80;
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* out) {
  *out += '"';
  for (char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20) {
      AppendControl(byte, out);
      continue;
    }
    if (character == '"' || character == '\\') *out += '\\';
    *out += character;
  }
  *out += '"';
}

std::string_view FirstCharacters(std::string_view text, size_t max_characters) {
  size_t end = 0;
  for (size_t count = 0; count < max_characters && end < text.size(); ++count) {
    ++end;
    while (end < text.size() && IsContinuationByte(text[end])) ++end;
  }
  return text.substr(0, end);
}

std::string TextForMessage(std::string_view text, size_t max_characters) {
  const std::string_view shown = FirstCharacters(text, max_characters);
  std::string out;
  for (char character : shown) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte == 0x7F) {
      AppendControl(byte, &out);
    } else {
      out += character;
    }
  }
  if (shown.size() < text.size()) out += "...";
  return out;
}

}  // namespace rand_engine
