#include "rand_engine/spec/yaml_scalar.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <system_error>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/spec/json_text.h"

namespace rand_engine {
namespace {

constexpr std::string_view kCorePrefix = "tag:yaml.org,2002:";
constexpr std::array<std::string_view, 4> kNullWords = {"~", "null", "Null", "NULL"};

bool IsTrue(std::string_view text) {
  return text == "true" || text == "True" || text == "TRUE";
}

bool IsFalse(std::string_view text) {
  return text == "false" || text == "False" || text == "FALSE";
}

bool IsInfinityOrNan(std::string_view text) {
  if (text == ".nan" || text == ".NaN" || text == ".NAN") return true;
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  return text == ".inf" || text == ".Inf" || text == ".INF";
}

/// Take the digits that `text` begins with.
std::string_view TakeDigits(std::string_view* text) {
  const size_t count = std::min(text->find_first_not_of("0123456789"), text->size());
  const std::string_view digits = text->substr(0, count);
  text->remove_prefix(count);
  return digits;
}

/// Take a sign and return what JSON writes for it.
std::string_view TakeSign(std::string_view* text) {
  const bool is_negative = text->starts_with('-');
  if (is_negative || text->starts_with('+')) text->remove_prefix(1);
  return is_negative ? "-" : "";
}

/// Digits without needless leading zeros; "0" if nothing is left.
std::string_view WithoutLeadingZeros(std::string_view digits) {
  const size_t first = digits.find_first_not_of('0');
  return first == std::string_view::npos ? "0" : digits.substr(first);
}

/// JSON's text of an int in decimal, or nullopt if it is none.
std::optional<std::string> DecimalInt(std::string_view text) {
  const std::string_view sign = TakeSign(&text);
  const std::string_view digits = TakeDigits(&text);
  if (digits.empty() || !text.empty()) return std::nullopt;
  return fmt::format("{}{}", sign, WithoutLeadingZeros(digits));
}

/// The base of `0o17` and `0x1F`, their prefix taken from `text`; 0 if it is neither.
int TakeBase(std::string_view* text) {
  const bool is_octal = text->starts_with("0o");
  if (!is_octal && !text->starts_with("0x")) return 0;
  text->remove_prefix(2);
  const std::string_view digits = is_octal ? "01234567" : "0123456789abcdefABCDEF";
  const bool fits =
      !text->empty() && text->find_first_not_of(digits) == std::string_view::npos;
  if (!fits) return 0;
  return is_octal ? 8 : 16;
}

/// JSON's text of a float (or an int) in decimal, always with a fraction or an exponent;
/// nullopt if it is none.
std::optional<std::string> DecimalFloat(std::string_view text) {
  const std::string_view sign = TakeSign(&text);
  const std::string_view whole = TakeDigits(&text);
  const bool has_point = text.starts_with('.');
  if (has_point) text.remove_prefix(1);
  const std::string_view fraction = has_point ? TakeDigits(&text) : "";
  if (whole.empty() && fraction.empty()) return std::nullopt;

  const std::string_view exponent = text;
  if (!text.empty()) {
    if (text[0] != 'e' && text[0] != 'E') return std::nullopt;
    text.remove_prefix(1);
    TakeSign(&text);
    if (TakeDigits(&text).empty() || !text.empty()) return std::nullopt;
  }
  const bool needs_fraction = has_point || exponent.empty();
  const std::string point_and_fraction =
      needs_fraction ? fmt::format(".{}", fraction.empty() ? "0" : fraction) : "";
  return fmt::format("{}{}{}{}", sign, WithoutLeadingZeros(whole), point_and_fraction,
                     exponent);
}

arrow::Status NotFinite(std::string_view text) {
  return SpecError(
      fmt::format("{} is no number that can be generated; null is a missing value, and "
                  "'{}' in quotes is text",
                  text, text));
}

arrow::Status TooLarge(std::string_view text, std::string_view largest) {
  return SpecError(fmt::format("the number {} is out of range; {}",
                               TextForMessage(text, 30), largest));
}

arrow::Result<Value> FiniteNumber(std::string text) {
  Value number = Value::Number(std::move(text));
  if (number.ToDouble().has_value()) return number;
  return TooLarge(number.text(), "the largest is about 1.8e308");
}

arrow::Result<std::optional<Value>> ReadInt(std::string_view text) {
  if (auto decimal = DecimalInt(text)) {
    ARROW_ASSIGN_OR_RAISE(Value number, FiniteNumber(*std::move(decimal)));
    return number;
  }
  std::string_view digits = text;
  const int base = TakeBase(&digits);
  if (base == 0) return std::nullopt;
  uint64_t number = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), number, base);
  if (error != std::errc()) {
    return TooLarge(text, "beyond 64 bits, write it in decimal");
  }
  return Value::Number(fmt::format("{}", number));
}

