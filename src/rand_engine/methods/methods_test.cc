#include <arrow/result.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <random>
#include <set>
#include <string>
#include <unordered_set>
#include <vector>

#include "rand_engine/domain/time_text.h"
#include "rand_engine/encode/text/text_test_support.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/methods/words/word_lists.h"
#include "rand_engine/processor/multiversion.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

constexpr int64_t kManyRows = 1'000'000;

// --- Known answers
// -----------------------------------------------------------------------

TEST(MethodsTest, CodesAndValuesAreTheKnownAnswers) {
  const auto lines = ReadKnownAnswers(KNOWN_ANSWERS "/methods.tsv");
  ASSERT_GT(lines.size(), 200u);
  const int64_t now = *ParseTime("2024-05-01T12:30:00.123456Z");
  std::set<std::string> methods;
  for (const auto& line : lines) {
    const std::string spec = "{\"" + line[0] + "\": " + line[1] + "}";
    const int64_t row = std::strtoll(line[2].c_str(), nullptr, 10);
    const auto plan = MakeTestPlan(spec, row + 1, "42", now);
    const WideCode code = CodesOfPlan(*plan, row, 1)[0];
    const std::string& hex = line[3];
    const std::string high = hex.size() > 16 ? hex.substr(0, hex.size() - 16) : "0";
    const std::string low = hex.size() > 16 ? hex.substr(hex.size() - 16) : hex;
    const WideCode known = {std::strtoull(high.c_str(), nullptr, 16),
                            std::strtoull(low.c_str(), nullptr, 16)};
    std::string value;
    const auto rows = MakeTextRows(*plan, {row, 1});
    for (const std::string& text : rows[0]) {
      value += (value.empty() ? "" : " | ") + text;
    }
    // Codes of texts are addresses.
    const bool is_text = std::holds_alternative<TextDomain>(plan->columns()[0].domain);
    EXPECT_TRUE((is_text || code == known) && value == line[4])
        << "column '" << line[0] << "', row " << row << ": got code " << code.low
        << ", value '" << value << "', known " << line[3] << ", '" << line[4]
        << "'. The data has changed: raise kDataVersion (version.h, "
           "scripts/make_known_answers.py), write the tables anew and say so in "
           "CHANGELOG";
    methods.insert(line[1].substr(0, line[1].find(',')));
  }
  for (const MethodInfo& method : Methods()) {
    // Those that read others have tables of their own (python/tests/test_formulas.py),
    // and those that refer to other rows (run/dataset_test.cc).
    const bool elsewhere = !method.example_reads.empty() || method.refers_to_rows;
    EXPECT_NE(methods.contains("{\"method\": \"" + method.name + "\""), elsewhere)
        << method.name << " has no known answers";
  }
}

// --- Processors
// -----------------------------------------------------------------------

TEST(MethodsTest, EveryProcessorLevelGivesTheSameRows) {
  if (DetectProcessorLevel() == ProcessorLevel::kV2) {
    GTEST_SKIP() << "this processor has only one level";
  }
  std::vector<std::string> specs = {
      R"({"c": {"method": "gen_ints", "parms": {"min": 0, "max": 99}, "null_rate": 0.3}})",
      R"({"c": {"method": "gen_ints", "parms": {"min": 0, "max": 4294967295}}})",
      R"({"c": {"method": "gen_ints", "parms": {"min": -9000000000000000, "max": 9000000000000000},
                "null_rate": 0.3}})",
      R"({"c": {"method": "gen_uuid", "null_rate": 0.3}})"};
  for (const MethodInfo& method : Methods()) {
    if (method.refers_to_rows) continue;  // run/dataset_test.cc
    specs.push_back(ExampleSpec(method, "c"));
  }
  for (const std::string& spec : specs) {
    for (const int64_t rows : {1, 700}) {
      const auto plan = MakeTestPlan(spec, rows);
      const auto rows_at = [&](ProcessorLevel level) {
        const ScopedProcessorLevel scoped(level);
        return MakeTextRows(*plan, {0, rows});
      };
      const auto portable = rows_at(ProcessorLevel::kV2);
      EXPECT_EQ(rows_at(ProcessorLevel::kV3), portable) << spec;
      EXPECT_EQ(rows_at(ProcessorLevel::kV4), portable) << spec;
    }
  }
}

// --- Any part alone
// ----------------------------------------------------------------------

