// address and street_address: what agrees within a row, how often cities come, how
// streets are written. Golden values stand in tests/known_answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "rand_engine/encode/text/text_test_support.h"
#include "rand_engine/methods/words/places.h"
#include "rand_engine/methods/words/word_table.h"

namespace rand_engine {
namespace {

using ::testing::HasSubstr;
using ::testing::MatchesRegex;

constexpr int64_t kRows = 200'000;
using Rows = std::vector<std::vector<std::string>>;

std::string Address(const std::string& cols, const std::string& parms) {
  return R"({"method": "address", "cols": [)" + cols + R"(], "parms": {)" + parms + "}}";
}

constexpr char kAll[] =
    R"("locale": ["en_US", "en_GB", "de_DE", "pt_BR", "fr_FR", "es_ES", "ja_JP"])";

Rows RowsOf(const std::string& column, int64_t rows) {
  return MakeTextRows(*PlanOf(column, rows), {0, rows});
}

/// A city and what its rows may hold.
struct KnownCity {
  const City* city;
  const LocaleInfo* locale;
  std::set<std::string> postal_codes;
};

// By country code and name.
std::map<std::pair<std::string, std::string>, KnownCity> KnownCities() {
  std::map<std::pair<std::string, std::string>, KnownCity> known;
  for (const LocaleInfo& locale : Locales()) {
    for (const City& city : CitiesOf(locale)) {
      const auto codes = ExpandRanges(city.postal_codes);
      known.try_emplace({std::string(locale.country_code), std::string(city.name)},
                        KnownCity{&city, &locale, {codes.begin(), codes.end()}});
    }
  }
  return known;
}

std::string Shape(std::string text) {
  for (char& c : text) {
    if (c >= '0' && c <= '9') c = '#';
    if (c >= 'A' && c <= 'Z') c = '@';
  }
  return text;
}

TEST(AddressTest, ColumnsWithTheSameLocalesAreOfOneCountryInEachRow) {
  const std::string list = R"("locale": ["pt_BR", "ja_JP", "en_US", "en_US"])";
  const auto plan = MakeTestPlan(
      R"({"who": {"method": "person", "cols": ["name", "phone"], "parms": {)" + list +
          R"(}}, "where": )" + Address(R"("country_code", "street_address")", list) +
          R"(, "street": {"method": "street_address", "parms": {)" + list +
          R"(}}, "call": {"method": "phone", "parms": {
                 "country": ["BR", "JP", "US", "US"]}},
           "other": {"method": "phone", "parms": {"locale": ["ja_JP", "pt_BR"]}}})",
      2000);
  const std::map<std::string, std::string> calling = {
      {"BR", "+55"}, {"JP", "+81"}, {"US", "+1"}};
  std::map<std::string, int64_t> counts;
  int64_t strangers = 0;
  for (const auto& row : MakeTextRows(*plan, {0, 2000})) {
    const auto& [name, phone, country, address, street, call, other] =
        std::tie(row[0], row[1], row[2], row[3], row[4], row[5], row[6]);
    ++counts[country];
    const std::string& code = calling.at(country);
    ASSERT_TRUE(phone.starts_with(code)) << phone << " in " << country;
    ASSERT_TRUE(call.starts_with(code)) << call << " in " << country;
    ASSERT_EQ(static_cast<unsigned char>(name[0]) >= 0xe3, country == "JP") << name;
    ASSERT_EQ(address.find("丁目") != std::string::npos, country == "JP") << address;
    ASSERT_EQ(street.find("丁目") != std::string::npos, country == "JP") << street;
    strangers += !other.starts_with(code);
  }
  EXPECT_NEAR(counts["US"], 1000, 100);
  EXPECT_NEAR(counts["JP"], 500, 90);
  EXPECT_GT(strangers, 1000);
}

TEST(AddressTest, AllFieldsOfARowAreOfTheSamePlace) {
  const auto known = KnownCities();
  const auto rows = RowsOf(
      Address(R"("city", "state", "state_code", "country", "country_code", "postal_code",
              "latitude", "longitude")",
              kAll),
      kRows);
  std::set<std::string> seen;
  for (const auto& row : rows) {
    const auto place = known.find({row[4], row[0]});
    ASSERT_NE(place, known.end()) << row[4] << ' ' << row[0];
    seen.insert(row[4] + row[0]);
    const auto& [city, locale, postal_codes] = place->second;
    ASSERT_EQ(row[1], city->state);
    ASSERT_EQ(row[2], city->state_code);
    ASSERT_EQ(row[3], locale->country);
    const size_t tail = row[5].size() - locale->postal_tail.size();
    ASSERT_TRUE(postal_codes.count(row[5].substr(0, tail))) << row[5];
    std::string shape(locale->postal_tail);
    ASSERT_EQ(Shape(row[5].substr(tail)), shape) << row[5];
    const double north = std::stod(row[6]) - city->latitude / 1e4;
    const double east = std::stod(row[7]) - city->longitude / 1e4;
    ASSERT_LE(std::abs(north), 0.02 + 1e-9) << row[0];
    ASSERT_LE(std::abs(east), 0.02 + 1e-9) << row[0];
  }
  EXPECT_EQ(seen.size(), known.size()) << "some city never comes up";
}

TEST(AddressTest, AFieldIsTheSameAloneAndBesideOthers) {
  const auto all = RowsOf(
      Address(R"("street_address", "postal_code", "longitude", "state")", kAll), 2000);
  const char* fields[] = {"street_address", "postal_code", "longitude", "state"};
  for (size_t field = 0; field < 4; ++field) {
    const auto alone =
        RowsOf(Address('"' + std::string(fields[field]) + '"', kAll), 2000);
    for (size_t row = 0; row < all.size(); ++row) {
      ASSERT_EQ(alone[row][0], all[row][field]);
    }
  }
}

