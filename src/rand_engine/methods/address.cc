// address: the parts of postal addresses, which belong together; street_address alone.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/generate/distributions/dependent.h"
#include "rand_engine/generate/distributions/lookup.h"
#include "rand_engine/methods/methods.h"
#include "rand_engine/methods/row_fields.h"
#include "rand_engine/methods/text_builder.h"
#include "rand_engine/methods/words/places.h"
#include "rand_engine/methods/words/word_table.h"

namespace rand_engine {
namespace {

using Source = std::shared_ptr<const CodeSource>;

const std::vector<std::string>& AddressFields() {
  static const auto& fields = *new std::vector<std::string>{
      "street_address", "city",         "state",    "state_code", "postal_code",
      "country",        "country_code", "latitude", "longitude"};
  return fields;
}

/// Words in the order in which codes stand for them.
struct CodedWords {
  WordList words;
  std::vector<uint32_t> numbers;

  void Add(std::string_view word) { numbers.push_back(words.Add(word)); }
  uint32_t size() const { return static_cast<uint32_t>(numbers.size()); }
};

void AddPart(CodedWords part, const Source& source, TextBuilder* text) {
  text->Add(std::move(part.words), MakeLookupSource(source, std::move(part.numbers)));
}

// --- Streets -------------------------------------------------------------------------

// Blocks of a Japanese quarter: 1丁目2-3.
constexpr int kDistricts = 6;
constexpr int kBlocks = 30;
constexpr int kBuildings = 20;

/// House numbers, and how likely each is: low ones are in every street.
struct HouseNumbers {
  std::vector<std::string> texts;
  std::vector<uint64_t> weights;

  explicit HouseNumbers(const LocaleInfo& locale) {
    constexpr uint64_t kScale = uint64_t{1} << 32;
    for (uint32_t number = 1; number <= locale.most_house_number; ++number) {
      texts.push_back(fmt::format("{}", number));
      weights.push_back(kScale / (number + locale.most_house_number / 10));
    }
    if (locale.most_house_number == 0) AddBlocks();
  }

 private:
  void AddBlocks() {
    for (int i = 0; i < kDistricts * kBlocks * kBuildings; ++i) {
      texts.push_back(fmt::format("{}丁目{}-{}", i / kBuildings / kBlocks + 1,
                                  i / kBuildings % kBlocks + 1, i % kBuildings + 1));
      weights.push_back(1);
    }
  }
};

/// House numbers before and behind the street, one of the two "", and the streets.
class StreetLists {
 public:
  void Add(const LocaleInfo& locale) {
    AddNumbers(locale);
    const uint32_t first = streets_.size();
    std::vector<uint64_t> weights;
    for (const WeightedName& street : StreetsOf(locale)) {
      streets_.Add(street.name);
      weights.push_back(street.weight);
    }
    street_ranges_.push_back(WeightedRange(first, weights));
  }

  /// A street of the c-th locale added where `place` has c.
  ColumnRecipe Finish(const Source& place, const ColumnContext& context) {
    const Source number =
        MakeDependentSource(place, context.Key("house_number"), number_ranges_);
    const Source street =
        MakeDependentSource(place, context.Key("street"), street_ranges_);
    TextBuilder text;
    AddPart(std::move(before_), number, &text);
    AddPart(std::move(streets_), street, &text);
    AddPart(std::move(behind_), number, &text);
    return text.Finish();
  }

 private:
  void AddNumbers(const LocaleInfo& locale) {
    const HouseNumbers numbers(locale);
    number_ranges_.push_back(WeightedRange(before_.size(), numbers.weights));
    for (const std::string& number : numbers.texts) {
      const bool before = locale.house_number_first;
      before_.Add(before ? fmt::format("{}{}", number, locale.house_separator) : "");
      behind_.Add(before ? "" : fmt::format("{}{}", locale.house_separator, number));
    }
  }

  CodedWords before_;
  CodedWords streets_;
  CodedWords behind_;
  std::vector<CodeRange> number_ranges_;
  std::vector<CodeRange> street_ranges_;
};

ColumnRecipe MakeStreets(const std::vector<const LocaleInfo*>& locales,
                         const Source& place, const ColumnContext& context) {
  StreetLists lists;
  for (const LocaleInfo* locale : locales) lists.Add(*locale);
  return lists.Finish(place, context);
}

// --- Cities ----------------------------------------------------------------------------

constexpr int kCoordinateScale = 6;    // digits after the point
constexpr int32_t kUnitsOfCity = 100;  // of City's 10^-4 degrees
constexpr int32_t kFarthest = 20'000;  // 0.02 degrees around a city's centre

/// Makes the columns of an address's fields, all from one draw of a city.
class AddressMaker {
 public:
  AddressMaker(const ColumnContext& context, std::vector<const LocaleInfo*> locales)
      : context_(context), locales_(std::move(locales)) {
    std::vector<CodeRange> cities_of_place;
    for (uint32_t place = 0; place < locales_.size(); ++place) {
      cities_of_place.push_back(AddCities(place));
    }
    city_ = MakeDependentSource(MakeLocaleSource(locales_, context), context.Key("city"),
                                std::move(cities_of_place));
  }

