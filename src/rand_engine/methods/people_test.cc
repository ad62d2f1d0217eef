// person and phone: what agrees within a row, how often values come, and the mistakes.
// Golden values stand in tests/known_answers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "rand_engine/encode/text/text_test_support.h"
#include "rand_engine/methods/words/locales.h"
#include "rand_engine/methods/words/places.h"
#include "rand_engine/methods/words/word_lists.h"

namespace rand_engine {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kRows = 200'000;
using Rows = std::vector<std::vector<std::string>>;

std::string JsonList(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts)
    list += (list.empty() ? "\"" : ", \"") + text + '"';
  return "[" + list + "]";
}

std::string Person(const std::vector<std::string>& cols, const std::string& parms) {
  return R"({"method": "person", "cols": )" + JsonList(cols) + R"(, "parms": {)" + parms +
         "}}";
}

std::string InAllLocales() { return R"("locale": )" + JsonList(LocaleNames()); }

Rows RowsOf(const std::string& column, int64_t rows) {
  return MakeTextRows(*PlanOf(column, rows), {0, rows});
}

// Name -> what the lists say of it, for all locales.
struct KnownNames {
  std::map<std::string, std::set<std::string>> spellings;
  std::map<std::string, std::set<char>> genders;
  std::set<std::pair<std::string, std::string>> pairs;  ///< first and last
  std::set<std::string> japanese;

  KnownNames() {
    for (const LocaleInfo& locale : Locales()) {
      for (const CultureShare& share : locale.cultures) Add(locale, share.culture);
    }
  }

 private:
  void Add(const LocaleInfo& locale, std::string_view tag) {
    const Culture& culture = CultureOf(tag);
    for (const WeightedName& last : culture.last_names) AddSpelling(locale, last);
    for (const WeightedName& first : culture.first_names) {
      AddSpelling(locale, first);
      genders[std::string(first.name)].insert(first.gender);
      if (locale.family_name_first) japanese.emplace(first.name);
      for (const WeightedName& last : culture.last_names) {
        pairs.emplace(first.name, last.name);
      }
    }
  }

  void AddSpelling(const LocaleInfo& locale, const WeightedName& name) {
    spellings[std::string(name.name)].insert(
        name.ascii.empty() ? ToAsciiOf(locale, name.name) : std::string(name.ascii));
  }
};

const KnownNames& Known() {
  static const auto& known = *new KnownNames();
  return known;
}

std::string NumberAtEnd(const std::string& text) {
  const size_t last_letter = text.find_last_not_of("0123456789");
  return text.substr(last_letter + 1);
}

double ChiSquared(const std::map<std::string, int64_t>& counts,
                  const std::map<std::string, double>& weights) {
  double draws = 0;
  double total = 0;
  for (const auto& [text, count] : counts) draws += static_cast<double>(count);
  for (const auto& [text, weight] : weights) total += weight;
  double sum = 0;
  for (const auto& [text, weight] : weights) {
    const auto count = counts.find(text);
    const double expected = draws * weight / total;
    const double off = (count == counts.end() ? 0 : count->second) - expected;
    sum += off * off / expected;
  }
  for (const auto& [text, count] : counts) EXPECT_TRUE(weights.count(text)) << text;
  return sum;
}

// --- Agreement -------------------------------------------------------------------------

