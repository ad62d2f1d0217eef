#include "rand_engine/encode/json/json_encoder.h"

#include <arrow/result.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/encode/json/json_style.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

arrow::Result<std::string> Encode(const std::string& spec, const JsonOptions& options,
                                  RowRange rows) {
  const auto plan = MakeTestPlan(spec, rows.end());
  ARROW_ASSIGN_OR_RAISE(const auto encoder, MakeJsonEncoder(plan, options, rows.end()));
  std::string text;
  TextScratch scratch;
  ByteBuffer out;
  for (int64_t chunk = 0; chunk < encoder->CountChunks(rows.count); ++chunk) {
    ARROW_RETURN_NOT_OK(encoder->EncodeChunk(rows, chunk, &scratch, &out));
    text += out.view();
  }
  return text;
}

std::string Json(const std::string& spec, const JsonOptions& options, RowRange rows) {
  return Encode(spec, options, rows).ValueOr("failed");
}

const char kTwo[] = R"({"id": {"method": "gen_incremental"},
  "né": {"method": "gen_str_choice", "parms": {"options": ["ü"]}}})";

JsonOptions Options(JsonOrient orient, std::optional<int> indent = {}, bool lines = false,
                    bool index = false) {
  JsonOptions options;
  options.orient = orient;
  options.indent = indent;
  options.lines = lines;
  options.index = index;
  options.force_ascii = false;
  return options;
}

struct JsonCase {
  JsonOptions options;
  int64_t rows;
  std::string text;
};

void Expect(const std::vector<JsonCase>& cases) {
  for (const JsonCase& c : cases) EXPECT_EQ(Json(kTwo, c.options, {0, c.rows}), c.text);
}

// Pretty text is json.dumps(..., indent=n, ensure_ascii=False), compact text the same
// with separators=(",", ":"); JsonPythonTest compares more of it with Python itself.
TEST(JsonTest, Records) {
  const auto orient = JsonOrient::kRecords;
  Expect({
      {Options(orient), 0, "[]"},
      {Options(orient), 1, R"([{"id":1,"né":"ü"}])"},
      {Options(orient), 3, R"([{"id":1,"né":"ü"},{"id":2,"né":"ü"},{"id":3,"né":"ü"}])"},
      {Options(orient, 2), 0, "[]"},
      {Options(orient, 2), 1, "[\n  {\n    \"id\": 1,\n    \"né\": \"ü\"\n  }\n]"},
      {Options(orient, 0), 1, "[\n{\n\"id\": 1,\n\"né\": \"ü\"\n}\n]"},
  });
}

TEST(JsonTest, Lines) {
  const auto orient = JsonOrient::kRecords;
  Expect({
      {Options(orient, {}, true), 0, ""},
      {Options(orient, {}, true), 1, "{\"id\":1,\"né\":\"ü\"}\n"},
      {Options(orient, {}, true), 3,
       "{\"id\":1,\"né\":\"ü\"}\n{\"id\":2,\"né\":\"ü\"}\n{\"id\":3,\"né\":\"ü\"}\n"},
      // Lines win over indent.
      {Options(orient, 4, true), 1, "{\"id\":1,\"né\":\"ü\"}\n"},
  });
}

TEST(JsonTest, Split) {
  const auto orient = JsonOrient::kSplit;
  Expect({
      {Options(orient), 0, R"({"columns":["id","né"],"data":[]})"},
      {Options(orient), 3, R"({"columns":["id","né"],"data":[[1,"ü"],[2,"ü"],[3,"ü"]]})"},
      {Options(orient, {}, false, true), 0,
       R"({"columns":["id","né"],"index":[],"data":[]})"},
      {Options(orient, {}, false, true), 3,
       R"({"columns":["id","né"],"index":[0,1,2],"data":[[1,"ü"],[2,"ü"],[3,"ü"]]})"},
      {Options(orient, 2), 1,
       "{\n  \"columns\": [\n    \"id\",\n    \"né\"\n  ],\n  \"data\": [\n    [\n      "
       "1,\n"
       "      \"ü\"\n    ]\n  ]\n}"},
      {Options(orient, 2, false, true), 0,
       "{\n  \"columns\": [\n    \"id\",\n    \"né\"\n  ],\n  \"index\": [],\n  "
       "\"data\": "
       "[]\n}"},
      {Options(orient, 2, false, true), 1,
       "{\n  \"columns\": [\n    \"id\",\n    \"né\"\n  ],\n  \"index\": [\n    0\n  "
       "],\n  "
       "\"data\": [\n    [\n      1,\n      \"ü\"\n    ]\n  ]\n}"},
  });
}