TEST(AddressTest, CitiesComeAsOftenAsTheyArePopulous) {
  std::map<std::string, int64_t> counts;
  for (const auto& row : RowsOf(Address(R"("city")", R"("locale": "de_DE")"), kRows)) {
    ++counts[row[0]];
  }
  double people = 0;
  for (const City& city : CitiesOf(*FindLocale("de_DE"))) people += city.population;
  double sum = 0;
  for (const City& city : CitiesOf(*FindLocale("de_DE"))) {
    const double expected = kRows * city.population / people;
    const double off = counts[std::string(city.name)] - expected;
    sum += off * off / expected;
  }
  EXPECT_EQ(counts.size(), 55u);
  EXPECT_LT(sum, 91.87);  // quantile 0.999 of 54 degrees of freedom
}

TEST(AddressTest, LocalesAreEquallyLikelyHoweverPopulous) {
  std::map<std::string, int64_t> counts;
  for (const auto& row : RowsOf(Address(R"("country_code")", kAll), kRows)) {
    ++counts[row[0]];
  }
  double sum = 0;
  for (const auto& [country, count] : counts) {
    sum += (count - kRows / 7.0) * (count - kRows / 7.0) / (kRows / 7.0);
  }
  EXPECT_EQ(counts.size(), 7u);
  EXPECT_LT(sum, 22.46);
}

TEST(AddressTest, CoordinatesSpreadEvenlyAroundTheCentre) {
  std::vector<double> counts(10);
  for (const auto& row :
       RowsOf(Address(R"("city", "latitude")", R"("locale": "fr_FR")"), kRows)) {
    if (row[0] != "Paris") continue;
    ++counts.at(static_cast<size_t>((std::stod(row[1]) - 48.8366) / 0.0040001));
  }
  double draws = 0;
  for (const double count : counts) draws += count;
  double sum = 0;
  for (const double count : counts) {
    sum += (count - draws / 10) * (count - draws / 10) / (draws / 10);
  }
  EXPECT_GT(draws, 10'000);
  EXPECT_LT(sum, 27.88);
}

TEST(AddressTest, TypesAreTextAndDouble) {
  const auto plan = PlanOf(
      Address(R"("postal_code", "latitude", "longitude")", R"("locale": "en_US")"));
  EXPECT_EQ(plan->schema()[0].type, ValueType::kString);
  EXPECT_EQ(plan->schema()[1].type, ValueType::kFloat64);
  EXPECT_EQ(plan->schema()[2].type, ValueType::kFloat64);
}

// --- Streets ---------------------------------------------------------------------------

TEST(StreetAddressTest, IsWrittenAsTheCountryDoes) {
  const std::map<std::string, std::string> forms = {
      {"en_US", "[0-9]+ .*[a-z]"},
      {"en_GB", "[0-9]+ .*[a-z]"},
      {"fr_FR", "[0-9]+ [a-zA-Z].*"},
      {"de_DE", ".*[a-z] [0-9]+"},
      {"pt_BR", ".*, [0-9]+"},
      {"es_ES", ".*, [0-9]+"},
      {"ja_JP", ".*[1-6]丁目[0-9]+-[0-9]+"}};
  for (const auto& [locale, form] : forms) {
    const std::string parms = R"({"method": "street_address", "parms": {"locale": ")";
    std::set<std::string> streets;
    for (const auto& street : StreetsOf(*FindLocale(locale)))
      streets.emplace(street.name);
    for (const std::string& text : TextsOf(parms + locale + "\"}}", 3000)) {
      ASSERT_THAT(text, MatchesRegex(form));
      ASSERT_TRUE(std::ranges::any_of(streets, [&](const std::string& street) {
        return text.find(street) != std::string::npos;
      })) << text;
    }
  }
}

TEST(StreetAddressTest, LowHouseNumbersAreTheMostCommon) {
  std::map<int64_t, int64_t> hundreds;
  for (const std::string& text : TextsOf(R"({"method": "street_address"})", kRows)) {
    const int64_t number = std::stoll(text);
    ASSERT_GE(number, 1);
    ASSERT_LE(number, 9999);
    ++hundreds[number / 1000];
  }
  for (int64_t i = 1; i < 10; ++i) EXPECT_LT(hundreds[i], hundreds[i - 1]) << i;
  EXPECT_GT(hundreds[9], 0);
}

TEST(StreetAddressTest, IsAPartOfOtherTexts) {
  const auto texts = TextsOf(
      R"({"method": "complex_distincts", "parms": {"pattern": "to: _", "replacement": "_",
          "templates": [{"method": "street_address", "parms": {"locale": "de_DE"}}]}})",
      50);
  for (const std::string& text : texts) EXPECT_THAT(text, MatchesRegex("to: .* [0-9]+"));
}

// --- Mistakes --------------------------------------------------------------------------

TEST(AddressTest, MistakesNameTheFields) {
  EXPECT_THAT(MistakeOf(R"({"method": "address"})"), HasSubstr("'cols' has to name"));
  EXPECT_THAT(
      MistakeOf(Address(R"("zip")", "")),
      HasSubstr("cols: \"zip\" is none of the fields street_address, city, state, "
                "state_code, postal_code, country, country_code, latitude, "
                "longitude"));
  EXPECT_THAT(MistakeOf(Address(R"("latitud")", "")),
              HasSubstr("did you mean 'latitude'?"));
  EXPECT_THAT(MistakeOf(R"({"method": "complex_distincts", "parms": {"pattern": "_",
                 "replacement": "_", "templates": [{"method": "address"}]}})"),
              HasSubstr("gives several columns"));
}

}  // namespace
}  // namespace rand_engine
