#include "rand_engine/methods/phone.h"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "rand_engine/generate/distributions/dependent.h"
#include "rand_engine/generate/distributions/lookup.h"
#include "rand_engine/methods/methods.h"
#include "rand_engine/methods/row_fields.h"
#include "rand_engine/methods/text_builder.h"
#include "rand_engine/methods/words/places.h"
#include "rand_engine/methods/words/word_table.h"

namespace rand_engine {
namespace {

std::string DigitsOf(std::string_view text) {
  std::string digits;
  for (const char c : text) {
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits;
}

/// Beginnings and ends of numbers, and which go together.
class NumberLists {
 public:
  explicit NumberLists(bool national) : national_(national) {}

  /// The beginnings of the locale's country.
  CodeRange AddCountry(const LocaleInfo& locale) {
    const auto first = static_cast<uint32_t>(heads_.size());
    for (const PhoneRange& range : PhoneRangesOf(locale)) {
      const CodeRange tails = AddTails(range.tail);
      for (const std::string& head : ExpandPattern(range.head)) {
        heads_.push_back(head_words_.Add(national_ ? head : Global(locale, head)));
        tails_of_head_.push_back(tails);
      }
    }
    return {first, static_cast<uint32_t>(heads_.size()) - first};
  }

  ColumnRecipe Finish(const std::shared_ptr<const CodeSource>& place,
                      std::vector<CodeRange> countries, const ColumnContext& context) {
    const std::shared_ptr<const CodeSource> head =
        MakeDependentSource(place, context.Key("head"), std::move(countries));
    const std::shared_ptr<const CodeSource> tail =
        MakeDependentSource(head, context.Key("tail"), std::move(tails_of_head_));
    TextBuilder text;
    text.Add(std::move(head_words_), MakeLookupSource(head, std::move(heads_)));
    text.Add(std::move(tail_words_), MakeLookupSource(tail, std::move(tails_)));
    return text.Finish();
  }

 private:
  CodeRange AddTails(std::string_view pattern) {
    const auto [place, is_new] = tails_of_pattern_.try_emplace(std::string(pattern));
    if (!is_new) return place->second;
    const auto first = static_cast<uint32_t>(tails_.size());
    for (const std::string& tail : ExpandPattern(pattern)) {
      tails_.push_back(tail_words_.Add(national_ ? tail : DigitsOf(tail)));
    }
    place->second = {first, static_cast<uint32_t>(tails_.size()) - first};
    return place->second;
  }

  // ITU-T E.164: "+", calling code, the number without the trunk prefix.
  static std::string Global(const LocaleInfo& locale, std::string_view head) {
    const std::string digits = DigitsOf(head);
    return fmt::format("+{}{}", locale.calling_code,
                       digits.substr(locale.trunk_prefix.size()));
  }

  bool national_;
  WordList head_words_;
  WordList tail_words_;
  std::vector<uint32_t> heads_;  ///< the words' numbers
  std::vector<uint32_t> tails_;
  std::vector<CodeRange> tails_of_head_;
  std::map<std::string, CodeRange> tails_of_pattern_;
};

// The locales that `country` or `locale` names.
std::vector<const LocaleInfo*> ReadCountries(const Arguments& arguments) {
  const Value* given = arguments.Find("country");
  if (given == nullptr) return ReadLocales(arguments);
  if (arguments.Find("locale") != nullptr) {
    arguments.Report("country", fmt::format("and {} both say where; keep one",
                                            arguments.Path("locale")));
    return {};
  }
  constexpr size_t kMostCountries = 100;
  if (given->is_string()) return {FindLocaleOfCountry(given->text())};
  std::vector<const LocaleInfo*> locales;
  if (given->items().empty() || given->items().size() > kMostCountries) {
    arguments.Report("country", fmt::format("must name 1 to {} countries, e.g. \"BR\" or "
                                            "[\"DE\", \"FR\"]; got {}",
                                            kMostCountries, given->items().size()));
    return {};
  }
  for (const Value& code : given->items()) {
    locales.push_back(FindLocaleOfCountry(code.text()));
  }
  return locales;
}

ColumnRecipe MakePhone(const Arguments& arguments, const ColumnContext& context) {
  const auto locales = ReadCountries(arguments);
  if (locales.empty()) return {};
  return MakePhoneOf(locales, MakeLocaleSource(locales, context),
                     arguments.Text("format", "e164"), context);
}

}  // namespace

ParameterInfo PhoneFormatParameter(std::string name) {
  return {std::move(name),
          ParameterType::kText,
          false,
          "\"e164\"",
          "\"e164\" (+12125550123) or \"national\" ((212) 555-0123)",
          "",
          {"e164", "national"}};
}

ColumnRecipe MakePhoneOf(const std::vector<const LocaleInfo*>& locales,
                         const std::shared_ptr<const CodeSource>& place,
                         const std::string& format, const ColumnContext& context) {
  NumberLists lists(format == "national");
  std::map<const LocaleInfo*, CodeRange> known;
  std::vector<CodeRange> countries;
  for (const LocaleInfo* locale : locales) {
    const auto [range, is_new] = known.try_emplace(locale);
    if (is_new) range->second = lists.AddCountry(*locale);
    countries.push_back(range->second);
  }
  return lists.Finish(place, std::move(countries), context);
}

MethodInfo Phone() {
  return {
      "phone",
      "Phone numbers of ranges that are kept for fiction or not assigned, which reach "
      "nobody.",
      "string",
      {{"country", ParameterType::kTextOrTexts, false, "",
        "ISO 3166-1 code, or a list of them, each equally likely; goes with the same "
        "list "
        "of locales",
        "", CountryCodes()},
       LocaleParameter(),
       PhoneFormatParameter("format")},
      R"({"method": "phone", "parms": {"country": ["US", "DE"]}})",
      MakePhone};
}

}  // namespace rand_engine
