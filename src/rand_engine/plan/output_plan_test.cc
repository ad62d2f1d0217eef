#include "rand_engine/plan/output_plan.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <limits>
#include <string>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/write/part_name.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr char kHash[] = "0123456789abcdef";

const Schema& TwoColumns() {
  static const Schema schema = {{"id", ValueType::kInt64}, {"name", ValueType::kString}};
  return schema;
}

/// Runs with a new, empty directory as the current one, so that paths read as in the
/// guide.
class OutputPlanTest : public testing::Test {
 protected:
  void SetUp() override {
    home_ = std::filesystem::current_path();
    std::filesystem::current_path(scratch_.path());
  }
  void TearDown() override { std::filesystem::current_path(home_); }

  arrow::Result<OutputPlan> Resolve(OutputRequest request) {
    return ResolveOutput(request, TwoColumns(), file_system_);
  }

  OutputPlan Plan(OutputRequest request) {
    const DirectoryContent before = scratch_.Content();
    auto plan = Resolve(std::move(request));
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_EQ(scratch_.Content(), before) << "planning must change nothing";
    return plan.ok() ? *plan : OutputPlan();
  }

  /// The text of an OptionError.
  std::string Refusal(OutputRequest request) {
    const auto plan = Resolve(std::move(request));
    if (plan.ok()) return "it was not refused, but planned for " + plan->path;
    EXPECT_EQ(GetErrorKind(plan.status()), ErrorKind::kOption) << plan.status().message();
    return plan.status().message();
  }

  void WritePart(const std::string& directory, uint32_t index, const std::string& suffix,
                 const std::string& content) {
    scratch_.WriteFile(
        directory + "/" + MakePartName(PartNaming::kBatch, index, kHash, suffix),
        content);
  }

  ScratchDirectory scratch_;
  std::filesystem::path home_;
  FileSystem* file_system_ = PosixFileSystem();
};

OutputRequest To(std::string path, OptionList options = {}) {
  OutputRequest request;
  request.path = std::move(path);
  request.options = std::move(options);
  return request;
}

OutputRequest As(OutputRequest request, const char* format) {
  request.format = format;
  return request;
}

OutputRequest Append(OutputRequest request) {
  request.mode = "append";
  return request;
}

OutputRequest Stream(OutputRequest request) {
  request.driver = Driver::kStream;
  request.options.emplace_back("timeout", 60);
  request.trigger.frequency = 5;
  return request;
}

// ---- format

TEST_F(OutputPlanTest, FormatComesFromTheExtensionInAnyCase) {
  EXPECT_EQ(Plan(To("out/a.csv")).format, Format::kCsv);
  EXPECT_EQ(Plan(To("out/a.JSON")).format, Format::kJson);
  EXPECT_EQ(Plan(To("out/a.parquet")).format, Format::kParquet);
  EXPECT_EQ(Plan(To("out/a.Pq")).format, Format::kParquet);
  const OutputPlan lines = Plan(To("out/a.jsonl"));
  EXPECT_EQ(lines.format, Format::kJson);
  EXPECT_TRUE(lines.json.lines);
  EXPECT_EQ(lines.path, "out/a.jsonl");
  EXPECT_TRUE(Plan(To("out/a.ndjson.gz")).json.lines);
  EXPECT_FALSE(Plan(To("out/a.json")).json.lines);
  EXPECT_EQ(Plan(To("out/a.tsv")).csv.separator, "\t");
  EXPECT_EQ(Plan(To("out/a.tsv", {{"sep", ";"}})).csv.separator, ";");
  EXPECT_EQ(Plan(As(To("out/a.tsv"), "csv")).csv.separator, "\t");
}

