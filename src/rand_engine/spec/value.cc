#include "rand_engine/spec/value.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <system_error>
#include <utility>

#include "rand_engine/spec/json_text.h"

namespace rand_engine {
namespace {

// Exponents beyond it are cut: no text is long enough for digits to outweigh it.
constexpr int64_t kLargestExponent = 1'000'000'000'000'000;
// 10^19 has 20 digits and is beyond every int64; 19 digits always fit in a uint64.
constexpr int64_t kMostDigits = 19;

/// A number in JSON's grammar, exactly: (-1)^negative * digits * 10^exponent, where
/// `digits` neither begins nor ends with 0 and is empty for zero.
struct Decimal {
  bool negative = false;
  std::string digits;
  int64_t exponent = 0;
};

int64_t ReadExponent(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  int64_t exponent = 0;
  for (char digit : text) {
    exponent = std::min(kLargestExponent, exponent * 10 + (digit - '0'));
  }
  return negative ? -exponent : exponent;
}

Decimal ReadDecimal(std::string_view text) {
  Decimal decimal;
  decimal.negative = text.starts_with('-');
  if (decimal.negative) text.remove_prefix(1);

  const size_t exponent_mark = text.find_first_of("eE");
  std::string_view mantissa = text.substr(0, exponent_mark);
  if (exponent_mark != std::string_view::npos) {
    decimal.exponent = ReadExponent(text.substr(exponent_mark + 1));
  }
  const size_t point = mantissa.find('.');
  decimal.digits = mantissa.substr(0, point);
  if (point != std::string_view::npos) {
    decimal.digits += mantissa.substr(point + 1);
    decimal.exponent -= static_cast<int64_t>(mantissa.size() - point - 1);
  }

  decimal.digits.erase(0, decimal.digits.find_first_not_of('0'));
  const size_t kept = decimal.digits.find_last_not_of('0') + 1;
  decimal.exponent += static_cast<int64_t>(decimal.digits.size() - kept);
  decimal.digits.resize(kept);
  if (decimal.digits.empty()) decimal.exponent = 0;
  return decimal;
}

std::optional<int64_t> ToInt64(const Decimal& decimal) {
  const auto digit_count = static_cast<int64_t>(decimal.digits.size());
  if (decimal.exponent < 0) return std::nullopt;
  if (digit_count + decimal.exponent > kMostDigits) return std::nullopt;

  uint64_t magnitude = 0;
  for (char digit : decimal.digits) {
    magnitude = magnitude * 10 + static_cast<uint64_t>(digit - '0');
  }
  for (int64_t i = 0; i < decimal.exponent; ++i) magnitude *= 10;

  constexpr auto kMax = static_cast<uint64_t>(std::numeric_limits<int64_t>::max());
  if (magnitude > kMax + (decimal.negative ? 1 : 0)) return std::nullopt;
  return static_cast<int64_t>(decimal.negative ? 0 - magnitude : magnitude);
}

void AppendJson(const Value& value, std::string* out);

void AppendList(const std::vector<Value>& items, std::string* out) {
  *out += '[';
  for (const Value& item : items) {
    if (&item != items.data()) *out += ',';
    AppendJson(item, out);
  }
  *out += ']';
}

void AppendObject(const std::vector<Value::Member>& members, std::string* out) {
  *out += '{';
  for (const Value::Member& member : members) {
    if (&member != members.data()) *out += ',';
    AppendJsonString(member.key, out);
    *out += ':';
    AppendJson(member.value, out);
  }
  *out += '}';
}

void AppendJson(const Value& value, std::string* out) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      *out += "null";
      return;
    case Value::Kind::kBool:
      *out += value.boolean() ? "true" : "false";
      return;
    case Value::Kind::kNumber:
      *out += value.text();
      return;
    case Value::Kind::kString:
      return AppendJsonString(value.text(), out);
    case Value::Kind::kList:
      return AppendList(value.items(), out);
    case Value::Kind::kObject:
      return AppendObject(value.members(), out);
  }
}

std::string DescribeString(std::string_view text) {
  constexpr size_t kShownCharacters = 40;
  const std::string_view shown = FirstCharacters(text, kShownCharacters);
  std::string out;
  AppendJsonString(shown, &out);
  if (shown.size() < text.size()) out.insert(out.size() - 1, "...");
  return out;
}

}  // namespace

Value Value::Null() { return Value(); }

Value Value::Bool(bool value) {
  Value out;
  out.kind_ = Kind::kBool;
  out.boolean_ = value;
  return out;
}

Value Value::Number(std::string text) {
  Value out;
  out.kind_ = Kind::kNumber;
  out.text_ = std::move(text);
  return out;
}

Value Value::String(std::string text) {
  Value out;
  out.kind_ = Kind::kString;
  out.text_ = std::move(text);
  return out;
}

Value Value::List(std::vector<Value> items) {
  Value out;
  out.kind_ = Kind::kList;
  out.items_ = std::move(items);
  return out;
}

Value Value::Object(std::vector<Member> members) {
  Value out;
  out.kind_ = Kind::kObject;
  out.members_ = std::move(members);
  return out;
}

bool Value::is_integer() const {
  return is_number() && text_.find_first_of(".eE") == std::string::npos;
}

const Value* Value::Find(std::string_view key) const {
  for (const Member& member : members_) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

std::optional<int64_t> Value::ToInt64() const {
  if (!is_number()) return std::nullopt;
  return rand_engine::ToInt64(ReadDecimal(text_));
}

std::optional<double> Value::ToDouble() const {
  if (!is_number()) return std::nullopt;
  double number = 0;
  const char* end = text_.data() + text_.size();
  const auto [stop, error] = std::from_chars(text_.data(), end, number);
  if (error == std::errc()) return number;

  // from_chars says the same of a number too large and of one too near to zero.
  const Decimal decimal = ReadDecimal(text_);
  const int64_t leading_digit =
      static_cast<int64_t>(decimal.digits.size()) + decimal.exponent;
  if (leading_digit > 0) return std::nullopt;
  return decimal.negative ? -0.0 : 0.0;
}

std::string Value::Describe() const {
  switch (kind_) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return boolean_ ? "true" : "false";
    case Kind::kNumber:
      return TextForMessage(text_);
    case Kind::kString:
      return DescribeString(text_);
    case Kind::kList:
      return fmt::format("a list of {}", items_.size());
    case Kind::kObject:
      return fmt::format("an object of {}", members_.size());
  }
  return "";
}

std::string Value::KindName() const {
  switch (kind_) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return "a boolean";
    case Kind::kNumber:
      return "a number";
    case Kind::kString:
      return "text";
    case Kind::kList:
      return "a list";
    case Kind::kObject:
      return "an object";
  }
  return "";
}

std::string ToJson(const Value& value) {
  std::string out;
  AppendJson(value, &out);
  return out;
}

}  // namespace rand_engine
