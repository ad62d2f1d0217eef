#include "rand_engine/methods/words/places.h"

#include <map>
#include <string>

#include "rand_engine/methods/words/word_table.h"

namespace rand_engine {

// The embedded files (see CMakeLists.txt).
extern const std::string_view kCitiesText;
extern const std::string_view kStreetsText;
extern const std::string_view kPhonesText;

namespace {

using Fields = std::vector<std::string_view>;

template <typename Entry>
using Lists = std::map<std::string_view, std::vector<Entry>>;

// The lines of a file by their first field.
template <typename Entry>
const Lists<Entry>& Group(std::string_view text, Entry (*read)(const Fields& fields)) {
  auto& lists = *new Lists<Entry>();
  for (const Fields& fields : ReadWordTable(text)) {
    lists[fields[0]].push_back(read(fields));
  }
  return lists;
}

// "-12.9714", four digits after the point -> -129714.
int32_t ParseCoordinate(std::string_view text) {
  std::string digits(text);
  std::erase(digits, '.');
  return static_cast<int32_t>(ParseWhole(digits));
}

City ReadCity(const Fields& fields) {
  return {fields[1],
          fields[2],
          fields[3],
          static_cast<uint32_t>(ParseWhole(fields[4])),
          ParseCoordinate(fields[5]),
          ParseCoordinate(fields[6]),
          fields[7]};
}

WeightedName ReadStreet(const Fields& fields) {
  return {.name = fields[1], .weight = static_cast<uint32_t>(ParseWhole(fields[2]))};
}

PhoneRange ReadPhoneRange(const Fields& fields) { return {fields[1], fields[2]}; }

}  // namespace

const std::vector<City>& CitiesOf(const LocaleInfo& locale) {
  static const auto& cities = Group<City>(kCitiesText, ReadCity);
  return cities.at(locale.name);
}

const std::vector<WeightedName>& StreetsOf(const LocaleInfo& locale) {
  static const auto& streets = Group<WeightedName>(kStreetsText, ReadStreet);
  return streets.at(locale.name);
}

const std::vector<PhoneRange>& PhoneRangesOf(const LocaleInfo& locale) {
  static const auto& ranges = Group<PhoneRange>(kPhonesText, ReadPhoneRange);
  return ranges.at(locale.country_code);
}

}  // namespace rand_engine