TEST_F(OutputPlanTest, BareNameGetsTheSuffixesOfFormatAndCodec) {
  EXPECT_EQ(Plan(To("output/data")).path, "output/data.csv");
  EXPECT_EQ(Plan(As(To("output/data"), "PARQUET")).path, "output/data.parquet");
  EXPECT_EQ(Plan(As(To("output/data"), "json")).path, "output/data.json");
  EXPECT_EQ(Plan(To("output/data", {{"compression", "gzip"}})).path,
            "output/data.csv.gz");
  EXPECT_EQ(Plan(To("output/v1.2")).path, "output/v1.2.csv");
  EXPECT_EQ(Plan(To("data")).path, "data.csv");
  EXPECT_EQ(Plan(To("data.")).path, "data..csv");
  EXPECT_EQ(Plan(To(".hidden")).path, ".hidden.csv");
  EXPECT_EQ(Plan(To("notes.csv.old")).path, "notes.csv.old.csv");
  EXPECT_EQ(Plan(To("out/a.gz.csv")).codec, Codec::kNone);
}

TEST_F(OutputPlanTest, DefaultFormatIsCsvInBatchAndJsonInStreaming) {
  EXPECT_EQ(Plan(To("out/a")).format, Format::kCsv);
  const OutputPlan stream = Plan(Stream(To("out/events")));
  EXPECT_EQ(stream.format, Format::kJson);
  EXPECT_EQ(stream.layout, Layout::kDirectory);
  EXPECT_EQ(stream.path, "out/events");
}

TEST_F(OutputPlanTest, StreamingWritesADirectoryWithoutTheSuffix) {
  const OutputPlan plan = Plan(Stream(To("out/events.csv.gz")));
  EXPECT_EQ(plan.path, "out/events");
  EXPECT_EQ(plan.layout, Layout::kDirectory);
  EXPECT_EQ(plan.part_suffix, ".csv.gz");
}

TEST_F(OutputPlanTest, FormatThatContradictsTheExtensionIsRefused) {
  EXPECT_THAT(Refusal(As(To("out/a.csv"), "parquet")),
              AllOf(HasSubstr("parquet contradicts the path 'out/a.csv'"),
                    HasSubstr("'.csv'"), HasSubstr("save(\"out/a.parquet\")")));
  EXPECT_THAT(Refusal(As(To("out/a.csv.gz"), "json")), HasSubstr("contradicts"));
  EXPECT_THAT(Refusal(As(To("out/a.parquet/"), "csv")), HasSubstr("contradicts"));
}

TEST_F(OutputPlanTest, LinesFalseContradictsAnExtensionOfLines) {
  EXPECT_THAT(Refusal(To("out/a.jsonl", {{"lines", false}})),
              AllOf(HasSubstr("'lines'"), HasSubstr(".jsonl")));
  EXPECT_THAT(Refusal(To("out/a.jsonl", {{"orient", "split"}})),
              HasSubstr("needs orient records"));
}

TEST_F(OutputPlanTest, UnknownFormatIsRefusedWithAHint) {
  EXPECT_THAT(
      Refusal(As(To("out/a"), "parqet")),
      AllOf(HasSubstr("csv, json and parquet"), HasSubstr("did you mean 'parquet'")));
  EXPECT_THAT(Refusal(As(To("out/a"), "jsonl")), HasSubstr("lines=true"));
  EXPECT_THAT(Refusal(As(To("out/a"), "delta")), HasSubstr("'delta' is not written"));
}

// ---- codec

TEST_F(OutputPlanTest, CodecComesFromThePathUnlessSaid) {
  EXPECT_EQ(Plan(To("a.csv.gz")).codec, Codec::kGzip);
  EXPECT_EQ(Plan(To("a.csv.GZ")).codec, Codec::kGzip);
  EXPECT_EQ(Plan(To("a.json.bz2")).codec, Codec::kBzip2);
  EXPECT_EQ(Plan(To("a.csv.zip")).codec, Codec::kZip);
  EXPECT_EQ(Plan(To("a.csv.xz")).codec, Codec::kXz);
  EXPECT_EQ(Plan(To("a.json.zst")).codec, Codec::kZstd);
  EXPECT_EQ(Plan(To("a.csv")).codec, Codec::kNone);
  EXPECT_EQ(Plan(To("a.csv.gz", {{"compression", "gzip"}})).path, "a.csv.gz");
  EXPECT_THAT(Plan(To("a.csv.gz", {{"compression", "gzip"}})).warnings, IsEmpty());
}

