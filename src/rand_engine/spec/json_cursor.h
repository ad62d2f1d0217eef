// Where the tokens of a JSON text stand.
#pragma once

#include <cstddef>
#include <string_view>

#include "rand_engine/spec/value.h"

namespace rand_engine {

/// Walks a JSON text token by token, behind a parser that has accepted the tokens but
/// does not say where they were. Each byte is visited once.
class JsonCursor {
 public:
  explicit JsonCursor(std::string_view text) : text_(text) {}

  /// Go to the next token that is a value, a key or a bracket: past white space, `,` and
  /// `:`, up to byte `end` at most. Return its place.
  SourcePosition ToToken(size_t end = std::string_view::npos);

  /// Go past the token of `length` bytes at the cursor.
  void Skip(size_t length) { offset_ += length; }
  /// Go past the string at the cursor.
  void SkipString();
  /// Go past the number at the cursor and return its text: the longest that RFC 8259's
  /// grammar allows ("0" of "01").
  std::string_view TakeNumber();

  size_t offset() const { return offset_; }

 private:
  char Peek() const { return offset_ < text_.size() ? text_[offset_] : '\0'; }
  void SkipDigits();

  std::string_view text_;
  size_t offset_ = 0;
  int line_ = 1;
  size_t line_start_ = 0;
};

}  // namespace rand_engine