TEST(PersonTest, AllFieldsOfARowAreOfTheSamePerson) {
  const auto rows =
      RowsOf(Person({"first_name", "last_name", "name", "gender", "email", "user_name"},
                    InAllLocales()),
             kRows);
  for (const auto& row : rows) {
    const auto& [first, last, name, gender] = std::tie(row[0], row[1], row[2], row[3]);
    ASSERT_TRUE(Known().pairs.count({first, last})) << first << ' ' << last;
    ASSERT_EQ(name,
              Known().japanese.count(first) ? last + " " + first : first + " " + last);
    ASSERT_TRUE(Known().genders.at(first).count(gender[0])) << first << ' ' << gender;
    const size_t at = row[4].find('@');
    const std::string local = row[4].substr(0, at);
    const std::string number = NumberAtEnd(local);
    const std::string letters = local.substr(0, local.size() - number.size());
    const size_t dot = letters.find('.');
    ASSERT_TRUE(Known().spellings.at(first).count(letters.substr(0, dot))) << row[4];
    ASSERT_TRUE(Known().spellings.at(last).count(letters.substr(dot + 1))) << row[4];
    ASSERT_EQ(row[5], letters.substr(0, 1) + letters.substr(dot + 1) + number);
    ASSERT_THAT((std::set<std::string>{"@example.com", "@example.org", "@example.net"}),
                testing::Contains(row[4].substr(at)));
  }
}

TEST(PersonTest, GermanAndJapaneseAddressesAreSpeltAsTheirPeopleDo) {
  std::set<std::string> german;
  for (const auto& row :
       RowsOf(Person({"name", "user_name"}, R"("locale": "de_DE", "max_number": 0)"),
              5000)) {
    german.insert(row[0] + "|" + row[1]);
  }
  EXPECT_TRUE(german.count("Jürgen Müller|jmueller"));
  EXPECT_TRUE(german.count("Maria Schröder|mschroeder"));
  std::set<std::string> japanese;
  for (const auto& row :
       RowsOf(Person({"name", "user_name"}, R"("locale": "ja_JP", "max_number": 0)"),
              5000)) {
    japanese.insert(row[0] + "|" + row[1]);
  }
  EXPECT_TRUE(japanese.count("佐藤 陽子|ysato"));
}

TEST(PersonTest, AFieldIsTheSameAloneAndBesideOthersInAnyOrder) {
  const auto all =
      RowsOf(Person({"email", "phone", "first_name", "name"}, InAllLocales()), 2000);
  const auto swapped =
      RowsOf(Person({"name", "first_name", "phone", "email"}, InAllLocales()), 2000);
  for (size_t field = 0; field < 4; ++field) {
    const std::string name =
        std::vector<std::string>{"email", "phone", "first_name", "name"}[field];
    const auto alone = RowsOf(Person({name}, InAllLocales()), 2000);
    for (size_t row = 0; row < all.size(); ++row) {
      ASSERT_EQ(alone[row][0], all[row][field]);
      ASSERT_EQ(swapped[row][3 - field], all[row][field]);
    }
  }
}

TEST(PersonTest, PhonesAreOfThePersonsCountry) {
  for (const auto& row :
       RowsOf(Person({"last_name", "phone"}, R"("locale": ["ja_JP", "pt_BR"])"), 5000)) {
    const bool japanese = static_cast<unsigned char>(row[0][0]) >= 0xE0;
    ASSERT_EQ(row[1].substr(0, 3), japanese ? "+81" : "+55") << row[0];
  }
}