TEST_F(OutputPlanTest, ParquetIsSnappyUnlessSaid) {
  EXPECT_EQ(Plan(To("a.parquet")).codec, Codec::kSnappy);
  EXPECT_EQ(Plan(To("a.parquet", {{"compression", "zstd"}})).codec, Codec::kZstd);
  EXPECT_EQ(Plan(To("a.parquet", {{"compression", nullptr}})).codec, Codec::kNone);
  const OutputPlan gzip = Plan(To("a.parquet", {{"compression", "gzip"}}));
  EXPECT_EQ(gzip.path, "a.parquet");
  EXPECT_EQ(gzip.part_suffix, ".parquet");
  EXPECT_THAT(gzip.warnings, IsEmpty());
}

TEST_F(OutputPlanTest, CodecWithoutSuffixKeepsTheNameAndWarns) {
  const OutputPlan plan = Plan(To("output/data.csv", {{"compression", "gzip"}}));
  EXPECT_EQ(plan.path, "output/data.csv");
  EXPECT_EQ(plan.codec, Codec::kGzip);
  EXPECT_THAT(plan.warnings, ElementsAre(AllOf(HasSubstr("readers must be told"),
                                               HasSubstr("'output/data.csv.gz'"))));
}

TEST_F(OutputPlanTest, BareCodecSuffixKeepsTheName) {
  const OutputPlan plan = Plan(To("out/data.gz"));
  EXPECT_EQ(plan.path, "out/data.gz");
  EXPECT_EQ(plan.codec, Codec::kGzip);
  EXPECT_EQ(plan.format, Format::kCsv);
  EXPECT_THAT(plan.warnings, IsEmpty());
  EXPECT_THAT(Refusal(As(To("out/data.gz"), "parquet")), HasSubstr("compresses inside"));
}

TEST_F(OutputPlanTest, CodecThatContradictsTheSuffixIsRefused) {
  EXPECT_THAT(Refusal(To("data.csv.gz", {{"compression", "bz2"}})),
              AllOf(HasSubstr("bz2 contradicts the path 'data.csv.gz'"),
                    HasSubstr("save(\"data.csv.bz2\")")));
  EXPECT_THAT(Refusal(To("data.csv.gz", {{"compression", nullptr}})),
              AllOf(HasSubstr("none contradicts"), HasSubstr("save(\"data.csv\")")));
}

TEST_F(OutputPlanTest, LevelIsCheckedAgainstTheCodecInItsFormat) {
  EXPECT_EQ(Plan(To("a.csv.gz", {{"compressionLevel", "9"}})).compression_level, 9);
  EXPECT_EQ(Plan(To("a.csv.gz")).compression_level, std::nullopt);
  EXPECT_EQ(Plan(To("a.parquet", {{"compression", "zstd"}, {"compressionLevel", 22}}))
                .compression_level,
            22);
  EXPECT_THAT(Refusal(To("a.csv.gz", {{"compressionLevel", 10}})), HasSubstr("0 to 9"));
  EXPECT_THAT(
      Refusal(To("a.parquet", {{"compression", "gzip"}, {"compressionLevel", 0}})),
      HasSubstr("1 to 9"));
  EXPECT_THAT(Refusal(To("a.parquet", {{"compressionLevel", 3}})),
              HasSubstr("snappy takes no level"));
  EXPECT_THAT(Refusal(To("a.csv", {{"compressionLevel", 3}})),
              HasSubstr("nothing is compressed"));
}

// ---- where

TEST_F(OutputPlanTest, SingleFileByDefault) {
  const OutputPlan plan = Plan(To("output/users.csv"));
  EXPECT_EQ(plan.layout, Layout::kSingleFile);
  EXPECT_EQ(plan.path, "output/users.csv");
  EXPECT_EQ(plan.mode, WriteMode::kOverwrite);
  EXPECT_EQ(plan.part_count, 1);
  EXPECT_EQ(Plan(To("output/users.csv", {{"numFiles", 1}})).layout, Layout::kSingleFile);
}

