// Cities, streets and ranges of phone numbers, by locale and country.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "rand_engine/methods/words/locales.h"
#include "rand_engine/methods/words/word_lists.h"

namespace rand_engine {

/// All texts live as long as the process.
struct City {
  std::string_view name;
  std::string_view state;
  std::string_view state_code;    ///< ISO 3166-2, without the country
  uint32_t population;            ///< in thousands, roughly
  int32_t latitude;               ///< of its centre, in units of 10^-4 degrees
  int32_t longitude;              ///< the same
  std::string_view postal_codes;  ///< their beginnings, as ExpandRanges reads them
};

/// Numbers that reach nobody, as people of the country write them: every word of `head`
/// and then one of `tail` (ExpandPattern).
struct PhoneRange {
  std::string_view head;
  std::string_view tail;
};

/// Those of a locale, in the file's order; parsed once on first use (thread-safe), never
/// freed. The lists are part of the data version.
const std::vector<City>& CitiesOf(const LocaleInfo& locale);
const std::vector<WeightedName>& StreetsOf(const LocaleInfo& locale);
const std::vector<PhoneRange>& PhoneRangesOf(const LocaleInfo& locale);

}  // namespace rand_engine