TEST(PersonTest, FieldsRenameColumns) {
  const auto plan = PlanOf(Person({"vorname", "mail"}, R"("locale": "de_DE",
      "fields": ["first_name", "email"])"));
  EXPECT_EQ(plan->schema()[0].name, "vorname");
  EXPECT_EQ(plan->schema()[1].name, "mail");
  EXPECT_EQ(RowsOf(Person({"vorname", "mail"}, R"("locale": "de_DE",
      "fields": ["first_name", "email"])"),
                   100),
            RowsOf(Person({"first_name", "email"}, R"("locale": "de_DE")"), 100));
}

TEST(PersonTest, NullRateHitsAllColumnsOfARowAlike) {
  std::string column = Person({"first_name", "email"}, "");
  column.insert(column.size() - 1, R"(, "null_rate": 0.3)");
  int64_t missing = 0;
  for (const auto& row : RowsOf(column, 10'000)) {
    ASSERT_EQ(row[0].empty(), row[1].empty());
    missing += row[0].empty();
  }
  EXPECT_NEAR(missing, 3000, 4 * 46);
}

// --- How often -------------------------------------------------------------------------

TEST(PersonTest, NamesComeAsOftenAsTheirWeightsSayAndGendersAreHalves) {
  std::map<std::string, int64_t> first;
  std::map<std::string, int64_t> last;
  std::map<std::string, int64_t> genders;
  for (const auto& row :
       RowsOf(Person({"first_name", "last_name", "gender"}, R"("locale": "ja_JP")"),
              kRows)) {
    ++first[row[0]];
    ++last[row[1]];
    ++genders[row[2]];
  }
  const Culture& culture = CultureOf("jp");
  std::map<std::string, double> first_weights;
  std::map<std::string, double> last_weights;
  double women = 0;
  double men = 0;
  for (const WeightedName& name : culture.first_names) {
    (name.gender == 'f' ? women : men) += name.weight;
  }
  for (const WeightedName& name : culture.first_names) {
    first_weights[std::string(name.name)] =
        name.weight / (name.gender == 'f' ? women : men);
  }
  for (const WeightedName& name : culture.last_names) {
    last_weights[std::string(name.name)] = name.weight;
  }
  // Quantiles 0.999 of the chi-squared distribution with 99, 89 and 1 degrees of freedom.
  EXPECT_LT(ChiSquared(first, first_weights), 148.23);
  EXPECT_LT(ChiSquared(last, last_weights), 135.98);
  EXPECT_LT(ChiSquared(genders, {{"female", 1}, {"male", 1}}), 10.83);
}

TEST(PersonTest, LocalesAreEquallyLikelyAndARepeatedOneCountsTwice) {
  std::map<std::string, int64_t> counts;
  for (const auto& row :
       RowsOf(Person({"phone"}, R"("locale": ["de_DE", "fr_FR", "de_DE", "en_US"])"),
              kRows)) {
    ++counts[row[0].substr(0, 2)];
  }
  EXPECT_LT(ChiSquared(counts, {{"+4", 2}, {"+3", 1}, {"+1", 1}}), 13.82);
}

TEST(PersonTest, NumbersEndAtTheLargestAndThreeInTenHaveNone) {
  std::map<std::string, int64_t> counts;
  for (const auto& row : RowsOf(Person({"user_name"}, R"("max_number": 6)"), kRows)) {
    ++counts[NumberAtEnd(row[0])];
  }
  EXPECT_EQ(counts.size(), 7u);
  EXPECT_LT(
      ChiSquared(counts,
                 {{"", 4}, {"1", 1}, {"2", 1}, {"3", 1}, {"4", 1}, {"5", 1}, {"6", 1}}),
      22.46);
  int64_t without = 0;
  for (const auto& row : RowsOf(Person({"user_name"}, ""), kRows)) {
    without += NumberAtEnd(row[0]).empty();
  }
  EXPECT_NEAR(without, kRows * 0.3, 4 * 205);
}

// --- Phone numbers ---------------------------------------------------------------------

std::string Phone(const std::string& parms) {
  return R"({"method": "phone", "parms": {)" + parms + "}}";
}

TEST(PhoneTest, NationalAndGlobalFormAreTheSameNumber) {
  for (const LocaleInfo& locale : Locales()) {
    const std::string country =
        R"("country": ")" + std::string(locale.country_code) + '"';
    const auto global = TextsOf(Phone(country), 2000);
    const auto national = TextsOf(Phone(country + R"(, "format": "national")"), 2000);
    for (size_t i = 0; i < global.size(); ++i) {
      std::string digits;
      for (const char c : national[i]) {
        if (c >= '0' && c <= '9') digits += c;
      }
      ASSERT_EQ(global[i], "+" + std::string(locale.calling_code) +
                               digits.substr(locale.trunk_prefix.size()));
      ASSERT_LE(global[i].size(), 16u);
    }
    EXPECT_EQ(TextsOf(Phone(R"("locale": ")" + std::string(locale.name) + '"'), 2000),
              global);
  }
}

TEST(PhoneTest, NumbersAreOfTheReservedRanges) {
  for (const std::string& text : TextsOf(Phone(R"("country": "US")"), 5000)) {
    ASSERT_EQ(text.size(), 12u);
    ASSERT_EQ(text.substr(0, 2), "+1");
    ASSERT_EQ(text.substr(5, 5), "55501") << text;
  }
  for (const std::string& text :
       TextsOf(Phone(R"("country": "JP", "format": "national")"), 5000)) {
    ASSERT_EQ(text.substr(0, 5), "090-0");
    ASSERT_EQ(text.size(), 13u);
  }
}

// --- Mistakes --------------------------------------------------------------------------

TEST(PersonTest, MistakesNameFieldsLocalesAndTheNearest) {
  EXPECT_THAT(MistakeOf(R"({"method": "person"})"), HasSubstr("'cols' has to name"));
  EXPECT_THAT(
      MistakeOf(Person({"first_nam"}, "")),
      HasSubstr("cols: \"first_nam\" is none of the fields first_name, last_name, "
                "name, gender, email, user_name, phone; did you mean "
                "'first_name'?"));
  EXPECT_THAT(MistakeOf(Person({"a", "b"}, R"("fields": ["email"])")),
              HasSubstr("parms.fields must name a field for each of the 2 columns that "
                        "cols names, got 1"));
  EXPECT_THAT(MistakeOf(Person({"a"}, R"("fields": ["mail"])")),
              HasSubstr("parms.fields must be one of first_name,"));
  EXPECT_THAT(MistakeOf(Person({"a"}, R"("fields": 5)")), HasSubstr("a list of texts"));
  EXPECT_THAT(MistakeOf(Person({"email"}, R"("locale": "de_CH")")),
              HasSubstr("parms.locale must be one of en_US, en_GB, de_DE"));
  EXPECT_THAT(MistakeOf(Person({"email"}, R"("locale": ["de_DE", "fr_RF"])")),
              HasSubstr("got \"fr_RF\"; did you mean 'fr_FR'?"));
  EXPECT_THAT(MistakeOf(Person({"email"}, R"("locale": [])")),
              HasSubstr("parms.locale must name 1 to 100 locales"));
  EXPECT_THAT(MistakeOf(Person({"email"}, R"("locale": ["de_DE", 3])")),
              HasSubstr("item 2 is"));
  EXPECT_THAT(MistakeOf(Person({"email"}, R"("domains": [])")), HasSubstr("1 to 10000"));
  for (const char* number : {"-1", "10000", "9223372036854775807"}) {
    EXPECT_THAT(MistakeOf(Person({"email"}, R"("max_number": )" + std::string(number))),
                HasSubstr("parms.max_number must be a whole number from 0 to 9999"));
  }
  std::string many = R"("de_DE")";
  for (int i = 0; i < 100; ++i) many += R"(, "de_DE")";
  EXPECT_THAT(MistakeOf(Person({"email"}, R"("locale": [)" + many + "]")),
              HasSubstr("got 101"));
}

TEST(PhoneTest, MistakesSayWhatThereIs) {
  EXPECT_THAT(MistakeOf(Phone(R"("country": "us")")),
              HasSubstr("parms.country must be one of US, GB, DE, BR, FR, ES, JP"));
  EXPECT_THAT(MistakeOf(Phone(R"("country": "US", "locale": "en_US")")),
              HasSubstr("both say where"));
  EXPECT_THAT(MistakeOf(Phone(R"("country": [])")), HasSubstr("1 to 100 countries"));
  EXPECT_THAT(MistakeOf(Phone(R"("format": "rfc")")), HasSubstr("e164, national"));
}

TEST(FakerTest, IsOfPython) {
  EXPECT_THAT(MistakeOf(R"({"method": "faker", "parms": {"provider": "city"}})"),
              HasSubstr("method faker is of the Python package alone"));
}

}  // namespace
}  // namespace rand_engine
