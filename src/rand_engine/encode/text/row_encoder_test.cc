#include "rand_engine/encode/text/row_encoder.h"

#include <arrow/result.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/encode/text/encodable.h"
#include "rand_engine/encode/text/text_encoder.h"
#include "rand_engine/encode/text/text_table.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

TextStyle PlainStyle() {
  TextStyle style;
  style.true_text = "True";
  style.false_text = "False";
  style.quote_text = [](std::string_view text) { return std::string(text); };
  style.escape_fragment = [](std::string_view text) {
    return std::optional(std::string(text));
  };
  return style;
}

// Cells of every stride, tokens, and wide columns (a long option) side by side.
std::string SpecOf(int columns, bool wide) {
  const std::vector<std::string> kinds = {
      R"({"method": "gen_incremental"})",
      R"({"method": "gen_ints", "parms": {"min": -9223372036854775808,
          "max": 9223372036854775807}})",
      R"({"method": "gen_floats", "parms": {"min": -500, "max": 2000}})",
      R"({"method": "gen_name"})",
      R"({"method": "gen_uuid"})",
      R"({"method": "gen_str_choice", "parms": {"options": ["", "a", null, ")" +
          std::string(wide ? 3000 : 63, 'w') + R"("]}})",
      R"({"method": "gen_email"})",
      R"({"method": "gen_dates", "parms": {"date_min": "1900-01-01",
          "date_max": "2024-12-31"}})"};
  std::string spec = "{";
  for (int i = 0; i < columns; ++i) {
    spec += (i == 0 ? "\"" : ", \"") + ("c" + std::to_string(i)) +
            "\": " + kinds[i % kinds.size()];
  }
  return spec + "}";
}

std::string Expected(const Plan& plan, RowRange rows, const std::string& prefix,
                     const std::string& suffix) {
  std::string text;
  for (const auto& row : MakeTextRows(plan, rows)) {
    for (const std::string& value : row) text += prefix + value + suffix;
    text += "\n";
  }
  return text;
}

TEST(RowEncoderTest, RowsAreTheirColumnsSideBySide) {
  for (const int columns : {1, 5, 8, 40, 300}) {
    for (const bool wide : {false, true}) {
      const auto plan = MakeTestPlan(SpecOf(columns, wide), 2000);
      for (const size_t around : {1, 31, 32, 70}) {
        const std::string prefix(around, '<');
        RowEncoder rows(plan);
        for (int i = 0; i < columns; ++i) rows.AddColumn(i, PlainStyle(), prefix, ";");
        rows.AddConstant("\n");
        RowScratch scratch;
        for (const int64_t count : {0, 1, 2, 511, 512, 513, 1025}) {
          if (columns > 8 && (around != 1 || count > 513)) continue;
          ByteBuffer out;
          rows.Encode({7, count}, &scratch, &out);
          ASSERT_EQ(out.view(), Expected(*plan, {7, count}, prefix, ";"))
              << columns << " columns, " << count << " rows";
        }
      }
    }
  }
}