TEST_F(OutputPlanTest, SeveralFilesGoToADirectoryWithoutTheSuffixes) {
  const OutputPlan plan = Plan(To("output/users.parquet", {{"numFiles", 5}}));
  EXPECT_EQ(plan.layout, Layout::kDirectory);
  EXPECT_EQ(plan.path, "output/users");
  EXPECT_EQ(plan.part_count, 5);
  EXPECT_EQ(plan.part_suffix, ".parquet");
  const OutputPlan gzip = Plan(To("a.b.csv.gz", {{"numFiles", 2}}));
  EXPECT_EQ(gzip.path, "a.b");
  EXPECT_EQ(gzip.part_suffix, ".csv.gz");
  const OutputPlan said =
      Plan(To("data.csv", {{"numFiles", 2}, {"compression", "gzip"}}));
  EXPECT_EQ(said.part_suffix, ".csv.gz");
  EXPECT_THAT(said.warnings, IsEmpty());
  EXPECT_EQ(Plan(To("out/v1.2", {{"numFiles", 2}})).path, "out/v1.2");
  EXPECT_EQ(Plan(To("x.jsonl", {{"numFiles", 2}})).part_suffix, ".json");
}

TEST_F(OutputPlanTest, MoreFilesThanRowsAreAllowed) {
  OutputRequest request = To("a.csv", {{"numFiles", 10}});
  request.rows = 3;
  EXPECT_EQ(Plan(request).part_count, 10);
}

TEST_F(OutputPlanTest, TrailingSlashNamesTheDatasetDirectory) {
  const OutputPlan plan = Plan(To("output/users.parquet//"));
  EXPECT_EQ(plan.layout, Layout::kDirectory);
  EXPECT_EQ(plan.path, "output/users.parquet");
  EXPECT_EQ(plan.format, Format::kParquet);
  EXPECT_EQ(plan.part_count, 1);
  EXPECT_EQ(Plan(To("dir/")).path, "dir");
  EXPECT_EQ(Plan(To("v1.gz/")).codec, Codec::kNone);
  EXPECT_EQ(Plan(As(To("v1.xlsx/"), "csv")).path, "v1.xlsx");
}

TEST_F(OutputPlanTest, NameThatIsTooLongWithItsSuffixIsRefused) {
  EXPECT_THAT(Refusal(To(std::string(253, 'x'))), HasSubstr("257 bytes"));
}

TEST_F(OutputPlanTest, TildeIsANameAndAWarningSaysSo) {
  EXPECT_THAT(Plan(To("~/a.csv")).warnings, ElementsAre(HasSubstr("'~'")));
  EXPECT_THAT(Plan(To("~a.csv")).warnings, IsEmpty());
}

TEST_F(OutputPlanTest, SingleFileThatIsADirectoryIsRefused) {
  scratch_.MakeDirectory("users.csv");
  EXPECT_THAT(Refusal(To("users.csv")),
              AllOf(HasSubstr("is a directory"), HasSubstr("'users.csv/'")));
  EXPECT_THAT(Refusal(To("users")), HasSubstr("'users.csv' is a directory"));
}

TEST_F(OutputPlanTest, FileWhereADirectoryIsWantedIsRefused) {
  scratch_.WriteFile("users", "text");
  EXPECT_THAT(Refusal(To("users.csv", {{"numFiles", 2}})),
              HasSubstr("'users' is a file, but the parts need a directory"));
  EXPECT_THAT(Refusal(To("users/")), HasSubstr("'users' is a file"));
  const auto below = Resolve(To("users/a.csv"));
  EXPECT_EQ(GetErrorKind(below.status()), ErrorKind::kOption);
  EXPECT_THAT(below.status().message(), HasSubstr("'users' is a file"));
}

