// The languages and countries of people, addresses and phone numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rand_engine {

/// How many people of a locale have names of a culture (words/README.md).
struct CultureShare {
  std::string_view culture;
  uint32_t percent;
};

struct LocaleInfo {
  std::string_view name;               ///< "de_DE"
  std::string_view country;            ///< in its own language
  std::string_view country_code;       ///< ISO 3166-1 alpha-2
  std::string_view calling_code;       ///< ITU-T E.164, without "+"
  std::string_view trunk_prefix;       ///< what national phone numbers begin with, or ""
  std::vector<CultureShare> cultures;  ///< percents add up to 100
  bool family_name_first;
  bool umlauts_as_two;  ///< in ASCII ä is ae, ö oe, ü ue
  /// What follows the city's part of a postal code, as ExpandPattern reads it.
  std::string_view postal_tail;
  bool house_number_first;
  std::string_view house_separator;  ///< between house number and street
  /// House numbers are 1 to this; 0 = block and building numbers, as Japan has them.
  uint32_t most_house_number;
};

/// en_US, en_GB, de_DE, pt_BR, fr_FR, es_ES, ja_JP. Their order is part of the data
/// version.
const std::vector<LocaleInfo>& Locales();

std::vector<std::string> LocaleNames();
std::vector<std::string> CountryCodes();

/// Null if there is none.
const LocaleInfo* FindLocale(std::string_view name);
const LocaleInfo* FindLocaleOfCountry(std::string_view country_code);

/// A name of letters of Latin-1 as the locale's people write it in addresses: lower-case
/// ASCII letters.
std::string ToAsciiOf(const LocaleInfo& locale, std::string_view name);

}  // namespace rand_engine
