#include "rand_engine/encode/text/value_text.h"

#include <charconv>

#include "rand_engine/domain/calendar.h"
#include "rand_engine/plan/time_text.h"

namespace rand_engine {
namespace {

struct TextOfCode {
  const TextStyle& style;
  uint64_t code;

  std::string operator()(const IntegerDomain& domain) const {
    char text[32];
    char* end = PutSigned(DigitTables::Get(), domain.ValueOf(code), text);
    return style.integer_quote + std::string(text, end) + style.integer_quote;
  }

  std::string operator()(const DecimalDomain& domain) const {
    char text[32];
    char* end =
        PutDecimal(DigitTables::Get(), domain.UnscaledOf(code), domain.scale, '.', text);
    std::string value(text, end);
    value.replace(value.find('.'), 1, style.decimal_point);
    return style.decimal_quote + value + style.decimal_quote;
  }

  std::string operator()(const DateDomain& domain) const {
    char text[10];
    RenderDate(domain.DayOf(code), text);
    return style.date_quote + std::string(text, 10) + style.date_quote;
  }

  std::string operator()(const TimestampDomain& domain) const {
    std::string text;
    if (style.timestamp_format.empty()) {
      FormatTimeIso(domain.ValueOf(code), &text);
    } else {
      FormatTime(domain.ValueOf(code), style.timestamp_format, &text);
    }
    return style.quote_text(text);
  }

  std::string operator()(const ChoiceDomain& domain) const {
    if (domain.missing_code == code) return style.missing;
    switch (domain.type) {
      case ValueType::kInt64:
        return (*this)(IntegerDomain{domain.integers[code], 0, 1});
      case ValueType::kFloat64:
        return style.decimal_quote +
               DoubleText(domain.floats[code], style.decimal_point) + style.decimal_quote;
      case ValueType::kBool:
        return domain.booleans[code] ? style.true_text : style.false_text;
      default:
        return style.quote_text(domain.strings[code]);
    }
  }

  std::string operator()(const ConcatenationDomain& domain) const {
    std::string text(domain.longest(), '\0');
    char* end = domain.Render(code, text.data());
    text.resize(end - text.data());
    return style.quote_text(text);
  }

  std::string operator()(const UuidDomain&) const {
    // 128 bits do not fit a word; UUIDs are never tokens.
    return style.missing;
  }
};

}  // namespace

char* PutDecimal(const DigitTables& tables, int64_t unscaled, int scale, char point,
                 char* out) {
  auto magnitude = static_cast<uint64_t>(unscaled);
  if (unscaled < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  const auto unit = static_cast<uint64_t>(PowerOfTen(scale));
  const uint64_t whole = magnitude / unit;
  uint64_t fraction = magnitude - whole * unit;
  out = PutUnsigned(tables, whole, out);
  *out++ = point;
  char digits[16];
  int length = scale;
  for (int i = scale; i-- > 0; fraction /= 10)
    digits[i] = static_cast<char>('0' + fraction % 10);
  while (length > 1 && digits[length - 1] == '0') --length;
  if (length == 0) digits[length++] = '0';
  std::memcpy(out, digits, length);
  return out + length;
}

std::string DoubleText(double value, const std::string& decimal_point) {
  char text[40];
  // Python's rule, so that 100000.0 does not become 1e+05.
  const double magnitude = value < 0 ? -value : value;
  const bool plain = magnitude == 0 || (magnitude >= 1e-4 && magnitude < 1e16);
  const auto result =
      std::to_chars(text, text + sizeof(text), value,
                    plain ? std::chars_format::fixed : std::chars_format::scientific);
  std::string shortest(text, result.ptr);
  if (shortest.find_first_of(".e") == std::string::npos) shortest += ".0";
  const size_t point = shortest.find('.');
  if (point != std::string::npos) shortest.replace(point, 1, decimal_point);
  return shortest;
}

std::string ValueText(const Domain& domain, const TextStyle& style, uint64_t code) {
  return std::visit(TextOfCode{style, code}, domain);
}

}  // namespace rand_engine
