// The number that decides the data.
#pragma once

#include <arrow/result.h>

#include <concepts>
#include <string>
#include <string_view>

namespace rand_engine {

/// Any integer, of any size; kept as its decimal text ("-5", "0", "123").
class Seed {
 public:
  template <std::integral Integer>
  Seed(Integer value) : text_(std::to_string(+value)) {}  // NOLINT: implicit

  /// Parse decimal text with optional sign and `_` between digits ("1_000"). OptionError
  /// for anything else.
  static arrow::Result<Seed> FromText(std::string_view text);

  /// Draw one from the system's entropy.
  static arrow::Result<Seed> Draw();

  const std::string& text() const { return text_; }

 private:
  explicit Seed(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace rand_engine