TEST_F(OutputPlanTest, FileAndDirectoryOfOneNameAreWarnedOf) {
  scratch_.MakeDirectory("output/users");
  for (const char* path : {"output/users", "output/users.csv"}) {
    const OutputPlan plan = Plan(To(path));
    EXPECT_EQ(plan.layout, Layout::kSingleFile);
    EXPECT_EQ(plan.path, "output/users.csv");
    EXPECT_THAT(plan.warnings, ElementsAre(AllOf(HasSubstr("'output/users.csv'"),
                                                 HasSubstr("directory 'output/users'"))));
  }
  scratch_.WriteFile("data.csv", "");
  for (const char* path : {"data.csv", "data", "data/"}) {
    EXPECT_THAT(Plan(To(path, {{"numFiles", 2}})).warnings,
                ElementsAre(AllOf(HasSubstr("file 'data.csv'"), HasSubstr("'data'"))));
  }
}

TEST_F(OutputPlanTest, LinksAreFollowedWhenLooking) {
  scratch_.MakeDirectory("real");
  scratch_.WriteFile("plain", "");
  scratch_.MakeLink("real", "linked");
  scratch_.MakeLink("plain", "linked_file");
  EXPECT_EQ(Plan(To("linked/")).layout, Layout::kDirectory);
  EXPECT_THAT(Refusal(To("linked_file/")), HasSubstr("is a file"));
  scratch_.MakeLink("real", "x.csv");
  EXPECT_THAT(Refusal(To("x.csv")), HasSubstr("is a directory"));
  scratch_.MakeLink("nowhere.csv", "dangling.csv");
  EXPECT_EQ(Plan(To("dangling.csv")).path, "dangling.csv");
}

TEST_F(OutputPlanTest, PlacesThatCannotBeWrittenAreWriteErrors) {
  scratch_.MakeDirectory("locked/set");
  FaultyFileSystem file_system(PosixFileSystem());
  file_system_ = &file_system;
  const std::string locked = std::filesystem::canonical(scratch_ / "locked").string();
  file_system.DenyCreationIn(locked);
  for (const char* path : {"locked/a.csv", "locked/new/a.csv", "locked/new/"}) {
    const auto plan = Resolve(To(path));
    ASSERT_FALSE(plan.ok()) << path;
    EXPECT_EQ(GetErrorKind(plan.status()), ErrorKind::kWrite);
    EXPECT_THAT(plan.status().message(), AllOf(HasSubstr(locked), HasSubstr("chmod"),
                                               HasSubstr("Permission denied")));
  }
  EXPECT_EQ(Plan(To("locked/set/")).path, "locked/set");
  file_system.DenyCreationIn(locked + "/set");
  EXPECT_EQ(GetErrorKind(Resolve(To("locked/set/")).status()), ErrorKind::kWrite);
}

TEST_F(OutputPlanTest, WhatTheSystemRefusesToShowIsAWriteError) {
  FaultyFileSystem file_system(PosixFileSystem());
  file_system_ = &file_system;
  file_system.FailAt(SystemCall::kStatus, 1, EACCES);
  const auto plan = Resolve(To("a.csv"));
  EXPECT_EQ(GetErrorKind(plan.status()), ErrorKind::kWrite);
  EXPECT_EQ(GetErrorNumber(plan.status()), EACCES);
}

// ---- devices

TEST_F(OutputPlanTest, DevicesFifosAndStandardOutputAreWrittenStraight) {
  ASSERT_EQ(::mkfifo("pipe.json", 0600), 0);
  for (const char* path : {"-", "/dev/null", "/dev/stdout", "pipe.json"}) {
    const OutputPlan plan = Plan(To(path));
    EXPECT_EQ(plan.layout, Layout::kStraight) << path;
    EXPECT_EQ(plan.path, path);
  }
  EXPECT_EQ(Plan(To("-")).format, Format::kCsv);
  EXPECT_EQ(Plan(To("pipe.json")).format, Format::kJson);
  EXPECT_EQ(Plan(As(To("-"), "parquet")).format, Format::kParquet);
  EXPECT_EQ(Plan(To("-", {{"compression", "gzip"}})).codec, Codec::kGzip);
  EXPECT_EQ(Plan(To("-", {{"numFiles", 1}})).layout, Layout::kStraight);
}