TEST(MethodsTest, RowsDoNotDependOnHowTheyAreCut) {
  std::mt19937_64 random(1);
  for (const MethodInfo& method : Methods()) {
    if (method.refers_to_rows) continue;  // run/dataset_test.cc
    const auto plan = MakeTestPlan(ExampleSpec(method, "c"), 5000);
    // Codes of texts are addresses; computed_test.cc compares their values.
    if (std::holds_alternative<TextDomain>(plan->columns()[0].domain)) continue;
    const auto whole = CodesOfPlan(*plan, 0, 5000);
    for (int run = 0; run < 20; ++run) {
      std::vector<WideCode> joined;
      while (joined.size() < whole.size()) {
        const auto left = static_cast<int64_t>(whole.size() - joined.size());
        const int64_t count = std::min<int64_t>(left, 1 + random() % 1300);
        const auto piece = CodesOfPlan(*plan, joined.size(), count);
        joined.insert(joined.end(), piece.begin(), piece.end());
      }
      ASSERT_EQ(joined, whole) << method.name;
    }
  }
}

TEST(MethodsTest, AnotherColumnChangesNoOtherAndANewNameChangesItsOwn) {
  for (const MethodInfo& method : Methods()) {
    if (method.refers_to_rows) continue;  // run/dataset_test.cc
    const std::string other = R"("other": {"method": "gen_uuid"})";
    const auto alone = MakeTestPlan(ExampleSpec(method, "c"));
    if (!method.example_reads.empty()) continue;
    if (method.is_nested) continue;  // codes are rows: nested_columns_test.cc
    const auto behind = MakeTestPlan("{" + other + ", \"c\": " + method.example + "}");
    const auto renamed = MakeTestPlan("{\"d\": " + method.example + "}");
    const auto codes = CodesOfPlan(*alone, 0, 100);
    EXPECT_EQ(CodesOf(*behind->columns()[1].source, 0, 100), codes) << method.name;
    const bool draws = method.name != "gen_incremental" && method.name != "gen_now";
    EXPECT_EQ(CodesOfPlan(*renamed, 0, 100) != codes, draws) << method.name;
    const auto reseeded = MakeTestPlan("{\"c\": " + method.example + "}", 0, "43");
    EXPECT_EQ(CodesOfPlan(*reseeded, 0, 100) != codes, draws) << method.name;
  }
}

TEST(MethodsTest, ParmsKwargsAndArgsAreAlike) {
  const auto named = PlanOf(R"({"method": "gen_ints", "parms": {"min": 5, "max": 900}})");
  for (const char* column :
       {R"({"method": "gen_ints", "kwargs": {"max": 900, "min": 5}})",
        R"({"args": {"min": 5, "max": 900}, "method": "gen_ints"})",
        R"({"method": "gen_ints", "args": [5, 900]})",
        R"({"method": "gen_ints", "parms": {"min": 5.0, "max": 9e2}})"}) {
    EXPECT_EQ(CodesOfPlan(*PlanOf(column), 0, 50), CodesOfPlan(*named, 0, 50)) << column;
  }
}

// --- Numbers
// -----------------------------------------------------------------------------

TEST(GenIntsTest, BothEndsComeUpAndNothingElse) {
  const auto texts =
      TextsOf(R"({"method": "gen_ints", "parms": {"min": -2, "max": 1}})", 1000);
  EXPECT_EQ(std::set<std::string>(texts.begin(), texts.end()),
            (std::set<std::string>{"-2", "-1", "0", "1"}));
}

TEST(GenIntsTest, TheEndsOfInt64AreValues) {
  EXPECT_EQ(TextsOf(R"({"method": "gen_ints", "parms": {"min": 9223372036854775807,
                        "max": 9223372036854775807}})",
                    1)[0],
            "9223372036854775807");
  EXPECT_EQ(TextsOf(R"({"method": "gen_ints", "parms": {"min": -9223372036854775808,
                        "max": -9223372036854775808}})",
                    1)[0],
            "-9223372036854775808");
}

std::set<std::string> FloatsOf(const std::string& parms, int64_t rows = 2000) {
  const auto texts = TextsOf(R"({"method": "gen_floats", "parms": )" + parms + "}", rows);
  return {texts.begin(), texts.end()};
}

