#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/spec/spec_reader.h"
#include "rand_engine/spec/value.h"

namespace rand_engine {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

Value Read(std::string_view text) {
  arrow::Result<Value> value = ReadYaml(text, "spec.yaml");
  EXPECT_TRUE(value.ok()) << value.status().message() << "\nin " << text;
  return value.ok() ? *value : Value();
}

std::string ErrorOf(std::string_view text, const SpecLimits& limits = {}) {
  const arrow::Status status = ReadYaml(text, "spec.yaml", limits).status();
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kSpec) << text;
  return status.message();
}

/// Seconds of the processor: other work on the machine does not count.
double SecondsToRead(std::string_view text) {
  const std::clock_t start = std::clock();
  (void)ReadYaml(text, "spec").ok();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

std::string Repeat(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

struct Case {
  std::string text;
  std::string json;
};

void ExpectTrees(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(ToJson(Read(c.text)), c.json) << c.text;
}

void ExpectErrors(const std::vector<Case>& cases) {
  for (const Case& c : cases) EXPECT_EQ(ErrorOf(c.text), "spec.yaml:" + c.json) << c.text;
}

TEST(ReadYamlTest, PlainScalarsFollowTheCoreSchema) {
  ExpectTrees({
      {"[null, Null, NULL, ~]", "[null,null,null,null]"},
      {"- a\n-\n- b", "[\"a\",null,\"b\"]"},
      {"[true, True, TRUE, false, False, FALSE]", "[true,true,true,false,false,false]"},
      {"[NO, yes, on, off, y, nUll, tRUE]",
       R"(["NO","yes","on","off","y","nUll","tRUE"])"},
      {"[5, +5, -5, 007, -007, 000, -0, 18446744073709551616]",
       "[5,5,-5,7,-7,0,-0,18446744073709551616]"},
      {"[0o17, 0x1F, 0xfF, 0xFFFFFFFFFFFFFFFF]", "[15,31,255,18446744073709551615]"},
      {"[.5, -.5, +.5, 1., 0.10, 00.50, 1.50]", "[0.5,-0.5,0.5,1.0,0.10,0.50,1.50]"},
      {"[1e3, 1E+3, 1.e5, .5e-1, -1e-400]", "[1e3,1E+3,1.0e5,0.5e-1,-1e-400]"},
      {"[1_000, 0o8, 0xG, -0x1, 0b1, 1:30, 2024-01-31, 1e, 1.2.3, +, '.', -, e5, 0o, 0x]",
       R"(["1_000","0o8","0xG","-0x1","0b1","1:30","2024-01-31","1e","1.2.3","+",".",)"
       R"("-","e5","0o","0x"])"},
  });
}

TEST(ReadYamlTest, ResolvedNumbersKeepBeingIntegersOrFloats) {
  const Value list = Read("[0x1F, 1., !!float 5, !!int '7']");
  EXPECT_TRUE(list.items()[0].is_integer());
  EXPECT_FALSE(list.items()[1].is_integer());
  EXPECT_FALSE(list.items()[2].is_integer());
  EXPECT_TRUE(list.items()[3].is_integer());
}

TEST(ReadYamlTest, QuotedAndBlockScalarsAreText) {
  ExpectTrees({
      {"['5', \"true\", '', \"null\"]", R"(["5","true","","null"])"},
      {"a: |\n  1\n  2\nb: >-\n  f\n  g\nc: |\n  5\n",
       R"({"a":"1\n2\n","b":"f g","c":"5\n"})"},
      {"a: 'it''s'\nb: \"\\u00e9\\n\\x41\\0\"", R"({"a":"it's","b":"é\nA\u0000"})"},
      {R"(["\_", "\N\L\P", "é\_€\_\xA0", {"k\_": 1}])",
       "[\"\u00a0\",\"\u0085\u2028\u2029\",\"é\u00a0€\u00a0\u00a0\",{\"k\u00a0\":1}]"},
      {"a: 'x\n  y'", R"({"a":"x y"})"},
  });
}

TEST(ReadYamlTest, ExplicitTagsAreHonoured) {
  ExpectTrees({
      {"[!!str 5, !!int 5, !!float 5, !!bool True, !!null ~, !!null '', ! 5, !!str]",
       R"(["5",5,5.0,true,null,null,"5",""])"},
      {"a: !!seq [1]\nb: !!map {}\nc: !<tag:yaml.org,2002:str> 5",
       R"({"a":[1],"b":{},"c":"5"})"},
  });
  ExpectErrors({
      {"a: !!int x", "1:4: 'x' does not fit its tag !!int; an example: !!int 18"},
      {"a: !!bool yes",
       "1:4: 'yes' does not fit its tag !!bool; an example: !!bool true"},
      {"a: !foo x",
       "1:4: unknown tag '!foo'; allowed: !!str, !!int, !!float, !!bool, !!null"},
      {"a: !!binary x",
       "1:4: unknown tag '!!binary'; allowed: !!str, !!int, !!float, !!bool, !!null"},
      {"a: !!set {b: 1}",
       "1:4: the tag '!!set' is not allowed for an object; allowed: "
       "!!map"},
      {"!!omap [1]", "1:1: the tag '!!omap' is not allowed for a list; allowed: !!seq"},
      {"!foo 5: 1",
       "1:1: unknown tag '!foo'; allowed: !!str, !!int, !!float, !!bool, !!null"},
  });
}

TEST(ReadYamlTest, RefusesNumbersThatAreNotFinite) {
  for (const std::string text : {".inf", "-.Inf", "+.INF", ".nan", ".NaN", ".NAN"}) {
    EXPECT_EQ(ErrorOf("a: " + text), "spec.yaml:1:4: " + text +
                                         " is no number that can be generated; null is a "
                                         "missing value, and '" +
                                         text + "' in quotes is text");
    EXPECT_EQ(Read("'" + text + "'").text(), text);
  }
  ExpectErrors({
      {"a: 1e400", "1:4: the number 1e400 is out of range; the largest is about 1.8e308"},
      {"a: 0x10000000000000000",
       "1:4: the number 0x10000000000000000 is out of range; "
       "beyond 64 bits, write it in decimal"},
  });
}

TEST(ReadYamlTest, KeysAreTextAsWritten) {
  ExpectTrees({
      {"5: a\ntrue: b\n~: c\nnull: d\n'': e\n0x1F: f\nwith space: g",
       R"({"5":"a","true":"b","~":"c","null":"d","":"e","0x1F":"f","with space":"g"})"},
      {"{\"a\":1, 'b': 2, ? c : 3}", R"({"a":1,"b":2,"c":3})"},
      {"'<<': 1", R"({"<<":1})"},
      {"? a\n: 1\n", R"({"a":1})"},
  });
  ExpectErrors({
      {"[a]: 1",
       "1:1: a key must be text, not a list; text that begins with a bracket "
       "needs quotes"},
      {"a: {{ x }}",
       "1:5: a key must be text, not an object; text that begins with a "
       "bracket needs quotes"},
      {": 1", "1:1: a key or its ':' is missing here; an empty key is written \"\""},
      {"a: {b: 1}\n<<: {c: 2}",
       "2:1: merge keys ('<<') are not YAML 1.2 and not supported; write the members "
       "out, "
       "or alias a whole value (key: *name)"},
      {"a: 1\nb: 2\n\"a\": 3", "3:1: duplicate key 'a' (first at line 1)"},
  });
}

TEST(ReadYamlTest, TellsWhereEachValueStands) {
  const Value root = Read(
      "\xEF\xBB\xBF# c\r\n"
      "a: é\r\n"
      "b: [1, {x: 2}]\r\n"
      "t: |\r\n  one\r\n  two\r\n"
      "q: 'x\r\n  y'\r\n"
      "none:\r\n"
      "last: !!str 5\r\n");
  const auto at = [](const Value* value) {
    return std::to_string(value->position().line) + ":" +
           std::to_string(value->position().column);
  };
  EXPECT_EQ(at(&root), "2:1");
  EXPECT_EQ(at(root.Find("a")), "2:4");
  EXPECT_EQ(at(root.Find("b")), "3:4");
  EXPECT_EQ(at(&root.Find("b")->items()[0]), "3:5");
  EXPECT_EQ(at(&root.Find("b")->items()[1]), "3:8");
  EXPECT_EQ(at(root.Find("b")->items()[1].Find("x")), "3:12");
  EXPECT_EQ(at(root.Find("t")), "4:4");
  EXPECT_EQ(at(root.Find("q")), "7:4");
  EXPECT_EQ(at(root.Find("none")), "9:1");
  EXPECT_EQ(at(root.Find("last")), "10:7");
  EXPECT_EQ(root.members()[2].key_position.line, 4);
}

TEST(ReadYamlTest, AliasesAreCopies) {
  ExpectTrees({
      {"a: &x {k: [1, 2]}\nb: *x\nc: [*x, *x]",
       R"({"a":{"k":[1,2]},"b":{"k":[1,2]},"c":[{"k":[1,2]},{"k":[1,2]}]})"},
      {"a: &x 1\nb: &x 2\nc: *x", R"({"a":1,"b":2,"c":2})"},
      {"a: &x\nb: *x", R"({"a":null,"b":null})"},
      {"&k key: 1\nb: *k", R"({"key":1,"b":"key"})"},
      {"a: &k key\n*k : 2", R"({"a":"key","key":2})"},
      {"a: &o [&i [1], *i]\nb: *o", R"({"a":[[1],[1]],"b":[[1],[1]]})"},
      {"a: R&D * 2", R"({"a":"R&D * 2"})"},
  });
  ExpectErrors({
      {"a: *x", "1:4: the referenced anchor is not defined, near '*x'"},
      {"a: &x [*x]", "1:8: the alias '*x' stands inside of what it names"},
      {"a: &x {b: {c: *x}}", "1:15: the alias '*x' stands inside of what it names"},
      {"a: &k 5\n*k : 2", "2:1: a key must be text; this alias stands for 5"},
      {"a: &x b\n*x : 1\nb: 2", "3:1: duplicate key 'b' (first at line 2)"},
  });
}

TEST(ReadYamlTest, AliasesCountByTheirExpandedSize) {
  SpecLimits limits;
  limits.max_values = 8;
  EXPECT_TRUE(ReadYaml("[&a [1, 2], *a, 3]", "spec.yaml", limits).ok());
  EXPECT_EQ(ErrorOf("[&a [1, 2], *a, 3, 4]", limits),
            "spec.yaml:1:20: more than 8 values (the limit max_values), the aliases "
            "expanded");
  limits = {};
  limits.max_depth = 3;
  EXPECT_TRUE(ReadYaml("[&a [[1]], *a, [5]]", "spec.yaml", limits).ok());
  EXPECT_EQ(ErrorOf("[&a [[1]], [*a]]", limits),
            "spec.yaml:1:13: the alias '*a' nests lists and objects deeper than 3 (the "
            "limit max_depth)");
}

TEST(ReadYamlTest, ABillionLaughsAreRefusedAtOnce) {
  std::string text = "a: &a [x,x,x,x,x,x,x,x,x,x]\n";
  for (char name = 'b'; name < 'k'; ++name) {
    const std::string alias = fmt::format("*{}", static_cast<char>(name - 1));
    text += fmt::format("{}: &{} [{}]\n", name, name, Repeat(alias + ",", 10));
  }
  EXPECT_LT(SecondsToRead(text), 0.5);
  EXPECT_THAT(ErrorOf(text), HasSubstr("more than 20000000 values"));
  EXPECT_THAT(ErrorOf(text + "'"), HasSubstr("more than 20000000 values"));
}

TEST(ReadYamlTest, ExplainsMalformedText) {
  ExpectErrors({
      {"\ta: 1",
       "1:3: illegal map value, near ': 1'; YAML is indented by spaces, never by "
       "tabs"},
      {"a:\n\tb: 1",
       "2:3: illegal map value, near ': 1'; YAML is indented by spaces, "
       "never by tabs"},
      {"a: b: c",
       "1:5: illegal map value, near ': c'; is the line's indentation right? "
       "Text that holds ': ' needs quotes"},
      {"a:\n  b: 1\n c: 2",
       "3:2: end of map not found, near 'c: 2'; is the line's "
       "indentation right? After a quoted text nothing may follow"},
      {"a: [1\n", "2:1: end of sequence flow not found; a '[' has no ']'"},
      {"a: [[1]\n", "2:1: end of sequence flow not found; a '[' has no ']'"},
      {"a: @x",
       "1:4: unknown token, near '@x'; text that begins with %, @ or ` needs "
       "quotes"},
      {"%YAML 2.1\n---\na: 1", "1:1: YAML major version too large, near '%YAML 2.1'"},
  });
}

TEST(ReadYamlTest, RefusesWhatItsParserWouldTakeWithoutAWord) {
  ExpectErrors({
      {"a: 1\nb: 'x\n", "2:4: the text that begins here has no closing quote: 'x\\n"},
      {"a: !!str &x # c\n  \"x\\\"",
       "2:3: the text that begins here has no closing quote: \"x\\\""},
      {"a: !'x", "1:5: the text that begins here has no closing quote: 'x"},
      {"a: ['it''s', \"b]\nc: 1",
       "1:14: the text that begins here has no closing quote: \"b]\\nc: 1"},
      {"a: 1\nb\n", "2:1: 'b' has no ':' after it; write 'b: value'"},
      {"a:\n- 1\n-2",
       "3:1: '-2' is neither an item ('- value') nor a key ('name: value')"},
      {"{a, b: 1}", "1:2: 'a' has no ':' after it; write 'a: value'"},
      {"{b: 1, a}", "1:8: 'a' has no ':' after it; write 'a: value'"},
      {"{b: 1, a # c\n}",
       "1:8: a key or its ':' is missing here; an empty key is written \"\""},
      {"{a:1}", "1:2: 'a:1' has no value; a ':' needs a space after it"},
      {"a: 1\nb:2", "2:1: 'b:2' has no value; a ':' needs a space after it"},
      {"? a\n? b", "1:3: 'a' has no ':' after it; write 'a: value'"},
      {"[1,,2]",
       "1:4: a list's item is missing before ','; write null for a missing "
       "value"},
      {"a: x\x01",
       "1:5: the control character U+0001 cannot stand in YAML; write it as "
       "\"\\x01\" in double quotes"},
      {"a: x\x04 y\nb: 1",
       "1:5: the control character U+0004 cannot stand in YAML; write "
       "it as \"\\x04\" in double quotes"},
      {"a: 1\rb: 2",
       "1:5: a carriage return without a line feed; end lines by \\n or \\r\\n"},
  });
}

TEST(ReadYamlTest, RefusesDirectivesThatItsParserWouldDrop) {
  for (const std::string text : {"%FOO x\n---\na: 1", "%- a\n- b", "%YAML\n---\na: 1"}) {
    EXPECT_THAT(ErrorOf(text), StartsWith("spec.yaml:1:1: '%"));
  }
  EXPECT_EQ(ErrorOf("# c\na: 1\n% b: 2\n"),
            "spec.yaml:3:1: '% b: 2' begins with '%', like a directive of YAML; only "
            "%YAML and %TAG are known, before the document. Text that begins with '%' "
            "needs quotes; comments begin with '#'");
  EXPECT_THAT(ErrorOf("a: 1\n%YAML 1.2\n"), StartsWith("spec.yaml:2:1: '%YAML 1.2'"));
  ExpectTrees({
      {"# c\n\n%YAML 1.2\n%TAG !e! tag:yaml.org,2002:\n---\na: !e!str 1", R"({"a":"1"})"},
      {"a: 5%\nb: '%'", R"({"a":"5%","b":"%"})"},
  });
}

TEST(ReadYamlTest, TakesOneDocument) {
  ExpectTrees({
      {"---\na: 1\n...\n", R"({"a":1})"},
      {"%YAML 1.2\n---\na: 1\n", R"({"a":1})"},
      {"{\"a\": [1, 2], \"b\": {}}", R"({"a":[1,2],"b":{}})"},
      {"null", "null"},
      {"{a: , b: # c\n , c:}", R"({"a":null,"b":null,"c":null})"},
      {"{a:}", R"({"a":null})"},
  });
}

TEST(ReadYamlTest, RefusesMoreOrLessThanOneDocument) {
  const std::string empty =
      "1:1: the text is empty; a spec is an object of columns: 'name: ...'";
  ExpectErrors({
      {"a: 1\n---\nb: 2", "2:1: a second document begins; a spec is one YAML document"},
      {"a: 1\n---\n", "2:1: a second document begins; a spec is one YAML document"},
      {"- a\nb: 1",
       "2:1: the document is complete before 'b: 1'; is the indentation right?"},
      {"{a: 1} t", "1:8: the document is complete before 't'; is the indentation right?"},
      {"", empty},
      {"# nothing\n", empty},
      {"---\n", empty},
      {" \n\n", empty},
  });
}

TEST(ReadYamlTest, NamesTheLimitThatIsPassed) {
  SpecLimits limits;
  limits.max_depth = 2;
  EXPECT_TRUE(ReadYaml("a: [1]", "spec.yaml", limits).ok());
  EXPECT_EQ(ErrorOf("a:\n - b:\n   - 1", limits),
            "spec.yaml:2:4: lists and objects are nested deeper than 2 (the limit "
            "max_depth)");
  limits = {};
  limits.max_values = 3;
  EXPECT_EQ(ErrorOf("- 1\n- 2\n- 3\n", limits),
            "spec.yaml:3:3: more than 3 values (the limit max_values)");
  limits = {};
  limits.max_yaml_text_bytes = 3;
  EXPECT_EQ(ErrorOf("a: 1", limits),
            "spec.yaml:1:1: the text has 4 bytes, more than 3 "
            "(the limit max_yaml_text_bytes)");
}

TEST(ReadYamlTest, RefusesWhatIsNotUtf8WithItsPlace) {
  EXPECT_THAT(ErrorOf("a: 1\nb: \xff"), StartsWith("spec.yaml:2:4: invalid UTF-8"));
  EXPECT_THAT(ErrorOf(std::string_view("a: \0", 4)), StartsWith("spec.yaml:1:4: a NUL"));
}

TEST(ReadYamlTest, HostileTextIsRefusedQuickly) {
  for (const std::string unit : {"[", "{", "- ", "? ", "a: ", "&a ", "*a ", "!!"}) {
    const std::string text = Repeat(unit, 200'000);
    EXPECT_LT(SecondsToRead(text), 4.0) << unit;
    EXPECT_THAT(ErrorOf(text), StartsWith("spec.yaml:1:")) << unit;
  }
}

TEST(ReadYamlTest, ManyValuesTakeLinearTime) {
  EXPECT_LT(SecondsToRead(Repeat("- some text\n", 300'000)), 10.0);
  EXPECT_LT(SecondsToRead(fmt::format("[{}1]", Repeat("1.5,", 300'000))), 10.0);
  std::string object;
  for (int i = 0; i < 100'000; ++i) object += fmt::format("key{}: 1\n", i);
  EXPECT_LT(SecondsToRead(object), 10.0);
}

}  // namespace
}  // namespace rand_engine