TEST_F(OutputPlanTest, DevicesTakeNoPartsNoAppendNoZip) {
  EXPECT_THAT(Refusal(To("-", {{"numFiles", 2}})), HasSubstr("one stream of bytes"));
  EXPECT_THAT(Refusal(Append(To("/dev/null"))), HasSubstr("append is not possible"));
  EXPECT_THAT(Refusal(To("-", {{"compression", "zip"}})), HasSubstr("zip goes back"));
  EXPECT_THAT(Refusal(To("/dev/null/")), HasSubstr("parts need a directory"));
}

// ---- modes

TEST_F(OutputPlanTest, ModesAreOverwriteAndAppendInAnyCase) {
  OutputRequest request = To("a.csv");
  request.mode = "OverWrite";
  EXPECT_EQ(Plan(request).mode, WriteMode::kOverwrite);
  request.mode = "errorIfExists";
  EXPECT_THAT(Refusal(request), HasSubstr("though Spark has it"));
  request.mode = "apend";
  EXPECT_THAT(Refusal(request), AllOf(HasSubstr("overwrite (the default) and append"),
                                      HasSubstr("did you mean 'append'")));
}

TEST_F(OutputPlanTest, ForeignDataStopsOverwriteAndAppendNamingIt) {
  WritePart("users", 0, ".csv", "id,name\n1,a\n");
  scratch_.WriteFile("users/part-00000-4a7c.c000.snappy.parquet", "spark");
  scratch_.WriteFile("users/README.md", "not data");
  for (auto request :
       {To("users/"), Append(To("users/")), To("users", {{"numFiles", 2}})}) {
    EXPECT_THAT(Refusal(request),
                AllOf(HasSubstr("part-00000-4a7c.c000.snappy.parquet"),
                      HasSubstr("did not write"), Not(HasSubstr("README"))));
  }
  // The plain file beside the directory is nobody else's business.
  EXPECT_EQ(Plan(To("users.csv")).layout, Layout::kSingleFile);
}

TEST_F(OutputPlanTest, AppendWithNumFilesAddsToTheDirectoryAndMakesIt) {
  const OutputPlan fresh = Plan(Append(To("output/t.parquet", {{"numFiles", 1}})));
  EXPECT_EQ(fresh.layout, Layout::kDirectory);
  EXPECT_EQ(fresh.mode, WriteMode::kAppend);
  EXPECT_EQ(fresh.path, "output/t");
  EXPECT_EQ(fresh.first_part_index, 0u);
  EXPECT_FALSE(fresh.rows_could_repeat);

  WritePart("output/t", 0, ".csv", "id,name\n1,a\n");
  WritePart("output/t", 4, ".csv", "id,name\n2,b\n");
  const OutputPlan more = Plan(Append(To("output/t.csv", {{"numFiles", 3}})));
  EXPECT_EQ(more.first_part_index, 5u);
  EXPECT_EQ(more.part_count, 3);
  EXPECT_TRUE(more.rows_could_repeat);
}

TEST_F(OutputPlanTest, AppendWithoutNumFilesAddsToAnExistingDirectory) {
  WritePart("t", 0, ".csv", "id,name\n1,a\n");
  for (const char* path : {"t", "t/", "t.csv"}) {
    const OutputPlan plan = Plan(Append(To(path)));
    EXPECT_EQ(plan.layout, Layout::kDirectory) << path;
    EXPECT_EQ(plan.path, "t");
    EXPECT_EQ(plan.part_count, 1);
    EXPECT_EQ(plan.first_part_index, 1u);
  }
}

TEST_F(OutputPlanTest, AppendWhereNothingIsWritesThePlainFile) {
  const OutputPlan plan = Plan(Append(To("out/new.csv")));
  EXPECT_EQ(plan.layout, Layout::kSingleFile);
  EXPECT_EQ(plan.mode, WriteMode::kOverwrite);
  EXPECT_EQ(Plan(Append(To("out/new.csv", {{"firstRow", "continue"}}))).first_row, 0);
}

TEST_F(OutputPlanTest, AppendToASinglePlainFileNamesNumFiles) {
  scratch_.WriteFile("output/data.csv", "id,name\n");
  for (const char* path : {"output/data.csv", "output/data"}) {
    EXPECT_THAT(Refusal(Append(To(path))),
                AllOf(HasSubstr("'output/data.csv'"), HasSubstr("numFiles"),
                      HasSubstr("'output/data/'")));
  }
}

