#include "rand_engine/encode/csv/csv_encoder.h"

#include <arrow/result.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "rand_engine/error.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

constexpr int64_t kNow = 1'714'566'600'123'456;  // 2024-05-01T12:30:00.123456Z

arrow::Result<std::string> Encode(const std::string& spec, const CsvOptions& options,
                                  RowRange rows) {
  const auto plan = MakeTestPlan(spec, rows.end(), "42", kNow);
  ARROW_ASSIGN_OR_RAISE(const auto encoder, MakeCsvEncoder(plan, options, rows.end()));
  std::string text;
  TextScratch scratch;
  ByteBuffer out;
  for (int64_t chunk = 0; chunk < encoder->CountChunks(rows.count); ++chunk) {
    ARROW_RETURN_NOT_OK(encoder->EncodeChunk(rows, chunk, &scratch, &out));
    text += out.view();
  }
  return text;
}

std::string Csv(const std::string& spec, const CsvOptions& options = {},
                RowRange rows = {0, 2}) {
  return Encode(spec, options, rows).ValueOr("failed");
}

// A column that holds this value in every row, given in JSON.
std::string Constant(const std::string& value) {
  return R"({"method": "gen_str_choice", "parms": {"options": [)" + value + "]}}";
}

// The one value of a file of two columns, of which the second is 1.
std::string Field(const std::string& value, const CsvOptions& options = {}) {
  CsvOptions bare = options;
  bare.header = false;
  const std::string line = Csv(
      "{\"a\": " + Constant(value) + ", \"b\": " + Constant("\"1\"") + "}", bare, {0, 1});
  const std::string rest = options.separator + "1" + options.line_terminator;
  return line.ends_with(rest) ? line.substr(0, line.size() - rest.size()) : "?" + line;
}

TEST(CsvTest, HeaderAndRows) {
  const std::string spec =
      "{\"id\": {\"method\": \"gen_incremental\"}, \"f\": " + Constant("true") +
      ", \"g\": " + Constant("2.5") + "}";
  EXPECT_EQ(Csv(spec), "id,f,g\n1,True,2.5\n2,True,2.5\n");
  CsvOptions options;
  options.header = false;
  EXPECT_EQ(Csv(spec, options), "1,True,2.5\n2,True,2.5\n");
  options.line_terminator = "\r\n";
  EXPECT_EQ(Csv(spec, options), "1,True,2.5\r\n2,True,2.5\r\n");
  options.line_terminator = "\r";
  EXPECT_EQ(Csv(spec, options), "1,True,2.5\r2,True,2.5\r");
  EXPECT_EQ(Csv(spec, {}, {0, 0}), "id,f,g\n");
  EXPECT_EQ(Csv(spec, options, {0, 0}), "");
}

TEST(CsvTest, TheIndexIsAFirstColumnWithAnEmptyHeader) {
  CsvOptions options;
  options.index = true;
  const std::string spec = "{\"a\": " + Constant("\"x\"") + "}";
  EXPECT_EQ(Csv(spec, options, {0, 2}), ",a\n0,x\n1,x\n");
  EXPECT_EQ(Csv(spec, options, {1'000'000, 2}), ",a\n1000000,x\n1000001,x\n");
  options.header = false;
  EXPECT_EQ(Csv(spec, options, {0, 1}), "0,x\n");
}

