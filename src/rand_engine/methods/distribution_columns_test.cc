// Every distribution on columns of whole numbers, decimals and times: a million draws of
// each against functions of the platform's library.
#include <arrow/result.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "rand_engine/domain/time_text.h"
#include "rand_engine/encode/text/text_test_support.h"
#include "rand_engine/methods/distribution_reader.h"

namespace rand_engine {
namespace {

using ::testing::HasSubstr;

constexpr int64_t kDraws = 1'000'000;
// One fair source in a thousand is farther (Kolmogorov 1933).
const double kFarthest = 1.95 / std::sqrt(static_cast<double>(kDraws));

using Function = std::function<double(double)>;

double NormalBelow(double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }

// Of shape 2, in closed form.
double GammaBelow(double t) { return t <= 0 ? 0 : 1 - (1 + t) * std::exp(-t); }

double PoissonBelow(double mean, double x) {
  double sum = 0;
  for (int k = 0; k <= x; ++k) {
    sum += std::exp(k * std::log(mean) - mean - std::lgamma(k + 1.0));
  }
  return sum;
}

// Values in their own unit, times in seconds.
double NumberOf(const Domain& domain, uint64_t code) {
  if (const auto* whole = std::get_if<IntegerDomain>(&domain)) {
    return static_cast<double>(whole->ValueOf(code));
  }
  if (const auto* decimal = std::get_if<DecimalDomain>(&domain)) {
    return decimal->ValueOf(code);
  }
  if (const auto* day = std::get_if<DateDomain>(&domain)) return day->DayOf(code);
  return static_cast<double>(std::get<TimestampDomain>(domain).ValueOf(code)) / 1e6;
}

std::vector<double> Draw(const std::string& column) {
  const auto plan = PlanOf(column);
  std::vector<double> values;
  values.reserve(kDraws);
  for (const WideCode& code : CodesOfPlan(*plan, 0, kDraws)) {
    values.push_back(NumberOf(plan->columns()[0].domain, code.low));
  }
  std::sort(values.begin(), values.end());
  return values;
}

// The greatest distance from the function, cut to what rounds to [low, high].
double Distance(const std::string& column, const Function& function, double low,
                double high, double step) {
  const std::vector<double> values = Draw(column);
  EXPECT_GE(values.front(), low) << column;
  EXPECT_LE(values.back(), high) << column;
  const double below = function(low - step / 2);
  const double total = function(high + step / 2) - below;
  double farthest = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    if (i + 1 < values.size() && values[i + 1] == values[i]) continue;
    const double share = static_cast<double>(i + 1) / static_cast<double>(values.size());
    const double expected = (function(values[i] + step / 2) - below) / total;
    farthest = std::max(farthest, std::abs(share - expected));
  }
  return farthest;
}

struct Case {
  std::string name;  ///< and parameters; %1, %2 and %3 are a point and two lengths
  Function
      function;  ///< of numbers from 0 to 1000, with 400, 100 and 150 in their places
};

std::vector<Case> Cases() {
  return {
      {R"("uniform")", [](double x) { return x / 1000; }},
      {R"({"name": "normal", "mean": %1, "std": %2})",
       [](double x) { return NormalBelow((x - 400) / 100); }},
      {R"({"name": "normal", "mean": %1, "std": %3})",
       [](double x) { return NormalBelow((x - 400) / 150); }},
      {R"("normal")", [](double x) { return NormalBelow((x - 500) / (1000 / 6.0)); }},
      {R"({"name": "lognormal", "median": %2, "sigma": 0.9})",
       [](double x) { return x <= 0 ? 0 : NormalBelow(std::log(x / 100) / 0.9); }},
      {R"({"name": "lognormal", "median": %2, "sigma": 0.5, "start": %1})",
       [](double x) {
         return x <= 400 ? 0 : NormalBelow(std::log((x - 400) / 100) / 0.5);
       }},
      {R"({"name": "exponential", "mean": %3})",
       [](double x) { return x <= 0 ? 0 : -std::expm1(-x / 150); }},
      {R"({"name": "gamma", "shape": 2, "scale": %2})",
       [](double x) { return GammaBelow(x / 100); }},
  };
}

std::string Fill(std::string text, const std::vector<std::string>& parts) {
  for (size_t i = 0; i < parts.size(); ++i) {
    const std::string mark = "%" + std::to_string(i + 1);
    for (size_t at = text.find(mark); at != std::string::npos; at = text.find(mark)) {
      text.replace(at, mark.size(), parts[i]);
    }
  }
  return text;
}

std::string Column(const std::string& method, const std::string& bounds,
                   const std::string& distribution) {
  return R"({"method": ")" + method + R"(", "parms": {)" + bounds +
         R"(, "distribution": )" + distribution + "}}";
}

TEST(DistributionColumnsTest, WholeNumbersFollowThem) {
  for (const Case& one : Cases()) {
    const auto distribution = Fill(one.name, {"400", "100", "150"});
    const auto column = Column("gen_ints", R"("min": 0, "max": 1000)", distribution);
    EXPECT_LT(Distance(column, one.function, 0, 1000, 1), kFarthest) << distribution;
    const auto cut = Column("integers", R"("min": 300, "max": 600)", distribution);
    if (one.name[0] == '{') {
      EXPECT_LT(Distance(cut, one.function, 300, 600, 1), kFarthest) << distribution;
    }
  }
}

TEST(DistributionColumnsTest, DecimalsFollowThem) {
  for (const Case& one : Cases()) {
    const auto distribution = Fill(one.name, {"400", "100.0", "1.5e2"});
    const auto column =
        Column("gen_floats", R"("min": 0, "max": 1000, "round": 4)", distribution);
    EXPECT_LT(Distance(column, one.function, 0, 1000, 1e-4), kFarthest) << distribution;
    const auto few =
        Column("floats", R"("min": 0, "max": 1000, "round": 0)", distribution);
    EXPECT_LT(Distance(few, one.function, 0, 1000, 1), kFarthest) << distribution;
  }
}

// A second of the 1000 is a thousandth of the numbers' range.
TEST(DistributionColumnsTest, TimestampsFollowThem) {
  const double start = static_cast<double>(*ParseTime("2024-05-01T08:00:00")) / 1e6;
  for (const Case& one : Cases()) {
    const auto distribution =
        Fill(one.name, {R"("2024-05-01T08:06:40")", R"("1m40s")", "150"});
    const auto function = [&](double x) { return one.function(x - start); };
    for (const auto& [precision, step] :
         {std::pair{"s", 1.0}, std::pair{"ms", 1e-3}, std::pair{"us", 1e-6}}) {
      const std::string bounds =
          R"("start": "2024-05-01T08:00:00", "end": "2024-05-01T08:16:40", )"
          R"("precision": ")" +
          std::string(precision) + R"(")";
      const auto column = Column("timestamps", bounds, distribution);
      EXPECT_LT(Distance(column, function, start, start + 1000 - step, step), kFarthest)
          << distribution << " " << precision;
    }
  }
}