TEST_F(OutputPlanTest, AppendTakesTheFormatOfTheDataset) {
  WritePart("j", 0, ".json", R"([{"id":1,"name":"a"}])");
  EXPECT_EQ(Plan(Append(To("j"))).format, Format::kJson);
  EXPECT_EQ(Plan(Append(Stream(To("j")))).format, Format::kJson);
  WritePart("c", 0, ".csv.gz", "");
  EXPECT_THAT(Refusal(Append(As(To("c"), "json"))),
              AllOf(HasSubstr("format here is json"), HasSubstr("are csv")));
  EXPECT_THAT(Refusal(Append(To("c.parquet"))), HasSubstr("are csv"));
  WritePart("mixed", 0, ".csv", "");
  WritePart("mixed", 1, ".json", "");
  EXPECT_THAT(Refusal(Append(To("mixed/"))), HasSubstr("parts of several formats"));
}

TEST_F(OutputPlanTest, PartNumbersEndAtEightHexDigits) {
  WritePart("t", 0xFFFFFFFE, ".csv", "id,name\n1,a\n");
  EXPECT_EQ(Plan(Append(To("t/"))).first_part_index, 0xFFFFFFFFu);
  EXPECT_THAT(Refusal(Append(To("t", {{"numFiles", 2}}))),
              AllOf(HasSubstr("2 more parts"), HasSubstr("4294967295")));
}

// ---- rows

TEST_F(OutputPlanTest, FirstRowIsANumberOrGoesOnAfterTheDataset) {
  EXPECT_EQ(Plan(To("a.csv")).first_row, 0);
  EXPECT_EQ(Plan(To("a.csv", {{"firstRow", 500}})).first_row, 500);
  WritePart("t", 0, ".csv", "id,name\n1,a\n2,\"b\nc\"\n");
  WritePart("t", 1, ".csv", "id,name\n3,\"\"\"\"\n");
  const OutputPlan plan = Plan(Append(To("t", {{"firstRow", "continue"}})));
  EXPECT_EQ(plan.first_row, 3);
  EXPECT_FALSE(plan.rows_could_repeat);
  EXPECT_FALSE(Plan(Append(To("t", {{"firstRow", 3}}))).rows_could_repeat);
  EXPECT_THAT(Refusal(To("t", {{"firstRow", "continue"}})),
              HasSubstr("needs mode append"));
}

TEST_F(OutputPlanTest, RowNumbersFitIntoSixtyFourBits) {
  const int64_t max = std::numeric_limits<int64_t>::max();
  OutputRequest request = To("a.csv", {{"firstRow", max - 1000}});
  request.rows = 1000;
  EXPECT_EQ(Plan(request).first_row, max - 1000);
  request.rows = 1001;
  EXPECT_THAT(Refusal(request), HasSubstr("beyond the last row number"));
  request.rows = -1;
  EXPECT_THAT(Refusal(request), HasSubstr("-1 rows cannot be"));
}

// ---- options of the formats

