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

#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/plan/existing_dataset_test_support.h"

namespace rand_engine {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kRecord1[] =
    R"({"id":1,"price":null,"day":"2024-05-01","at":"2024-05-01T10:00:00.000000Z","paid":null,"name":"a{["})";
constexpr char kRecord2[] =
    R"({"id":2,"price":9.5,"day":"2024-05-02","at":"2024-05-01T10:00:00.000001Z","paid":true,"name":"\"]}"})";

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

TEST_F(ExistingDatasetTest, PartThatGoesWhileItIsLookedAtIsAnotherRuns) {
  DatasetListing listing;
  listing.exists = true;
  for (const std::string suffix : {".csv", ".json", ".parquet"}) {
    const std::string name = "part_00000000-aaaa-8aaa" + suffix;
    listing.parts = {{name, *ParsePartName(name), 10}};
    const Format format = *FormatOfDataset("gone", listing).ValueOrDie();
    const auto facts =
        InspectDataset("gone", listing, format, {{"id", ValueType::kInt64}}, {});
    EXPECT_EQ(GetErrorKind(facts.status()), ErrorKind::kWrite);
    EXPECT_THAT(facts.status().message(), HasSubstr("another run is writing there"));
    PartForm form;
    form.format = format;
    const auto rows = CountDatasetRows("gone", listing, form);
    EXPECT_THAT(rows.status().message(), HasSubstr("another run is writing there"));
  }
}

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
  for (const char* content : {"5", "[1,2]", "[[1]]", "{\"id\":1,", "nope"}) {
    WritePart(0, ".json", content);
    EXPECT_EQ(GetErrorKind(Resolve({}).status()), ErrorKind::kWrite) << content;
  }
  WritePart(0, ".json", "[" + std::string(kRecord1) + ",");
  EXPECT_THAT(Resolve({{"firstRow", "continue"}}).status().message(),
              HasSubstr("cannot count the rows"));
}

TEST_F(ExistingDatasetTest, JsonOfNestedColumnsIsRead) {
  for (const char* content :
       {R"({"a":{"b":{"c":[1]}}})", R"([{"a":{"b":[{}]}}])", R"({"0":{"a":{"b":1}}})",
        R"({"columns":["a"],"data":[[{"b":[1]}]]})"}) {
    WritePart(0, ".json", content);
    EXPECT_THAT(Refusal(), HasSubstr("are a, those of")) << content;
  }
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

class ExistingParquetTest : public ExistingDatasetTest {
 protected:
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
};

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

TEST_F(ExistingParquetTest, ParquetSchemaAndCodecAreTheFooters) {
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

TEST_F(ExistingParquetTest, ParquetIndexColumnIsNoneOfTheDatas) {
  WriteParquet(0, OrdersTable(/*with_index=*/true), parquet::Compression::SNAPPY);
  EXPECT_TRUE(Plan().parquet.index);
  EXPECT_THAT(Refusal({{"index", false}}), HasSubstr("option 'index': false was said"));
}

TEST_F(ExistingParquetTest, ParquetOfOtherColumnsOrTypesIsRefused) {
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

std::shared_ptr<arrow::Table> EmptyTable(const std::shared_ptr<arrow::DataType>& type) {
  const auto array = arrow::MakeEmptyArray(type).ValueOrDie();
  return arrow::Table::Make(arrow::schema({arrow::field("id", type)}), {array});
}

TEST_F(ExistingParquetTest, ParquetTypesThatAreNotOursAreShown) {
  WriteParquet(0, EmptyTable(arrow::time32(arrow::TimeUnit::MILLI)),
               parquet::Compression::SNAPPY);
  EXPECT_THAT(Refusal({}, {{"id", ValueType::kInt64}}), HasSubstr("holds INT32 (Time"));
}

TEST_F(ExistingParquetTest, NumbersOfAnotherSizeAreRefused) {
  const std::vector<std::pair<std::shared_ptr<arrow::DataType>, StorageType>> types = {
      {arrow::int8(), StorageType::kInt8},     {arrow::int16(), StorageType::kInt16},
      {arrow::int32(), StorageType::kInt32},   {arrow::uint8(), StorageType::kUint8},
      {arrow::uint16(), StorageType::kUint16}, {arrow::uint32(), StorageType::kUint32},
      {arrow::uint64(), StorageType::kUint64}, {arrow::int64(), StorageType::kNative}};
  for (const auto& [written, stored] : types) {
    WriteParquet(0, EmptyTable(written), parquet::Compression::SNAPPY);
    for (const auto& [wanted, storage] : types) {
      Schema schema = {{"id", ValueType::kInt64}};
      schema[0].storage = storage;
      if (storage == stored) {
        EXPECT_TRUE(Resolve({}, schema).ok()) << written->ToString();
      } else {
        EXPECT_THAT(Refusal({}, schema),
                    AllOf(HasSubstr("'id' is " + wanted->ToString() + " in the new data"),
                          HasSubstr("holds " + written->ToString() + " in it")));
      }
    }
  }
  WriteParquet(0, EmptyTable(arrow::float32()), parquet::Compression::SNAPPY);
  Schema schema = {{"id", ValueType::kFloat64}};
  EXPECT_THAT(Refusal({}, schema), HasSubstr("'id' is double in the new data"));
  EXPECT_THAT(Refusal({}, schema), HasSubstr("holds float in it"));
  schema[0].storage = StorageType::kFloat32;
  EXPECT_TRUE(Resolve({}, schema).ok());
}

TEST_F(ExistingParquetTest, FileThatIsNoParquetIsAWriteError) {
  WritePart(0, ".parquet", "PAR1 and nothing else");
  const auto plan = Resolve({});
  EXPECT_EQ(GetErrorKind(plan.status()), ErrorKind::kWrite);
  EXPECT_THAT(plan.status().message(), HasSubstr("cannot be read as parquet"));
}

// ---- anything

TEST_F(ExistingParquetTest, DamagedPartsAreRefusedOrReadButNeverMore) {
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
