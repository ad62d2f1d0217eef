#include "rand_engine/plan/csv_inspection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "rand_engine/plan/existing_dataset_test_support.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

using CsvInspectionTest = ExistingDatasetTest;

TEST_F(CsvInspectionTest, OfDefaultsGivesDefaults) {
  WritePart(0, ".csv", kCsv);
  const OutputPlan plan = Plan();
  EXPECT_EQ(plan.format, Format::kCsv);
  EXPECT_EQ(plan.codec, Codec::kNone);
  EXPECT_EQ(plan.csv.separator, ",");
  EXPECT_EQ(plan.csv.decimal, ".");
  EXPECT_EQ(plan.csv.encoding, "utf-8");
  EXPECT_EQ(plan.csv.line_terminator, "\n");
  EXPECT_TRUE(plan.csv.header);
  EXPECT_FALSE(plan.csv.index);
  EXPECT_THAT(plan.warnings, IsEmpty());
  EXPECT_EQ(Rows(), 2);
}

TEST_F(CsvInspectionTest, SeparatorDecimalIndexAndLineEndsAreTaken) {
  WritePart(0, ".csv", ";id;price\r\n0;1;\r\n1;2;9,5\r\n");
  const Schema schema = {{"id", ValueType::kInt64}, {"price", ValueType::kFloat64, true}};
  const OutputPlan plan = Plan({}, schema);
  EXPECT_EQ(plan.csv.separator, ";");
  EXPECT_EQ(plan.csv.decimal, ",");
  EXPECT_EQ(plan.csv.line_terminator, "\r\n");
  EXPECT_TRUE(plan.csv.index);
  EXPECT_EQ(Rows({}, schema), 2);
  EXPECT_THAT(Refusal({{"sep", ","}, {"decimal", "."}, {"index", false}}, schema),
              AllOf(HasSubstr("option 'sep': ',' was said, but the parts in"),
                    HasSubstr("have ';'"), HasSubstr("\noption 'decimal': '.'"),
                    HasSubstr("\noption 'index': false")));
  EXPECT_EQ(Plan({{"sep", ";"}, {"lineterminator", "\n"}}, schema).csv.line_terminator,
            "\n");
}

TEST_F(CsvInspectionTest, SeparatorIsFoundByTheNames) {
  const Schema schema = {{"a,b", ValueType::kInt64}, {"c", ValueType::kString}};
  for (const std::string separator : {",", "§", "\t", " ", "x"}) {
    WritePart(0, ".csv", "\"a,b\"" + separator + "c\n1" + separator + "t\n");
    EXPECT_EQ(Plan({}, schema).csv.separator, separator);
  }
  WritePart(0, ".csv", "a,b§c\n1§t\n");
  EXPECT_EQ(Plan({}, schema).csv.separator, "§");
}

TEST_F(CsvInspectionTest, OfOneColumnHasNoSeparatorToFind) {
  const Schema schema = {{"id", ValueType::kInt64}};
  WritePart(0, ".csv", "id\n1\n2\n");
  EXPECT_EQ(Plan({}, schema).csv.separator, ",");
  EXPECT_EQ(Plan({{"sep", ";"}}, schema).csv.separator, ";");
  EXPECT_EQ(Rows({}, schema), 2);
}

TEST_F(CsvInspectionTest, WithoutHeaderIsKnownByItsTypes) {
  WritePart(0, ".csv", "1;2.5\n2;3.5\n");
  const Schema schema = {{"id", ValueType::kInt64}, {"price", ValueType::kFloat64}};
  const OutputPlan plan = Plan({}, schema);
  EXPECT_FALSE(plan.csv.header);
  EXPECT_EQ(plan.csv.separator, ";");
  EXPECT_EQ(Rows({}, schema), 2);
  EXPECT_THAT(Refusal({{"header", true}}, schema), HasSubstr("option 'header': true"));
  // Text alone could be names: it has to be said.
  WritePart(0, ".csv", "x;y\nz;w\n");
  const Schema texts = {{"a", ValueType::kString}, {"b", ValueType::kString}};
  EXPECT_THAT(Refusal({}, texts), HasSubstr("not in the dataset: a, b"));
  EXPECT_FALSE(Plan({{"header", false}}, texts).csv.header);
}

