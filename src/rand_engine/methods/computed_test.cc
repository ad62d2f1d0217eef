// expression, template, dependent_choice: what the language computes, and what it
// refuses.
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/encode/text/text_test_support.h"
#include "rand_engine/expression/function.h"
#include "rand_engine/spec/value.h"

namespace rand_engine {
namespace {

// Columns of one value each, for expressions to read.
constexpr char kColumns[] = R"(
  "price": {"method": "gen_floats", "parms": {"min": 19.99, "max": 19.99}},
  "quantity": {"method": "gen_ints", "parms": {"min": 3, "max": 3}},
  "discount": {"method": "gen_str_choice", "parms": {"options": [0.15]}},
  "name": {"method": "gen_str_choice", "parms": {"options": ["José Weiß"]}},
  "paid": {"method": "gen_str_choice", "parms": {"options": [true]}},
  "day": {"method": "gen_dates",
          "parms": {"date_min": "2024-01-31", "date_max": "2024-01-31"}},
  "at": {"method": "gen_now"},
  "code": {"method": "int_zfilled", "parms": {"length": 1}},
  "none": {"method": "gen_ints", "parms": {"min": 1, "max": 9}, "null_rate": 1},
  "nothing": {"method": "gen_str_choice", "parms": {"options": ["x"]}, "null_rate": 1},
  "any": {"method": "gen_ints", "parms": {"min": -9223372036854775808,
                                          "max": 9223372036854775807}},
  "unit price": {"method": "gen_ints", "parms": {"min": 7, "max": 7}},)";

// 2024-05-06T07:08:09.123456Z
constexpr int64_t kNow = 1'714'979'289'123'456;

std::string SpecOf(const std::string& method, const std::string& text) {
  return "{" + std::string(kColumns) + "\"c\": {\"method\": \"" + method +
         "\", \"parms\": [" + ToJson(Value::String(text)) + "]}}";
}

// The value in the first row as CSV writes it; "" = missing.
std::string Computed(const std::string& method, const std::string& text) {
  const auto plan = MakeTestPlan(SpecOf(method, text), 0, "42", kNow);
  return MakeTextRows(*plan, {0, 1})[0].back();
}

std::string Result(const std::string& expression) {
  return Computed("expression", expression);
}

ColumnSchema SchemaOf(const std::string& expression) {
  return MakeTestPlan(SpecOf("expression", expression))->schema().back();
}

// What is wrong, without source, position, column, parameter and the text itself.
std::string MistakeIn(const std::string& method, const std::string& text) {
  const auto spec = Spec::FromJson(SpecOf(method, text), "s");
  const std::string message =
      MessageWithoutExamples(Plan::Make(*spec, {"1", 0, 0}).status());
  const std::string before = Value::String(text).Describe() + ": ";
  const size_t place = message.find(before);
  return place == std::string::npos ? message : message.substr(place + before.size());
}

std::string Mistake(const std::string& expression) {
  return MistakeIn("expression", expression);
}

using Cases = std::vector<std::pair<std::string, std::string>>;

void ExpectResults(const Cases& cases) {
  for (const auto& [expression, value] : cases) {
    EXPECT_EQ(Result(expression), value) << expression;
  }
}

void ExpectMistakes(const Cases& cases) {
  for (const auto& [expression, message] : cases) {
    EXPECT_EQ(Mistake(expression), message) << expression;
  }
}

// --- Values ----------------------------------------------------------------------------

TEST(ExpressionTest, DecimalsAreExact) {
  ExpectResults({{"0.1 + 0.2", "0.3"},
                 {"0.1 * 3", "0.3"},
                 {"price * quantity * (1 - discount)", "50.9745"},
                 {"round(price * quantity * (1 - discount), 2)", "50.97"},
                 {"1.005 * 100", "100.5"},
                 {"round(2.675, 2)", "2.68"},
                 {"round(-2.5)", "-3"},
                 {"-price", "-19.99"},
                 {"0.3 = 0.1 + 0.2", "True"}});
}

TEST(ExpressionTest, NumbersBeyondFifteenDigitsAreDoubles) {
  EXPECT_EQ(SchemaOf("price * 1e10").type, ValueType::kFloat64);
  ExpectResults({{"123456789.5 * 1000000000.5", "1.234567895617284e+17"},
                 {"0.1e0 + 0.2", "0.30000000000000004"},
                 {"round(0.1e0 + 0.2, 2)", "0.3"},
                 {"1 / 3", "0.3333333333333333"},
                 {"0.3 / 0.1", "3.0"},
                 {"9007199254740993 * 1.0e0", "9007199254740992.0"}});
}

TEST(ExpressionTest, TheLeastIntegerIsOne) {
  ExpectResults({{"-9223372036854775808", "-9223372036854775808"},
                 {"-(09223372036854775808)", "-9223372036854775808"},
                 {"-9223372036854775808 + 1", "-9223372036854775807"},
                 {"any >= -9223372036854775808", "True"},
                 {"-9223372036854775808 - 1", ""}});
  EXPECT_EQ(SchemaOf("-9223372036854775808").type, ValueType::kInt64);
  EXPECT_EQ(SchemaOf("-9223372036854775809").type, ValueType::kFloat64);
}

TEST(ExpressionTest, DivisionAndRemainderRoundDown) {
  ExpectResults({{"7 // 2", "3"},
                 {"-7 // 2", "-4"},
                 {"-7 % 3", "2"},
                 {"7 % -3", "-2"},
                 {"5.5 // 2", "2"},
                 {"5.5 % 2", "1.5"},
                 {"6 / 4", "1.5"}});
}

TEST(ExpressionTest, WhatHasNoValueIsMissing) {
  ExpectResults({{"quantity / (quantity - 3)", ""},
                 {"quantity // 0", ""},
                 {"quantity % 0", ""},
                 {"9223372036854775807 + 1", ""},
                 {"-9223372036854775807 - 2", ""},
                 {"4611686018427387904 * 2", ""},
                 {"abs(-9223372036854775807 - 1)", ""},
                 {"(-9223372036854775807 - 1) // -1", ""},
                 {"1e308 * 10", ""},
                 {"sqrt(-1)", ""},
                 {"int('12x')", ""},
                 {"int('')", ""},
                 {"int(1e300)", ""},
                 {"double('nan')", ""},
                 {"make_date(2023, 2, 29)", ""},
                 {"date(name)", ""},
                 {"day + 3000000", ""},
                 {"add_months(day, -30000)", ""},
                 {"add_seconds(at, 9223372036854775807)", ""}});
}

TEST(ExpressionTest, MissingValuesGoOnButForLogicAndCoalesce) {
  ExpectResults({{"none + 1", ""},
                 {"none > 1", ""},
                 {"none is null", "True"},
                 {"quantity is not null", "True"},
                 {"none > 1 and false", "False"},
                 {"none > 1 and true", ""},
                 {"true or none > 1", "True"},
                 {"false or none > 1", ""},
                 {"not (none > 1)", ""},
                 {"if(none > 1, 'a', 'b')", "b"},
                 {"if(true, null, 'b')", ""},
                 {"coalesce(none, quantity, 9)", "3"},
                 {"coalesce(nothing, 'y')", "y"},
                 {"nullif(quantity, 3)", ""},
                 {"nullif(quantity, 4)", "3"},
                 {"none in (1, 2)", ""},
                 {"least(none, 1)", ""},
                 {"nothing || 'x'", ""},
                 {"concat(nothing, 'x', none)", "x"}});
}

TEST(ExpressionTest, ComparesNumbersTextsDatesAndTimes) {
  ExpectResults({{"price >= 19.99", "True"},
                 {"price < 20", "True"},
                 {"quantity == 3.0", "True"},
                 {"quantity <> 3", "False"},
                 {"name = 'José Weiß'", "True"},
                 {"'a' < 'b' and 'Z' < 'a'", "True"},
                 {"day = '2024-01-31'", "True"},
                 {"day < '2024-02-01' and at > day", "True"},
                 {"at >= '2024-05-06T07:08:09.123456Z'", "True"},
                 {"at > '2024-05-06 07:08:10'", "False"},
                 {"quantity in (1, 2, 3)", "True"},
                 {"name not in ('a', 'b')", "True"},
                 {"paid = true", "True"},
                 {"paid and not false", "True"}});
}

TEST(ExpressionTest, BindsLikeOtherLanguages) {
  ExpectResults({{"1 + 2 * 3", "7"},
                 {"(1 + 2) * 3", "9"},
                 {"10 - 2 - 3", "5"},
                 {"2 * 3 % 4", "2"},
                 {"-2 * -3", "6"},
                 {"- -2", "2"},
                 {"1 + 1 = 2 and 2 < 3 or false", "True"},
                 {"not 1 = 2", "True"},
                 {"not not true", "True"},
                 {"'a' || 1 + 1 || 'b'", "a2b"},
                 {"`unit price` + 1", "8"},
                 {"IF(quantity IS NULL, 1, 2)", "2"},
                 {"\"it\" || '''s'", "it's"}});
}

TEST(ExpressionTest, ChoosesByConditions) {
  ExpectResults({{"if(quantity > 2, 'many', 'few')", "many"},
                 {"if(quantity > 5, 'many', quantity > 2, 'some', 'few')", "some"},
                 {"if(quantity > 5, 1, 2.5)", "2.5"},
                 {"if(paid, day, '2000-01-01')", "2024-01-31"},
                 {"if(paid, 1, 2.5)", "1.0"}});
}

TEST(ExpressionTest, RoundsAndTurnsNumbers) {
  ExpectResults({{"floor(-2.5)", "-3"},
                 {"ceil(-2.5)", "-2"},
                 {"floor(price / 3)", "6"},
                 {"ceil(price / 3)", "7"},
                 {"abs(-2.5)", "2.5"},
                 {"sign(-0.1)", "-1"},
                 {"sqrt(2)", "1.4142135623730951"},
                 {"int(-2.9)", "-2"},
                 {"int('-42')", "-42"},
                 {"int(paid)", "1"},
                 {"double('2.50')", "2.5"},
                 {"greatest(1, 2.5, quantity)", "3.0"},
                 {"least('b', 'a')", "a"},
                 {"round(price, 5)", "19.99"},
                 {"round(1e300, 2)", "1e+300"}});
}

TEST(ExpressionTest, WorksOnTextsByCharacters) {
  ExpectResults({{"length(name)", "9"},
                 {"upper('straße é')", "STRAẞE É"},
                 {"lower('ÀB')", "àb"},
                 {"ascii(name)", "Jose Weiss"},
                 {"substr(name, 2, 3)", "osé"},
                 {"substr(name, 6)", "Weiß"},
                 {"substr(name, 0, 3)", "Jo"},
                 {"left(name, 4)", "José"},
                 {"left(name, -5)", "José"},
                 {"right(name, 4)", "Weiß"},
                 {"right(name, -5)", "Weiß"},
                 {"reverse('añb')", "bña"},
                 {"trim('  a b ')", "a b"},
                 {"ltrim(' a ') || '.'", "a ."},
                 {"rtrim(' a ') || '.'", " a."},
                 {"replace('banana', 'an', 'o')", "booa"},
                 {"repeat('ab', 3)", "ababab"},
                 {"lpad('7', 3, '0')", "007"},
                 {"rpad('ab', 4) || '.'", "ab  ."},
                 {"lpad('abcd', 2, 'x')", "abcd"},
                 {"split_part('a,b,c', ',', 2)", "b"},
                 {"split_part('a,b', ',', 3) || '.'", "."},
                 {"contains(name, 'é W')", "True"},
                 {"starts_with(name, 'J')", "True"},
                 {"ends_with(name, 'x')", "False"},
                 {"position(name, 'W')", "6"},
                 {"position(name, 'x')", "0"},
                 {"fixed(price * 10, 2)", "199.90"},
                 {"fixed(quantity, 0)", "3"},
                 {"fixed(-0.5, 1)", "-0.5"},
                 {"text(price * 10)", "199.9"},
                 {"text(day) || text(paid)", "2024-01-31True"},
                 {"text(at)", "2024-05-06T07:08:09.123456Z"},
                 {"text(1 / 3)", "0.3333333333333333"}});
}

TEST(ExpressionTest, CountsDaysAndMonths) {
  ExpectResults({{"day + 30", "2024-03-01"},
                 {"1 + day", "2024-02-01"},
                 {"day - 31", "2023-12-31"},
                 {"day - '2024-01-01'", "30"},
                 {"add_months(day, 1)", "2024-02-29"},
                 {"add_months(day, -11)", "2023-02-28"},
                 {"add_days(at, 1)", "2024-05-07T07:08:09.123456Z"},
                 {"add_hours(at, -8)", "2024-05-05T23:08:09.123456Z"},
                 {"add_minutes(at, 52)", "2024-05-06T08:00:09.123456Z"},
                 {"add_months(at, 12)", "2025-05-06T07:08:09.123456Z"},
                 {"year(day) * 10000 + month(day) * 100 + day(day)", "20240131"},
                 {"weekday(day)", "3"},
                 {"quarter(at)", "2"},
                 {"day_of_year(make_date(2024, 12, 31))", "366"},
                 {"hour(at) * 10000 + minute(at) * 100 + second(at)", "70809"},
                 {"hour(timestamp('1969-12-31T23:00:00'))", "23"},
                 {"epoch(at)", "1714979289"},
                 {"date(at)", "2024-05-06"},
                 {"timestamp(day)", "2024-01-31T00:00:00.000000Z"},
                 {"days_between(day, at)", "96"},
                 {"years_between('2000-02-01', day)", "23"},
                 {"years_between('2000-01-31', day)", "24"},
                 {"seconds_between(day, at)", "8320089"},
                 {"date_trunc('month', day)", "2024-01-01"},
                 {"date_trunc('week', day)", "2024-01-29"},
                 {"date_trunc('quarter', at)", "2024-04-01T00:00:00.000000Z"},
                 {"date_trunc('hour', at)", "2024-05-06T07:00:00.000000Z"},
                 {"format_date(day, '%d.%m.%Y')", "31.01.2024"},
                 {"format_date(at, '%H:%M')", "07:08"}});
}

// --- Types -----------------------------------------------------------------------------

TEST(ExpressionTest, HasTheTypeOfItsValues) {
  EXPECT_EQ(SchemaOf("quantity + 1").type, ValueType::kInt64);
  EXPECT_EQ(SchemaOf("price + 1").type, ValueType::kFloat64);
  EXPECT_EQ(SchemaOf("price > 1").type, ValueType::kBool);
  EXPECT_EQ(SchemaOf("day + 1").type, ValueType::kDate);
  EXPECT_EQ(SchemaOf("add_days(at, 1)").type, ValueType::kTimestamp);
  EXPECT_EQ(SchemaOf("text(price)").type, ValueType::kString);
}

TEST(ExpressionTest, IsOptionalOnlyWhereValuesCanBeMissing) {
  for (const char* always :
       {"price * quantity", "quantity / 4", "quantity / quantity", "coalesce(none, 1)",
        "any % 10", "add_months(day, quantity)", "if(none > 1, 1, 2)"}) {
    EXPECT_FALSE(SchemaOf(always).nullable) << always;
  }
  for (const char* sometimes :
       {"any * 2", "quantity / (quantity - 3)", "none + 1", "nullif(quantity, 3)",
        "int(name)", "date(name)", "if(paid, null, 1)"}) {
    EXPECT_TRUE(SchemaOf(sometimes).nullable) << sometimes;
  }
}

// --- Mistakes --------------------------------------------------------------------------

TEST(ExpressionTest, RefusesTextThatIsNoExpression) {
  const std::string value =
      "a value is expected: a column's name, a number, a 'text', a function or a "
      "parenthesis";
  const std::string close = "an operator, a comma or a closing parenthesis is expected";
  ExpectMistakes(
      {{"", value + " (character 1)"},
       {"price +", value + " (character 8)"},
       {"price price", "an operator or the end is expected (character 7)"},
       {"(price", close + " (character 7)"},
       {"round(price 2)", close + " (character 13)"},
       {"round(,)", value + " (character 7)"},
       {"1 < 2 < 3", "an operator or the end is expected (character 7)"},
       {"'abc", "the text's closing quote ' lacks (character 5)"},
       {"`a", "the closing ` of a column's name lacks (character 3)"},
       {"price is 3", "'null' or 'not null' is expected after 'is' (character 10)"},
       {"1.2.3",
        "a number such as 12, 0.5 or 1e6 ends before a letter or a point (character 4)"},
       {"price = null",
        "=: nothing compares with null; use 'is null', got a null (character 9)"},
       {"null",
        "is null in every row; for such a column give a method and "
        "\"null_rate\": 1"},
       {"1e400", "the number 1e400 is too great (character 1)"}});
}

TEST(ExpressionTest, RefusesUnknownNamesWithTheNearest) {
  EXPECT_TRUE(Mistake("prize * 2")
                  .starts_with("there is no column 'prize'; did you mean 'price'?; there "
                               "are: price, quantity"))
      << Mistake("prize * 2");
  EXPECT_TRUE(Mistake("prize * 2").ends_with("(character 1)"));
  EXPECT_TRUE(
      Mistake("lenght(name)")
          .starts_with(
              "there is no function 'lenght'; did you mean 'length'? (character 1)"));
  EXPECT_TRUE(Mistake("1 + log(price)")
                  .starts_with("there is no function 'log': its last digits differ "
                               "between machines, but data "
                               "must not (character 5)"));
  EXPECT_TRUE(
      Mistake("random()")
          .starts_with("there is no function 'random': an expression only computes"));
}

TEST(ExpressionTest, RefusesTypesThatDoNotGoTogether) {
  ExpectMistakes(
      {{"name * 2", "*: needs numbers, got a text (character 1)"},
       {"name + 2",
        "+: needs numbers (texts are joined by ||), got a text (character 1)"},
       {"day + day",
        "+: needs numbers (see add_days, add_months, add_seconds, days_between, "
        "seconds_between), got a date (character 1)"},
       {"price and paid",
        "and: needs conditions, such as price > 10, got a number with 2 decimals "
        "(character 1)"},
       {"if(1, 2, 3)",
        "if: needs a condition here, such as price > 10, got a whole number (character "
        "4)"},
       {"if(paid, 1, 'a')",
        "if: needs values of one type; there is a whole number before, got a text "
        "(character 13)"},
       {"name = 3",
        "=: needs values of one type; there is a text before, got a whole number "
        "(character 8)"},
       {"day > name",
        ">: a text here must be constant, such as '2024-01-31'; turn others into dates "
        "by "
        "date(x) or timestamp(x), got a text (character 7)"},
       {"day > 'soon'",
        ">: 'soon' is no date 'YYYY-MM-DD' that exists, got a text "
        "(character 7)"},
       {"round(price, quantity)",
        "round: needs a constant whole number from 0 to 15 here: round(x, digits = 0) "
        "(character 14)"},
       {"round()",
        "round has 0 arguments here, but is round(x, digits = 0) (character 1)"},
       {"hour(day)",
        "hour: needs a timestamp (timestamp(x) makes one of a date), got a date "
        "(character 6)"},
       {"date_trunc('eon', day)",
        "date_trunc: the unit must be year, quarter, month, week, day of a date, got a "
        "text (character 12)"},
       {"date('2024-02-30')",
        "date: '2024-02-30' is no date 'YYYY-MM-DD' that exists (character 1)"},
       {"1e0 // 2",
        "//: needs exact numbers of at most 15 digits, got a double and a whole number; "
        "use floor(a / b) (character 5)"}});
}

TEST(ExpressionTest, RefusesWhatIsTooGreat) {
  EXPECT_EQ(Mistake(std::string(5000, '1')), "has 5000 bytes; at most 4000 are allowed");
  EXPECT_EQ(Mistake(std::string(70, '(') + "1" + std::string(70, ')')),
            "has more than 64 parentheses inside each other");
  std::string sum = "1";
  for (int i = 0; i < 300; ++i) sum += "+1";
  EXPECT_TRUE(Mistake(sum).starts_with("is nested deeper than 256 operations"));
  EXPECT_EQ(Mistake("repeat(repeat(name, 1000), 1000)"),
            "repeat: its texts could have 11000000 bytes; at most 65536 are allowed "
            "(character 1)");
}

TEST(ExpressionTest, HostileTextsNeitherCrashNorHang) {
  const std::string alphabet =
      "a1.'\"`()+-*/%<>=!|, \n\\{}[]\xc3\xa9"
      "inotrsul";
  uint64_t state = 1;
  for (int i = 0; i < 2'000; ++i) {
    std::string text;
    const size_t length = (state >> 33) % 24;
    for (size_t j = 0; j < length; ++j) {
      state = state * 6364136223846793005u + 1442695040888963407u;
      text += alphabet[(state >> 33) % alphabet.size()];
    }
    state = state * 6364136223846793005u + 1442695040888963407u;
    const auto spec =
        Spec::FromJson(SpecOf(i % 2 == 0 ? "expression" : "template", "price" + text));
    if (!spec.ok()) continue;  // no UTF-8
    const auto plan = Plan::Make(*spec, {"1", 0, 0});
    if (plan.ok()) MakeTextRows(**plan, {0, 2});
  }
}

TEST(ExpressionTest, EveryFunctionStandsOnThePage) {
  std::ifstream file(FORMULAS_PAGE);
  std::stringstream text;
  text << file.rdbuf();
  std::string page = text.str();
  for (size_t at = 0; (at = page.find("\\|", at)) != std::string::npos;) {
    page.erase(at, 1);
  }
  for (const auto& function : expression::Functions()) {
    if (function.summary.starts_with("Another spelling")) continue;
    EXPECT_NE(page.find("| `" + function.usage + "` | " + function.summary + " | "),
              std::string::npos)
        << function.name;
  }
}

// --- Templates -------------------------------------------------------------------------

TEST(TemplateTest, PutsValuesAndExpressionsIntoATextOfTheirs) {
  EXPECT_EQ(Computed("template", "{ascii(lower(name))}.{quantity}@x.org"),
            "jose weiss.3@x.org");
  EXPECT_EQ(Computed("template", "{{{price}}}"), "{19.99}");
  EXPECT_EQ(Computed("template", "{price}"), "19.99");
  EXPECT_EQ(Computed("template", "{'}'}{`unit price`}"), "}7");
  EXPECT_EQ(Computed("template", "a{none}b"), "");
}

TEST(TemplateTest, RefusesWhatIsNoTemplate) {
  EXPECT_EQ(MistakeIn("template", "plain"), "needs a place such as {name} for a value");
  EXPECT_EQ(MistakeIn("template", "a{name"),
            "the '{' has no '}' (for a brace write {{) (character 2)");
  EXPECT_EQ(MistakeIn("template", "a}"),
            "a '}' without '{' (for a brace write }}) (character 2)");
  EXPECT_TRUE(MistakeIn("template", "{nmae}")
                  .starts_with("there is no column 'nmae'; did you mean 'name'?"));
  EXPECT_TRUE(MistakeIn("template", "{}").starts_with("in {}: a value is expected"));
}

}  // namespace
}  // namespace rand_engine
