#include "rand_engine/plan/option_values.h"

#include <arrow/util/utf8.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <system_error>
#include <variant>

namespace rand_engine {
namespace {

constexpr size_t kShownBytes = 40;

template <class T>
std::optional<T> ParseWhole(const std::string& text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::string> WithoutUnderscores(std::string_view text) {
  std::string plain;
  const auto is_digit = [&](size_t i) {
    return i < text.size() && text[i] >= '0' && text[i] <= '9';
  };
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '_') {
      plain += text[i];
    } else if (i == 0 || !is_digit(i - 1) || !is_digit(i + 1)) {
      return std::nullopt;
    }
  }
  if (plain.size() > 1 && plain.front() == '+') plain.erase(0, 1);
  return plain;
}

std::string LowerAscii(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return lower;
}

std::string QuoteForMessage(std::string_view text) {
  std::string shown = "'";
  size_t length = std::min(text.size(), kShownBytes);
  // Never cut inside a UTF-8 sequence.
  while (length < text.size() && length > 0 && (text[length] & 0xC0) == 0x80) --length;
  for (char c : text.substr(0, length)) {
    if (c == '\n') {
      shown += "\\n";
    } else if (c == '\r') {
      shown += "\\r";
    } else if (c == '\t') {
      shown += "\\t";
    } else if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      shown += fmt::format("\\x{:02x}", static_cast<unsigned char>(c));
    } else {
      shown += c;
    }
  }
  shown += length < text.size() ? "...'" : "'";
  return shown;
}

bool IsUtf8(std::string_view text) {
  arrow::util::InitializeUTF8();
  return arrow::util::ValidateUTF8(text);
}

size_t CountCharacters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

std::optional<double> NumberOf(const OptionValue& value) {
  if (const auto* number = std::get_if<double>(&value.variant())) return *number;
  if (const auto* whole = std::get_if<int64_t>(&value.variant())) {
    return static_cast<double>(*whole);
  }
  if (const auto* text = std::get_if<std::string>(&value.variant())) {
    const auto plain = WithoutUnderscores(*text);
    return plain ? ParseWhole<double>(*plain) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<int64_t> IntegerOf(const OptionValue& value) {
  if (const auto* whole = std::get_if<int64_t>(&value.variant())) return *whole;
  if (const auto* text = std::get_if<std::string>(&value.variant())) {
    const auto plain = WithoutUnderscores(*text);
    if (!plain) return std::nullopt;
    if (const auto whole = ParseWhole<int64_t>(*plain)) return whole;
  }
  const auto number = NumberOf(value);
  // 2^53: beyond it a double does not say which whole number was meant.
  if (!number || std::abs(*number) > 9007199254740992.0) return std::nullopt;
  if (std::trunc(*number) != *number) return std::nullopt;
  return static_cast<int64_t>(*number);
}

bool IsNone(const OptionValue& value) {
  if (std::holds_alternative<std::nullptr_t>(value.variant())) return true;
  const auto* text = std::get_if<std::string>(&value.variant());
  return text != nullptr && LowerAscii(*text) == "none";
}

std::string DescribeOptionValue(const OptionValue& value) {
  const auto& variant = value.variant();
  if (std::holds_alternative<std::nullptr_t>(variant)) return "None";
  if (const auto* boolean = std::get_if<bool>(&variant))
    return *boolean ? "True" : "False";
  if (const auto* whole = std::get_if<int64_t>(&variant))
    return fmt::format("{}", *whole);
  if (const auto* number = std::get_if<double>(&variant))
    return fmt::format("{}", *number);
  return QuoteForMessage(std::get<std::string>(variant));
}

std::string UnescapeShell(const std::string& text) {
  std::string plain;
  for (size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '\\' && i + 1 < text.size() ? text[i + 1] : '\0';
    if (next == 't' || next == 'n' || next == 'r') {
      plain += next == 't' ? '\t' : next == 'n' ? '\n' : '\r';
      ++i;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

}  // namespace rand_engine