TEST(JsonTest, Index) {
  const auto orient = JsonOrient::kIndex;
  Expect({
      {Options(orient), 0, "{}"},
      {Options(orient), 1, R"({"0":{"id":1,"né":"ü"}})"},
      {Options(orient), 3,
       R"({"0":{"id":1,"né":"ü"},"1":{"id":2,"né":"ü"},"2":{"id":3,"né":"ü"}})"},
      {Options(orient, 2), 0, "{}"},
      {Options(orient, 2), 1, "{\n  \"0\": {\n    \"id\": 1,\n    \"né\": \"ü\"\n  }\n}"},
  });
  EXPECT_EQ(Json(kTwo, Options(orient), {1'000'000'000'000, 1}),
            R"({"1000000000000":{"id":1000000000001,"né":"ü"}})");
}

TEST(JsonTest, ValuesOfEveryKind) {
  const std::string spec = R"({
    "f": {"method": "gen_floats", "parms": {"min": -0.5, "max": -0.5}},
    "b": {"method": "gen_str_choice", "parms": {"options": [true]}},
    "n": {"method": "gen_str_choice", "parms": {"options": [null]}},
    "e": {"method": "gen_str_choice", "parms": {"options": [1e300]}},
    "d": {"method": "gen_dates", "parms": {"date_min": "1969-07-20",
                                           "date_max": "1969-07-20"}},
    "t": {"method": "gen_now"}})";
  EXPECT_EQ(Json(spec, Options(JsonOrient::kRecords, {}, true), {0, 1}),
            R"({"f":-0.5,"b":true,"n":null,"e":1e+300,"d":"1969-07-20",)"
            "\"t\":\"1970-01-01T00:00:00.000000Z\"}\n");
}

// --- Quoting
// -----------------------------------------------------------------------------

TEST(QuoteJsonTest, EscapesAsPythonDoes) {
  EXPECT_EQ(QuoteJson("", true), R"("")");
  EXPECT_EQ(QuoteJson("a/b", true), R"("a/b")");
  EXPECT_EQ(QuoteJson("say \"hi\" \\", true), R"("say \"hi\" \\")");
  EXPECT_EQ(QuoteJson("\n\r\t\b\f", true), R"("\n\r\t\b\f")");
  EXPECT_EQ(QuoteJson(std::string("\0\x01\x1f", 3), true), R"("\u0000\u0001\u001f")");
  EXPECT_EQ(QuoteJson("~\x7f", true), "\"~\\u007f\"");
  EXPECT_EQ(QuoteJson("~\x7f", false), "\"~\x7f\"");
  EXPECT_EQ(QuoteJson("ü€", true), R"("\u00fc\u20ac")");
  EXPECT_EQ(QuoteJson("ü€😀", false), "\"ü€😀\"");
  EXPECT_EQ(QuoteJson("😀", true), R"("\ud83d\ude00")");
  EXPECT_EQ(QuoteJson("\U0010ffff", true), R"("\udbff\udfff")");
  EXPECT_EQ(QuoteJson("\u2028", true), R"("\u2028")");
}

TEST(JsonTest, NamesAreQuotedLikeValues) {
  JsonOptions options = Options(JsonOrient::kRecords, {}, true);
  options.force_ascii = true;
  const std::string spec = R"({"a\"b\n": {"method": "gen_incremental"},
    "😀": {"method": "gen_str_choice", "parms": {"options": ["\u0000\\"]}}})";
  EXPECT_EQ(Json(spec, options, {0, 1}),
            "{\"a\\\"b\\n\":1,\"\\ud83d\\ude00\":\"\\u0000\\\\\"}\n");
}

