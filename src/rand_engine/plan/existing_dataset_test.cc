#include "rand_engine/plan/existing_dataset.h"

#include <arrow/array.h>
#include <arrow/builder.h>
#include <arrow/io/file.h>
#include <arrow/result.h>
#include <arrow/status.h>
#include <arrow/table.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/charset/text_encoding.h"
#include "rand_engine/error.h"
#include "rand_engine/memory/byte_buffer.h"
#include "rand_engine/plan/output_plan.h"
#include "rand_engine/write/part_name.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kHash[] = "0123456789abcdef";

const Schema& Orders() {
  static const Schema schema = {
      {"id", ValueType::kInt64},        {"price", ValueType::kFloat64, true},
      {"day", ValueType::kDate},        {"at", ValueType::kTimestamp},
      {"paid", ValueType::kBool, true}, {"name", ValueType::kString}};
  return schema;
}

constexpr char kCsv[] =
    "id,price,day,at,paid,name\n"
    "1,,2024-05-01,2024-05-01T10:00:00.000000Z,,a\n"
    "2,9.5,2024-05-02,2024-05-01T10:00:00.000001Z,True,\"b,\nc\"\n";

constexpr char kRecord1[] =
    R"({"id":1,"price":null,"day":"2024-05-01","at":"2024-05-01T10:00:00.000000Z","paid":null,"name":"a{["})";
constexpr char kRecord2[] =
    R"({"id":2,"price":9.5,"day":"2024-05-02","at":"2024-05-01T10:00:00.000001Z","paid":true,"name":"\"]}"})";

std::string Encoded(const std::string& text, const char* name) {
  const TextEncoding encoding = *TextEncoding::Find(name);
  ByteBuffer bytes;
  bytes.Append(encoding.byte_order_mark());
  EXPECT_EQ(encoding.Encode(text, &bytes), std::nullopt);
  return std::string(bytes.view());
}

class ExistingDatasetTest : public testing::Test {
 protected:
  /// Returns the path of the new part of dataset "set".
  std::string WritePart(uint32_t index, const std::string& suffix,
                        const std::string& content) {
    const std::string name =
        "set/" + MakePartName(PartNaming::kBatch, index, kHash, suffix);
    scratch_.WriteFile(name, content);
    return scratch_ / name;
  }

  /// Write a part and compress it with the system's own tool.
  void WriteCompressed(uint32_t index, const std::string& suffix,
                       const std::string& codec, const std::string& content,
                       const std::string& command) {
    const std::string path = WritePart(index, suffix, content);
    ASSERT_EQ(std::system((command + " < " + path + " > " + path + codec).c_str()), 0);
    ASSERT_EQ(std::remove(path.c_str()), 0);
  }

  arrow::Result<OutputPlan> Resolve(OptionList options, const Schema& schema = Orders()) {
    OutputRequest request;
    request.path = scratch_ / "set/";
    request.mode = "append";
    request.options = std::move(options);
    return ResolveOutput(request, schema, PosixFileSystem());
  }

  OutputPlan Plan(OptionList options = {}, const Schema& schema = Orders()) {
    auto plan = Resolve(std::move(options), schema);
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    return plan.ok() ? *plan : OutputPlan();
  }

  std::string Refusal(OptionList options = {}, const Schema& schema = Orders()) {
    const auto plan = Resolve(std::move(options), schema);
    if (plan.ok()) return "it was not refused";
    EXPECT_EQ(GetErrorKind(plan.status()), ErrorKind::kOption) << plan.status().message();
    return plan.status().message();
  }

  int64_t Rows(OptionList options = {}, const Schema& schema = Orders()) {
    options.emplace_back("firstRow", "continue");
    return Plan(std::move(options), schema).first_row;
  }

  /// A Parquet part of `table`'s columns by Arrow's own writer.
  void WriteParquet(uint32_t index, const std::shared_ptr<arrow::Table>& table,
                    parquet::Compression::type codec) {
    const std::string path = WritePart(index, ".parquet", "");
    auto file = arrow::io::FileOutputStream::Open(path).ValueOrDie();
    const auto properties =
        parquet::WriterProperties::Builder().compression(codec)->build();
    ASSERT_TRUE(parquet::arrow::WriteTable(*table, arrow::default_memory_pool(), file, 2,
                                           properties)
                    .ok());
    ASSERT_TRUE(file->Close().ok());
  }

  ScratchDirectory scratch_;
};

Schema WithColumn(size_t index, ColumnSchema column) {
  Schema schema = Orders();
  schema[index] = std::move(column);
  return schema;
}

std::string Replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// ---- CSV

