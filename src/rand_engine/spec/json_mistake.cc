#include "rand_engine/spec/json_mistake.h"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "rand_engine/spec/json_text.h"

namespace rand_engine {
namespace {

using Where = JsonMistake::Where;

constexpr std::string_view kNumbersHint = "JSON's numbers look like 18, -0.5 or 1e6";

bool IsWordByte(char byte) {
  constexpr std::string_view kEndsWord = " \t\r\n,:[]{}\"";
  return kEndsWord.find(byte) == std::string_view::npos;
}

/// The bytes of what was found: a string's text with its quotes, a word, or one
/// character.
std::string_view FoundToken(const JsonMistake& mistake) {
  const std::string_view rest = mistake.text.substr(mistake.token_start);
  if (rest.starts_with('"')) {
    return rest.substr(0, std::max<size_t>(2, mistake.token_end - mistake.token_start));
  }
  if (rest.starts_with('\'')) {
    return rest.substr(0, std::min(rest.find('\'', 1), rest.find('\n') - 1) + 1);
  }
  const auto end = std::find_if_not(rest.begin(), rest.end(), IsWordByte);
  return rest.substr(0, std::max<size_t>(1, end - rest.begin()));
}

std::string DescribeFound(const JsonMistake& mistake) {
  if (mistake.token_start >= mistake.text.size()) return "the end of the text";
  const std::string_view found = FoundToken(mistake);
  const std::string_view quote = found.starts_with('\'') ? "" : "'";
  return fmt::format("{}{}{}", quote, TextForMessage(found, 30), quote);
}

std::string DescribeExpected(const JsonMistake& mistake) {
  switch (mistake.where) {
    case Where::kBeforeRoot:
      return "a value";
    case Where::kAfterRoot:
      return "the end of the text";
    case Where::kFirstItem:
      return "a value or ']'";
    case Where::kNextItem:
      return "a value after ','";
    case Where::kAfterItem:
      return "',' or ']'";
    case Where::kFirstKey:
      return "a key in double quotes or '}'";
    case Where::kNextKey:
      return "a key in double quotes after ','";
    case Where::kAfterKey:
      return fmt::format("':' after the key '{}'", TextForMessage(mistake.key));
    case Where::kMemberValue:
      return fmt::format("a value for '{}'", TextForMessage(mistake.key));
    case Where::kAfterMember:
      return fmt::format("',' or '}}' after the value of '{}'",
                         TextForMessage(mistake.key));
  }
  return "";
}

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool IsDigit(char byte) { return byte >= '0' && byte <= '9'; }

bool IsPlace(Where where, std::initializer_list<Where> places) {
  return std::find(places.begin(), places.end(), where) != places.end();
}

/// Slips that show in what was found, wherever it stands.
std::string_view HintOfToken(std::string_view found) {
  if (found.starts_with('\'')) return "JSON takes double quotes: \"text\"";
  if (found.starts_with('#') || found.starts_with("//") || found.starts_with("/*")) {
    return "JSON has no comments (YAML has: # ...)";
  }
  if (IsOneOf(found, {"NaN", "nan", "Infinity", "-Infinity", "inf", "-inf", "-NaN"})) {
    return "JSON has no NaN and no infinity; null is a missing value";
  }
  if (IsOneOf(found, {"True", "TRUE"})) return "JSON's word is true";
  if (IsOneOf(found, {"False", "FALSE"})) return "JSON's word is false";
  if (IsOneOf(found, {"None", "Null", "NULL", "nil", "undefined"})) {
    return "JSON's word is null";
  }
  return "";
}

bool LooksLikeNumber(std::string_view found) {
  if (found.starts_with('+') || found.starts_with('.') || found.starts_with('-')) {
    found.remove_prefix(1);
  }
  if (found.starts_with('.')) found.remove_prefix(1);
  return !found.empty() && IsDigit(found[0]);
}

/// True where a number goes on without a break in what was found (`0|12`, `1|_000`).
bool ContinuesNumber(const JsonMistake& mistake) {
  if (mistake.token_start == 0) return false;
  const char before = mistake.text[mistake.token_start - 1];
  const char found = mistake.text[mistake.token_start];
  return IsDigit(before) && IsWordByte(found);
}

std::string HintOfPlace(const JsonMistake& mistake, std::string_view found) {
  const Where where = mistake.where;
  const bool closes = found == "]" || found == "}";
  if (closes && IsPlace(where, {Where::kNextItem, Where::kNextKey})) {
    return fmt::format("remove the ',' before '{}'", found);
  }
  if (found == "," && IsPlace(where, {Where::kNextItem, Where::kNextKey,
                                      Where::kFirstItem, Where::kFirstKey})) {
    return "is there a ',' too many?";
  }
  if (IsPlace(where, {Where::kFirstKey, Where::kNextKey}) && IsWordByte(found[0])) {
    return fmt::format("write \"{}\"", TextForMessage(found, 30));
  }
  if (where == Where::kAfterRoot) return "a spec is one JSON value";
  const bool is_after_value = IsPlace(where, {Where::kAfterItem, Where::kAfterMember});
  if (!is_after_value) return "";
  if (closes || found == ":") {
    return fmt::format("what is open began at {}:{}", mistake.opened.line,
                       mistake.opened.column);
  }
  return "is a ',' missing before it?";
}

std::string Hint(const JsonMistake& mistake) {
  if (mistake.token_start >= mistake.text.size()) {
    if (mistake.opened.line == 0) return "";
    return fmt::format("what began at {}:{} is never closed", mistake.opened.line,
                       mistake.opened.column);
  }
  const std::string_view found = FoundToken(mistake);
  if (auto hint = HintOfToken(found); !hint.empty()) return std::string(hint);
  const bool is_number = IsDigit(found[0]) && !ContinuesNumber(mistake);
  if (!is_number && (ContinuesNumber(mistake) || LooksLikeNumber(found))) {
    return std::string(kNumbersHint);
  }
  return HintOfPlace(mistake, found);
}

/// The parser's words after `start`, up to where it repeats the input.
std::string_view ParserReason(const JsonMistake& mistake, std::string_view start) {
  const std::string_view words = mistake.parser_text;
  const size_t found = words.find(start);
  if (found == std::string_view::npos) return "";
  const size_t begin = found + start.size();
  return words.substr(begin, words.find("; last read:", begin) - begin);
}

/// The end of a string token, up to and with byte `last`, cut in front if it is long.
std::string EndOfToken(const JsonMistake& mistake, size_t last) {
  constexpr size_t kShownBytes = 30;
  size_t start = mistake.token_start;
  const bool is_cut = last - start > kShownBytes;
  if (is_cut) {
    start = last - kShownBytes;
    while ((static_cast<unsigned char>(mistake.text[start]) & 0xC0) == 0x80) ++start;
  }
  return (is_cut ? "..." : "") +
         TextForMessage(mistake.text.substr(start, last - start + 1), kShownBytes + 1);
}

JsonExplanation ExplainString(const JsonMistake& mistake, std::string_view reason) {
  if (reason.starts_with("missing closing quote")) {
    const std::string text = TextForMessage(mistake.text.substr(mistake.token_start), 30);
    return {mistake.token_start,
            fmt::format("the text that begins here has no closing '\"': {}", text)};
  }
  const size_t last = std::min(mistake.token_end, mistake.text.size()) - 1;
  const std::string end = EndOfToken(mistake, last);
  const bool is_line_end = mistake.text[last] == '\n' || mistake.text[last] == '\r';
  if (is_line_end && reason.starts_with("control character")) {
    return {last, fmt::format("a line ends inside of the text {}; write \\n for a line "
                              "end, or is the closing '\"' missing?",
                              end)};
  }
  return {last, fmt::format("{}, at the end of {}", reason, end)};
}

JsonExplanation ExplainOverflow(const JsonMistake& mistake) {
  const std::string_view number =
      mistake.text.substr(mistake.token_start, mistake.token_end - mistake.token_start);
  return {mistake.token_start,
          fmt::format("the number {} is out of range; the largest is about 1.8e308",
                      TextForMessage(number, 30))};
}

}  // namespace

JsonExplanation ExplainJsonMistake(const JsonMistake& mistake) {
  const std::string_view string_reason = ParserReason(mistake, "invalid string: ");
  if (!string_reason.empty()) return ExplainString(mistake, string_reason);
  if (!ParserReason(mistake, "number overflow ").empty()) return ExplainOverflow(mistake);

  const std::string hint = Hint(mistake);
  const std::string_view number_reason = ParserReason(mistake, "invalid number; ");
  if (!number_reason.empty() && hint.empty()) {
    return {mistake.token_start,
            fmt::format("{} is no number: {}; {}", DescribeFound(mistake), number_reason,
                        kNumbersHint)};
  }
  return {mistake.token_start,
          fmt::format("expected {}, found {}{}{}", DescribeExpected(mistake),
                      DescribeFound(mistake), hint.empty() ? "" : "; ", hint)};
}

}  // namespace rand_engine