TEST_F(CsvInspectionTest, OfOtherColumnsIsRefusedNamingThem) {
  WritePart(0, ".csv", kCsv);
  EXPECT_THAT(Refusal({}, WithColumn(5, {"title", ValueType::kString})),
              AllOf(HasSubstr("are id, price, day, at, paid, name"),
                    HasSubstr("not in the dataset: title"),
                    HasSubstr("not in the new data: name")));
  Schema swapped = Orders();
  std::swap(swapped[0], swapped[1]);
  EXPECT_THAT(Refusal({}, swapped), HasSubstr("the order or the number differs"));
  Schema fewer = Orders();
  fewer.pop_back();
  EXPECT_THAT(Refusal({}, fewer), HasSubstr("not in the new data: name"));
  const Schema without_first(Orders().begin() + 1, Orders().end());
  EXPECT_THAT(Refusal({}, without_first), HasSubstr("not in the new data: id"));
}

TEST_F(CsvInspectionTest, OfOtherTypesIsRefusedNamingColumnAndValue) {
  WritePart(0, ".csv", kCsv);
  EXPECT_THAT(Refusal({}, WithColumn(0, {"id", ValueType::kFloat64})),
              AllOf(HasSubstr("column 'id' is double"), HasSubstr("'1'")));
  EXPECT_THAT(Refusal({}, WithColumn(1, {"price", ValueType::kInt64})),
              AllOf(HasSubstr("column 'price' is int64"), HasSubstr("'9.5'")));
  EXPECT_THAT(Refusal({}, WithColumn(2, {"day", ValueType::kTimestamp})),
              AllOf(HasSubstr("column 'day'"), HasSubstr("timestampFormat")));
  EXPECT_THAT(Refusal({}, WithColumn(3, {"at", ValueType::kDate})),
              HasSubstr("column 'at'"));
  EXPECT_THAT(Refusal({}, WithColumn(4, {"paid", ValueType::kInt64})),
              HasSubstr("'True'"));
  EXPECT_THAT(Refusal({}, WithColumn(5, {"name", ValueType::kBool})), HasSubstr("'a'"));
}

TEST_F(CsvInspectionTest, TextsThatAreNoNumbersAreRefusedInAColumnOfNumbers) {
  const Schema names = {{"a", ValueType::kString, false, kPlainText}};
  WritePart(0, ".csv", "a\n\n1\n-2\n");
  EXPECT_THAT(Refusal({}, names), AllOf(HasSubstr("column 'a' is string"),
                                        HasSubstr("holds only values such as '1'")));
  for (const char* value :
       {"2.5", "\"2,5\"", "1e300", "nan", "2024-05-01", "2024-05-01T10:00:00.000000Z",
        "2024-05-01 10:00:00", "True", "False"}) {
    WritePart(0, ".csv", "a\n" + std::string(value) + "\n");
    EXPECT_THAT(Refusal({}, names), HasSubstr("holds only values such as")) << value;
  }
}

TEST_F(CsvInspectionTest, TextsThatCouldBeSuchValuesAreAppended) {
  WritePart(0, ".csv", "a\n1\n2\n");
  for (const TextForms forms : {kNumberText + 0, kNumberText | kPlainText}) {
    Plan({}, {{"a", ValueType::kString, false, static_cast<TextForms>(forms)}});
  }
  EXPECT_THAT(Refusal({}, {{"a", ValueType::kString, false, kDateText}}),
              HasSubstr("holds only values such as '1'"));
  WritePart(0, ".csv", "a\nx\n");
  Plan({}, {{"a", ValueType::kString, false, kNumberText}});
  const Schema names = {{"a", ValueType::kString, true, kPlainText}};
  for (const char* rows : {"", "\n\n", "1\nx\n", "x\n1\n", "12:30\n", "1-2\n", "-\n",
                           "2024-05-32\n", "true\n", "123e4567-e89b\n"}) {
    WritePart(0, ".csv", std::string("a\n") + rows);
    Plan({}, names);
  }
  WritePart(0, ".csv", "a\n0\n0\n");
  EXPECT_THAT(Refusal({}, names), HasSubstr("'0'"));
  Plan({{"na_rep", "0"}}, names);
}