TEST(DistributionColumnsTest, DaysFollowThem) {
  const double first = 19'723;  // 2024-01-01
  const auto normal =
      Column("gen_dates", R"("date_min": "2024-01-01", "date_max": "2024-12-31")",
             R"({"name": "normal", "mean": "2024-06-15", "std": 40})");
  const auto function = [&](double x) { return NormalBelow((x - first - 166) / 40); };
  EXPECT_LT(Distance(normal, function, first, first + 365, 1), kFarthest);
}

TEST(DistributionColumnsTest, TextTimesAndUnixTimesFollowThem) {
  const std::string bounds =
      R"("start": "2024-01-01 00:00", "end": "2024-01-11 00:00", "format": )"
      R"("%Y-%m-%d %H:%M")";
  const auto column =
      Column("unix_timestamps", bounds, R"({"name": "exponential", "mean": "2d"})");
  const double start = static_cast<double>(*ParseTime("2024-01-01")) / 1e6;
  const auto function = [&](double x) {
    return x <= start ? 0 : -std::expm1(-(x - start) / 172'800);
  };
  EXPECT_LT(Distance(column, function, start, start + 863'999, 1), kFarthest);
  // The texts of minutes, ten minutes at a time.
  std::vector<int64_t> counts(3);
  for (const auto& [text, count] : CountsOf(
           Column("dates", bounds, R"({"name": "histogram", "edges": ["2024-01-02 00:00",
                  "2024-01-02 00:10", "2024-01-02 00:30"], "weights": [3, 1]})"),
           100'000)) {
    ASSERT_TRUE(text.starts_with("2024-01-02 00:")) << text;
    ASSERT_LE(text, "2024-01-02 00:30");
    counts[text < "2024-01-02 00:10" ? 0 : 1] += count;
  }
  EXPECT_NEAR(counts[0], 75'000, 700);
}

// Quantile 0.999 of the chi-squared distribution by Wilson and Hilferty's formula.
double Quantile(double degrees) {
  const double ninth = 2 / (9 * degrees);
  const double root = 1 - ninth + 3.0902 * std::sqrt(ninth);
  return degrees * root * root * root;
}

// Values and their shares; classes are put together until 20 are expected.
void ExpectShares(const std::string& column, const std::map<double, double>& shares) {
  std::map<double, int64_t> counts;
  for (const double value : Draw(column)) ++counts[value];
  double sum = 0;
  double expected = 0;
  double count = 0;
  int classes = 0;
  for (const auto& [value, share] : shares) {
    expected += share * kDraws;
    count += static_cast<double>(counts[value]);
    if (expected < 20) continue;
    sum += (count - expected) * (count - expected) / expected;
    count = expected = 0;
    ++classes;
  }
  EXPECT_LT(sum, Quantile(std::max(1, classes - 1))) << column;
  for (const auto& [value, drawn] : counts) {
    EXPECT_TRUE(drawn == 0 || shares.count(value)) << column << ": " << value;
  }
}

TEST(DistributionColumnsTest, PoissonCountsWithAndWithoutBounds) {
  std::map<double, double> shares;
  for (int k = 0; k < 40; ++k) {
    shares[k] = PoissonBelow(4.5, k) - (k == 0 ? 0 : PoissonBelow(4.5, k - 1));
  }
  const std::string poisson = R"({"name": "poisson", "mean": 4.5})";
  ExpectShares(R"({"method": "integers", "parms": {"distribution": )" + poisson + "}}",
               [&] {
                 auto all = shares;
                 for (int k = 40; k < 200; ++k) all[k] = 0;
                 return all;
               }());
  std::map<double, double> cut;
  const double total = PoissonBelow(4.5, 7) - PoissonBelow(4.5, 1);
  for (int k = 2; k <= 7; ++k) cut[k] = shares[k] / total;
  ExpectShares(Column("gen_ints", R"("min": 2, "max": 7)", poisson), cut);
}

TEST(DistributionColumnsTest, ZipfRanksCountFromTheLeastValue) {
  double total = 0;
  for (int k = 1; k <= 500; ++k) total += std::pow(k, -1.3);
  const std::string zipf = R"({"name": "zipf", "exponent": 1.3})";
  std::map<double, double> whole;
  std::map<double, double> decimals;
  std::map<double, double> times;
  const double start = static_cast<double>(*ParseTime("2024-05-01")) / 1e6;
  for (int k = 1; k <= 500; ++k) {
    const double share = std::pow(k, -1.3) / total;
    whole[-50 + k - 1] = share;
    decimals[(k - 1 + 100) / 100.0] = share;
    times[start + k - 1] = share;
  }
  ExpectShares(Column("gen_ints", R"("min": -50, "max": 449)", zipf), whole);
  ExpectShares(Column("floats", R"("min": 1, "max": 5.99)", zipf), decimals);
  ExpectShares(Column("timestamps",
                      R"("start": "2024-05-01", "end": "2024-05-01T00:08:20",
                         "precision": "s")",
                      zipf),
               times);
}

TEST(DistributionColumnsTest, WeightedValuesAreThoseListedAndCut) {
  const std::string listed =
      R"({"name": "weighted", "values": [9, 2, 9, 40], "weights": [1, 5, 2, 3]})";
  ExpectShares(R"({"method": "gen_ints", "parms": {"distribution": )" + listed + "}}",
               {{2, 5 / 11.0}, {9, 3 / 11.0}, {40, 3 / 11.0}});
  ExpectShares(Column("floats", R"("min": 2, "max": 39.5)", listed),
               {{2, 5 / 8.0}, {9, 3 / 8.0}});
  ExpectShares(
      Column("gen_ints", R"("min": 1, "max": 6)",
             R"({"name": "weighted", "weights": [1, 0, 2, 3, 4, 5]})"),
      {{1, 1 / 15.0}, {3, 2 / 15.0}, {4, 3 / 15.0}, {5, 4 / 15.0}, {6, 5 / 15.0}});
  const double day = static_cast<double>(*ParseTime("2024-05-02")) / 1e6;
  ExpectShares(Column("timestamps", R"("start": "2024-05-01", "end": "2024-05-09")",
                      R"({"name": "weighted", "values": ["2024-05-02",
                          "2024-05-03T00:00:00Z"], "weights": [1, 3]})"),
               {{day, 0.25}, {day + 86'400, 0.75}});
}

TEST(DistributionColumnsTest, BinsHoldTheirLowerEdgeAndTheLastOneBoth) {
  const std::string bins =
      R"({"name": "histogram", "edges": [18, 20, 22.5, 24], "weights": [2, 6, 2]})";
  ExpectShares(
      R"({"method": "integers", "parms": {"distribution": )" + bins + "}}",
      {{18, 0.1}, {19, 0.1}, {20, 0.2}, {21, 0.2}, {22, 0.2}, {23, 0.1}, {24, 0.1}});
  ExpectShares(Column("integers", R"("min": 19, "max": 22)", bins),
               {{19, 1 / 7.0}, {20, 2 / 7.0}, {21, 2 / 7.0}, {22, 2 / 7.0}});
}

// --- What columns can have
// ---------------------------------------------------------------

TEST(DistributionColumnsTest, EndsThatAreNotGivenAreTheDistributions) {
  const auto range_of = [](const std::string& parms) {
    const auto plan = PlanOf(R"({"method": "gen_ints", "parms": )" + parms + "}");
    const auto& domain = std::get<IntegerDomain>(plan->columns()[0].domain);
    return std::pair(domain.first, domain.ValueOf(domain.size - 1));
  };
  EXPECT_EQ(range_of(R"({"distribution": {"name": "normal", "mean": 100, "std": 10}})"),
            std::pair(INT64_C(10), INT64_C(190)));
  EXPECT_EQ(range_of(R"({"min": 90, "distribution": {"name": "normal", "mean": 100,
                         "std": 10}})"),
            std::pair(INT64_C(90), INT64_C(190)));
  EXPECT_EQ(
      range_of(R"({"max": 7, "distribution": {"name": "poisson", "mean": 3}})").second,
      7);
  EXPECT_EQ(range_of(R"({"distribution": {"name": "histogram", "edges": [-3, 0, 9],
                         "weights": [1, 1]}})"),
            std::pair(INT64_C(-3), INT64_C(9)));
}

