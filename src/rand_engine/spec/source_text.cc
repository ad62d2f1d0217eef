#include "rand_engine/spec/source_text.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <limits>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kBadCharacter = 0;

bool IsBetween(unsigned char byte, int low, int high) {
  return byte >= low && byte <= high;
}

/// Return the length of the character that begins `text`, kBadCharacter if it is not
/// well-formed (Unicode, table 3-7: no surrogates, no overlong forms, at most U+10FFFF).
size_t CharacterLength(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x80) return 1;
  if (!IsBetween(first, 0xC2, 0xF4)) return kBadCharacter;

  const size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (text.size() < length) return kBadCharacter;
  const int second_low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const int second_high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  const auto second = static_cast<unsigned char>(text[1]);
  if (!IsBetween(second, second_low, second_high)) return kBadCharacter;
  for (size_t i = 2; i < length; ++i) {
    if (!IsBetween(static_cast<unsigned char>(text[i]), 0x80, 0xBF)) return kBadCharacter;
  }
  return length;
}

/// True if the eight bytes at `bytes` are ASCII and none of them is NUL.
bool AreEightPlainBytes(const char* bytes) {
  uint64_t word;
  std::memcpy(&word, bytes, sizeof(word));
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighBits = 0x8080808080808080;
  // With all high bits clear, the subtraction sets one exactly where a byte is zero, or
  // borrowed from one that is.
  return ((word | (word - kOnes)) & kHighBits) == 0;
}

/// Return the offset of the first byte that is NUL or no UTF-8, or the text's size.
size_t FindBadByte(std::string_view text) {
  size_t offset = 0;
  while (offset < text.size()) {
    if (offset + 8 <= text.size() && AreEightPlainBytes(text.data() + offset)) {
      offset += 8;
      continue;
    }
    const size_t length = CharacterLength(text.substr(offset));
    if (length == kBadCharacter || text[offset] == 0) return offset;
    offset += length;
  }
  return offset;
}

std::string DescribeBadByte(std::string_view text, size_t offset) {
  constexpr std::string_view kUtf16 =
      "; it looks like UTF-16: save the text as UTF-8 (in Python: encoding='utf-8')";
  const auto byte = static_cast<unsigned char>(text[offset]);
  const bool has_utf16_mark =
      text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
  if (byte == 0) {
    const bool looks_like_utf16 = offset <= 1;
    return fmt::format("a NUL byte, which no text holds{}",
                       looks_like_utf16 ? kUtf16 : "");
  }
  return fmt::format("invalid UTF-8 at byte 0x{:02X}; a spec's text must be UTF-8{}",
                     static_cast<unsigned>(byte), has_utf16_mark ? kUtf16 : "");
}

}  // namespace

arrow::Status ErrorAt(const std::string& source, SourcePosition position,
                      std::string_view message) {
  return SpecError(
      fmt::format("{}:{}:{}: {}", source, position.line, position.column, message),
      {{position.line, position.column, "", std::string(message), ""}});
}

SourcePosition PositionOf(std::string_view text, size_t offset) {
  const std::string_view before = text.substr(0, offset);
  const size_t line_start = before.rfind('\n') + 1;
  const auto lines = std::count(before.begin(), before.end(), '\n');
  return {static_cast<int>(lines) + 1, static_cast<int>(before.size() - line_start) + 1};
}

arrow::Result<std::string_view> CheckSourceText(std::string_view text,
                                                const std::string& source,
                                                int64_t max_bytes,
                                                std::string_view limit_name) {
  // Lines and columns are ints.
  const int64_t limit = std::min<int64_t>(max_bytes, std::numeric_limits<int>::max() - 1);
  if (static_cast<int64_t>(text.size()) > limit) {
    return ErrorAt(source, {1, 1},
                   fmt::format("the text has {} bytes, more than {} (the limit {})",
                               text.size(), limit, limit_name));
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const size_t bad = FindBadByte(text);
  if (bad < text.size()) {
    return ErrorAt(source, PositionOf(text, bad), DescribeBadByte(text, bad));
  }
  return text;
}

}  // namespace rand_engine