TEST_F(CsvInspectionTest, NumbersAreRefusedInAColumnOfTexts) {
  WritePart(0, ".csv", "a\nx1\n");
  for (const ValueType type : {ValueType::kInt64, ValueType::kFloat64, ValueType::kDate,
                               ValueType::kTimestamp, ValueType::kBool}) {
    EXPECT_THAT(Refusal({}, {{"a", type}}), HasSubstr("'x1'")) << ValueTypeName(type);
  }
}

TextForms FormsOfColumn(const std::string& method) {
  return MakeTestPlan(R"({"a": {"method": )" + method + "}}")->schema()[0].text_forms;
}

TEST_F(CsvInspectionTest, FormsOfAColumnAreThoseOfItsTexts) {
  EXPECT_EQ(FormsOfColumn(R"("gen_name")"), kPlainText);
  EXPECT_EQ(FormsOfColumn(R"("gen_email")"), kPlainText);
  EXPECT_EQ(FormsOfColumn(R"("gen_uuid")"), kPlainText);
  const auto options = [](const std::string& list) {
    return FormsOfColumn(R"("gen_str_choice", "parms": {"options": )" + list + "}");
  };
  EXPECT_EQ(options(R"(["a", "b"])"), kPlainText);
  EXPECT_EQ(options(R"(["1", "-2.5"])"), kNumberText);
  EXPECT_EQ(options(R"(["1", "x"])"), kNumberText | kPlainText);
  EXPECT_EQ(options(R"(["2024-05-01", "True", null, ""])"), kDateText | kBooleanText);
  EXPECT_EQ(options(R"(["", null])"), kAnyTextForm);
}

TEST_F(CsvInspectionTest, MissingTextAndTimeFormatMayBeSaid) {
  const Schema schema = {{"n", ValueType::kInt64, true}, {"at", ValueType::kTimestamp}};
  WritePart(0, ".csv", "n,at\nNULL,01/05/2024\n");
  EXPECT_THAT(Refusal({}, schema), HasSubstr("na_rep"));
  EXPECT_THAT(Refusal({{"na_rep", "NULL"}}, schema), HasSubstr("timestampFormat"));
  EXPECT_EQ(
      Plan({{"na_rep", "NULL"}, {"timestampFormat", "%d/%m/%Y"}}, schema).csv.missing,
      "NULL");
}

TEST_F(CsvInspectionTest, LineOfAnotherLengthIsRefused) {
  WritePart(0, ".csv", Replaced(kCsv, "True,", ""));
  EXPECT_THAT(Refusal(), HasSubstr("a line of 5 fields where 6 columns are expected"));
}

