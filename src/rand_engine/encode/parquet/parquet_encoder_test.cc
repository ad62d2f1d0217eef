#include "rand_engine/encode/parquet/parquet_encoder.h"

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <gtest/gtest.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>
#include <parquet/metadata.h>
#include <parquet/page_index.h>
#include <parquet/properties.h>
#include <parquet/statistics.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/encode/arrow/record_batch.h"
#include "rand_engine/encode/parquet/encoding_choice.h"
#include "rand_engine/encode/parquet/parquet_test_support.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

TEST(BitWidthTest, HoldsTheNumbersBelow) {
  EXPECT_EQ(BitWidth(0), 0);
  EXPECT_EQ(BitWidth(1), 0);
  EXPECT_EQ(BitWidth(2), 1);
  EXPECT_EQ(BitWidth(256), 8);
  EXPECT_EQ(BitWidth(257), 9);
  EXPECT_EQ(BitWidth(uint64_t{1} << 32), 32);
}

// --- Which encoding
// ----------------------------------------------------------------------

PageEncoding Choose(const std::string& column, int64_t rows, bool compressed = true) {
  const auto plan = MakeTestPlan("{\"c\": " + column + "}", rows);
  const auto values = MakeParquetValues(plan->columns()[0].domain);
  return ChooseEncoding(*values, {rows, compressed, plan->schema()[0].nullable,
                                  plan->columns()[0].follows_row_number});
}