TEST(GenFloatsTest, ValuesAreTheMultiplesInside) {
  using Set = std::set<std::string>;
  EXPECT_EQ(FloatsOf(R"({"min": 0.29, "max": 0.31, "round": 2})"),
            (Set{"0.29", "0.3", "0.31"}));
  EXPECT_EQ(FloatsOf(R"({"min": 0.291, "max": 0.319})"), (Set{"0.3", "0.31"}));
  EXPECT_EQ(FloatsOf(R"({"min": -0.5, "max": -0.5, "round": 1})"), (Set{"-0.5"}));
  EXPECT_EQ(FloatsOf(R"({"min": -0.05, "max": 0.01})"),
            (Set{"-0.05", "-0.04", "-0.03", "-0.02", "-0.01", "0.0", "0.01"}));
  EXPECT_EQ(FloatsOf(R"({"min": -1.5, "max": 1.5, "round": 0})"),
            (Set{"-1.0", "0.0", "1.0"}));
  EXPECT_EQ(FloatsOf(R"({"min": 1e2, "max": 100.00, "round": 2})"), (Set{"100.0"}));
  EXPECT_EQ(FloatsOf(R"({"min": 1e-15, "max": 2e-15, "round": 15})"),
            (Set{"0.000000000000001", "0.000000000000002"}));
  EXPECT_EQ(FloatsOf(R"({"min": 999999999999999, "max": 999999999999999, "round": 0})"),
            (Set{"999999999999999.0"}));
  EXPECT_EQ(FloatsOf(R"({"min": -0.0, "max": 0, "round": 1})"), (Set{"0.0"}));
}

TEST(GenFloatsTest, EveryRoundReadsBackAsItsDouble) {
  for (int round = 0; round <= 15; ++round) {
    const std::string unit = "e" + std::to_string(14 - round);
    const std::string column = R"({"method": "gen_floats", "parms": {"min": -9)" + unit +
                               R"(, "max": 9)" + unit + R"(, "round": )" +
                               std::to_string(round) + "}}";
    const auto plan = PlanOf(column);
    const auto& domain = std::get<DecimalDomain>(plan->columns()[0].domain);
    const auto texts = TextsOf(column, 2000);
    const auto codes = CodesOfPlan(*plan, 0, 2000);
    for (size_t i = 0; i < texts.size(); ++i) {
      ASSERT_EQ(std::strtod(texts[i].c_str(), nullptr), domain.ValueOf(codes[i].low));
      ASSERT_NE(texts[i].find('.'), std::string::npos);
      ASSERT_NE(texts[i], "-0.0");
      const bool trimmed = !texts[i].ends_with("0") || texts[i].ends_with(".0");
      ASSERT_TRUE(trimmed) << texts[i];
    }
  }
}

// --- Sequences
// ---------------------------------------------------------------------------

TEST(GenIncrementalTest, CountsFromStartByStep) {
  EXPECT_EQ(TextsOf(R"({"method": "gen_incremental"})", 3),
            (std::vector<std::string>{"1", "2", "3"}));
  EXPECT_EQ(
      TextsOf(R"({"method": "gen_incremental", "parms": {"start": 5, "step": -5}})", 3),
      (std::vector<std::string>{"5", "0", "-5"}));
}

// --- Choices
// -----------------------------------------------------------------------------

std::map<std::string, int64_t> CountOptions(const std::string& parms, int64_t rows) {
  std::map<std::string, int64_t> counts;
  for (const auto& text :
       TextsOf(R"({"method": "gen_str_choice", "parms": )" + parms + "}", rows)) {
    ++counts[text];
  }
  return counts;
}

