#include "rand_engine/encode/text/value_text.h"

#include "rand_engine/domain/calendar.h"
#include "rand_engine/domain/digits.h"
#include "rand_engine/domain/number_text.h"
#include "rand_engine/domain/time_text.h"

namespace rand_engine {
namespace {

class TextOfCode {
 public:
  TextOfCode(const TextStyle& style, uint64_t high, uint64_t code)
      : style_(style), high_(high), code_(code) {}

  std::string operator()(const IntegerDomain& domain) const {
    char text[32];
    char* end = PutSigned(DigitTables::Get(), domain.ValueOf(code_), text);
    return style_.integer_quote + std::string(text, end) + style_.integer_quote;
  }

  std::string operator()(const DecimalDomain& domain) const {
    char text[32];
    char* end =
        PutDecimal(DigitTables::Get(), domain.UnscaledOf(code_), domain.scale, '.', text);
    std::string value(text, end);
    value.replace(value.find('.'), 1, style_.decimal_point);
    return style_.decimal_quote + value + style_.decimal_quote;
  }

  std::string operator()(const DateDomain& domain) const {
    char text[10];
    RenderDate(domain.DayOf(code_), text);
    return style_.date_quote + std::string(text, 10) + style_.date_quote;
  }

  std::string operator()(const TimestampDomain& domain) const {
    std::string text;
    if (style_.timestamp_format.empty()) {
      FormatTimeIso(domain.ValueOf(code_), &text);
      if (domain.local) text.pop_back();  // the Z
    } else {
      FormatTime(domain.ValueOf(code_), style_.timestamp_format, &text);
    }
    return style_.quote_text(text);
  }

  std::string operator()(const FloatDomain&) const {
    return FloatText(FloatDomain::ValueOf(code_));
  }

  std::string operator()(const TextDomain&) const {
    return style_.quote_text(TextDomain::TextOf(high_, code_));
  }

  // Made of many codes: nested_column.cc writes them.
  std::string operator()(const NestedDomain&) const { return style_.missing; }

  std::string operator()(const ChoiceDomain& domain) const {
    if (domain.missing_code == code_) return style_.missing;
    switch (domain.type) {
      case ValueType::kInt64:
        return (*this)(IntegerDomain{domain.integers[code_], 0, 1});
      case ValueType::kFloat64:
        return FloatText(domain.floats[code_]);
      case ValueType::kBool:
        return domain.booleans[code_] ? style_.true_text : style_.false_text;
      default:
        return style_.quote_text(domain.strings[code_]);
    }
  }

  std::string operator()(const ConcatenationDomain& domain) const {
    std::string text(domain.longest(), '\0');
    char* end = domain.Render(high_, code_, text.data());
    text.resize(end - text.data());
    return style_.quote_text(text);
  }

  std::string operator()(const UuidDomain& domain) const {
    char text[UuidDomain::kTextLength];
    domain.Render(high_, code_, text);
    return style_.quote_text({text, sizeof(text)});
  }

 private:
  std::string FloatText(double value) const {
    if (style_.non_finite && value - value != 0) return *style_.non_finite;
    return style_.decimal_quote + DoubleText(value, style_.decimal_point) +
           style_.decimal_quote;
  }

  const TextStyle& style_;
  uint64_t high_;
  uint64_t code_;
};

}  // namespace

std::string ValueText(const Domain& domain, const TextStyle& style, uint64_t high,
                      uint64_t low) {
  return std::visit(TextOfCode(style, high, low), domain);
}

}  // namespace rand_engine