  ColumnRecipe Make(const std::string& field) const {
    if (field == "street_address") {
      return MakeStreets(locales_, MakeLookupSource(city_, place_of_city_), context_);
    }
    if (field == "postal_code") return MakePostalCode();
    if (field == "latitude") return MakeCoordinate(field, &City::latitude);
    if (field == "longitude") return MakeCoordinate(field, &City::longitude);
    CodedWords words;
    for (size_t i = 0; i < cities_.size(); ++i) words.Add(TextOf(field, i));
    return MakeChoiceOfWords(words.words,
                             MakeLookupSource(city_, std::move(words.numbers)));
  }

 private:
  CodeRange AddCities(uint32_t place) {
    constexpr uint64_t kScale = uint64_t{1} << 32;
    const std::vector<City>& cities = CitiesOf(*locales_[place]);
    const auto first = static_cast<uint32_t>(cities_.size());
    uint64_t people = 0;
    for (const City& city : cities) people += city.population;
    std::vector<uint64_t> weights;
    for (const City& city : cities) {
      cities_.push_back(&city);
      place_of_city_.push_back(place);
      weights.push_back(city.population * kScale / people);
    }
    return WeightedRange(first, weights);
  }

  std::string_view TextOf(const std::string& field, size_t city) const {
    if (field == "city") return cities_[city]->name;
    if (field == "state") return cities_[city]->state;
    if (field == "state_code") return cities_[city]->state_code;
    const LocaleInfo& locale = *locales_[place_of_city_[city]];
    return field == "country" ? locale.country : locale.country_code;
  }

  // The city's part, and what follows it in the country.
  ColumnRecipe MakePostalCode() const {
    CodedWords heads;
    CodedWords tails;
    std::vector<CodeRange> tails_of_place;
    for (const LocaleInfo* locale : locales_) {
      const uint32_t first = tails.size();
      for (const std::string& tail : ExpandPattern(locale->postal_tail)) tails.Add(tail);
      tails_of_place.push_back({first, tails.size() - first});
    }
    std::vector<CodeRange> heads_of_city;
    std::vector<CodeRange> tails_of_city;
    for (size_t i = 0; i < cities_.size(); ++i) {
      const uint32_t first = heads.size();
      for (const std::string& head : ExpandRanges(cities_[i]->postal_codes)) {
        heads.Add(head);
      }
      heads_of_city.push_back({first, heads.size() - first});
      tails_of_city.push_back(tails_of_place[place_of_city_[i]]);
    }
    TextBuilder text;
    AddPart(
        std::move(heads),
        MakeDependentSource(city_, context_.Key("postal_code"), std::move(heads_of_city)),
        &text);
    AddPart(
        std::move(tails),
        MakeDependentSource(city_, context_.Key("postal_tail"), std::move(tails_of_city)),
        &text);
    return text.Finish();
  }

  // Near the centre, each place equally likely.
  ColumnRecipe MakeCoordinate(const std::string& field, int32_t City::*centre) const {
    const auto by_centre = [centre](const City* a, const City* b) {
      return a->*centre < b->*centre;
    };
    const auto [least, most] =
        std::minmax_element(cities_.begin(), cities_.end(), by_centre);
    const int64_t first = int64_t{(*least)->*centre} * kUnitsOfCity - kFarthest;
    const int64_t last = int64_t{(*most)->*centre} * kUnitsOfCity + kFarthest;
    std::vector<CodeRange> ranges;
    for (const City* city : cities_) {
      const int64_t begin = int64_t{city->*centre} * kUnitsOfCity - kFarthest;
      ranges.push_back({static_cast<uint32_t>(begin - first), 2 * kFarthest + 1});
    }
    return {
        DecimalDomain{first, kCoordinateScale, static_cast<uint64_t>(last - first) + 1},
        MakeDependentSource(city_, context_.Key(field), std::move(ranges))};
  }

  const ColumnContext& context_;
  std::vector<const LocaleInfo*> locales_;
  std::vector<const City*> cities_;
  std::vector<uint32_t> place_of_city_;
  Source city_;
};

std::vector<ColumnRecipe> MakeAddress(const Arguments& arguments,
                                      const ColumnContext& context) {
  const auto fields = ReadFields(arguments, context, AddressFields());
  auto locales = ReadLocales(arguments);
  if (fields.empty() || locales.empty()) return {};
  const AddressMaker address(context, std::move(locales));
  std::vector<ColumnRecipe> recipes;
  for (const std::string& field : fields) recipes.push_back(address.Make(field));
  return recipes;
}

ColumnRecipe MakeStreetAddress(const Arguments& arguments, const ColumnContext& context) {
  const auto locales = ReadLocales(arguments);
  if (locales.empty()) return {};
  return MakeStreets(locales, MakeLocaleSource(locales, context), context);
}

}  // namespace

MethodInfo Address() {
  return {"address",
          "Several columns about the same places: real cities with their state, country, "
          "a postal code and a point near the centre, and a made-up street.",
          "string; latitude and longitude double",
          {LocaleParameter(), FieldsParameter(AddressFields())},
          R"({"method": "address", "cols": ["street_address", "city", "postal_code"], )"
          R"("parms": {"locale": "fr_FR"}})",
          nullptr,
          MakeAddress};
}

MethodInfo StreetAddress() {
  return {"street_address",
          "Street and house number in the order of the country.",
          "string",
          {LocaleParameter()},
          R"({"method": "street_address", "parms": {"locale": "pt_BR"}})",
          MakeStreetAddress};
}

}  // namespace rand_engine