TEST(GenStrChoiceTest, ARepeatedOptionCountsTwice) {
  const auto counts = CountOptions(R"({"options": ["a", "b", "a", "c"]})", 100'000);
  ASSERT_EQ(counts.size(), 3u);
  EXPECT_NEAR(counts.at("a"), 50'000, 700);
  EXPECT_NEAR(counts.at("b"), 25'000, 600);
  const auto weighted =
      CountOptions(R"({"options": ["a", "b", "a"], "weights": [1, 2, 1]})", 100'000);
  EXPECT_NEAR(weighted.at("a"), 50'000, 700);
}

TEST(GenStrChoiceTest, NumbersThatAreEqualAreOneOption) {
  const auto plan = PlanOf(R"({"method": "gen_str_choice",
                               "parms": {"options": [1, 1.0, 10e-1, 2]}})");
  const auto& domain = std::get<ChoiceDomain>(plan->columns()[0].domain);
  EXPECT_EQ(domain.floats, (std::vector<double>{1, 2}));
}

TEST(GenStrChoiceTest, TheTypeIsTheOptions) {
  const auto type_of = [](const std::string& options) {
    const auto plan =
        PlanOf(R"({"method": "gen_str_choice", "parms": {"options": )" + options + "}}");
    return std::string(ValueTypeName(plan->schema()[0].type)) +
           (plan->schema()[0].nullable ? "?" : "");
  };
  EXPECT_EQ(type_of(R"(["a", "b"])"), "string");
  EXPECT_EQ(type_of(R"(["a", null])"), "string?");
  EXPECT_EQ(type_of("[null]"), "string?");
  EXPECT_EQ(type_of("[1, 2]"), "int64");
  EXPECT_EQ(type_of("[null, 1, 2]"), "int64?");
  EXPECT_EQ(type_of("[1, 2.5]"), "double");
  EXPECT_EQ(type_of("[1, 2.0]"), "double");
  EXPECT_EQ(type_of("[true, false, null]"), "bool?");
}

TEST(GenStrChoiceTest, EmptyTextIsNotMissing) {
  const auto plan =
      PlanOf(R"({"method": "gen_str_choice", "parms": {"options": ["", null, "x"]}})");
  const auto& domain = std::get<ChoiceDomain>(plan->columns()[0].domain);
  EXPECT_EQ(domain.size(), 3u);
  EXPECT_EQ(domain.missing_code, 1u);
}

TEST(GenStrChoiceTest, TakesAHundredThousandLongOptions) {
  std::string options = "[";
  for (int i = 0; i < 100'000; ++i) {
    options += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\"";
  }
  const std::string column = R"({"method": "gen_str_choice", "parms": {"options": )" +
                             options + ",\"" + std::string(10'000, 'x') + "\"]}}";
  const auto texts = TextsOf(column, 300'000);
  const std::set<std::string> distinct(texts.begin(), texts.end());
  // 1 - exp(-3) of all come up.
  EXPECT_NEAR(static_cast<double>(distinct.size()), 95'021, 400);
}

// --- People
// ------------------------------------------------------------------------------

// Quantile 0.999 of the chi-squared distribution by Wilson and Hilferty's formula.
double Quantile(double degrees) {
  const double ninth = 2 / (9 * degrees);
  const double root = 1 - ninth + 3.0902 * std::sqrt(ninth);
  return degrees * root * root * root;
}

// Small classes are put together, as the test wants at least some 20 in each.
void ExpectShares(const std::vector<int64_t>& counts,
                  const std::vector<double>& expected) {
  double sum = 0;
  int64_t count = 0;
  double wanted = 0;
  int classes = 0;
  for (size_t i = 0; i < counts.size(); ++i) {
    count += counts[i];
    wanted += expected[i];
    if (wanted < 20) continue;
    sum += (count - wanted) * (count - wanted) / wanted;
    ++classes;
    count = 0;
    wanted = 0;
  }
  ASSERT_GT(classes, 100);
  EXPECT_LT(sum, Quantile(classes - 1)) << classes;
}

TEST(GenNameTest, QuantilesAreTheTablesOnes) {
  EXPECT_NEAR(Quantile(99), 148.23, 0.1);
  EXPECT_NEAR(Quantile(1000), 1143.92, 0.1);
}

TEST(GenNameTest, NamesAreAsFrequentAsTheWordListsSay) {
  const auto plan = PlanOf(R"({"method": "gen_name"})");
  const auto& domain = std::get<ConcatenationDomain>(plan->columns()[0].domain);
  const size_t lasts = domain.parts[2].words.size();
  std::vector<int64_t> first_counts(domain.parts[0].words.size());
  std::vector<int64_t> last_counts(lasts);
  for (const WideCode& code : CodesOfPlan(*plan, 0, kManyRows)) {
    ++first_counts.at(code.low / lasts);
    ++last_counts.at(code.low % lasts);
  }
  std::vector<double> first_shares;
  std::vector<double> last_shares;
  for (const Culture& culture : Cultures()) {
    const auto add = [&](const std::vector<WeightedName>& names,
                         std::vector<double>* out) {
      double sum = 0;
      for (const WeightedName& name : names) sum += name.weight;
      for (const WeightedName& name : names) {
        out->push_back(culture.weight / 100.0 * name.weight / sum * kManyRows);
      }
    };
    add(culture.first_names, &first_shares);
    add(culture.last_names, &last_shares);
  }
  ExpectShares(first_counts, first_shares);
  ExpectShares(last_counts, last_shares);
}

TEST(GenNameTest, FirstAndLastNameAreOfOneCulture) {
  std::set<std::string> pairs;
  for (const Culture& culture : Cultures()) {
    for (const WeightedName& first : culture.first_names) {
      for (const WeightedName& last : culture.last_names) {
        pairs.insert(std::string(first.name) + " " + std::string(last.name));
      }
    }
  }
  for (const std::string& name : TextsOf(R"({"method": "gen_name"})", 20'000)) {
    ASSERT_TRUE(pairs.count(name)) << name;
  }
}

TEST(GenEmailTest, AddressesAreOfReservedDomainsInPlainAscii) {
  std::map<std::string, int> domains;
  for (const std::string& mail : TextsOf(R"({"method": "gen_email"})", 30'000)) {
    const size_t at = mail.find('@');
    ASSERT_NE(at, std::string::npos);
    ++domains[mail.substr(at + 1)];
    for (const char c : mail.substr(0, at)) {
      ASSERT_TRUE((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.') << mail;
    }
  }
  ASSERT_EQ(domains.size(), 3u);
  for (const char* domain : {"example.com", "example.org", "example.net"}) {
    EXPECT_NEAR(domains[domain], 10'000, 400) << domain;
  }
}

// --- UUIDs
// -------------------------------------------------------------------------------

TEST(GenUuidTest, AMillionAreUniqueAndOfVersionFour) {
  std::unordered_set<std::string> seen;
  for (const std::string& uuid : TextsOf(R"({"method": "gen_uuid"})", kManyRows)) {
    ASSERT_EQ(uuid.size(), 36u);
    ASSERT_EQ(uuid[14], '4') << uuid;
    ASSERT_NE(std::string("89ab").find(uuid[19]), std::string::npos) << uuid;
    ASSERT_TRUE(seen.insert(uuid).second) << uuid;
  }
}

TEST(GenUuidTest, EveryOtherBitIsRandom) {
  const auto codes = CodesOfPlan(*PlanOf(R"({"method": "gen_uuid"})"), 0, 100'000);
  for (int bit = 0; bit < 64; ++bit) {
    int high = 0;
    int low = 0;
    for (const WideCode& code : codes) {
      high += (code.high >> bit) & 1;
      low += (code.low >> bit) & 1;
    }
    EXPECT_NEAR(high, 50'000, 700) << bit;
    EXPECT_NEAR(low, 50'000, 700) << bit;
  }
}

// --- Dates
// -------------------------------------------------------------------------------

TEST(GenDatesTest, BothDaysAreIncludedAlsoBefore1970) {
  const auto texts =
      TextsOf(R"({"method": "gen_dates", "parms": {"date_min": "1969-12-30",
                                 "date_max": "1970-01-01"}})",
              500);
  EXPECT_EQ(std::set<std::string>(texts.begin(), texts.end()),
            (std::set<std::string>{"1969-12-30", "1969-12-31", "1970-01-01"}));
}

TEST(GenDatesTest, TheFirstAndTheLastYearAreDates) {
  EXPECT_EQ(TextsOf(R"({"method": "gen_dates", "parms": {"date_min": "0001-01-01",
                        "date_max": "0001-01-01"}})",
                    1)[0],
            "0001-01-01");
  EXPECT_EQ(TextsOf(R"({"method": "gen_dates", "parms": {"date_min": "9999-12-31",
                        "date_max": "9999-12-31"}})",
                    1)[0],
            "9999-12-31");
}

// --- The table
// ---------------------------------------------------------------------------

TEST(RegistryTest, HoldsTheGuidesAndRandEnginesMethodsWithExamplesThatWork) {
  for (const char* name : {"gen_incremental",
                           "gen_ints",
                           "gen_floats",
                           "gen_str_choice",
                           "gen_name",
                           "gen_email",
                           "gen_uuid",
                           "gen_dates",
                           "gen_now",
                           "timestamps",
                           "event_times",
                           "business_dates",
                           "durations",
                           "integers",
                           "int_zfilled",
                           "floats",
                           "floats_normal",
                           "booleans",
                           "distincts",
                           "distincts_prop",
                           "distincts_map",
                           "distincts_map_prop",
                           "distincts_multi_map",
                           "complex_distincts",
                           "unix_timestamps",
                           "dates",
                           "unique_ids",
                           "uuid4"}) {
    EXPECT_NE(FindMethod(name), nullptr) << name;
  }
  const std::vector<std::string> names = MethodNames();
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), names.size());
  for (const MethodInfo& method : Methods()) {
    if (method.refers_to_rows) continue;  // run/dataset_test.cc
    EXPECT_EQ(FindMethod(method.name), &method);
    EXPECT_NO_THROW(MakeTestPlan(ExampleSpec(method, "c"))) << method.name;
    EXPECT_TRUE(method.summary.ends_with(".")) << method.name;
  }
  EXPECT_EQ(FindMethod("gen_int"), nullptr);
}

}  // namespace
}  // namespace rand_engine
