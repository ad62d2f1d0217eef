#include "rand_engine/spec/value.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <clocale>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace rand_engine {
namespace {

std::vector<Value> Numbers(const std::vector<std::string>& texts) {
  std::vector<Value> out;
  for (const std::string& text : texts) out.push_back(Value::Number(text));
  return out;
}

TEST(ValueTest, DefaultIsNull) {
  EXPECT_TRUE(Value().is_null());
  EXPECT_EQ(Value().position().line, 0);
}

TEST(ValueTest, FindReturnsTheMemberOrNull) {
  const Value object =
      Value::Object({{"a", Value::Bool(true), {}}, {"b", Value::String("x"), {}}});
  ASSERT_NE(object.Find("b"), nullptr);
  EXPECT_EQ(object.Find("b")->text(), "x");
  EXPECT_EQ(object.Find("c"), nullptr);
  EXPECT_EQ(Value::List({}).Find("a"), nullptr);
}

TEST(ValueTest, IntegersAreNumbersWithoutFractionAndExponent) {
  EXPECT_TRUE(Value::Number("5").is_integer());
  EXPECT_TRUE(Value::Number("-18446744073709551616").is_integer());
  EXPECT_FALSE(Value::Number("5.0").is_integer());
  EXPECT_FALSE(Value::Number("5e0").is_integer());
  EXPECT_FALSE(Value::Number("5E0").is_integer());
  EXPECT_FALSE(Value::String("5").is_integer());
}

TEST(ValueTest, ToInt64IsExact) {
  const std::vector<std::pair<std::string, std::optional<int64_t>>> cases = {
      {"0", 0},
      {"-0", 0},
      {"-0.0", 0},
      {"5", 5},
      {"-5", -5},
      {"5.0", 5},
      {"5e3", 5000},
      {"5E+3", 5000},
      {"50e-1", 5},
      {"0.05e2", 5},
      {"1.5e1", 15},
      {"1e18", 1000000000000000000},
      {"0.000000000000000001e18", 1},
      {"100000000000000000000e-20", 1},
      {"9007199254740993", 9007199254740993},
      {"9223372036854775807", std::numeric_limits<int64_t>::max()},
      {"9.223372036854775807e18", std::numeric_limits<int64_t>::max()},
      {"-9223372036854775808", std::numeric_limits<int64_t>::min()},
      {"9223372036854775808", std::nullopt},
      {"-9223372036854775809", std::nullopt},
      {"18446744073709551616", std::nullopt},
      {"9999999999999999999", std::nullopt},
      {"0.5", std::nullopt},
      {"5e-1", std::nullopt},
      {"1e19", std::nullopt},
      {"-1e19", std::nullopt},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(Value::Number(text).ToInt64(), expected) << text;
  }
}

TEST(ValueTest, ToInt64OfHostileExponentsIsQuickAndRight) {
  EXPECT_EQ(Value::Number("1e999999999").ToInt64(), std::nullopt);
  EXPECT_EQ(Value::Number("1e-999999999").ToInt64(), std::nullopt);
  EXPECT_EQ(Value::Number("0e99999999999999").ToInt64(), 0);
  EXPECT_EQ(Value::Number("1e99999999999999999999999999").ToInt64(), std::nullopt);
  EXPECT_EQ(Value::Number("1e-99999999999999999999999999").ToInt64(), std::nullopt);
  EXPECT_EQ(Value::Number(fmt::format("0.{}7e1001", std::string(1000, '0'))).ToInt64(),
            7);
}

TEST(ValueTest, ToInt64OfOtherKindsIsNothing) {
  EXPECT_EQ(Value::String("5").ToInt64(), std::nullopt);
  EXPECT_EQ(Value::Null().ToInt64(), std::nullopt);
}

TEST(ValueTest, ToDoubleIsTheNearest) {
  const std::vector<std::pair<std::string, std::optional<double>>> cases = {
      {"0.29", 0.29},
      {"1e6", 1000000.0},
      {"18446744073709551616", 18446744073709551616.0},
      {"9007199254740993", 9007199254740992.0},
      {"5e-324", std::numeric_limits<double>::denorm_min()},
      {"1e-400", 0.0},
      {"0.0000000000000000000000000001e-400", 0.0},
      {"1.7976931348623157e308", std::numeric_limits<double>::max()},
      {"1e400", std::nullopt},
      {"-1e400", std::nullopt},
      {"1e999999999999999999999", std::nullopt},
      {"0e999999999999999999999", 0.0},
      {"1e-999999999999999999999", 0.0},
      {fmt::format("1{}", std::string(400, '0')), std::nullopt},
      {fmt::format("1{}e-400", std::string(400, '0')), 1.0},
  };
  for (const auto& [text, expected] : cases) {
    EXPECT_EQ(Value::Number(text).ToDouble(), expected) << text;
  }
  EXPECT_TRUE(std::signbit(*Value::Number("-1e-400").ToDouble()));
  EXPECT_EQ(Value::String("0.5").ToDouble(), std::nullopt);
}

TEST(ValueTest, ToDoubleIgnoresTheLocale) {
  if (std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr) GTEST_SKIP();
  EXPECT_EQ(Value::Number("0.5").ToDouble(), 0.5);
  std::setlocale(LC_ALL, "C");
}

TEST(ValueTest, DescribeIsShort) {
  EXPECT_EQ(Value::Null().Describe(), "null");
  EXPECT_EQ(Value::Bool(true).Describe(), "true");
  EXPECT_EQ(Value::Bool(false).Describe(), "false");
  EXPECT_EQ(Value::Number("18").Describe(), "18");
  EXPECT_EQ(Value::String("abc").Describe(), "\"abc\"");
  EXPECT_EQ(Value::String("a\n\"b\"").Describe(), "\"a\\n\\\"b\\\"\"");
  EXPECT_EQ(Value::List(Numbers({"1", "2", "3"})).Describe(), "a list of 3");
  EXPECT_EQ(Value::Object({{"a", Value(), {}}, {"b", Value(), {}}}).Describe(),
            "an object of 2");
}

TEST(ValueTest, DescribeCutsAtFortyCharactersNotBytes) {
  const std::string forty(40, 'x');
  EXPECT_EQ(Value::String(forty).Describe(), fmt::format("\"{}\"", forty));
  EXPECT_EQ(Value::String(forty + "y").Describe(), fmt::format("\"{}...\"", forty));
  EXPECT_EQ(Value::Number(std::string(41, '7')).Describe(), std::string(40, '7') + "...");
  std::string umlauts;
  for (int i = 0; i < 41; ++i) umlauts += "ä";
  EXPECT_EQ(Value::String(umlauts).Describe(),
            fmt::format("\"{}...\"", umlauts.substr(0, 80)));
}

TEST(ValueTest, KindNamesReadAsWords) {
  EXPECT_EQ(Value::Null().KindName(), "null");
  EXPECT_EQ(Value::Bool(true).KindName(), "a boolean");
  EXPECT_EQ(Value::Number("1").KindName(), "a number");
  EXPECT_EQ(Value::String("").KindName(), "text");
  EXPECT_EQ(Value::List({}).KindName(), "a list");
  EXPECT_EQ(Value::Object({}).KindName(), "an object");
}

TEST(ToJsonTest, KeepsOrderAndNumbersAsWritten) {
  const Value value = Value::Object({
      {"z", Value::List(Numbers({"1.50", "1E6", "-0", "18446744073709551616"})), {}},
      {"a", Value::Object({}), {}},
      {"n", Value::Null(), {}},
      {"t", Value::Bool(true), {}},
      {"l", Value::List({}), {}},
      {"s", Value::List({Value::String("x"), Value::String("")}), {}},
  });
  EXPECT_EQ(ToJson(value),
            R"({"z":[1.50,1E6,-0,18446744073709551616],"a":{},"n":null,"t":true,)"
            R"("l":[],"s":["x",""]})");
}

TEST(ToJsonTest, EscapesWhatJsonAsksForAndKeepsUtf8) {
  const std::string text = std::string("\"\\/\b\f\n\r\t\x01\x1f\x7fé\U0001F600") + '\0';
  EXPECT_EQ(ToJson(Value::String(text)),
            "\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\x7fé\U0001F600\\u0000\"");
  EXPECT_EQ(ToJson(Value::Object({{"a\"b", Value::Null(), {}}})), "{\"a\\\"b\":null}");
}

}  // namespace
}  // namespace rand_engine