TEST(DistributionColumnsTest, EveryExampleWorksOnWholeNumbers) {
  for (const DistributionInfo& distribution : Distributions()) {
    EXPECT_EQ(
        MistakeOf(Column("gen_ints", R"("min": 0, "max": 100)", distribution.example)),
        "")
        << distribution.name;
  }
}

struct Mistake {
  const char* distribution;
  const char* message;
};

TEST(DistributionColumnsTest, MistakesSayWhatIsPossible) {
  for (const Mistake& mistake : std::vector<Mistake>{
           {R"("norml")",
            "parms.distribution must be one of uniform, normal, lognormal, "
            "exponential, gamma, poisson, zipf, weighted, histogram, got "
            "\"norml\"; did you mean 'normal'?"},
           {R"({"mean": 3})", "parms.distribution.name must be one of uniform, normal"},
           {R"({"name": 3})", "must be one of uniform, normal"},
           {"3", "parms.distribution must be a distribution: a name such as"},
           {R"("exponential")",
            "exponential needs 'mean' (the mean beyond start); e.g. "
            "{\"name\": \"exponential\", \"mean\": 40}"},
           {R"({"name": "normal", "mu": 3})",
            "normal has no 'mu'; it has: name, mean, std"},
           {R"({"name": "normal", "mean": "3"})",
            "parms.distribution.mean must be a number of 64 bits at most, got \"3\""},
           {R"({"name": "normal", "mean": 1e30})", "of 64 bits at most, got 1e30"},
           {R"({"name": "normal", "std": -1})",
            "parms.distribution.std must be a number from 0, got -1"},
           {R"({"name": "normal", "std": 1e308})",
            "parms.distribution.std must be at most 1e+60, got 1e308"},
           {R"({"name": "exponential", "mean": 0})", "must be a number above 0, got 0"},
           {R"({"name": "gamma", "shape": 0, "scale": 2})",
            "parms.distribution.shape must be a number from 0.001 to 1e+15, got 0"},
           {R"({"name": "poisson", "mean": 1e300})", "from 1e-09 to 1e+15, got 1e300"},
           {R"({"name": "zipf", "exponent": -1})", "from 0 to 100, got -1"},
           {R"({"name": "weighted", "weights": [1, 2]})",
            "must be one for each value from min to max, which makes 101, got 2"},
           {R"({"name": "weighted", "values": [1, 2], "weights": [1]})",
            "must be one for each value, which makes 2, got 1"},
           {R"({"name": "weighted", "values": [1], "weights": [-1]})",
            "weights must be finite and >= 0, got -1"},
           {R"({"name": "weighted", "values": [1], "weights": [0]})",
            "weights must not all be 0"},
           {R"({"name": "weighted", "values": [1.5], "weights": [1]})",
            "must be values that the column can hold, got 1.5"},
           {R"({"name": "weighted", "values": [500], "weights": [1]})",
            "has no value from parms.min to parms.max; widen them or move it"},
           {R"({"name": "weighted", "values": [], "weights": [1]})", "must be a list"},
           {R"({"name": "histogram", "edges": [1], "weights": []})",
            "must be two at least"},
           {R"({"name": "histogram", "edges": [1, 1], "weights": [1]})",
            "must rise, but after 1 comes 1"},
           {R"({"name": "normal", "mean": 200, "std": 10})",
            "has no value from parms.min to parms.max; widen them or move it"},
           {R"({"name": "normal", "mean": -1e9, "std": 3})",
            "has no value from parms.min to parms.max"},
           {R"({"name": "lognormal", "median": 1e6, "sigma": 0.5})",
            "has no value from parms.min to parms.max"},
           {R"({"name": "exponential", "mean": 2, "start": 200})",
            "has no value from parms.min to parms.max"},
       }) {
    EXPECT_THAT(
        MistakeOf(Column("gen_ints", R"("min": 0, "max": 100)", mistake.distribution)),
        HasSubstr(mistake.message))
        << mistake.distribution;
  }
}