TEST_F(OutputPlanTest, OptionsReachThePlan) {
  const CsvOptions csv = Plan(To("a.csv", {{"sep", ";"},
                                           {"decimal", ","},
                                           {"encoding", "latin-1"},
                                           {"index", "true"},
                                           {"header", false},
                                           {"lineterminator", "\r\n"},
                                           {"na_rep", "NULL"},
                                           {"timestampFormat", "%Y"}}))
                             .csv;
  EXPECT_EQ(csv.separator, ";");
  EXPECT_EQ(csv.decimal, ",");
  EXPECT_EQ(csv.encoding, "iso8859-1");
  EXPECT_TRUE(csv.index);
  EXPECT_FALSE(csv.header);
  EXPECT_EQ(csv.line_terminator, "\r\n");
  EXPECT_EQ(csv.missing, "NULL");
  EXPECT_EQ(csv.timestamp_format, "%Y");
  const JsonOptions json = Plan(To("a.json", {{"orient", "split"},
                                              {"index", true},
                                              {"force_ascii", false},
                                              {"indent", "2"},
                                              {"encoding", "utf-16"}}))
                               .json;
  EXPECT_EQ(json.orient, JsonOrient::kSplit);
  EXPECT_TRUE(json.index);
  EXPECT_FALSE(json.force_ascii);
  EXPECT_EQ(json.indent, 2);
  EXPECT_EQ(json.encoding, "utf-16");
  const OutputPlan parquet = Plan(To("a.parquet", {{"index", true},
                                                   {"metadata", false},
                                                   {"rowGroupSize", 1000},
                                                   {"engine", "fastparquet"},
                                                   {"threads", 3},
                                                   {"now", "1970-01-01T00:00:02"}}));
  EXPECT_TRUE(parquet.parquet.index);
  EXPECT_FALSE(parquet.parquet.metadata);
  EXPECT_EQ(parquet.parquet.row_group_size, 1000);
  EXPECT_EQ(parquet.threads, 3);
  EXPECT_EQ(parquet.now_us, 2'000'000);
}

TEST_F(OutputPlanTest, SeparatorAndDecimalMayBeTheSame) {
  const CsvOptions csv = Plan(To("a.csv", {{"decimal", ","}})).csv;
  EXPECT_EQ(csv.separator, ",");
  EXPECT_EQ(csv.decimal, ",");
}

TEST_F(OutputPlanTest, IndexTrueWithRecordsIsRefusedFalseNever) {
  EXPECT_THAT(Refusal(To("a.json", {{"index", true}})), HasSubstr("orient records"));
  for (const char* orient : {"records", "split", "index"}) {
    EXPECT_FALSE(Plan(To("a.json", {{"index", false}, {"orient", orient}})).json.index);
  }
  EXPECT_TRUE(Plan(To("a.json", {{"index", true}, {"orient", "index"}})).json.index);
}

TEST_F(OutputPlanTest, LinesWinOverIndentWithAWarning) {
  const OutputPlan plan = Plan(To("a.json", {{"lines", true}, {"indent", 2}}));
  EXPECT_TRUE(plan.json.lines);
  EXPECT_EQ(plan.json.indent, std::nullopt);
  EXPECT_THAT(plan.warnings, ElementsAre(HasSubstr("indent")));
}

TEST_F(OutputPlanTest, WhatTheEncodingCannotHoldIsRefusedBeforeAFileIsTouched) {
  EXPECT_THAT(Refusal(To("a.csv", {{"encoding", "ascii"}, {"sep", "§"}})),
              AllOf(HasSubstr("ascii cannot hold"), HasSubstr("option 'sep'")));
  EXPECT_THAT(Refusal(To("a.csv", {{"encoding", "latin-1"}, {"na_rep", "→"}})),
              HasSubstr("option 'na_rep'"));
  const Schema schema = {{"größe", ValueType::kInt64}};
  const auto plan =
      ResolveOutput(To("a.csv", {{"encoding", "ascii"}}), schema, file_system_);
  EXPECT_THAT(plan.status().message(), HasSubstr("a column's name ('größe')"));
  EXPECT_TRUE(
      ResolveOutput(To("a.json", {{"encoding", "ascii"}}), schema, file_system_).ok());
}

TEST_F(OutputPlanTest, AllMistakesComeInOneMessageALineEach) {
  OutputRequest request =
      As(To("a.xlsx", {{"numfiles", 2}, {"sep", ";;"}, {"timeout", 5}}), "csv");
  request.mode = "ignore";
  const std::string message = Refusal(request);
  EXPECT_THAT(message,
              AllOf(StartsWith("mode: 'ignore'"), HasSubstr("\npath: 'a.xlsx'"),
                    HasSubstr("\noption 'numfiles'"), HasSubstr("\noption 'sep'"),
                    HasSubstr("\noption 'timeout'")));
  EXPECT_EQ(std::count(message.begin(), message.end(), '\n'), 4) << message;
}

}  // namespace
}  // namespace rand_engine
