#include "rand_engine/encode/text/value_text.h"

#include "rand_engine/domain/calendar.h"
#include "rand_engine/domain/digits.h"
#include "rand_engine/domain/number_text.h"
#include "rand_engine/plan/time_text.h"

namespace rand_engine {
namespace {

struct TextOfCode {
  const TextStyle& style;
  uint64_t high;
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
    char* end = domain.Render(high, code, text.data());
    text.resize(end - text.data());
    return style.quote_text(text);
  }

  std::string operator()(const UuidDomain& domain) const {
    char text[UuidDomain::kTextLength];
    domain.Render(high, code, text);
    return style.quote_text({text, sizeof(text)});
  }
};

}  // namespace

std::string ValueText(const Domain& domain, const TextStyle& style, uint64_t high,
                      uint64_t low) {
  return std::visit(TextOfCode{style, high, low}, domain);
}

}  // namespace rand_engine