TEST(EncodingChoiceTest, TakesTheFewestBytes) {
  const std::string ints = R"({"method": "gen_ints", "parms": {"min": 1, "max": )";
  const std::string price =
      R"({"method": "gen_floats", "parms": {"min": 100, "max": 2000}})";
  const std::string choice = R"({"method": "gen_str_choice", "parms": {"options": )";
  EXPECT_EQ(Choose(R"({"method": "gen_incremental"})", 5), PageEncoding::kDelta);
  EXPECT_EQ(Choose(ints + "10}}", 1'000'000), PageEncoding::kFullDictionary);
  EXPECT_EQ(Choose(ints + "9000}}", 1'000'000), PageEncoding::kFullDictionary);
  EXPECT_NE(Choose(ints + "9000}}", 1'000), PageEncoding::kFullDictionary);
  EXPECT_EQ(Choose(ints + "1000000000}}", 1'000'000), PageEncoding::kDelta);
  EXPECT_EQ(Choose(ints + "9000000000000000000}}", 1'000'000), PageEncoding::kPlain);
  EXPECT_EQ(Choose(price, 1'000), PageEncoding::kByteStreamSplit);
  EXPECT_EQ(Choose(price, 1'000, /*compressed=*/false), PageEncoding::kPlain);
  EXPECT_EQ(Choose(price, 1'000'000), PageEncoding::kFullDictionary);
  EXPECT_EQ(Choose(choice + R"(["a", "b"]}})", 1'000), PageEncoding::kFullDictionary);
  EXPECT_EQ(Choose(choice + R"(["a", null]}})", 1'000), PageEncoding::kUsedDictionary);
  EXPECT_EQ(Choose(choice + "[true, false]}}", 1'000), PageEncoding::kPlain);
  EXPECT_EQ(Choose(R"({"method": "gen_name"})", 5), PageEncoding::kPlain);
  EXPECT_EQ(Choose(R"({"method": "gen_name"})", 1'000'000),
            PageEncoding::kUsedDictionary);
  EXPECT_EQ(Choose(R"({"method": "gen_email"})", 1'000'000), PageEncoding::kPlain);
  EXPECT_EQ(Choose(R"({"method": "gen_uuid"})", 1'000'000), PageEncoding::kPlain);
}

// --- Files
// -------------------------------------------------------------------------------

struct FileRequest {
  std::string spec;
  RowRange rows;
  ParquetOptions options = {};
  Codec codec = Codec::kSnappy;
  std::optional<int> level = {};
  KeyValues key_values = {};
};

std::unique_ptr<ParquetEncoder> MakeEncoder(const FileRequest& request) {
  const auto plan =
      MakeTestPlan(request.spec, request.rows.end(), "42", 1'700'000'000'000'000);
  return *ParquetEncoder::Make(plan, request.options, request.codec, request.level);
}

std::string WriteFileWith(const ParquetEncoder& encoder, const FileRequest& request) {
  const auto sink = *arrow::io::BufferOutputStream::Create();
  const auto writer = *encoder.OpenFile(request.rows, sink);
  EXPECT_TRUE(writer->Begin().ok());
  ParquetScratch scratch;
  EncodedPages chunk;
  for (int64_t unit = 0; unit < encoder.CountUnits(request.rows.count); ++unit) {
    EXPECT_TRUE(encoder.EncodeUnit(request.rows, unit, &scratch, &chunk).ok());
    EXPECT_TRUE(writer->Append(chunk).ok());
  }
  const auto finished = writer->Finish(request.key_values);
  EXPECT_TRUE(finished.ok()) << finished.ToString();
  return (*sink->Finish())->ToString();
}

std::string WriteFile(const FileRequest& request) {
  return WriteFileWith(*MakeEncoder(request), request);
}

std::unique_ptr<parquet::ParquetFileReader> OpenBytes(const std::string& bytes) {
  parquet::ReaderProperties properties = parquet::default_reader_properties();
  properties.set_page_checksum_verification(true);
  return parquet::ParquetFileReader::Open(
      std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(bytes)),
      properties);
}

std::shared_ptr<arrow::Table> ReadTable(const std::string& bytes) {
  parquet::arrow::FileReaderBuilder builder;
  parquet::ReaderProperties properties = parquet::default_reader_properties();
  properties.set_page_checksum_verification(true);
  auto opened = builder.Open(
      std::make_shared<arrow::io::BufferReader>(arrow::Buffer::FromString(bytes)),
      properties);
  EXPECT_TRUE(opened.ok()) << opened.ToString();
  std::unique_ptr<parquet::arrow::FileReader> reader = *builder.Build();
  auto table = reader->ReadTable();
  EXPECT_TRUE(table.ok()) << table.status().ToString();
  return table.ValueOr(nullptr);
}

std::shared_ptr<arrow::Table> ArrowTable(const FileRequest& request) {
  const auto plan =
      MakeTestPlan(request.spec, request.rows.end(), "42", 1'700'000'000'000'000);
  const RecordBatchEncoder encoder(plan);
  const auto batch = *encoder.Encode(request.rows);
  EXPECT_TRUE(batch->ValidateFull().ok());
  return *arrow::Table::FromRecordBatches(encoder.schema(), {batch});
}

void ExpectSameValues(const FileRequest& request) {
  const auto read = ReadTable(WriteFile(request));
  const auto made = ArrowTable(request);
  ASSERT_NE(read, nullptr);
  ASSERT_EQ(read->num_rows(), request.rows.count);
  for (int i = 0; i < made->num_columns(); ++i) {
    const arrow::Field& field = *made->field(i);
    ASSERT_EQ(read->field(i)->name(), field.name());
    EXPECT_EQ(read->field(i)->nullable(), field.nullable()) << field.name();
    if (field.type()->id() != arrow::Type::DICTIONARY) {
      EXPECT_TRUE(read->field(i)->type()->Equals(*field.type())) << field.name();
    }
    EXPECT_TRUE(CellsOf(*read->column(i)) == CellsOf(*made->column(i))) << field.name();
  }
}

TEST(ParquetTest, HoldsTheValuesThatArrowHolds) {
  for (const int64_t rows : {0, 1, 2, 9, 1000, 200'000}) {
    ExpectSameValues({EveryKindSpec(), {0, rows}});
  }
  ExpectSameValues({EveryKindSpec(), {1'000'000'000'000, 3000}});
  for (const char* rate : {"0.001", "0.5", "1"}) {
    ExpectSameValues({NullableSpec(rate), {1'000'000'000'000, 3000}});
  }
}

TEST(ParquetTest, HoldsThemInEveryCodecAndDeclaresIt) {
  const std::vector<std::pair<Codec, arrow::Compression::type>> codecs = {
      {Codec::kNone, arrow::Compression::UNCOMPRESSED},
      {Codec::kSnappy, arrow::Compression::SNAPPY},
      {Codec::kGzip, arrow::Compression::GZIP},
      {Codec::kZstd, arrow::Compression::ZSTD},
      {Codec::kLz4, arrow::Compression::LZ4},
      {Codec::kBrotli, arrow::Compression::BROTLI}};
  for (const auto& [codec, declared] : codecs) {
    FileRequest request{EveryKindSpec(), {0, 5000}};
    request.codec = codec;
    ExpectSameValues(request);
    const auto reader = OpenBytes(WriteFile(request));
    const auto group = reader->metadata()->RowGroup(0);
    for (int i = 0; i < group->num_columns(); ++i) {
      EXPECT_EQ(group->ColumnChunk(i)->compression(), declared);
    }
  }
  FileRequest request{EveryKindSpec(), {0, 5000}};
  request.codec = Codec::kZstd;
  const size_t usual = WriteFile(request).size();
  request.level = 19;
  ExpectSameValues(request);
  EXPECT_LT(WriteFile(request).size(), usual);
}

TEST(ParquetTest, RowGroupsAreOfTheSizeAskedFor) {
  FileRequest request{EveryKindSpec(), {0, 2500}};
  request.options.row_group_size = 1000;
  ExpectSameValues(request);
  const auto metadata = OpenBytes(WriteFile(request))->metadata();
  ASSERT_EQ(metadata->num_row_groups(), 3);
  EXPECT_EQ(metadata->RowGroup(0)->num_rows(), 1000);
  EXPECT_EQ(metadata->RowGroup(2)->num_rows(), 500);
  request.options.row_group_size = 1;
  request.rows.count = 3;
  ExpectSameValues(request);
  EXPECT_EQ(OpenBytes(WriteFile(request))->metadata()->num_row_groups(), 3);
}

TEST(ParquetTest, RowGroupsHoldAtMostAMebiRows) {
  const auto plan = MakeTestPlan(R"({"b": {"method": "gen_str_choice",
                                           "parms": {"options": [true, false]}}})");
  const auto encoder = *ParquetEncoder::Make(plan, {}, Codec::kZstd, {});
  EXPECT_EQ(encoder->CountUnits(1'048'576), 8);
  EXPECT_EQ(encoder->CountUnits(1'048'577), 9);
  EXPECT_EQ(encoder->CountUnits(0), 0);
  EXPECT_GT(encoder->CountUnits(INT64_MAX), 0);
}

TEST(ParquetTest, RowGroupsHoldAsManyRowsAsColumnsAndReadersBear) {
  EXPECT_EQ(RowGroupRows({}, {8, 8}), 1'048'576);
  EXPECT_EQ(RowGroupRows({}, {200, 8}), 1'048'576);
  EXPECT_EQ(RowGroupRows({}, {800, 8}), 335'544) << "256 MiB of all columns";
  EXPECT_EQ(RowGroupRows({}, {800, 400}), 83'886) << "32 MiB of a column";
  EXPECT_EQ(RowGroupRows({}, {1e9, 1e9}), 1024);
  ParquetOptions asked;
  asked.row_group_size = 1'000'000;
  EXPECT_EQ(RowGroupRows(asked, {800, 400}), 1'000'000);
}

TEST(ParquetTest, AKeptDictionaryChangesNoByteOfLaterFiles) {
  FileRequest request{EveryKindSpec(), {0, 2500}};
  request.options.row_group_size = 1000;
  for (const Codec codec : {Codec::kNone, Codec::kZstd, Codec::kBrotli}) {
    request.codec = codec;
    const auto encoder = MakeEncoder(request);
    const std::string first = WriteFileWith(*encoder, request);
    EXPECT_TRUE(WriteFileWith(*encoder, request) == first);
    EXPECT_TRUE(WriteFile(request) == first);
  }
}

// Nine dictionaries of two megabytes each are more than the encoder keeps.
TEST(ParquetTest, DictionariesThatAreNotKeptHoldTheSameValues) {
  std::string spec;
  for (int i = 0; i < 9; ++i) {
    spec += (i == 0 ? "{" : ", ") + ("\"c" + std::to_string(i) + "\": ");
    spec += R"({"method": "gen_floats", "parms": {"min": 0, "max": 2500}})";
  }
  FileRequest request{spec + "}", {0, 1'048'576 + 3}};
  request.options.row_group_size = 1'048'576;
  const auto read = ReadTable(WriteFile(request));
  const auto made = ArrowTable(request);
  ASSERT_NE(read, nullptr);
  for (int i = 0; i < 9; ++i) EXPECT_TRUE(read->column(i)->Equals(made->column(i))) << i;
}

TEST(ParquetTest, SmallFilesAreSmall) {
  FileRequest request{OrdersSpec(), {0, 1000}};
  EXPECT_LT(WriteFile(request).size(), 16'000u);
  request.spec = R"({"n": {"method": "gen_name"}})";
  request.rows.count = 5;
  EXPECT_LT(WriteFile(request).size(), 2'000u);
}

TEST(ParquetTest, AMillionOrdersTakeTheirEntropyAndLittleMore) {
  FileRequest request{OrdersSpec(), {0, 1'000'000}};
  request.codec = Codec::kZstd;
  const std::string bytes = WriteFile(request);
  // 13.1 + 1.6 + 17.5 + 8.5 bits a row.
  EXPECT_LT(bytes.size(), 6'000'000u);
  ExpectSameValues(request);
}

TEST(ParquetTest, ADamagedPageIsFoundByItsChecksum) {
  const FileRequest request{
      R"({"u": {"method": "gen_uuid"}})", {0, 1000}, {}, Codec::kNone};
  std::string bytes = WriteFile(request);
  bytes[bytes.size() / 3] ^= 1;
  parquet::arrow::FileReaderBuilder builder;
  parquet::ReaderProperties properties = parquet::default_reader_properties();
  properties.set_page_checksum_verification(true);
  ASSERT_TRUE(builder
                  .Open(std::make_shared<arrow::io::BufferReader>(
                            arrow::Buffer::FromString(bytes)),
                        properties)
                  .ok());
  EXPECT_FALSE((*builder.Build())->ReadTable().ok());
}

// --- Statistics
// --------------------------------------------------------------------------

bool Less(parquet::Type::type type, const std::string& a, const std::string& b) {
  const auto typed = [&](auto x) {
    auto y = x;
    std::memcpy(&x, a.data(), sizeof(x));
    std::memcpy(&y, b.data(), sizeof(y));
    return x < y;
  };
  switch (type) {
    case parquet::Type::BOOLEAN:
      return typed(uint8_t{0});
    case parquet::Type::INT32:
      return typed(int32_t{0});
    case parquet::Type::INT64:
      return typed(int64_t{0});
    case parquet::Type::DOUBLE:
      return typed(0.0);
    default:
      return a < b;
  }
}

struct TrueStatistics {
  std::optional<std::string> min;
  std::optional<std::string> max;
  int64_t nulls = 0;
};

TrueStatistics Recompute(parquet::Type::type type, const std::vector<PlainCell>& cells,
                         size_t begin, size_t end) {
  TrueStatistics found;
  for (size_t i = begin; i < end; ++i) {
    if (!cells[i]) {
      ++found.nulls;
      continue;
    }
    if (!found.min || Less(type, *cells[i], *found.min)) found.min = *cells[i];
    if (!found.max || Less(type, *found.max, *cells[i])) found.max = *cells[i];
  }
  if (type == parquet::Type::DOUBLE && found.min) {
    // The format wants zeros that cover both.
    if (*found.min == BytesOf(0.0)) found.min = BytesOf(-0.0);
    if (*found.max == BytesOf(-0.0)) found.max = BytesOf(0.0);
  }
  return found;
}

void ExpectTrueStatistics(const std::string& bytes) {
  const auto table = ReadTable(bytes);
  const auto reader = OpenBytes(bytes);
  const auto metadata = reader->metadata();
  size_t first = 0;
  for (int g = 0; g < metadata->num_row_groups(); ++g) {
    const auto group = metadata->RowGroup(g);
    const auto index = reader->GetPageIndexReader()->RowGroup(g);
    const size_t end = first + group->num_rows();
    for (int c = 0; c < group->num_columns(); ++c) {
      const std::string& name = metadata->schema()->Column(c)->name();
      const auto type = metadata->schema()->Column(c)->physical_type();
      const auto cells = CellsOf(*table->column(c));
      const auto truth = Recompute(type, cells, first, end);
      const auto chunk = group->ColumnChunk(c)->encoded_statistics();
      ASSERT_NE(chunk, nullptr) << name;
      EXPECT_EQ(chunk->null_count, truth.nulls) << name;
      ASSERT_EQ(chunk->has_min, truth.min.has_value()) << name;
      if (truth.min) {
        EXPECT_EQ(chunk->min(), *truth.min) << name;
        EXPECT_EQ(chunk->max(), *truth.max) << name;
      }
      EXPECT_FALSE(chunk->has_distinct_count) << name;

      const auto pages = index->GetColumnIndex(c);
      const auto places = index->GetOffsetIndex(c)->page_locations();
      ASSERT_NE(pages, nullptr) << name;
      ASSERT_EQ(pages->null_pages().size(), places.size()) << name;
      for (size_t p = 0; p < places.size(); ++p) {
        const size_t page_begin = first + places[p].first_row_index;
        const size_t page_end =
            p + 1 < places.size() ? first + places[p + 1].first_row_index : end;
        const auto page = Recompute(type, cells, page_begin, page_end);
        EXPECT_EQ(pages->null_counts()[p], page.nulls) << name;
        ASSERT_EQ(pages->null_pages()[p], !page.min.has_value()) << name << " page " << p;
        if (!page.min) continue;
        EXPECT_EQ(pages->encoded_min_values()[p], *page.min) << name << " page " << p;
        EXPECT_EQ(pages->encoded_max_values()[p], *page.max) << name << " page " << p;
      }
    }
    first = end;
  }
}

TEST(ParquetStatisticsTest, AreThoseOfTheRowsInChunksAndPages) {
  ExpectTrueStatistics(WriteFile({EveryKindSpec(), {0, 1}}));
  ExpectTrueStatistics(WriteFile({EveryKindSpec(), {0, 5}}));
  FileRequest groups{EveryKindSpec(), {0, 3000}};
  groups.options.row_group_size = 1000;
  ExpectTrueStatistics(WriteFile(groups));
  ExpectTrueStatistics(WriteFile({EveryKindSpec(), {77, 300'000}}));
  ExpectTrueStatistics(WriteFile({NullableSpec("0.1"), {77, 300'000}}));
  ExpectTrueStatistics(WriteFile({NullableSpec("0.9999"), {77, 300'000}}));
}

TEST(ParquetStatisticsTest, ZerosCoverBothSigns) {
  const auto reader = OpenBytes(WriteFile(
      {R"({"z": {"method": "gen_floats", "parms": {"min": 0, "max": 0}}})", {0, 10}}));
  const auto statistics =
      reader->metadata()->RowGroup(0)->ColumnChunk(0)->encoded_statistics();
  EXPECT_EQ(statistics->min(), BytesOf(-0.0));
  EXPECT_EQ(statistics->max(), BytesOf(0.0));
}

TEST(ParquetStatisticsTest, TooLongTextsLeaveThemOut) {
  const FileRequest request{
      R"({"t": {"method": "gen_str_choice", "parms": {"options": [")" +
          std::string(5000, 'x') + R"(", "a"]}}})",
      {0, 100}};
  ExpectSameValues(request);
  const auto reader = OpenBytes(WriteFile(request));
  const auto statistics =
      reader->metadata()->RowGroup(0)->ColumnChunk(0)->encoded_statistics();
  EXPECT_TRUE(statistics == nullptr || !statistics->has_max);
}

// Composed texts: brute force against the search by first words.
TEST(ParquetStatisticsTest, ExtremesOfComposedTextsAreTheTrueOnes) {
  std::vector<ConcatenationDomain> domains(7);
  domains[0].AddPart({"Ana", "Anabel", "Bo", "An"});  // words that begin others
  domains[0].AddPart({" "});
  domains[0].AddPart({"Z", "A", "Ém"});
  domains[1].AddPart({"Ana", "Anabel", "Bo", "An"});  // and nothing between
  domains[1].AddPart({"Z", "A", "bel"});
  domains[2].AddPart({"Ana!", "Ana", "Ana "});  // below the literal
  domains[2].AddPart({"."});
  domains[2].AddPart({"b", "a"});
  domains[3].AddPart({"20010db8", "2001abcd", "20010001"});  // rewritten
  domains[3].AddHexadecimal(0, 3, 8);
  domains[3].AddHexadecimal(0, 1 << 20, 16);
  domains[3].AddRule(TextRule::kIpv6, 3);
  domains[4].AddPart({"DE00999999990012"});  // check digits stand in front
  domains[4].AddNumber(0, 1, 1'000'000, 6);
  domains[4].AddRule(TextRule::kIban, 2);
  domains[5].AddPart({"69"});  // and behind
  domains[5].AddNumber(0, 1, 10'000'000, 7);
  domains[5].AddRule(TextRule::kIsbn10, 2);
  domains[6].AddPart({"#"});
  domains[6].AddHexadecimal(0, 1 << 24, 6);
  std::mt19937 random(9);
  for (const ConcatenationDomain& domain : domains) {
    const auto values = MakeParquetValues(domain);
    for (int run = 0; run < 500; ++run) {
      std::vector<uint32_t> codes(1 + random() % 6);
      std::vector<std::string> texts;
      for (uint32_t& code : codes) {
        code = random() % domain.size();
        std::string text(domain.longest(), '\0');
        text.resize(domain.Render(code, text.data()) - text.data());
        texts.push_back(text);
      }
      const CodeSpan span{CodeWidth::k32, codes.data(),
                          static_cast<int64_t>(codes.size())};
      ByteBuffer plain;
      values->AppendPlain(span, &plain);
      for (const Extremes& found : {*values->FindExtremes(span),
                                    *values->FindExtremesOfPlain(span, plain.view())}) {
        ASSERT_EQ(found.min, *std::min_element(texts.begin(), texts.end()));
        ASSERT_EQ(found.max, *std::max_element(texts.begin(), texts.end()));
      }
    }
  }
}

// --- Metadata
// ----------------------------------------------------------------------------

TEST(ParquetMetadataTest, HoldsWhatIsGivenAndNothingElse) {
  FileRequest request{OrdersSpec(), {0, 10}};
  request.key_values = {{"rand_engine.seed", "42"}, {"b", ""}};
  const auto metadata = OpenBytes(WriteFile(request))->metadata();
  const auto pairs = metadata->key_value_metadata();
  ASSERT_NE(pairs, nullptr);
  ASSERT_EQ(pairs->size(), 2);
  EXPECT_EQ(*pairs->Get("rand_engine.seed"), "42");
  EXPECT_EQ(metadata->created_by(), "rand-engine version 1.0.0");
  request.key_values = {};
  const auto bare = OpenBytes(WriteFile(request))->metadata()->key_value_metadata();
  EXPECT_TRUE(bare == nullptr || bare->size() == 0);
}

TEST(ParquetMetadataTest, TheIndexIsPandasColumn) {
  FileRequest request{OrdersSpec(), {500, 100}};
  request.options.index = true;
  const std::string bytes = WriteFile(request);
  const auto table = ReadTable(bytes);
  ASSERT_EQ(table->num_columns(), 6);
  EXPECT_EQ(table->field(5)->name(), "__index_level_0__");
  const auto cells = CellsOf(*table->column(5));
  for (int64_t i = 0; i < 100; ++i) ASSERT_EQ(*cells[i], BytesOf(500 + i));
  const auto pairs = OpenBytes(bytes)->metadata()->key_value_metadata();
  ASSERT_NE(pairs, nullptr);
  const std::string note = *pairs->Get("pandas");
  EXPECT_NE(note.find(R"("index_columns":["__index_level_0__"])"), std::string::npos)
      << note;
}

TEST(ParquetTest, EstimatesAreOfTheRightOrder) {
  const auto plan = MakeTestPlan(OrdersSpec(), 1'000'000);
  const auto encoder = *ParquetEncoder::Make(plan, {}, Codec::kZstd, {});
  EXPECT_GT(encoder->EstimateBytes(1'000'000), 3'000'000);
  EXPECT_LT(encoder->EstimateBytes(1'000'000), 20'000'000);
  EXPECT_GT(encoder->EstimateBytes(INT64_MAX), 0);
}

}  // namespace
}  // namespace rand_engine
