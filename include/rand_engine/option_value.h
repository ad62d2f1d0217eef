// The value of an option as its user gave it.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>

namespace rand_engine {

/// None, a boolean, an integer, a floating-point number or text.
///
/// Text is taken for what it says where a number, a boolean or none is wanted
/// ("5", "true", "none"), so the command line can pass text only.
class OptionValue {
 public:
  using Variant = std::variant<std::nullptr_t, bool, int64_t, double, std::string>;

  OptionValue(std::nullptr_t) : value_(nullptr) {}              // NOLINT: implicit
  OptionValue(bool value) : value_(value) {}                    // NOLINT: implicit
  OptionValue(int value) : value_(int64_t{value}) {}            // NOLINT: implicit
  OptionValue(int64_t value) : value_(value) {}                 // NOLINT: implicit
  OptionValue(double value) : value_(value) {}                  // NOLINT: implicit
  OptionValue(const char* text) : value_(std::string(text)) {}  // NOLINT: implicit
  OptionValue(std::string text) : value_(std::move(text)) {}    // NOLINT: implicit

  const Variant& variant() const { return value_; }

 private:
  Variant value_;
};

}  // namespace rand_engine
