#include "rand_engine/methods/words/locales.h"

#include "rand_engine/methods/words/word_lists.h"

namespace rand_engine {

const std::vector<LocaleInfo>& Locales() {
  static const auto& locales = *new std::vector<LocaleInfo>{
      {.name = "en_US",
       .country = "United States",
       .country_code = "US",
       .calling_code = "1",
       .trunk_prefix = "",
       .cultures = {{"en", 86}, {"es", 14}},
       .family_name_first = false,
       .umlauts_as_two = false,
       .postal_tail = "",
       .house_number_first = true,
       .house_separator = " ",
       .most_house_number = 9999},
      {.name = "en_GB",
       .country = "United Kingdom",
       .country_code = "GB",
       .calling_code = "44",
       .trunk_prefix = "0",
       .cultures = {{"gb", 92}, {"in", 8}},
       .family_name_first = false,
       .umlauts_as_two = false,
       .postal_tail = " #@@",
       .house_number_first = true,
       .house_separator = " ",
       .most_house_number = 249},
      {.name = "de_DE",
       .country = "Deutschland",
       .country_code = "DE",
       .calling_code = "49",
       .trunk_prefix = "0",
       .cultures = {{"de", 94}, {"tr", 6}},
       .family_name_first = false,
       .umlauts_as_two = true,
       .postal_tail = "",
       .house_number_first = false,
       .house_separator = " ",
       .most_house_number = 199},
      {.name = "pt_BR",
       .country = "Brasil",
       .country_code = "BR",
       .calling_code = "55",
       .trunk_prefix = "",
       .cultures = {{"br", 100}},
       .family_name_first = false,
       .umlauts_as_two = false,
       .postal_tail = "-###",
       .house_number_first = false,
       .house_separator = ", ",
       .most_house_number = 2999},
      {.name = "fr_FR",
       .country = "France",
       .country_code = "FR",
       .calling_code = "33",
       .trunk_prefix = "0",
       .cultures = {{"fr", 93}, {"ar", 7}},
       .family_name_first = false,
       .umlauts_as_two = false,
       .postal_tail = "",
       .house_number_first = true,
       .house_separator = " ",
       .most_house_number = 199},
      {.name = "es_ES",
       .country = "España",
       .country_code = "ES",
       .calling_code = "34",
       .trunk_prefix = "",
       .cultures = {{"es", 100}},
       .family_name_first = false,
       .umlauts_as_two = false,
       .postal_tail = "",
       .house_number_first = false,
       .house_separator = ", ",
       .most_house_number = 199},
      {.name = "ja_JP",
       .country = "日本",
       .country_code = "JP",
       .calling_code = "81",
       .trunk_prefix = "0",
       .cultures = {{"jp", 100}},
       .family_name_first = true,
       .umlauts_as_two = false,
       .postal_tail = "-####",
       .house_number_first = false,
       .house_separator = "",
       .most_house_number = 0},
  };
  return locales;
}

std::vector<std::string> LocaleNames() {
  std::vector<std::string> names;
  for (const LocaleInfo& locale : Locales()) names.emplace_back(locale.name);
  return names;
}

std::vector<std::string> CountryCodes() {
  std::vector<std::string> codes;
  for (const LocaleInfo& locale : Locales()) codes.emplace_back(locale.country_code);
  return codes;
}

const LocaleInfo* FindLocale(std::string_view name) {
  for (const LocaleInfo& locale : Locales()) {
    if (locale.name == name) return &locale;
  }
  return nullptr;
}

const LocaleInfo* FindLocaleOfCountry(std::string_view country_code) {
  for (const LocaleInfo& locale : Locales()) {
    if (locale.country_code == country_code) return &locale;
  }
  return nullptr;
}

std::string ToAsciiOf(const LocaleInfo& locale, std::string_view name) {
  if (!locale.umlauts_as_two) return ToAsciiLower(name);
  std::string spelt;
  for (size_t i = 0; i < name.size(); ++i) {
    spelt += name[i];
    // In UTF-8, Ä Ö Ü ä ö ü are C3 and one of these: their letter, and an e behind it.
    constexpr std::string_view kUmlauts = "\x84\x96\x9C\xA4\xB6\xBC";
    if (i > 0 && name[i - 1] == '\xC3' && kUmlauts.find(name[i]) != kUmlauts.npos) {
      spelt += 'e';
    }
  }
  return ToAsciiLower(spelt);
}

}  // namespace rand_engine
