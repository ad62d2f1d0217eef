#include "rand_engine/spec/json_cursor.h"

#include <algorithm>

namespace rand_engine {

SourcePosition JsonCursor::ToToken(size_t end) {
  end = std::min(end, text_.size());
  constexpr std::string_view kBetweenTokens = " \t\r\n,:";
  while (offset_ < end && kBetweenTokens.find(text_[offset_]) != std::string_view::npos) {
    if (text_[offset_++] != '\n') continue;
    ++line_;
    line_start_ = offset_;
  }
  return {line_, static_cast<int>(offset_ - line_start_) + 1};
}

void JsonCursor::SkipString() {
  // No accepted string holds a line end, so only bytes are counted.
  for (++offset_; text_[offset_] != '"'; ++offset_) {
    if (text_[offset_] == '\\') ++offset_;
  }
  ++offset_;
}

void JsonCursor::SkipDigits() {
  while (Peek() >= '0' && Peek() <= '9') ++offset_;
}

std::string_view JsonCursor::TakeNumber() {
  const size_t start = offset_;
  if (Peek() == '-') ++offset_;
  if (Peek() == '0') {
    ++offset_;
  } else {
    SkipDigits();
  }
  if (Peek() == '.') {
    ++offset_;
    SkipDigits();
  }
  if (Peek() == 'e' || Peek() == 'E') {
    ++offset_;
    if (Peek() == '+' || Peek() == '-') ++offset_;
    SkipDigits();
  }
  return text_.substr(start, offset_ - start);
}

}  // namespace rand_engine