TEST_F(CsvInspectionTest, LineEndsThatPiecesCutAreCountedOnce) {
  const Schema schema = {{"id", ValueType::kInt64}};
  for (const std::string end : {"\n", "\r\n", "\r"}) {
    // 7 + 2 bytes a line put a cut at every place of a line, whatever the pieces' size.
    std::string text = "id" + end;
    for (int i = 0; i < 400'000; ++i) text.append("1234567").append(end);
    WritePart(0, ".csv", text);
    EXPECT_EQ(Rows({}, schema), 400'000);
    EXPECT_EQ(Plan({}, schema).csv.line_terminator, end);
  }
}

// ---- encodings

TEST_F(CsvInspectionTest, EncodingIsTheMarksOrUtf8) {
  const Schema schema = {{"größe", ValueType::kInt64}, {"𝄞", ValueType::kString}};
  const std::string good = "größe;𝄞\n1;\"ä\n\"\n2;b\n";
  for (const char* encoding : {"utf-8", "utf-8-sig", "utf-16", "utf-32"}) {
    WritePart(0, ".csv", Encoded(good, encoding));
    EXPECT_EQ(Plan({}, schema).csv.encoding, encoding);
    EXPECT_EQ(Plan({}, schema).csv.separator, ";");
    EXPECT_EQ(Rows({}, schema), 2) << encoding;
  }
}

TEST_F(CsvInspectionTest, EncodingThatCannotBeSeenMustBeSaid) {
  const Schema schema = {{"größe", ValueType::kInt64}, {"n", ValueType::kString}};
  const std::string text = "größe§n\n1§\"é\n\"\n2§b\n";
  for (const char* encoding :
       {"latin-1", "cp1252", "utf-16-le", "utf-16-be", "utf-32-be", "cp273", "gb18030"}) {
    WritePart(0, ".csv", Encoded(text, encoding));
    EXPECT_THAT(Refusal({}, schema), HasSubstr("encoding must be said")) << encoding;
    EXPECT_EQ(Plan({{"encoding", encoding}}, schema).csv.separator, "§") << encoding;
    EXPECT_EQ(Rows({{"encoding", encoding}}, schema), 2) << encoding;
  }
}

TEST_F(CsvInspectionTest, EncodingThatContradictsTheBytesIsRefused) {
  const Schema schema = {{"a", ValueType::kInt64}, {"b", ValueType::kString}};
  WritePart(0, ".csv", "a,b\n1,x\n");
  EXPECT_THAT(Refusal({{"encoding", "utf-16"}}, schema), HasSubstr("is ASCII text"));
  EXPECT_EQ(Plan({{"encoding", "cp1252"}}, schema).csv.encoding, "cp1252");
  WritePart(0, ".csv", Encoded("a,b\n1,x\n", "utf-16"));
  EXPECT_THAT(Refusal({{"encoding", "utf-8"}}, schema),
              HasSubstr("utf-16 by its byte-order mark"));
  WritePart(0, ".csv", "a,b\n1,\xE9\n");
  EXPECT_THAT(Refusal({{"encoding", "utf-8"}}, schema), HasSubstr("not valid UTF-8"));
  WritePart(0, ".csv", "a,b\n1,é\n");
  EXPECT_THAT(Plan({{"encoding", "latin-1"}}, schema).warnings,
              ElementsAre(HasSubstr("looks like UTF-8")));
}

TEST_F(CsvInspectionTest, SampleCutInsideACharacterIsStillUtf8) {
  const Schema schema = {{"a", ValueType::kInt64}, {"b", ValueType::kString}};
  for (size_t shift = 0; shift < 3; ++shift) {
    std::string text = "a,b\n1,";
    text += std::string(shift, 'x');
    while (text.size() < (1 << 20) + 10) text += "€";
    WritePart(0, ".csv", text + "\n");
    EXPECT_EQ(Plan({}, schema).csv.encoding, "utf-8");
    EXPECT_EQ(Rows({}, schema), 1);
  }
}

TEST_F(CsvInspectionTest, HeaderLongerThanTheSampleIsReadWhole) {
  Schema schema;
  std::string header;
  std::string row;
  for (int i = 0; i < 40'000; ++i) {
    std::string name = "column_with_a_rather_long_name_";
    name += std::to_string(i);
    schema.push_back({name, ValueType::kInt64});
    if (i > 0) header += '|';
    header += name;
    row += i == 0 ? "7" : "|7";
  }
  ASSERT_GT(header.size(), size_t{1} << 20);
  WritePart(0, ".csv", header + "\n" + row + "\n");
  EXPECT_EQ(Plan({}, schema).csv.separator, "|");
}

}  // namespace
}  // namespace rand_engine