TEST_F(ExistingDatasetTest, CsvOfDefaultsGivesDefaults) {
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

TEST_F(ExistingDatasetTest, CsvSeparatorDecimalIndexAndLineEndsAreTaken) {
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

TEST_F(ExistingDatasetTest, CsvSeparatorIsFoundByTheNames) {
  const Schema schema = {{"a,b", ValueType::kInt64}, {"c", ValueType::kString}};
  for (const std::string separator : {",", "§", "\t", " ", "x"}) {
    WritePart(0, ".csv", "\"a,b\"" + separator + "c\n1" + separator + "t\n");
    EXPECT_EQ(Plan({}, schema).csv.separator, separator);
  }
  WritePart(0, ".csv", "a,b§c\n1§t\n");
  EXPECT_EQ(Plan({}, schema).csv.separator, "§");
}

TEST_F(ExistingDatasetTest, CsvOfOneColumnHasNoSeparatorToFind) {
  const Schema schema = {{"id", ValueType::kInt64}};
  WritePart(0, ".csv", "id\n1\n2\n");
  EXPECT_EQ(Plan({}, schema).csv.separator, ",");
  EXPECT_EQ(Plan({{"sep", ";"}}, schema).csv.separator, ";");
  EXPECT_EQ(Rows({}, schema), 2);
}

TEST_F(ExistingDatasetTest, CsvWithoutHeaderIsKnownByItsTypes) {
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

TEST_F(ExistingDatasetTest, CsvOfOtherColumnsIsRefusedNamingThem) {
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

TEST_F(ExistingDatasetTest, CsvOfOtherTypesIsRefusedNamingColumnAndValue) {
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

TEST_F(ExistingDatasetTest, CsvMissingTextAndTimeFormatMayBeSaid) {
  const Schema schema = {{"n", ValueType::kInt64, true}, {"at", ValueType::kTimestamp}};
  WritePart(0, ".csv", "n,at\nNULL,01/05/2024\n");
  EXPECT_THAT(Refusal({}, schema), HasSubstr("na_rep"));
  EXPECT_THAT(Refusal({{"na_rep", "NULL"}}, schema), HasSubstr("timestampFormat"));
  EXPECT_EQ(
      Plan({{"na_rep", "NULL"}, {"timestampFormat", "%d/%m/%Y"}}, schema).csv.missing,
      "NULL");
}

TEST_F(ExistingDatasetTest, CsvLineOfAnotherLengthIsRefused) {
  WritePart(0, ".csv", Replaced(kCsv, "True,", ""));
  EXPECT_THAT(Refusal(), HasSubstr("a line of 5 fields where 6 columns are expected"));
}

TEST_F(ExistingDatasetTest, NewestPartWithRowsIsLookedAt) {
  const Schema schema = {{"id", ValueType::kInt64}, {"x", ValueType::kFloat64}};
  WritePart(0, ".csv", "id,x\n1,\"2,5\"\n");
  for (uint32_t index = 1; index < 40; ++index) WritePart(index, ".csv", "id,x\n");
  EXPECT_EQ(Plan({}, schema).csv.decimal, ",");
  EXPECT_EQ(Plan({}, schema).first_part_index, 40u);
  EXPECT_EQ(Rows({}, schema), 1);
}

TEST_F(ExistingDatasetTest, DatasetOfEmptyPartsTakesWhatIsSaid) {
  WritePart(0, ".csv", "");
  EXPECT_EQ(Plan({{"sep", ";"}}).csv.separator, ";");
  EXPECT_EQ(Rows(), 0);
}

TEST_F(ExistingDatasetTest, LineEndsThatPiecesCutAreCountedOnce) {
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

TEST_F(ExistingDatasetTest, EncodingIsTheMarksOrUtf8) {
  const Schema schema = {{"größe", ValueType::kInt64}, {"𝄞", ValueType::kString}};
  const std::string good = "größe;𝄞\n1;\"ä\n\"\n2;b\n";
  for (const char* encoding : {"utf-8", "utf-8-sig", "utf-16", "utf-32"}) {
    WritePart(0, ".csv", Encoded(good, encoding));
    EXPECT_EQ(Plan({}, schema).csv.encoding, encoding);
    EXPECT_EQ(Plan({}, schema).csv.separator, ";");
    EXPECT_EQ(Rows({}, schema), 2) << encoding;
  }
}

TEST_F(ExistingDatasetTest, EncodingThatCannotBeSeenMustBeSaid) {
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

TEST_F(ExistingDatasetTest, EncodingThatContradictsTheBytesIsRefused) {
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

TEST_F(ExistingDatasetTest, SampleCutInsideACharacterIsStillUtf8) {
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

TEST_F(ExistingDatasetTest, HeaderLongerThanTheSampleIsReadWhole) {
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

// ---- codecs

TEST_F(ExistingDatasetTest, CodecIsTheDatasetsUnlessSaid) {
  WriteCompressed(0, ".csv", ".gz", kCsv, "gzip -c");
  EXPECT_EQ(Plan().codec, Codec::kGzip);
  EXPECT_EQ(Plan().part_suffix, ".csv.gz");
  EXPECT_EQ(Rows(), 2);
  WriteCompressed(1, ".csv", ".bz2", kCsv, "bzip2 -c");
  WriteCompressed(2, ".csv", ".xz", kCsv, "xz -c");
  EXPECT_EQ(Plan().codec, Codec::kXz);
  EXPECT_EQ(Rows(), 6);
  const OutputPlan said = Plan({{"compression", nullptr}});
  EXPECT_EQ(said.codec, Codec::kNone);
  EXPECT_THAT(said.warnings, ElementsAre(HasSubstr("compressed with none, those in")));
}

TEST_F(ExistingDatasetTest, DamagedPartIsAWriteError) {
  WritePart(0, ".csv.gz", "not gzip at all");
  EXPECT_EQ(GetErrorKind(Resolve({}).status()), ErrorKind::kWrite);
}

// ---- JSON

TEST_F(ExistingDatasetTest, JsonShapesAreKnownByTheirFirstBytes) {
  const std::string one = kRecord1;
  const std::string two = kRecord2;
  WritePart(0, ".json", "[" + one + "," + two + "]");
  EXPECT_EQ(Plan().json.orient, JsonOrient::kRecords);
  EXPECT_FALSE(Plan().json.lines);
  EXPECT_EQ(Rows(), 2);
  EXPECT_THAT(Refusal({{"lines", true}}), HasSubstr("option 'lines': true was said"));

  WritePart(0, ".json", one + "\n" + two + "\n");
  EXPECT_TRUE(Plan().json.lines);
  EXPECT_EQ(Rows(), 2);
  EXPECT_THAT(Refusal({{"orient", "split"}}),
              HasSubstr("option 'orient': split was said"));

  WritePart(0, ".json", "{\"0\":" + one + ",\n \"1\": " + two + "}");
  EXPECT_EQ(Plan().json.orient, JsonOrient::kIndex);
  EXPECT_EQ(Rows(), 2);

  const std::string columns = R"({"columns":["id","price","day","at","paid","name"],)";
  const std::string rows =
      R"("data":[[1,null,"2024-05-01","2024-05-01T10:00:00Z",true,"]["],)"
      R"([2,1.5,"2024-05-01","2024-05-01T10:00:00Z",true,"\\"],)"
      R"([3,1.5,"2024-05-01","2024-05-01T10:00:00Z",true,"x"]]})";
  WritePart(0, ".json", columns + rows);
  EXPECT_EQ(Plan().json.orient, JsonOrient::kSplit);
  EXPECT_FALSE(Plan().json.index);
  EXPECT_EQ(Rows(), 3);
  WritePart(0, ".json", columns + R"("index":[0,1,2],)" + rows);
  EXPECT_TRUE(Plan().json.index);
  EXPECT_EQ(Rows(), 3);
}

TEST_F(ExistingDatasetTest, PrettyJsonIsReadTheSame) {
  WritePart(0, ".json", "[\n  " + Replaced(kRecord2, ",\"", ",\n    \"") + "\n]\n");
  EXPECT_EQ(Plan().json.orient, JsonOrient::kRecords);
  EXPECT_EQ(Rows(), 1);
}

TEST_F(ExistingDatasetTest, JsonWithoutRowsStillTellsItsShape) {
  WritePart(0, ".json", "[]");
  EXPECT_FALSE(Plan().json.lines);
  EXPECT_EQ(Rows(), 0);
  WritePart(0, ".json", "");
  EXPECT_TRUE(Plan().json.lines);
  EXPECT_EQ(Rows(), 0);
  WritePart(0, ".json", "{}");
  EXPECT_EQ(Plan().json.orient, JsonOrient::kIndex);
  WritePart(0, ".json", R"({"columns":["id"],"data":[]})");
  EXPECT_THAT(Refusal(), HasSubstr("not in the dataset: price"));
}

TEST_F(ExistingDatasetTest, JsonOfOtherColumnsOrKindsIsRefused) {
  WritePart(0, ".json", "[" + std::string(kRecord1) + "," + kRecord2 + "]");
  EXPECT_THAT(Refusal({}, WithColumn(5, {"title", ValueType::kString})),
              HasSubstr("not in the dataset: title"));
  EXPECT_THAT(Refusal({}, WithColumn(0, {"id", ValueType::kFloat64})),
              AllOf(HasSubstr("column 'id' is double"), HasSubstr("holds 1")));
  EXPECT_THAT(Refusal({}, WithColumn(0, {"id", ValueType::kString})),
              HasSubstr("column 'id' is string"));
  EXPECT_THAT(Refusal({}, WithColumn(1, {"price", ValueType::kInt64})), HasSubstr("9.5"));
  EXPECT_THAT(Refusal({}, WithColumn(4, {"paid", ValueType::kString})),
              HasSubstr("true"));
  EXPECT_THAT(Refusal({}, WithColumn(5, {"name", ValueType::kDate})),
              HasSubstr("the text 'a{['"));
  WritePart(0, ".json", std::string(kRecord1) + "\n" + kRecord2 + "\n");
  EXPECT_THAT(Refusal({}, WithColumn(1, {"price", ValueType::kInt64})), HasSubstr("9.5"));
}

TEST_F(ExistingDatasetTest, JsonOfAnyEncodingIsRead) {
  for (const char* encoding : {"utf-16", "utf-8-sig"}) {
    WritePart(0, ".json", Encoded("[" + std::string(kRecord1) + "]", encoding));
    EXPECT_EQ(Plan().json.encoding, encoding);
    EXPECT_EQ(Rows(), 1);
    WritePart(0, ".json", Encoded(std::string(kRecord1) + "\n", encoding));
    EXPECT_TRUE(Plan().json.lines);
    EXPECT_EQ(Rows(), 1);
  }
}

TEST_F(ExistingDatasetTest, WhatIsNoTableOfJsonIsAWriteError) {
  for (const char* content : {"5", "[1,2]", "[[1]]", "{\"a\":{\"b\":1}}", "{\"id\":1,",
                              "nope", "{\"columns\":{}}"}) {
    WritePart(0, ".json", content);
    EXPECT_EQ(GetErrorKind(Resolve({}).status()), ErrorKind::kWrite) << content;
  }
  WritePart(0, ".json", "[" + std::string(kRecord1) + ",");
  EXPECT_THAT(Resolve({{"firstRow", "continue"}}).status().message(),
              HasSubstr("cannot count the rows"));
}

TEST_F(ExistingDatasetTest, LongJsonIsCountedInPieces) {
  std::string text = "[";
  for (int i = 0; i < 30'000; ++i) {
    if (i > 0) text += ',';
    text += kRecord2;
  }
  ASSERT_GT(text.size(), size_t{2} << 20);
  WritePart(0, ".json", text + "]");
  EXPECT_EQ(Rows(), 30'000);
}

// ---- Parquet

std::shared_ptr<arrow::Table> OrdersTable(bool with_index = false) {
  const auto make = [](const std::shared_ptr<arrow::DataType>& type) {
    std::unique_ptr<arrow::ArrayBuilder> builder;
    EXPECT_TRUE(arrow::MakeBuilder(arrow::default_memory_pool(), type, &builder).ok());
    EXPECT_TRUE(builder->AppendEmptyValues(5).ok());
    return builder->Finish().ValueOrDie();
  };
  std::vector<std::shared_ptr<arrow::Field>> fields = {
      arrow::field("id", arrow::int64()),
      arrow::field("price", arrow::float64()),
      arrow::field("day", arrow::date32()),
      arrow::field("at", arrow::timestamp(arrow::TimeUnit::MICRO, "UTC")),
      arrow::field("paid", arrow::boolean()),
      arrow::field("name", arrow::utf8())};
  if (with_index) fields.push_back(arrow::field("__index_level_0__", arrow::int64()));
  std::vector<std::shared_ptr<arrow::Array>> columns;
  for (const auto& field : fields) columns.push_back(make(field->type()));
  return arrow::Table::Make(arrow::schema(fields), columns);
}

TEST_F(ExistingDatasetTest, ParquetSchemaAndCodecAreTheFooters) {
  WriteParquet(0, OrdersTable(), parquet::Compression::ZSTD);
  const OutputPlan plan = Plan();
  EXPECT_EQ(plan.format, Format::kParquet);
  EXPECT_EQ(plan.codec, Codec::kZstd);
  EXPECT_FALSE(plan.parquet.index);
  EXPECT_EQ(Rows(), 5);
  EXPECT_EQ(Plan({{"compression", "zstd"}}).warnings.size(), 0u);
  EXPECT_THAT(Plan({{"compression", "gzip"}}).warnings,
              ElementsAre(HasSubstr("compressed with gzip, those in")));
  WriteParquet(1, OrdersTable(), parquet::Compression::LZ4);
  EXPECT_EQ(Plan().codec, Codec::kLz4);
  EXPECT_EQ(Rows(), 10);
  const std::string without_row_groups = WritePart(2, ".parquet", "");
  auto file = arrow::io::FileOutputStream::Open(without_row_groups).ValueOrDie();
  auto writer = parquet::arrow::FileWriter::Open(*OrdersTable()->schema(),
                                                 arrow::default_memory_pool(), file)
                    .ValueOrDie();
  ASSERT_TRUE(writer->Close().ok());
  ASSERT_TRUE(file->Close().ok());
  EXPECT_EQ(Plan().codec, Codec::kLz4) << "the newest part has no codec to tell";
  EXPECT_EQ(Rows(), 10);
}

TEST_F(ExistingDatasetTest, ParquetIndexColumnIsNoneOfTheDatas) {
  WriteParquet(0, OrdersTable(/*with_index=*/true), parquet::Compression::SNAPPY);
  EXPECT_TRUE(Plan().parquet.index);
  EXPECT_THAT(Refusal({{"index", false}}), HasSubstr("option 'index': false was said"));
}

TEST_F(ExistingDatasetTest, ParquetOfOtherColumnsOrTypesIsRefused) {
  WriteParquet(0, OrdersTable(), parquet::Compression::SNAPPY);
  for (size_t i = 0; i < Orders().size(); ++i) {
    const ColumnSchema& column = Orders()[i];
    const ValueType other =
        column.type == ValueType::kInt64 ? ValueType::kFloat64 : ValueType::kInt64;
    EXPECT_THAT(
        Refusal({}, WithColumn(i, {column.name, other})),
        AllOf(HasSubstr("column '" + column.name + "' is " + ValueTypeName(other)),
              HasSubstr(std::string("holds ") + ValueTypeName(column.type))));
  }
  EXPECT_THAT(Refusal({}, WithColumn(1, {"cost", ValueType::kFloat64})),
              AllOf(HasSubstr("not in the dataset: cost"),
                    HasSubstr("not in the new data: price")));
}

TEST_F(ExistingDatasetTest, ParquetTypesThatAreNotOursAreShown) {
  const auto array = arrow::Int32Builder().Finish().ValueOrDie();
  WriteParquet(
      0, arrow::Table::Make(arrow::schema({arrow::field("id", arrow::int32())}), {array}),
      parquet::Compression::SNAPPY);
  EXPECT_THAT(Refusal({}, {{"id", ValueType::kInt64}}), HasSubstr("holds INT32"));
}

TEST_F(ExistingDatasetTest, FileThatIsNoParquetIsAWriteError) {
  WritePart(0, ".parquet", "PAR1 and nothing else");
  const auto plan = Resolve({});
  EXPECT_EQ(GetErrorKind(plan.status()), ErrorKind::kWrite);
  EXPECT_THAT(plan.status().message(), HasSubstr("cannot be read as parquet"));
}

// ---- anything

TEST_F(ExistingDatasetTest, DamagedPartsAreRefusedOrReadButNeverMore) {
  WriteParquet(0, OrdersTable(), parquet::Compression::SNAPPY);
  const DirectoryContent written = scratch_.Content();
  const std::string parquet_part =
      written.at("set/" + MakePartName(PartNaming::kBatch, 0, kHash, ".parquet"))
          .substr(std::string("file:").size());
  const std::vector<std::pair<std::string, std::string>> samples = {
      {".csv", kCsv},
      {".json", std::string("[") + kRecord1 + "," + kRecord2 + "]"},
      {".json", std::string(kRecord1) + "\n" + kRecord2 + "\n"},
      {".json", R"({"columns":["id"],"index":[0],"data":[[1]]})"},
      {".parquet", parquet_part}};
  std::mt19937 random(7);
  for (int i = 0; i < 400; ++i) {
    const auto& [suffix, content] = samples[random() % samples.size()];
    std::string damaged = content;
    for (uint32_t changes = 1 + random() % 4; changes > 0; --changes) {
      damaged[random() % damaged.size()] = static_cast<char>(random());
    }
    if (random() % 4 == 0) damaged.resize(random() % damaged.size());
    std::filesystem::remove_all(scratch_ / "set");
    WritePart(0, suffix, damaged);
    const auto plan = Resolve({{"firstRow", "continue"}});
    if (plan.ok()) continue;
    EXPECT_NE(GetErrorKind(plan.status()), ErrorKind::kOther) << plan.status().ToString();
    EXPECT_FALSE(plan.status().message().empty());
  }
}

}  // namespace
}  // namespace rand_engine
