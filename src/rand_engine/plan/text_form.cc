#include "rand_engine/plan/text_form.h"

#include <arrow/result.h>

#include <algorithm>
#include <variant>

#include "rand_engine/charset/utf8_reader.h"
#include "rand_engine/domain/time_text.h"

namespace rand_engine {
namespace {

constexpr size_t kDateLength = 10;
// A form that one text in a hundred has is nearly certainly among so many.
constexpr uint64_t kSampledTexts = 1000;

size_t CountDigits(std::string_view text) {
  size_t count = 0;
  while (count < text.size() && text[count] >= '0' && text[count] <= '9') ++count;
  return count;
}

std::string_view WithoutSign(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+'))
    text.remove_prefix(1);
  return text;
}

TextForms FormsOf(const ChoiceDomain& choice) {
  if (choice.type != ValueType::kString) return kAnyTextForm;
  TextForms forms = 0;
  for (size_t i = 0; i < choice.strings.size(); ++i) {
    const std::string& text = choice.strings[i];
    // A file holds an empty text as it holds a missing value.
    if (i != choice.missing_code && !text.empty()) forms |= FormOf(text);
  }
  return forms == 0 ? kAnyTextForm : forms;
}

TextForms FormsOf(const ConcatenationDomain& texts) {
  TextForms forms = 0;
  std::string text(texts.longest(), '\0');
  const bool is_small = texts.size() != 0 && texts.size() < kSampledTexts;
  const uint64_t sampled = is_small ? texts.size() : kSampledTexts;
  for (uint64_t i = 0; i < sampled; ++i) {
    // Scattered: a plain stride could pass over words of a part.
    const uint64_t scattered = i * 0x9E3779B97F4A7C15u;
    const uint64_t low = is_small ? i : scattered % texts.low_size();
    const char* end = texts.Render(scattered % texts.high_size(), low, text.data());
    forms |= FormOf({text.data(), static_cast<size_t>(end - text.data())});
  }
  return forms;
}

}  // namespace

bool IsIntegerText(std::string_view text) {
  text = WithoutSign(text);
  return !text.empty() && CountDigits(text) == text.size();
}

bool IsFloatText(std::string_view text, std::string* decimal) {
  decimal->clear();
  text = WithoutSign(text);
  for (std::string_view word : {"nan", "inf", "NaN", "Infinity"}) {
    if (text == word) return true;
  }
  const size_t whole_digits = CountDigits(text);
  if (whole_digits == 0 || whole_digits == text.size()) return false;
  text.remove_prefix(whole_digits);
  if (text.front() != 'e' && text.front() != 'E') {
    char32_t character = 0;
    *decimal = text.substr(0, ReadUtf8(text, &character));
    text.remove_prefix(decimal->size());
    const size_t digits = CountDigits(text);
    if (decimal->empty() || digits == 0) return false;
    text.remove_prefix(digits);
  }
  if (text.empty()) return true;
  return (text.front() == 'e' || text.front() == 'E') && IsIntegerText(text.substr(1));
}

bool IsDateText(std::string_view text) {
  return text.size() == kDateLength && ParseTime(std::string(text)).ok();
}

bool IsTimeText(std::string_view text) {
  return text.size() > kDateLength && ParseTime(std::string(text)).ok();
}

bool IsBooleanText(std::string_view text) { return text == "True" || text == "False"; }

TextForm FormOf(std::string_view text) {
  std::string decimal;
  if (IsIntegerText(text)) return kNumberText;
  if (IsFloatText(text, &decimal) &&
      (decimal.empty() || decimal == "." || decimal == ",")) {
    return kNumberText;
  }
  if (IsBooleanText(text)) return kBooleanText;
  // Parsing costs, and most texts begin with no digit.
  if (CountDigits(text) != 4) return kPlainText;
  if (IsDateText(text)) return kDateText;
  return IsTimeText(text) ? kTimeText : kPlainText;
}

TextForms FormsOf(const Domain& domain) {
  if (const auto* choice = std::get_if<ChoiceDomain>(&domain)) return FormsOf(*choice);
  if (const auto* texts = std::get_if<ConcatenationDomain>(&domain)) {
    return FormsOf(*texts);
  }
  if (std::holds_alternative<UuidDomain>(domain)) return kPlainText;
  return kAnyTextForm;
}

}  // namespace rand_engine
