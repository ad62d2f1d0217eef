#include "rand_engine/encode/text/cell_column.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/domain/digits.h"
#include "rand_engine/domain/number_text.h"
#include "rand_engine/encode/text/value_text.h"

namespace rand_engine {
namespace {

constexpr int kBlockRows = 512;

// Quotes as CSV does: `special` is what makes a text need quotes.
TextStyle MakeStyle(const std::string& point = ".", char special = ',') {
  TextStyle style;
  style.decimal_point = point;
  style.missing = "NA";
  style.true_text = "True";
  style.false_text = "False";
  style.quote_text = [special](std::string_view text) {
    const bool plain = text.find(special) == std::string_view::npos;
    return plain ? std::string(text) : "\"" + std::string(text) + "\"";
  };
  style.escape_fragment = [special](std::string_view text) -> std::optional<std::string> {
    if (text.find(special) != std::string_view::npos) return std::nullopt;
    return std::string(text);
  };
  return style;
}

void FillCodes(const std::vector<uint64_t>& list, CodeWidth width, CodeBuffer* codes) {
  if (width == CodeWidth::k32) {
    std::copy(list.begin(), list.end(), codes->Prepare32(list.size()));
  } else {
    std::copy(list.begin(), list.end(), codes->Prepare64(list.size()));
  }
}

const std::vector<uint32_t>& RowNumbers() {
  static const auto numbers = [] {
    std::vector<uint32_t> list(kBlockRows);
    for (uint32_t i = 0; i < list.size(); ++i) list[i] = i;
    return list;
  }();
  return numbers;
}

// Compares every cell with the slow path's text, for prefixes and suffixes of all lengths
// around the strides.
void ExpectCells(const Domain& domain, const TextStyle& style,
                 const std::vector<uint64_t>& codes, CodeWidth width,
                 std::optional<uint64_t> missing = {}) {
  CodeBuffer buffer;
  for (const size_t around :
       {0, 1, 5, 8, 11, 12, 13, 20, 27, 28, 29, 31, 40, 47, 59, 60, 61, 62, 63, 64, 70}) {
    for (const bool in_front : {true, false}) {
      const std::string prefix = in_front ? std::string(around, '<') : ",";
      const std::string suffix = in_front ? "" : std::string(around, '>');
      const auto column = MakeCellColumn(domain, missing, style, prefix, suffix);
      CellScratch scratch = column->MakeScratch(kBlockRows);
      for (size_t begin = 0; begin < codes.size(); begin += kBlockRows) {
        const size_t end = std::min(codes.size(), begin + kBlockRows);
        const std::vector<uint64_t> block(codes.begin() + begin, codes.begin() + end);
        FillCodes(block, width, &buffer);
        const CellView view = column->Render(buffer, static_cast<int>(block.size()),
                                             RowNumbers().data(), &scratch);
        ASSERT_EQ(view.stride == 0, column->is_wide());
        for (size_t i = 0; i < block.size(); ++i) {
          const std::string text(CellAt(view, static_cast<int>(i)));
          const std::string value =
              block[i] == missing ? style.missing : ValueText(domain, style, block[i]);
          ASSERT_EQ(text, prefix + value + suffix);
          ASSERT_LE(text.size(), column->longest());
        }
      }
    }
  }
}

// The ends of [0, n), codes near powers of ten, and random ones; n = 0 is 2^64.
std::vector<uint64_t> SomeCodes(uint64_t n) {
  std::mt19937_64 random(n);
  std::vector<uint64_t> codes = {0, n - 1, n / 2, n / 3};
  for (uint64_t power = 1; power <= (n - 1) / 10 && power < 1e19; power *= 10) {
    codes.insert(codes.end(), {power - 1, power, power + 1});
  }
  while (codes.size() < 700) codes.push_back(n == 0 ? random() : random() % n);
  return codes;
}

// Missing values beside others, shorter and longer than they.
void ExpectMissingCells(const Domain& domain, TextStyle style, uint64_t n) {
  const uint64_t missing = ReservedCodeOf(domain);
  std::vector<uint64_t> codes = SomeCodes(n);
  codes.resize(60);
  for (size_t i = 0; i < codes.size(); ++i) {
    if (i % 3 == 0 || codes[i] == UINT64_MAX) codes[i] = missing;
  }
  for (const size_t length : {0, 13, 80}) {
    style.missing = std::string(length, 'N');
    ExpectCells(domain, style, codes, CodeWidth::k64, missing);
  }
}

void ExpectCellsOf(const Domain& domain, const TextStyle& style, uint64_t n) {
  ExpectMissingCells(domain, style, n);
  ExpectCells(domain, style, SomeCodes(n), CodeWidth::k64);
  if (n != 0 && n <= UINT32_MAX) ExpectCells(domain, style, SomeCodes(n), CodeWidth::k32);
}

// --- Digits
// ------------------------------------------------------------------------------

TEST(DigitsTest, PutEveryLength) {
  char text[32];
  const auto put = [&](uint64_t value) {
    return std::string(text, PutUnsigned(DigitTables::Get(), value, text));
  };
  uint64_t power = 1;
  for (int digits = 1; digits <= 20; ++digits, power *= 10) {
    EXPECT_EQ(put(power), std::to_string(power));
    EXPECT_EQ(put(power - 1), std::to_string(power - 1));
    EXPECT_EQ(put(power + 1), std::to_string(power + 1));
    EXPECT_EQ(put(power / 7 * 3), std::to_string(power / 7 * 3));
  }
  EXPECT_EQ(put(UINT64_MAX), "18446744073709551615");
  for (uint64_t value = 0; value < 20'000; ++value) {
    ASSERT_EQ(put(value), std::to_string(value));
  }
  std::mt19937_64 random(1);
  for (int i = 0; i < 100'000; ++i) {
    const uint64_t value = random() >> (random() % 64);
    ASSERT_EQ(put(value), std::to_string(value));
  }
}

TEST(DigitsTest, PutSignedNumbers) {
  char text[32];
  for (const int64_t value :
       {int64_t{0}, int64_t{-1}, int64_t{-10'000}, int64_t{123456789},
        std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max()}) {
    EXPECT_EQ(std::string(text, PutSigned(DigitTables::Get(), value, text)),
              std::to_string(value));
  }
}

// --- Values
// ------------------------------------------------------------------------------

TEST(ValueTextTest, DecimalsAreShortestWithOneDigitAfterThePoint) {
  const auto text = [](int64_t unscaled, int scale) {
    char out[32];
    return std::string(out, PutDecimal(DigitTables::Get(), unscaled, scale, '.', out));
  };
  EXPECT_EQ(text(10050, 2), "100.5");
  EXPECT_EQ(text(200000, 2), "2000.0");
  EXPECT_EQ(text(-5, 1), "-0.5");
  EXPECT_EQ(text(-5, 2), "-0.05");
  EXPECT_EQ(text(-50, 2), "-0.5");
  EXPECT_EQ(text(0, 2), "0.0");
  EXPECT_EQ(text(7, 0), "7.0");
  EXPECT_EQ(text(-7, 0), "-7.0");
  EXPECT_EQ(text(1, 15), "0.000000000000001");
  EXPECT_EQ(text(-999999999999999, 15), "-0.999999999999999");
  EXPECT_EQ(text(999999999999999, 1), "99999999999999.9");
}

TEST(ValueTextTest, DoublesAreAsPythonWritesThem) {
  EXPECT_EQ(DoubleText(0.1, "."), "0.1");
  EXPECT_EQ(DoubleText(100000, "."), "100000.0");
  EXPECT_EQ(DoubleText(1e15, "."), "1000000000000000.0");
  EXPECT_EQ(DoubleText(1e16, "."), "1e+16");
  EXPECT_EQ(DoubleText(1e300, "."), "1e+300");
  EXPECT_EQ(DoubleText(-1.5e-7, "."), "-1.5e-07");
  EXPECT_EQ(DoubleText(0.0001, "."), "0.0001");
  EXPECT_EQ(DoubleText(0.00001, "."), "1e-05");
  EXPECT_EQ(DoubleText(0, "."), "0.0");
  EXPECT_EQ(DoubleText(-0.0, "."), "-0.0");
  EXPECT_EQ(DoubleText(2.5, ","), "2,5");
  EXPECT_EQ(DoubleText(-1.5e-7, "·"), "-1·5e-07");
}

// --- Cells
// -------------------------------------------------------------------------------

TEST(CellColumnTest, IntegersAreAsTheSlowPathWritesThem) {
  const int64_t least = std::numeric_limits<int64_t>::min();
  ExpectCellsOf(IntegerDomain{least, 1, 0}, MakeStyle(), 0);
  ExpectCellsOf(IntegerDomain{-5000, 1, 20'000}, MakeStyle(), 20'000);
  ExpectCellsOf(IntegerDomain{1, 1, 10'000}, MakeStyle(), 10'000);
  ExpectCellsOf(IntegerDomain{-7, 1, 1}, MakeStyle(), 1);
  ExpectCellsOf(IntegerDomain{-10, -3, 1'000'000'000}, MakeStyle(), 1'000'000'000);
  ExpectCellsOf(IntegerDomain{0, 1, 10'000'000'000}, MakeStyle(), 10'000'000'000);
}

TEST(CellColumnTest, QuotedNumbersAreToo) {
  TextStyle style = MakeStyle();
  style.integer_quote = style.decimal_quote = style.date_quote = "\"";
  ExpectCellsOf(IntegerDomain{-5000, 1, 20'000}, style, 20'000);
  ExpectCellsOf(DecimalDomain{-5000, 2, 20'000}, style, 20'000);
  ExpectCellsOf(DecimalDomain{-5000, 7, 20'000}, style, 20'000);
  ExpectCellsOf(DateDomain{-5000, 20'000}, style, 20'000);
}

TEST(CellColumnTest, DecimalsAreAsTheSlowPathWritesThem) {
  for (const char* point : {".", ",", "·", "٫"}) {
    for (int scale = 0; scale <= 15; ++scale) {
      const TextStyle style = MakeStyle(point);
      constexpr uint64_t kAll = 1'999'999'999'999'999;
      ExpectCellsOf(DecimalDomain{-999'999'999'999'999, scale, kAll}, style, kAll);
      ExpectCellsOf(DecimalDomain{-12'000, scale, 24'001}, style, 24'001);
      ExpectCellsOf(DecimalDomain{-5, scale, 10}, style, 10);
    }
  }
}

TEST(CellColumnTest, DatesAndTimesAreAsTheSlowPathWritesThem) {
  ExpectCellsOf(DateDomain{-719162, 3'652'059}, MakeStyle(), 3'652'059);
  ExpectCellsOf(DateDomain{19723, 366}, MakeStyle(), 366);
  ExpectCellsOf(TimestampDomain{1'700'000'000'000'000, 0, 1}, MakeStyle(), 1);
  ExpectCellsOf(TimestampDomain{0, 1'000'003, 50'000}, MakeStyle(), 50'000);
  // From the year 0 to 9999, by steps that hit every unit; beyond, the slow path.
  constexpr int64_t kFirst = -62'167'219'200'000'000;
  constexpr int64_t kLast = 253'402'300'799'999'999;
  constexpr int64_t kStep = (kLast - kFirst) / 49'999;
  for (const bool local : {false, true}) {
    ExpectCellsOf(TimestampDomain{kFirst, kStep, 50'000, local}, MakeStyle(), 50'000);
    ExpectCellsOf(TimestampDomain{kLast - 49'999, 1, 50'000, local}, MakeStyle(), 50'000);
  }
  ExpectCellsOf(TimestampDomain{kLast - 10, 1, 50'000}, MakeStyle(), 50'000);
}

TEST(CellColumnTest, ChoicesOfAnyLengthAreAsTheSlowPathWritesThem) {
  for (const size_t longest : {0, 1, 14, 15, 16, 30, 31, 32, 62, 63, 64, 65, 10'000}) {
    ChoiceDomain choice;
    choice.strings = {"", "x", "a,b", std::string(longest, 'y'), "filler"};
    choice.missing_code = 4;
    ExpectCellsOf(choice, MakeStyle(), 5);
  }
  ChoiceDomain flags;
  flags.type = ValueType::kBool;
  flags.booleans = {true, false};
  ExpectCellsOf(flags, MakeStyle(), 2);
  ChoiceDomain numbers;
  numbers.type = ValueType::kFloat64;
  numbers.floats = {0, 1e300, -1.5e-7, 0.1};
  ExpectCellsOf(numbers, MakeStyle("··"), 4);
}

TEST(CellColumnTest, ComposedTextsAreAsTheSlowPathWritesThem) {
  ConcatenationDomain domain;
  domain.AddPart({"Ana", "Bo", "Maximiliane", "", "Günter"});
  domain.AddPart({" "});
  domain.AddPart({"Li", "O'Neill", "de la Cruz"});
  const uint64_t size = domain.size();
  ExpectCellsOf(domain, MakeStyle(), size);
  ExpectCellsOf(domain, MakeStyle(".", ' '), size);   // every text needs quotes
  ExpectCellsOf(domain, MakeStyle(".", '\''), size);  // some do
}

TEST(CellColumnTest, ComposedNumbersAndTimesAreAsTheSlowPathWritesThem) {
  ConcatenationDomain domain;
  domain.AddNumber(-3, 2, 5);
  domain.AddPart({"/"});
  domain.AddDecimal(-101, 2, 7);
  domain.AddNumber(0, 1, 12, 5);
  domain.AddTime(
      0, 86'400, 3,
      std::make_shared<const TimePattern>(*TimePattern::Make("%d|%b|%Y %H:%M")));
  const uint64_t size = domain.size();
  ASSERT_EQ(size, 5u * 7 * 12 * 3);
  for (const char special : {',', '-', '.', '1', '/', '|', 'J'}) {
    ExpectCellsOf(domain, MakeStyle(".", special), size);
  }
}

TEST(CellColumnTest, CheckDigitsAndHexadecimalsAreAsTheSlowPathWritesThem) {
  ConcatenationDomain domain;
  domain.AddPart({"2", "40"});
  domain.AddHexadecimal(9, 30, 2);
  domain.AddPart({":"});
  domain.AddNumber(0, 1, 300, 9);
  domain.AddRule(TextRule::kIsbn10, 1);
  for (const char special : {',', 'a', 'X', ':', '4'}) {
    ExpectCellsOf(domain, MakeStyle(".", special), domain.size());
  }
}

TEST(CellColumnTest, TextsLongerThanCellsAreAsTheSlowPathWritesThem) {
  for (const size_t length : {40, 60, 64, 200}) {
    ConcatenationDomain domain;
    domain.AddPart({std::string_view("a"), std::string_view("bb")});
    const std::string filler(length, 'x');
    domain.AddPart({"", filler, std::string_view(filler).substr(1)});
    domain.AddNumber(0, 1, 200);
    for (const char special : {',', 'x'}) {
      ExpectCellsOf(domain, MakeStyle(".", special), domain.size());
    }
  }
}

TEST(CellColumnTest, UuidsAreCellsOrWideWhereTheyNeedQuotes) {
  std::mt19937_64 random(3);
  CodeBuffer codes;
  uint64_t* words = codes.Prepare128(kBlockRows);
  for (int i = 0; i < 2 * kBlockRows; ++i) words[i] = random();
  for (const char special : {',', '-'}) {
    for (size_t around = 0; around <= 70; ++around) {
      const std::string prefix(around, '<');
      const auto column = MakeCellColumn(UuidDomain{}, std::nullopt,
                                         MakeStyle(".", special), prefix, "\n");
      CellScratch scratch = column->MakeScratch(kBlockRows);
      const CellView view =
          column->Render(codes, kBlockRows, RowNumbers().data(), &scratch);
      for (int i = 0; i < kBlockRows; ++i) {
        char text[36];
        UuidDomain{}.Render(words[2 * i], words[2 * i + 1], text);
        const std::string quote = special == '-' ? "\"" : "";
        ASSERT_EQ(CellAt(view, i), prefix + quote + std::string(text, 36) + quote + "\n");
      }
    }
  }
}

TEST(CellColumnTest, UuidsCanBeMissing) {
  std::mt19937_64 random(3);
  CodeBuffer codes;
  uint64_t* words = codes.Prepare128(kBlockRows);
  for (int i = 0; i < 2 * kBlockRows; ++i) words[i] = random();
  for (int i = 0; i < kBlockRows; i += 3) words[2 * i] = UINT64_MAX;
  for (const char special : {',', '-'}) {
    TextStyle style = MakeStyle(".", special);
    if (special == ',') style.fragment_quote = "\"";
    const auto column = MakeCellColumn(UuidDomain{}, UINT64_MAX, style, ",", "");
    CellScratch scratch = column->MakeScratch(kBlockRows);
    // After a short block the cells behind it still have their quotes.
    for (const int count : {5, 6, 7, kBlockRows}) {
      const CellView view = column->Render(codes, count, RowNumbers().data(), &scratch);
      for (int i = 0; i < count; ++i) {
        char text[36];
        UuidDomain{}.Render(words[2 * i], words[2 * i + 1], text);
        const std::string value = "\"" + std::string(text, 36) + "\"";
        ASSERT_EQ(CellAt(view, i), "," + (i % 3 == 0 ? "NA" : value));
      }
    }
  }
}

TEST(CellColumnTest, ConstantsOfAnyLength) {
  for (const size_t length : {0, 1, 15, 16, 63, 64, 1000}) {
    const std::string bytes(length, 'c');
    const auto column = MakeConstantColumn(bytes);
    CellScratch scratch = column->MakeScratch(kBlockRows);
    CodeBuffer codes;
    FillCodes({0, 0, 0}, CodeWidth::k32, &codes);
    const CellView view = column->Render(codes, 3, RowNumbers().data(), &scratch);
    for (int i = 0; i < 3; ++i) EXPECT_EQ(CellAt(view, i), bytes);
  }
}

TEST(VisitTextsTest, ShowsOptionsAndWordsUntilToldToStop) {
  ChoiceDomain choice;
  choice.strings = {"a", "b", "c"};
  std::string seen;
  VisitTexts(choice, [&](std::string_view text) {
    seen += text;
    return text != "b";
  });
  EXPECT_EQ(seen, "ab");
  ConcatenationDomain words;
  words.AddPart({"x", "y"});
  words.AddPart({"-"});
  seen.clear();
  VisitTexts(words, [&](std::string_view text) {
    seen += text;
    return true;
  });
  EXPECT_EQ(seen, "xy-");
}

}  // namespace
}  // namespace rand_engine