arrow::Result<std::optional<Value>> ReadFloat(std::string_view text) {
  if (IsInfinityOrNan(text)) return NotFinite(text);
  auto decimal = DecimalFloat(text);
  if (!decimal.has_value()) return std::nullopt;
  ARROW_ASSIGN_OR_RAISE(Value number, FiniteNumber(*std::move(decimal)));
  return number;
}

std::optional<Value> ReadBool(std::string_view text) {
  if (IsTrue(text)) return Value::Bool(true);
  if (IsFalse(text)) return Value::Bool(false);
  return std::nullopt;
}

/// True unless the first byte shows that a plain scalar is text: most are.
bool MayBeNumber(std::string_view text) {
  constexpr std::string_view kFirstBytes = "+-.0123456789";
  return !text.empty() && kFirstBytes.find(text[0]) != std::string_view::npos;
}

arrow::Result<Value> ResolvePlain(std::string text) {
  if (IsYamlNull(text)) return Value::Null();
  if (auto boolean = ReadBool(text)) return *boolean;
  if (!MayBeNumber(text)) return Value::String(std::move(text));
  ARROW_ASSIGN_OR_RAISE(std::optional<Value> number, ReadInt(text));
  if (number.has_value()) return *std::move(number);
  ARROW_ASSIGN_OR_RAISE(number, ReadFloat(text));
  if (number.has_value()) return *std::move(number);
  return Value::String(std::move(text));
}

arrow::Result<std::optional<Value>> ReadTagged(std::string_view name,
                                               std::string_view text) {
  if (name == "int") return ReadInt(text);
  if (name == "float") return ReadFloat(text);
  if (name == "bool") return ReadBool(text);
  if (IsYamlNull(text)) return Value::Null();
  return std::nullopt;
}

std::string_view ExampleOf(std::string_view name) {
  if (name == "int") return "18";
  if (name == "float") return "0.5";
  if (name == "bool") return "true";
  return "null";
}

}  // namespace

bool IsYamlNull(std::string_view text) {
  return text.empty() ||
         std::find(kNullWords.begin(), kNullWords.end(), text) != kNullWords.end();
}

std::string_view YamlNullWordAt(std::string_view text) {
  constexpr std::string_view kEndsWord = " \t\r\n,:]}";
  const std::string_view word = text.substr(0, text.find_first_of(kEndsWord));
  return IsYamlNull(word) ? word : "";
}

arrow::Result<Value> ResolveYamlScalar(std::string_view tag, std::string text) {
  if (tag == "?") return ResolvePlain(std::move(text));
  if (tag == "!") return Value::String(std::move(text));

  const bool is_core = tag.starts_with(kCorePrefix);
  const std::string_view name = is_core ? tag.substr(kCorePrefix.size()) : "";
  if (name == "str") return Value::String(std::move(text));
  if (name != "int" && name != "float" && name != "bool" && name != "null") {
    return SpecError(
        fmt::format("unknown tag '{}'; allowed: !!str, !!int, !!float, "
                    "!!bool, !!null",
                    TextForMessage(WrittenYamlTag(tag))));
  }
  ARROW_ASSIGN_OR_RAISE(std::optional<Value> value, ReadTagged(name, text));
  if (value.has_value()) return *std::move(value);
  return SpecError(fmt::format("'{}' does not fit its tag !!{}; an example: !!{} {}",
                               TextForMessage(text), name, name, ExampleOf(name)));
}

std::string WithUtf8Escapes(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size();) {
    const auto first = static_cast<unsigned char>(text[i]);
    // In UTF-8, neither begins a character.
    if (first == 0xA0 || first == 0x85) out += '\xC2';
    const size_t length = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    out += text.substr(i, length);
    i += length;
  }
  return out;
}

std::string WrittenYamlTag(std::string_view tag) {
  if (!tag.starts_with(kCorePrefix)) return std::string(tag);
  return fmt::format("!!{}", tag.substr(kCorePrefix.size()));
}

}  // namespace rand_engine
