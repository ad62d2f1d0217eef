#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <clocale>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/spec/spec_reader.h"
#include "rand_engine/spec/value.h"

namespace rand_engine {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Value Read(std::string_view text) {
  arrow::Result<Value> value = ReadJson(text, "spec.json");
  EXPECT_TRUE(value.ok()) << value.status().message() << "\nin " << text;
  return value.ok() ? *value : Value();
}

std::string ErrorOf(std::string_view text, const SpecLimits& limits = {}) {
  const arrow::Status status = ReadJson(text, "spec.json", limits).status();
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kSpec) << text;
  return status.message();
}

/// Seconds of the processor: other work on the machine does not count.
double SecondsToRead(std::string_view text) {
  const std::clock_t start = std::clock();
  (void)ReadJson(text, "spec").ok();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

std::string Repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

TEST(ReadJsonTest, KeepsTheTreeAsItIsWritten) {
  for (const std::string text :
       {R"({"z":1,"a":[true,false,null],"m":{"x":"y"},"e":[],"o":{}})",
        R"([0,-0,18446744073709551616,1.50,1E+5,0.29,1e-400,-9223372036854775808])",
        R"("text")", "5", "null", R"({"":""})"}) {
    EXPECT_EQ(ToJson(Read(text)), text);
  }
}

TEST(ReadJsonTest, NumbersKeepTheirTextBeforeWhateverFollows) {
  const Value list = Read("[1 ,2\n,3\t,4.5e1\r\n,-0]");
  EXPECT_EQ(ToJson(list), "[1,2,3,4.5e1,-0]");
  EXPECT_EQ(Read(R"({"a":7})").Find("a")->text(), "7");
  EXPECT_EQ(Read("12").text(), "12");
  EXPECT_EQ(Read("1.0\n").text(), "1.0");
}

TEST(ReadJsonTest, UnescapesText) {
  EXPECT_EQ(Read(R"("\"\\\/\b\f\n\r\tA\u00e9\ud83d\ude00")").text(),
            "\"\\/\b\f\n\r\tA\u00e9\U0001F600");
  EXPECT_EQ(Read(R"("\u0000x")").text(), std::string("\0x", 2));
}

struct PositionCase {
  std::string path;  ///< keys joined by '/'
  int line;
  int column;
};

const Value* At(const Value& root, std::string path) {
  const Value* value = &root;
  while (!path.empty() && value != nullptr) {
    const size_t end = std::min(path.find('/'), path.size());
    const std::string key = path.substr(0, end);
    value = value->is_list() ? &value->items()[std::stoul(key)] : value->Find(key);
    path.erase(0, end + 1);
  }
  return value;
}

TEST(ReadJsonTest, TellsWhereEachValueStands) {
  const std::string text =
      "\xEF\xBB\xBF\r\n"
      "{ \"a\" : 1,\r\n"
      "\t\"b\\\"]:,\\\\\":[1,22 ,3.5]\n"
      "  ,\"é\": \"x:, \\n\",\"t\":true,\"f\":false , \"n\":null,\n"
      "\"o\": {\"p\":{},\n\n    \"q\"\n:\n[ [ ],-1e5]}, \"last\":0}\n";
  const Value root = Read(text);
  const std::vector<PositionCase> cases = {
      {"", 2, 1},
      {"a", 2, 9},
      {"b\"]:,\\", 3, 13},
      {"b\"]:,\\/0", 3, 14},
      {"b\"]:,\\/1", 3, 16},
      {"b\"]:,\\/2", 3, 20},
      {"é", 4, 10},
      {"t", 4, 23},
      {"f", 4, 32},
      {"n", 4, 44},
      {"o", 5, 6},
      {"o/p", 5, 11},
      {"o/q", 9, 1},
      {"o/q/0", 9, 3},
      {"o/q/1", 9, 7},
      {"last", 9, 22},
  };
  for (const PositionCase& c : cases) {
    const Value* value = At(root, c.path);
    ASSERT_NE(value, nullptr) << c.path;
    EXPECT_EQ(value->position().line, c.line) << c.path;
    EXPECT_EQ(value->position().column, c.column) << c.path;
  }
  EXPECT_EQ(root.members()[1].key_position.line, 3);
  EXPECT_EQ(root.members()[1].key_position.column, 2);
  EXPECT_EQ(root.members()[2].key_position.column, 4);
}

TEST(ReadJsonTest, RefusesDuplicateKeysNamingTheFirst) {
  EXPECT_EQ(ErrorOf("{\n \"age\": 1,\n \"b\": {\"age\": 2},\n  \"age\": 3}"),
            "spec.json:4:3: duplicate key 'age' (first at line 2)");
  EXPECT_EQ(ErrorOf(R"({"a":1,"\u0061":2})"),
            "spec.json:1:8: duplicate key 'a' (first at line 1)");
}

TEST(ReadJsonTest, FindsDuplicatesInObjectsOfAnySize) {
  for (int size : {1, 15, 16, 17, 18, 1000}) {
    std::string text = "{";
    for (int i = 0; i < size; ++i) text += fmt::format("\"k{}\":1,\n", i);
    EXPECT_EQ(Read(text + "\"z\":1}").members().size(), static_cast<size_t>(size) + 1);
    EXPECT_THAT(ErrorOf(text + "\"k0\":1}"), EndsWith("'k0' (first at line 1)")) << size;
    const std::string last = std::to_string(size - 1);
    EXPECT_THAT(ErrorOf(text + "\"k" + last + "\":1}"),
                EndsWith(fmt::format("'k{}' (first at line {})", last, size)));
  }
}

struct ErrorCase {
  std::string text;
  std::string message;
};

TEST(ReadJsonTest, ExplainsMalformedText) {
  const std::string list = "expected ',' or ']', ";
  const std::vector<ErrorCase> cases = {
      {"[1,]", "1:4: expected a value after ',', found ']'; remove the ',' before ']'"},
      {"{\"a\":1,\n}",
       "2:1: expected a key in double quotes after ',', found '}'; remove the ',' before "
       "'}'"},
      {"[1,,2]", "1:4: expected a value after ',', found ','; is there a ',' too many?"},
      {"[,1]", "1:2: expected a value or ']', found ','; is there a ',' too many?"},
      {"[1\n 2]", "2:2: " + list + "found '2'; is a ',' missing before it?"},
      {"{\"a\" 1}", "1:6: expected ':' after the key 'a', found '1'"},
      {"{\"a\":}", "1:6: expected a value for 'a', found '}'"},
      {"{\"a\":1 \"b\":2}",
       "1:8: expected ',' or '}' after the value of 'a', found '\"b\"'; is a ',' missing "
       "before it?"},
      {"{a: 1}", "1:2: expected a key in double quotes or '}', found 'a'; write \"a\""},
      {"{'a': 1}",
       "1:2: expected a key in double quotes or '}', found 'a'; JSON takes double "
       "quotes: \"text\""},
      {"[1",
       "1:3: " + list + "found the end of the text; what began at 1:1 is never closed"},
      {"{\"a\":[1,\n2}", "2:2: " + list + "found '}'; what is open began at 1:6"},
      {"{} x", "1:4: expected the end of the text, found 'x'; a spec is one JSON value"},
      {"[1]]", "1:4: expected the end of the text, found ']'; a spec is one JSON value"},
      {"// c\n{}",
       "1:1: expected a value, found '//'; JSON has no comments (YAML has: # ...)"},
      {"[1,\n # c\n2]",
       "2:2: expected a value after ',', found '#'; JSON has no comments "
       "(YAML has: # ...)"},
      {"[NaN]",
       "1:2: expected a value or ']', found 'NaN'; JSON has no NaN and no "
       "infinity; null is a missing value"},
      {"[-Infinity]",
       "1:2: expected a value or ']', found '-Infinity'; JSON has no NaN "
       "and no infinity; null is a missing value"},
      {"[True]", "1:2: expected a value or ']', found 'True'; JSON's word is true"},
      {"[None]", "1:2: expected a value or ']', found 'None'; JSON's word is null"},
      {"[nul]", "1:2: expected a value or ']', found 'nul'"},
      {"[01]", "1:3: " + list + "found '1'; JSON's numbers look like 18, -0.5 or 1e6"},
      {"[1_0]", "1:3: " + list + "found '_0'; JSON's numbers look like 18, -0.5 or 1e6"},
      {"[+5]",
       "1:2: expected a value or ']', found '+5'; JSON's numbers look like 18, "
       "-0.5 or 1e6"},
      {"[.5]",
       "1:2: expected a value or ']', found '.5'; JSON's numbers look like 18, "
       "-0.5 or 1e6"},
      {"[5.]",
       "1:2: '5.' is no number: expected digit after '.'; JSON's numbers look "
       "like 18, -0.5 or 1e6"},
      {"[1e400]", "1:2: the number 1e400 is out of range; the largest is about 1.8e308"},
      {"[\"abc", "1:2: the text that begins here has no closing '\"': \"abc"},
      {"[\"a\n\"]",
       "1:4: a line ends inside of the text \"a\\n; write \\n for a line end, "
       "or is the closing '\"' missing?"},
      {"[\"\\x\"]", "1:4: forbidden character after backslash, at the end of \"\\x"},
      {"[\"\\ud800\"]",
       "1:9: surrogate U+D800..U+DBFF must be followed by "
       "U+DC00..U+DFFF, at the end of \"\\ud800\""},
      {"[\"\\udc00\"]",
       "1:8: surrogate U+DC00..U+DFFF must follow U+D800..U+DBFF, at the "
       "end of \"\\udc00"},
      {"", "1:1: the text is empty; a spec is a JSON object: {...}"},
      {" \n", "1:1: the text is empty; a spec is a JSON object: {...}"},
  };
  for (const ErrorCase& c : cases) {
    EXPECT_EQ(ErrorOf(c.text), "spec.json:" + c.message) << c.text;
  }
}

TEST(ReadJsonTest, RefusesWhatIsNotUtf8WithItsPlace) {
  const std::string utf8 = "; a spec's text must be UTF-8";
  EXPECT_EQ(ErrorOf("[\n\"ab\xff\"]"),
            "spec.json:2:4: invalid UTF-8 at byte 0xFF" + utf8);
  for (const std::string bad : {"\xed\xa0\x80", "\xc0\xaf", "\xf4\x90\x80\x80",
                                "\xe2\x82", "\x80", "\xf0\x80\x80\x80", "\xe0\x80\x80"}) {
    EXPECT_THAT(ErrorOf("[\"12345678" + bad + "\"]"),
                StartsWith("spec.json:1:11: invalid UTF-8"));
    EXPECT_THAT(ErrorOf(bad), StartsWith("spec.json:1:1: invalid UTF-8"));
  }
  EXPECT_THAT(ErrorOf("\xff\xfe[\x01"), HasSubstr("it looks like UTF-16"));
  EXPECT_EQ(Read("[\"\u00e9\u20ac\U0010FFFF\uFFFD\uD7FF\uE000\"]").items().size(), 1u);
}

TEST(ReadJsonTest, RefusesNulBytesThatWouldEndTheText) {
  EXPECT_EQ(ErrorOf(std::string_view("{}\0garbage", 10)),
            "spec.json:1:3: a NUL byte, which no text holds");
  EXPECT_EQ(ErrorOf(std::string_view("[12345678, 9\0]", 14)),
            "spec.json:1:13: a NUL byte, which no text holds");
}

TEST(ReadJsonTest, NamesTheLimitThatIsPassed) {
  SpecLimits limits;
  limits.max_depth = 2;
  EXPECT_TRUE(ReadJson("[[1],{}]", "spec.json", limits).ok());
  EXPECT_EQ(ErrorOf("[[1],{\"a\":[]}]", limits),
            "spec.json:1:11: lists and objects are nested deeper than 2 (the limit "
            "max_depth)");
  limits = {};
  limits.max_values = 3;
  EXPECT_TRUE(ReadJson("[1,2]", "spec.json", limits).ok());
  EXPECT_EQ(ErrorOf("[1,2,\n3]", limits),
            "spec.json:2:1: more than 3 values (the limit max_values)");
  limits = {};
  limits.max_text_bytes = 5;
  EXPECT_TRUE(ReadJson("[1,2]", "spec.json", limits).ok());
  EXPECT_EQ(ErrorOf("[1,2 ]", limits),
            "spec.json:1:1: the text has 6 bytes, more than 5 (the limit "
            "max_text_bytes)");
}

TEST(ReadJsonTest, TakesTheDeepestAllowedNesting) {
  EXPECT_EQ(Read(Repeat("[", 64) + Repeat("]", 64)).items().size(), 1u);
  EXPECT_THAT(ErrorOf(Repeat("[", 65) + Repeat("]", 65)), StartsWith("spec.json:1:65: "));
}

TEST(ReadJsonTest, HostileTextIsRefusedQuickly) {
  EXPECT_LT(SecondsToRead(Repeat("[", 1'000'000)), 2.0);
  EXPECT_LT(SecondsToRead(Repeat("{\"a\":", 1'000'000)), 2.0);
  EXPECT_LT(SecondsToRead(fmt::format("[{}x", Repeat("\n", 5'000'000))), 6.0);
  EXPECT_THAT(ErrorOf(fmt::format("[{}]", Repeat("1,", 100'000))),
              AllOf(StartsWith("spec.json:1:200002: "), HasSubstr("remove the ','")));
}

TEST(ReadJsonTest, AMillionValuesTakeLinearTime) {
  EXPECT_LT(SecondsToRead(fmt::format("[{}1]", Repeat("12.5,\n", 999'999))), 6.0);
  EXPECT_LT(SecondsToRead(fmt::format("[{}1]", Repeat("{\"a\":\"b\"},", 500'000))), 6.0);
  std::string object = "{";
  for (int i = 0; i < 300'000; ++i) object += fmt::format("\"key{}\":1,\n", i);
  EXPECT_LT(SecondsToRead(object + "\"key\":1}"), 6.0);
  const Value list = Read(fmt::format("[{}77]", Repeat("1,\n", 999'999)));
  EXPECT_EQ(list.items().back().position().line, 1'000'000);
  EXPECT_EQ(list.items().back().text(), "77");
}

TEST(ReadJsonTest, TheLocaleChangesNothing) {
  if (std::setlocale(LC_ALL, "de_DE.UTF-8") == nullptr) GTEST_SKIP();
  EXPECT_EQ(ToJson(Read("[0.5,1e3]")), "[0.5,1e3]");
  std::setlocale(LC_ALL, "C");
}

TEST(ReadSpecTextTest, TakesTheFormatFromTheNameOrElseFromTheText) {
  const auto read = [](std::string_view text, const std::string& source) {
    arrow::Result<Value> value = ReadSpecText(text, source);
    return value.ok() ? ToJson(*value) : value.status().message();
  };
  EXPECT_EQ(read("{\"a\":1}", "spec"), "{\"a\":1}");
  EXPECT_EQ(read("\xEF\xBB\xBF \n[1]", "standard input"), "[1]");
  EXPECT_EQ(read("a: 1", "standard input"), "{\"a\":1}");
  EXPECT_EQ(read("{a: 1}", "x.YAML"), "{\"a\":1}");
  EXPECT_EQ(read("{a: 1}", "x.yml"), "{\"a\":1}");
  EXPECT_THAT(read("{a: 1}", "spec"), HasSubstr("expected a key in double quotes"));
  EXPECT_THAT(read("a: 1", "x.Json"), HasSubstr("x.Json:1:1: expected a value"));
  EXPECT_THAT(read("", "standard input"), HasSubstr("is empty"));
}

}  // namespace
}  // namespace rand_engine