TEST(RowEncoderTest, RowNumbersRunOn) {
  const auto plan = MakeTestPlan(R"({"u": {"method": "gen_now"}})");
  for (const int64_t first : {int64_t{0}, int64_t{9'998}, int64_t{1'000'000'000'000}}) {
    RowEncoder rows(plan);
    rows.AddRowNumber(PlainStyle(), "#", "\n", first + 600);
    RowScratch scratch;
    ByteBuffer out;
    rows.Encode({first, 600}, &scratch, &out);
    std::string expected;
    for (int64_t i = 0; i < 600; ++i) expected += "#" + std::to_string(first + i) + "\n";
    EXPECT_EQ(out.view(), expected);
  }
}

// --- Chunks of a file
// --------------------------------------------------------------------

TEST(TextEncoderTest, ChunksJoinedAreTheFileAndStandAlone) {
  const auto plan = MakeTestPlan(SpecOf(8, false), 100'000);
  const auto make_rows = [&] {
    auto rows = std::make_shared<RowEncoder>(plan);
    for (int i = 0; i < 8; ++i) rows->AddColumn(i, PlainStyle(), i == 0 ? "," : "|", "");
    return rows;
  };
  std::vector<TextSection> sections;
  sections.push_back({"[", make_rows(), 1, "];", "none"});
  sections.push_back({"<", make_rows(), 1, ">", "empty"});
  const TextEncoder encoder(std::move(sections), TextEncoding(), true);
  const RowRange part{100, 20'000};
  const int64_t chunks = encoder.CountChunks(part.count);
  ASSERT_GT(chunks, 4);
  ASSERT_EQ(chunks % 2, 0);
  std::string joined;
  TextScratch scratch;
  for (int64_t chunk = 0; chunk < chunks; ++chunk) {
    ByteBuffer out;
    ASSERT_TRUE(encoder.EncodeChunk(part, chunk, &scratch, &out).ok());
    joined += out.view();
  }
  std::string rows;
  for (const auto& row : MakeTextRows(*plan, part)) {
    for (size_t i = 0; i < row.size(); ++i) rows += (i == 0 ? "," : "|") + row[i];
  }
  EXPECT_TRUE(joined == "[" + rows.substr(1) + "];<" + rows.substr(1) + ">");

  ByteBuffer alone;
  TextScratch fresh;
  ASSERT_TRUE(encoder.EncodeChunk(part, chunks - 1, &fresh, &alone).ok());
  EXPECT_TRUE(joined.ends_with(alone.view()));
  EXPECT_EQ(encoder.CountChunks(0), 2);
  ASSERT_TRUE(encoder.EncodeChunk({0, 0}, 0, &fresh, &alone).ok());
  EXPECT_EQ(alone.view(), "[none");
  ASSERT_TRUE(encoder.EncodeChunk({0, 0}, 1, &fresh, &alone).ok());
  EXPECT_EQ(alone.view(), "<empty");
}

TEST(TextEncoderTest, CountsChunksOfAsManyRowsAsThereCanBe) {
  const auto plan = MakeTestPlan(R"({"u": {"method": "gen_uuid"}})");
  auto rows = std::make_shared<RowEncoder>(plan);
  rows->AddColumn(0, PlainStyle(), "", "\n");
  std::vector<TextSection> sections(1);
  sections[0].rows = rows;
  const TextEncoder encoder(std::move(sections), TextEncoding(), true);
  EXPECT_GT(encoder.CountChunks(INT64_MAX), 0);
  EXPECT_GT(encoder.EstimateBytes(INT64_MAX), 0);
  EXPECT_NEAR(static_cast<double>(encoder.EstimateBytes(1000)), 37'000, 100);
}

// --- Encodings
// ---------------------------------------------------------------------------

arrow::Status CheckFor(const std::string& options, const std::string& encoding,
                       bool* all_ascii) {
  const auto plan =
      MakeTestPlan(R"({"größe": {"method": "gen_str_choice", "parms": {"options": )" +
                   options + "}}}");
  return CheckEncodable(*plan, *TextEncoding::Find(encoding), {","}, all_ascii);
}

TEST(EncodableTest, NamesColumnAndValueThatCannotBeHeld) {
  bool all_ascii = true;
  EXPECT_TRUE(CheckFor(R"(["ä", "b"])", "latin-1", &all_ascii).ok());
  EXPECT_FALSE(all_ascii);
  const arrow::Status status = CheckFor(R"(["a", "5 €"])", "latin-1", &all_ascii);
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kOption);
  EXPECT_EQ(
      status.message(),
      "option 'encoding': 'iso8859-1' cannot hold \"5 €\" (a value of column 'größe'); "
      "use \"utf-8\", or leave that value out");
  EXPECT_NE(CheckFor(R"(["a"])", "ascii", &all_ascii)
                .message()
                .find("\"größe\" (the name of a column)"),
            std::string::npos);
}

TEST(EncodableTest, MessagesAreCutBetweenCharacters) {
  EXPECT_EQ(CutText("abc", 2), "ab");
  EXPECT_EQ(CutText("abc", 3), "abc");
  EXPECT_EQ(CutText("aä", 2), "a");
  EXPECT_EQ(CutText("a😀", 4), "a");
  EXPECT_EQ(CutText("a😀b", 5), "a😀");
  EXPECT_EQ(CutText("", 5), "");
}

}  // namespace
}  // namespace rand_engine