TEST(CsvTest, FieldsAreQuotedWhenTheyMustBe) {
  EXPECT_EQ(Field(R"("plain text")"), "plain text");
  EXPECT_EQ(Field(R"("a,b")"), R"("a,b")");
  EXPECT_EQ(Field(R"("say \"hi\"")"), R"("say ""hi""")");
  EXPECT_EQ(Field(R"("\"")"), R"("""")");
  EXPECT_EQ(Field(R"("two\nlines")"), "\"two\nlines\"");
  EXPECT_EQ(Field(R"("lone\rCR")"), "\"lone\rCR\"");
  EXPECT_EQ(Field(R"("\r\n")"), "\"\r\n\"");
  EXPECT_EQ(Field(R"("tab\there")"), "tab\there");
  EXPECT_EQ(Field(R"("😀 \u0001")"), "😀 \x01");
  EXPECT_EQ(Field(R"("a;b")"), "a;b");
}

TEST(CsvTest, HeadersAreQuotedToo) {
  CsvOptions options;
  EXPECT_EQ(Csv("{\"a,b\": " + Constant("1") + ", \"c\\\"d\": " + Constant("1") + "}",
                options, {0, 0}),
            "\"a,b\",\"c\"\"d\"\n");
}

TEST(CsvTest, MissingIsNothingAndEmptyTextIsQuoted) {
  EXPECT_EQ(Field("null"), "");
  EXPECT_EQ(Field(R"("")"), R"("")");
  CsvOptions options;
  options.missing = "NA";
  EXPECT_EQ(Field("null", options), "NA");
  options.missing = "n,a";
  EXPECT_EQ(Field("null", options), R"("n,a")");
}

TEST(CsvTest, AComposedTextThatComesOutEmptyIsQuoted) {
  const std::string spec = R"({"a": {"method": "complex_distincts", "parms": {
      "pattern": "##", "replacement": "#", "templates": [
      {"method": "distincts", "parms": {"distincts": [""]}},
      {"method": "distincts", "parms": {"distincts": [""]}}]}},
      "b": {"method": "gen_ints", "parms": {"min": 1, "max": 1}}})";
  EXPECT_EQ(Csv(spec), "a,b\n\"\",1\n\"\",1\n");
}

TEST(CsvTest, TheOnlyColumnsMissingValuesAreQuoted) {
  const std::string spec = "{\"a\": " + Constant("null") + "}";
  EXPECT_EQ(Csv(spec), "a\n\"\"\n\"\"\n");
  CsvOptions options;
  options.missing = "NA";
  EXPECT_EQ(Csv(spec, options), "a\nNA\nNA\n");
  options = {};
  options.index = true;
  EXPECT_EQ(Csv(spec, options), ",a\n0,\n1,\n");
}

// --- Separators and decimal points
// -------------------------------------------------------

const char kNumbers[] = R"({
  "i": {"method": "gen_ints", "parms": {"min": -70000, "max": -70000}},
  "f": {"method": "gen_floats", "parms": {"min": -0.5, "max": -0.5}},
  "d": {"method": "gen_dates", "parms": {"date_min": "1969-07-20", "date_max": "1969-07-20"}},
  "t": {"method": "gen_now"}})";

std::string Numbers(const std::string& separator, const std::string& decimal) {
  CsvOptions options;
  options.separator = separator;
  options.decimal = decimal;
  options.header = false;
  return Csv(kNumbers, options, {0, 1});
}

TEST(CsvTest, NumbersAreQuotedWhenTheyHoldTheSeparator) {
  EXPECT_EQ(Numbers(",", "."), "-70000,-0.5,1969-07-20,2024-05-01T12:30:00.123456Z\n");
  EXPECT_EQ(Numbers(";", ","), "-70000;-0,5;1969-07-20;2024-05-01T12:30:00.123456Z\n");
  EXPECT_EQ(Numbers(",", ","),
            "-70000,\"-0,5\",1969-07-20,2024-05-01T12:30:00.123456Z\n");
  EXPECT_EQ(Numbers("|", "·"), "-70000|-0·5|1969-07-20|2024-05-01T12:30:00.123456Z\n");
  EXPECT_EQ(Numbers("·", "·"),
            "-70000·\"-0·5\"·1969-07-20·2024-05-01T12:30:00.123456Z\n");
  EXPECT_EQ(Numbers(" ", "."), "-70000 -0.5 1969-07-20 2024-05-01T12:30:00.123456Z\n");
  EXPECT_EQ(Numbers("-", "."),
            "\"-70000\"-\"-0.5\"-\"1969-07-20\"-\"2024-05-01T12:30:00.123456Z\"\n");
  EXPECT_EQ(Numbers("7", "."),
            "\"-70000\"7\"-0.5\"7\"1969-07-20\"72024-05-01T12:30:00.123456Z\n");
  EXPECT_EQ(Numbers("T", "."),
            "-70000T-0.5T1969-07-20T\"2024-05-01T12:30:00.123456Z\"\n");
}

// The same through the columns that are rendered, not looked up.
TEST(CsvTest, ManyValuesAreQuotedLikeFew) {
  const std::string spec = R"({
    "i": {"method": "gen_ints", "parms": {"min": -5, "max": 100000}},
    "f": {"method": "gen_floats", "parms": {"min": -5, "max": 1000}},
    "g": {"method": "gen_floats", "parms": {"min": -5, "max": 1000, "round": 6}},
    "d": {"method": "gen_dates", "parms": {"date_min": "1900-01-01",
                                           "date_max": "2024-01-01"}},
    "u": {"method": "gen_uuid"}, "n": {"method": "gen_name"}, "m": {"method": "gen_email"}})";
  CsvOptions plain;
  plain.header = false;
  plain.separator = "\t";
  const std::string reference = Csv(spec, plain, {0, 3000});
  const std::string separators[] = {",", ".", "-", "0", "e", " ", "@", "·", "a", "\t"};
  for (const std::string& separator : separators) {
    for (const std::string decimal : {".", ",", "·"}) {
      CsvOptions options = plain;
      options.separator = separator;
      options.decimal = decimal;
      // Undo it: quotes away, separators outside of them to tabs, points to ".".
      std::string text;
      bool quoted = false;
      const std::string given = Csv(spec, options, {0, 3000});
      int column = 0;
      for (size_t at = 0; at < given.size();) {
        const std::string_view rest = std::string_view(given).substr(at);
        const bool number = column == 1 || column == 2;
        if (rest[0] == '"') {
          quoted = !quoted;
          ++at;
        } else if (!quoted && rest.starts_with(separator)) {
          text += '\t';
          at += separator.size();
          ++column;
        } else if (number && rest.starts_with(decimal)) {
          text += '.';
          at += decimal.size();
        } else {
          if (rest[0] == '\n') column = 0;
          text += given[at++];
        }
      }
      EXPECT_TRUE(text == reference) << separator << " " << decimal;
    }
  }
}

TEST(CsvTest, TimesTakeTheFormatAskedFor) {
  CsvOptions options;
  options.header = false;
  options.timestamp_format = "%d/%m/%Y, %H:%M";
  EXPECT_EQ(Csv(R"({"t": {"method": "gen_now"}})", options, {0, 1}),
            "\"01/05/2024, 12:30\"\n");
}

// --- Encodings
// ---------------------------------------------------------------------------

TEST(CsvTest, TextIsInTheEncodingAskedForWithOneByteOrderMark) {
  const std::string spec = "{\"ä\": " + Constant("\"ö\"") + "}";
  CsvOptions options;
  options.encoding = "latin-1";
  EXPECT_EQ(Csv(spec, options, {0, 1}), "\xe4\n\xf6\n");
  options.encoding = "utf-8-sig";
  EXPECT_EQ(Csv(spec, options, {0, 1}), "\xef\xbb\xbf\xc3\xa4\n\xc3\xb6\n");
  options.encoding = "utf-16";
  EXPECT_EQ(Csv(spec, options, {0, 1}),
            std::string("\xff\xfe\xe4\x00\x0a\x00\xf6\x00\x0a\x00", 10));
  const std::string large = Csv(spec, options, {0, 2'000'000});
  EXPECT_EQ(large.size(), 2 + 4 + 4 * 2'000'000u);
  EXPECT_EQ(large.find("\xff\xfe", 2), std::string::npos);
}

TEST(CsvTest, WhatTheEncodingCannotHoldIsRefusedByColumnAndValue) {
  CsvOptions options;
  options.encoding = "latin-1";
  const auto result = Encode("{\"price\": " + Constant("\"5 €\"") + "}", options, {0, 1});
  EXPECT_EQ(GetErrorKind(result.status()), ErrorKind::kOption);
  EXPECT_EQ(
      result.status().message(),
      "option 'encoding': 'iso8859-1' cannot hold \"5 €\" (a value of column 'price'); "
      "use \"utf-8\", or leave that value out");
  options.separator = "€";
  EXPECT_FALSE(Encode("{\"a\": " + Constant("1") + "}", options, {0, 1}).ok());
}

TEST(CsvTest, LongValuesAndManyColumnsAreWhole) {
  const std::string wide(10'000, 'w');
  EXPECT_EQ(Field("\"" + wide + "\""), wide);
  EXPECT_EQ(Field("\"" + wide + ",\""), "\"" + wide + ",\"");
  std::string spec;
  std::string header;
  std::string row;
  for (int i = 0; i < 300; ++i) {
    const std::string name = "c" + std::to_string(i);
    spec += (i == 0 ? "{\"" : ",\"") + name + "\": " + Constant(std::to_string(i));
    header += (i == 0 ? "" : ",") + name;
    row += (i == 0 ? "" : ",") + std::to_string(i);
  }
  EXPECT_EQ(Csv(spec + "}"), header + "\n" + row + "\n" + row + "\n");
}

}  // namespace
}  // namespace rand_engine