TEST(DistributionColumnsTest, ValuesBeyondWhatDecimalsHoldAreToldWithTheirRange) {
  const auto mistake = [](const char* distribution) {
    return MistakeOf(
        Column("gen_floats", R"("min": 0, "max": 1, "round": 14)", distribution));
  };
  EXPECT_THAT(mistake(R"({"name": "normal", "mean": 1e9})"),
              HasSubstr("parms.distribution.mean must be a number from -92233 to 92233, "
                        "which 64 bits hold to 14 digits after the point, got 1e9"));
  EXPECT_THAT(mistake(R"({"name": "normal", "std": 1e50})"),
              HasSubstr("parms.distribution.std must be at most 1e+46, got 1e50"));
}

TEST(DistributionColumnsTest, OneThatAColumnCannotHaveIsRefused) {
  for (const auto& column :
       {Column("floats", R"("min": 0, "max": 9)", R"({"name": "poisson", "mean": 3})"),
        Column("gen_dates", R"("date_min": "2024-01-01", "date_max": "2024-02-01")",
               R"({"name": "poisson", "mean": 3})"),
        Column("timestamps", R"("start": "2024-01-01", "end": "2024-02-01")",
               R"({"name": "poisson", "mean": 3})")}) {
    EXPECT_THAT(
        MistakeOf(column),
        HasSubstr("cannot be poisson, which counts whole numbers; this column can "
                  "have uniform, normal"));
  }
  EXPECT_THAT(MistakeOf(Column("gen_str_choice", R"("options": ["a"])", R"("normal")")),
              HasSubstr("gen_str_choice has no parameter 'distribution'"));
}

TEST(DistributionColumnsTest, OneWithoutEndsNeedsThoseOfTheColumn) {
  for (const char* distribution :
       {R"("uniform")", R"("zipf")", R"("normal")", R"({"name": "normal", "mean": 3})",
        R"({"name": "weighted", "weights": [1]})"}) {
    EXPECT_THAT(MistakeOf(Column("gen_ints", R"("min": 0)", distribution)),
                HasSubstr("needs"))
        << distribution;
  }
  EXPECT_THAT(MistakeOf(R"({"method": "integers", "parms": {"distribution": {
                            "name": "lognormal", "median": 1e6, "sigma": 2}}})"),
              HasSubstr("reaches beyond -2147483648 to 2147483647, which int32 holds; "
                        "give 'min' and 'max'"));
  EXPECT_THAT(MistakeOf(R"({"method": "gen_ints", "parms": {"min": 3}})"),
              HasSubstr("gen_ints needs parameter 'max'"));
}

}  // namespace
}  // namespace rand_engine
