#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "rand_engine/encode/text/text_test_support.h"

namespace rand_engine {
namespace {

std::string Complex(const std::string& pattern, const std::string& templates) {
  return R"({"method": "complex_distincts", "kwargs": {"pattern": ")" + pattern +
         R"(", "replacement": "#", "templates": [)" + templates + "]}}";
}

const char kByte[] = R"({"method": "integers", "parms": {"min": 0, "max": 255}})";

const ConcatenationDomain& DomainOf(const Plan& plan) {
  return std::get<ConcatenationDomain>(plan.columns()[0].domain);
}

TEST(ComplexDistinctsTest, EachPlaceIsAValueOfItsTemplate) {
  const std::string column =
      Complex("#.#.#.#",
              std::string(R"({"method": "distincts", "parms": {"distincts": ["10"]}})") +
                  "," + kByte + "," + kByte +
                  R"(, {"method": "integers", "kwargs": {"min": 1, "max": 254}})");
  std::vector<int64_t> counts(256);
  for (const std::string& text : TextsOf(column, 256'000)) {
    const size_t second = text.find('.') + 1;
    const size_t third = text.find('.', second) + 1;
    const size_t last = text.find('.', third) + 1;
    ASSERT_EQ(text.substr(0, second), "10.") << text;
    ++counts.at(std::stoi(text.substr(second, third - second - 1)));
    const int host = std::stoi(text.substr(last));
    ASSERT_TRUE(host >= 1 && host <= 254) << text;
  }
  double sum = 0;
  for (const int64_t count : counts) sum += (count - 1000.0) * (count - 1000.0) / 1000.0;
  EXPECT_LT(sum, 330.52);  // quantile 0.999 of 255 degrees of freedom
}

TEST(ComplexDistinctsTest, EqualTemplatesDrawForThemselves) {
  int equal = 0;
  for (const std::string& text :
       TextsOf(Complex("#:#", std::string(kByte) + "," + kByte), 10'000)) {
    const size_t mark = text.find(':');
    equal += text.substr(0, mark) == text.substr(mark + 1) ? 1 : 0;
  }
  EXPECT_NEAR(equal, 10'000 / 256.0, 30);
}

TEST(ComplexDistinctsTest, ThePatternIsTakenAsItIs) {
  const std::string constant =
      R"({"method": "distincts", "parms": {"distincts": ["v"]}})";
  EXPECT_EQ(TextsOf(Complex("a#", constant), 1)[0], "av");
  EXPECT_EQ(TextsOf(Complex("##é", constant + "," + constant), 1)[0], "vvé");
  EXPECT_EQ(TextsOf(Complex("no place", ""), 1)[0], "no place");
  EXPECT_EQ(TextsOf(R"({"method": "complex_distincts", "args": ["xyzxy", "xy", [)" +
                        constant + "," + constant + "]]}",
                    1)[0],
            "vzv");
}

TEST(ComplexDistinctsTest, TakesEveryMethodThatHasATextAndAnEnd) {
  for (const char* call :
       {R"({"method": "gen_ints", "parms": {"min": -9, "max": 1000000}})",
        R"({"method": "gen_floats", "parms": {"min": -1, "max": 0.05}})",
        R"({"method": "gen_str_choice", "parms": {"options": [1.5, null, -2e30]}})",
        R"({"method": "gen_name"})", R"({"method": "gen_email"})",
        R"({"method": "gen_uuid"})",
        R"({"method": "gen_dates", "args": ["1960-01-01", "2024-01-01"]})",
        R"({"method": "int_zfilled", "args": [18]})",
        R"({"method": "floats_normal", "args": [0, 1, 3]})", R"({"method": "booleans"})",
        R"({"method": "unix_timestamps", "args": ["2024-01-01", "2024-02-01"]})",
        R"({"method": "dates", "args": ["2024-01-01", "2024-02-01", "%d %B %Y"]})",
        R"({"method": "unique_ids", "args": ["zint", 5]})",
        R"({"method": "unique_ids", "args": ["sequence", 18]})",
        R"({"method": "unique_ids", "args": ["uuid1"]})", R"({"method": "uuid4"})"}) {
    // The template's own values, drawn by another stream: of the same shape.
    const std::string column = Complex("<#>", call);
    const auto plan = PlanOf(column);
    const auto texts = TextsOf(column, 1000);
    size_t longest = 0;
    for (const std::string& text : TextsOf(call, 1000)) {
      longest = std::max(longest, text.size());
    }
    for (const std::string& text : texts) {
      ASSERT_TRUE(text.starts_with("<") && text.ends_with(">")) << text;
      ASSERT_LE(text.size(), DomainOf(*plan).longest());
      ASSERT_LE(text.size(), longest + 8) << text;
    }
  }
}

TEST(ComplexDistinctsTest, ComplexTextsMayBeTemplates) {
  const std::string inner = Complex("(#)", kByte);
  const auto texts = TextsOf(Complex("#-#", inner + ",{\"method\": \"gen_email\"}"), 200);
  for (const std::string& text : texts) {
    const size_t mark = text.find(")-");
    ASSERT_EQ(text[0], '(');
    ASSERT_LE(std::stoi(text.substr(1, mark - 1)), 255);
    ASSERT_NE(text.find('@', mark), std::string::npos);
  }
}

TEST(ComplexDistinctsTest, CodesAreAsWideAsTheCombinationsNeed) {
  const std::string nine = R"({"method": "int_zfilled", "args": [9]})";
  const auto width_of = [&](const std::string& pattern, const std::string& templates) {
    CodeBuffer codes;
    PlanOf(Complex(pattern, templates))->columns()[0].source->Fill(0, 10, &codes);
    return codes.width();
  };
  EXPECT_EQ(width_of("#", nine), CodeWidth::k32);
  EXPECT_EQ(width_of("##", nine + "," + nine), CodeWidth::k64);
  EXPECT_EQ(width_of("#x##", nine + "," + nine + "," + nine), CodeWidth::k128);
  EXPECT_EQ(width_of("#", R"({"method": "uuid4"})"), CodeWidth::k128);
  for (const std::string& text :
       TextsOf(Complex("#x##", nine + "," + nine + "," + nine), 100)) {
    ASSERT_EQ(text.size(), 28u) << text;
    ASSERT_EQ(text[9], 'x') << text;
  }
}

TEST(ComplexDistinctsTest, UniquePartsBoundTheRows) {
  const auto plan = PlanOf(Complex(
      "#-#-#", R"({"method": "unique_ids", "args": ["zint", 4]},)" + std::string(kByte) +
                   R"(,{"method": "unique_ids", "args": ["zint", 3]})"));
  EXPECT_TRUE(plan->CheckRows({0, 1000}).ok());
  EXPECT_FALSE(plan->CheckRows({0, 1001}).ok());
}

TEST(ComplexDistinctsTest, MistakesNameTheTemplate) {
  EXPECT_EQ(MistakeOf(Complex("#", R"({"method": "uuid4"}, {"method": "uuid4"})")),
            "s:1:99: column 'c': kwargs.templates must have one template for each "
            "\"#\" in kwargs.pattern \"#\": 1 wanted, got 2");
  const std::string both = MistakeOf(Complex(
      "##", R"({"method": "integers", "parms": {"min": 5, "max": 1}}, {"metod": 1})"));
  EXPECT_NE(both.find("column 'c': kwargs.templates[0]: parms.min must be <= parms.max "
                      "(got 5, 1)"),
            std::string::npos)
      << both;
  EXPECT_NE(both.find("column 'c': kwargs.templates[1]: unknown key 'metod'; did you "
                      "mean 'method'?; a template has: method, parms, kwargs, args"),
            std::string::npos)
      << both;
}

TEST(ComplexDistinctsTest, WhatHasNoEndOrNoRoomIsRefused) {
  const auto mistake = [](const std::string& pattern, const std::string& templates) {
    const std::string text = MistakeOf(Complex(pattern, templates));
    return text.substr(std::min(text.size(), text.find("templates")));
  };
  EXPECT_EQ(mistake("#", R"({"method": "gen_incremental"})"),
            "templates[0]: gen_incremental counts without end; use unique_ids with "
            "\"strategy\": \"sequence\"");
  EXPECT_EQ(mistake("#", R"({"method": "gen_now"})"),
            "templates[0]: gen_now is not possible here; use dates or unix_timestamps");
  EXPECT_EQ(mistake("#", R"({"method": "distincts_map", "parms": {"distincts": {}}})")
                .substr(0, 83),
            "templates[0]: distincts_map gives several columns; a template gives one, "
            "e.g. {\"met");
  const std::string id = R"({"method": "uuid4"})";
  EXPECT_EQ(mistake("##", id + "," + id),
            "templates has more combinations than a code of 128 bits holds; use fewer or "
            "shorter parts");
}

}  // namespace
}  // namespace rand_engine