TEST(JsonTest, EncodingsHoldWhatTheyCan) {
  JsonOptions options = Options(JsonOrient::kRecords);
  options.encoding = "latin-1";
  EXPECT_EQ(Json(kTwo, options, {0, 1}), "[{\"id\":1,\"n\xe9\":\"\xfc\"}]");
  options.encoding = "ascii";
  EXPECT_EQ(GetErrorKind(Encode(kTwo, options, {0, 1}).status()), ErrorKind::kOption);
  options.force_ascii = true;
  EXPECT_EQ(Json(kTwo, options, {0, 1}), "[{\"id\":1,\"n\\u00e9\":\"\\u00fc\"}]");
  options.encoding = "utf-16-le";
  EXPECT_EQ(Json(kTwo, options, {0, 0}), std::string("[\0]\0", 4));
}

// cp864 has no percent sign.
TEST(JsonTest, AnEncodingThatLacksACharacterOfAsciiIsRefusedBeforehand) {
  JsonOptions options = Options(JsonOrient::kRecords);
  options.encoding = "cp864";
  options.force_ascii = true;
  const auto plan = MakeTestPlan(R"({"share": {"method": "gen_str_choice",
                                               "parms": {"options": ["5%"]}}})");
  const auto status = MakeJsonEncoder(plan, options, 1).status();
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kOption);
  EXPECT_EQ(status.message(),
            "option 'encoding': 'cp864' cannot hold \"5%\" (of column 'share'), as JSON "
            "writes it; use \"utf-8\"");
}

// --- Python as the judge
// -----------------------------------------------------------------

// Documents for one run of Python, which says whether its own dumps gives the same bytes.
class PythonJudge {
 public:
  void Add(const std::string& text, const JsonOptions& options) {
    const std::string path = directory_ + "/" + std::to_string(documents_++) + ".json";
    std::ofstream(path, std::ios::binary) << text;
    const std::string layout = options.indent
                                   ? "indent=" + std::to_string(*options.indent)
                                   : std::string("separators=(',', ':')");
    checks_ += "check('" + path +
               "', ensure_ascii=" + (options.force_ascii ? "True, " : "False, ") +
               layout + ")\n";
  }

  bool Agrees() const {
    const std::string script = directory_ + "/check.py";
    std::ofstream(script)
        << "import json, sys\n"
           "def check(path, **layout):\n"
           "    text = open(path, encoding='utf-8', newline='').read()\n"
           "    if text != json.dumps(json.loads(text), **layout):\n"
           "        sys.exit(f'{path} {layout}: {text[:300]}')\n"
        << checks_;
    return std::system(("python3 " + script).c_str()) == 0;
  }

  PythonJudge() { std::filesystem::create_directories(directory_); }
  ~PythonJudge() { std::filesystem::remove_all(directory_); }

 private:
  std::string directory_ =
      testing::TempDir() + "/json_encoder_test_" + std::to_string(getpid());
  int documents_ = 0;
  std::string checks_;
};

TEST(JsonPythonTest, DumpsGivesTheSameText) {
  PythonJudge judge;
  const std::string spec = R"({
    "id": {"method": "gen_incremental"}, "name": {"method": "gen_name"},
    "x": {"method": "gen_floats", "parms": {"min": -3, "max": 3, "round": 6}},
    "flag": {"method": "gen_str_choice", "parms": {"options": [true, false, null]}},
    "n": {"method": "gen_str_choice", "parms": {"options": [1e300, 0.1, -1.5e-7, 1e16]}},
    "text": {"method": "gen_str_choice",
             "parms": {"options": ["", "a\"b", "\u0001\u007f", "😀é", "x\\y\n"]}}})";
  for (const auto orient :
       {JsonOrient::kRecords, JsonOrient::kSplit, JsonOrient::kIndex}) {
    for (const std::optional<int> indent :
         {std::optional<int>(), std::optional(0), std::optional(2), std::optional(4)}) {
      for (const bool force_ascii : {true, false}) {
        for (const int64_t rows : {0, 1, 200}) {
          JsonOptions options = Options(orient, indent);
          options.index = orient == JsonOrient::kSplit;
          options.force_ascii = force_ascii;
          judge.Add(Json(spec, options, {5, rows}), options);
        }
      }
    }
  }
  EXPECT_TRUE(judge.Agrees());
}

}  // namespace
}  // namespace rand_engine
