// The user's transform: what it makes is what is written, in every format and driver.
#include <arrow/api.h>
#include <arrow/io/file.h>
#include <arrow/result.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/arrow/reader.h>

#include <cstdint>
#include <fstream>
#include <functional>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/api.h"
#include "rand_engine/run/stream_test_support.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

using Batch = std::shared_ptr<arrow::RecordBatch>;
using testing::HasSubstr;

const char kSpec[] = R"({"id": {"method": "gen_incremental"},
                         "word": {"method": "gen_str_choice",
                                  "parms": {"options": ["a,b", "c"]}}})";

/// Applies a function, and remembers what it was called with.
class Function final : public BatchTransform {
 public:
  using Body = std::function<arrow::Result<Batch>(const Batch&)>;
  explicit Function(Body apply) : apply_(std::move(apply)) {}

  arrow::Result<Batch> Apply(const Batch& rows, int64_t first_row) override {
    calls.emplace_back(first_row, rows->num_rows());
    return apply_(rows);
  }
  arrow::Status BeginOutput() override {
    log += "begin ";
    return arrow::Status::OK();
  }
  arrow::Status Publishing() override { return publishing; }
  arrow::Status Published() override {
    log += "published ";
    return published;
  }
  void PublishFailed() override { log += "failed "; }

  arrow::Status publishing = {};
  arrow::Status published = {};
  std::vector<std::pair<int64_t, int64_t>> calls;
  std::string log;

 private:
  Body apply_;
};

/// Rows whose id divides by three, as (id, half of it, its text; missing where it is
/// even).
arrow::Result<Batch> EveryThird(const Batch& rows) {
  const auto& ids = static_cast<const arrow::Int64Array&>(*rows->GetColumnByName("id"));
  arrow::Int64Builder id;
  arrow::DoubleBuilder half;
  arrow::StringBuilder text;
  for (int64_t i = 0; i < ids.length(); ++i) {
    if (ids.Value(i) % 3 != 0) continue;
    ARROW_RETURN_NOT_OK(id.Append(ids.Value(i)));
    ARROW_RETURN_NOT_OK(half.Append(static_cast<double>(ids.Value(i)) / 2));
    ARROW_RETURN_NOT_OK(ids.Value(i) % 2 == 0
                            ? text.AppendNull()
                            : text.Append("n" + std::to_string(ids.Value(i))));
  }
  const auto schema = arrow::schema({arrow::field("id", arrow::int64()),
                                     arrow::field("half", arrow::float64()),
                                     arrow::field("text", arrow::utf8())});
  const int64_t rows_left = id.length();
  return arrow::RecordBatch::Make(schema, rows_left,
                                  {*id.Finish(), *half.Finish(), *text.Finish()});
}

std::shared_ptr<Function> Thirds() { return std::make_shared<Function>(EveryThird); }

BatchWriter Writer(int64_t rows, std::shared_ptr<BatchTransform> transform) {
  return DataGenerator(kSpec, 42).write().size(rows).transform(std::move(transform));
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::shared_ptr<arrow::Table> ReadParquet(const std::string& path) {
  const auto file = *arrow::io::ReadableFile::Open(path);
  return *(*parquet::arrow::OpenFile(file, arrow::default_memory_pool()))->ReadTable();
}

class TransformTest : public StreamTest {
 protected:
  WriteReport Save(BatchWriter writer, const std::string& name) {
    const auto report = writer.save(scratch_ / name);
    EXPECT_TRUE(report.ok()) << report.status().ToString();
    return report.ok() ? *report : WriteReport{};
  }
  std::string TextOf(const std::string& name) { return ReadFile(scratch_ / name); }
};

TEST_F(TransformTest, CsvHoldsWhatItMakes) {
  const WriteReport report = Save(Writer(7, Thirds()), "a.csv");
  EXPECT_EQ(report.rows, 2);
  EXPECT_EQ(TextOf("a.csv"), "id,half,text\n3,1.5,n3\n6,3.0,\n");
  Save(Writer(7, Thirds()).option("index", true).option("firstRow", 2), "b.csv");
  EXPECT_EQ(TextOf("b.csv"), ",id,half,text\n2,3,1.5,n3\n3,6,3.0,\n4,9,4.5,n9\n");
}

TEST_F(TransformTest, EveryJsonLayoutIsWhole) {
  const auto json = [this](
                        const std::vector<std::pair<std::string, OptionValue>>& options,
                        int64_t rows) {
    Save(Writer(rows, Thirds()).format("json").options(options), "a.json");
    return TextOf("a.json");
  };
  EXPECT_EQ(json({}, 6),
            R"([{"id":3,"half":1.5,"text":"n3"},{"id":6,"half":3.0,"text":null}])");
  EXPECT_EQ(json({}, 2), "[]");
  EXPECT_EQ(json({{"lines", true}}, 3), "{\"id\":3,\"half\":1.5,\"text\":\"n3\"}\n");
  EXPECT_EQ(json({{"orient", "index"}}, 4), R"({"0":{"id":3,"half":1.5,"text":"n3"}})");
  EXPECT_EQ(json({{"orient", "split"}, {"index", true}}, 6),
            R"({"columns":["id","half","text"],"data":[[3,1.5,"n3"],[6,3.0,null]],)"
            R"("index":[0,1]})");
  EXPECT_EQ(json({{"orient", "split"}}, 0),
            R"({"columns":["id","half","text"],"data":[]})");
}

TEST_F(TransformTest, ManyChunksAreOneFileWhateverTheThreads) {
  std::string first;
  for (const int threads : {1, 3}) {
    const auto transform = Thirds();
    const WriteReport report =
        Save(Writer(200'000, transform).option("threads", threads), "a.csv");
    EXPECT_EQ(report.rows, 66'666);
    const std::vector<std::pair<int64_t, int64_t>> calls = {
        {0, 1000}, {0, 65'536}, {65'536, 65'536}, {131'072, 65'536}, {196'608, 3392}};
    EXPECT_EQ(transform->calls, calls);
    const std::string text = TextOf("a.csv");
    EXPECT_THAT(text, HasSubstr("\n65535,32767.5,n65535\n65538,32769.0,\n"));
    EXPECT_TRUE(text.ends_with("\n199998,99999.0,\n"));
    if (first.empty()) first = text;
    EXPECT_EQ(text, first);
  }
}

TEST_F(TransformTest, RowNumbersOfSplitFollowManyChunks) {
  Save(Writer(200'000, Thirds())
           .format("json")
           .options({{"orient", "split"}, {"index", true}}),
       "a.json");
  const std::string text = TextOf("a.json");
  EXPECT_THAT(text, HasSubstr(R"([199998,99999.0,null]],"index":[0,1,2,)"));
  EXPECT_TRUE(text.ends_with(",66664,66665]}"));
}

TEST_F(TransformTest, ParquetHasItsTypesAndRowGroups) {
  Save(Writer(200'000, Thirds()).option("rowGroupSize", 10'000).option("index", true),
       "a.parquet");
  const auto table = ReadParquet(scratch_ / "a.parquet");
  EXPECT_EQ(table->num_rows(), 66'666);
  EXPECT_THAT(table->schema()->ToString(),
              HasSubstr("id: int64\nhalf: double\ntext: string\n__index_level_0__: int64 "
                        "not null"));
  const auto file = *arrow::io::ReadableFile::Open(scratch_ / "a.parquet");
  const auto reader = *parquet::arrow::OpenFile(file, arrow::default_memory_pool());
  EXPECT_EQ(reader->num_row_groups(), 7);
  const auto last = *table->column(3)->GetScalar(66'665);
  EXPECT_EQ(last->ToString(), "66665");
}

TEST_F(TransformTest, PartsHoldTheRowsOfTheirRangesUnderNamesOfTheirOwn) {
  const WriteReport report = Save(Writer(10, Thirds()).option("numFiles", 3), "a.csv");
  EXPECT_EQ(report.files.size(), 3u);
  EXPECT_EQ(report.rows, 3);
  std::string texts;
  for (const std::string& path : report.files) texts += ReadFile(path);
  EXPECT_EQ(texts,
            "id,half,text\n3,1.5,n3\nid,half,text\n6,3.0,\nid,half,text\n9,4.5,n9\n");
  // Nobody knows whether the transform makes the same again.
  const WriteReport again = Save(Writer(10, Thirds()).option("numFiles", 3), "a.csv");
  EXPECT_NE(again.files[0], report.files[0]);
}

TEST_F(TransformTest, AppendsAreHeldToTheColumnsThatItMakes) {
  Save(Writer(10, Thirds()).option("numFiles", 2), "a.parquet");
  const auto plain = DataGenerator(kSpec, 42).write().mode("append").save(scratch_ / "a");
  EXPECT_THAT(plain.status().message(), HasSubstr("not in the dataset: word"));
  EXPECT_EQ(Save(Writer(10, Thirds()).mode("append"), "a").files.size(), 1u);
}

TEST_F(TransformTest, IsToldWhenItsRowsBeginAndWhenTheyCanBeRead) {
  const auto transform = Thirds();
  Save(Writer(10, transform), "a.csv");
  EXPECT_EQ(transform->log, "begin published ");
}

std::string FailureOf(const Function::Body& apply, int64_t rows,
                      const std::string& path) {
  return Writer(rows, std::make_shared<Function>(apply)).save(path).status().message();
}

TEST_F(TransformTest, ItsOwnErrorLeavesTheEarlierData) {
  Save(DataGenerator(kSpec, 42).write(), "a.csv");
  const auto before = scratch_.Content();
  const auto fail = [](const Batch& rows) -> arrow::Result<Batch> {
    if (rows->num_rows() < 65'536) return rows;
    return arrow::Status::Invalid("no more");
  };
  EXPECT_EQ(FailureOf(fail, 100'000, scratch_ / "a.csv"), "no more");
  EXPECT_EQ(scratch_.Content(), before);
}

TEST_F(TransformTest, OtherColumnsInLaterRowsAreRefused) {
  const auto rename = [](const Batch& rows) -> arrow::Result<Batch> {
    if (rows->num_rows() == 1000) return rows;
    return rows->RemoveColumn(0);
  };
  EXPECT_EQ(FailureOf(rename, 2000, scratch_ / "a.csv"),
            "transform: rows from 0 on have the columns 'word'; the first rows had 'id', "
            "'word'");
  const auto retype = [](const Batch& rows) -> arrow::Result<Batch> {
    if (rows->num_rows() == 1000) return rows;
    return rows->SetColumn(
        0, arrow::field("id", arrow::utf8()),
        *arrow::MakeArrayFromScalar(arrow::StringScalar("x"), rows->num_rows()));
  };
  EXPECT_THAT(FailureOf(retype, 2000, scratch_ / "a.csv"),
              HasSubstr("column 'id' of the rows from 0 on is"));
  EXPECT_THAT(scratch_.Content(), testing::IsEmpty());
}

TEST_F(TransformTest, WhatFilesCannotHoldIsRefusedBeforeAnythingChanges) {
  const auto bytes = [](const Batch& rows) -> arrow::Result<Batch> {
    ARROW_ASSIGN_OR_RAISE(auto lists, arrow::MakeArrayOfNull(arrow::list(arrow::binary()),
                                                             rows->num_rows()));
    return rows->AddColumn(0, "raw", lists);
  };
  EXPECT_THAT(
      FailureOf(bytes, 5, scratch_ / "a.csv"),
      HasSubstr("column 'raw' is list<item: binary>, which files here cannot have"));
  const auto none = [](const Batch& rows) -> arrow::Result<Batch> {
    return arrow::RecordBatch::Make(arrow::schema({}), rows->num_rows(),
                                    arrow::ArrayVector{});
  };
  EXPECT_THAT(FailureOf(none, 5, scratch_ / "a.csv"), HasSubstr("gives no columns"));
  const auto twice = [](const Batch& rows) -> arrow::Result<Batch> {
    return rows->AddColumn(0, "id", rows->column(0));
  };
  EXPECT_THAT(FailureOf(twice, 5, scratch_ / "a.csv"), HasSubstr("two columns 'id'"));
}

StreamWriter Stream(FakeClock* clock, std::shared_ptr<BatchTransform> transform) {
  return DataGenerator(kSpec, 42)
      .writeStream()
      .size(3)
      .format("csv")
      .option("timeout", 3)
      .trigger({.frequency = 1})
      .transform(std::move(transform))
      .clock(clock);
}

TEST_F(TransformTest, StreamsPublishFileByFile) {
  const auto transform = Thirds();
  const StreamReport report = Start(Stream(&clock_, transform));
  EXPECT_EQ(report.files, 3);
  EXPECT_EQ(report.rows, 3);
  EXPECT_EQ(transform->log, "begin published begin published begin published ");
  std::string texts;
  for (const std::string& name : SortedNamesIn(scratch_ / "out")) {
    texts += TextOf("out/" + name);
  }
  EXPECT_EQ(texts,
            "id,half,text\n3,1.5,n3\nid,half,text\n6,3.0,\nid,half,text\n9,4.5,n9\n");
}

TEST_F(TransformTest, AStreamGoesOnAtItsCheckpoint) {
  const auto once = [this] {
    auto writer = Stream(&clock_, Thirds());
    return Start(writer.trigger({.once = true})
                     .option("checkpointLocation", scratch_ / "checkpoint"));
  };
  once();
  EXPECT_EQ(once().files, 1);
  EXPECT_EQ(SortedNamesIn(scratch_ / "out").size(), 2u);
}

TEST_F(TransformTest, FeedsWriteOneHeader) {
  const auto transform = Thirds();
  testing::internal::CaptureStdout();
  const auto report = DataGenerator(kSpec, 42)
                          .writeStream()
                          .size(7)
                          .format("csv")
                          .option("rate", 1000)
                          .transform(transform)
                          .clock(&clock_)
                          .start("-");
  const std::string text = testing::internal::GetCapturedStdout();
  ASSERT_TRUE(report.ok()) << report.status().ToString();
  EXPECT_EQ(report->rows, 2);
  EXPECT_EQ(text, "id,half,text\n3,1.5,n3\n6,3.0,\n");
}

TEST_F(TransformTest, WhatATransformBeganIsClosedAfterItsOwnFailures) {
  const auto log_of = [this](arrow::Status publishing, arrow::Status published) {
    const auto transform = Thirds();
    transform->publishing = std::move(publishing);
    transform->published = std::move(published);
    const auto report = Stream(&clock_, transform).start(scratch_ / "out");
    EXPECT_FALSE(report.ok());
    return transform->log;
  };
  EXPECT_EQ(log_of(WriteError("no room"), {}), "begin failed ");
  EXPECT_EQ(log_of({}, WriteError("no room")), "begin published failed ");
}

// --- Spec and rows anew for each file

TEST_F(TransformTest, EachFileMayHaveASpecAndRowsOfItsOwn) {
  int64_t asked = 0;
  const auto next = [&asked]() -> arrow::Result<FileInputs> {
    ++asked;
    const std::string word = std::string(1, static_cast<char>('0' + asked));
    ARROW_ASSIGN_OR_RAISE(Spec spec,
                          Spec::FromText(R"({"id": {"method": "gen_incremental"},
           "word": {"method": "gen_str_choice", "parms": {"options": ["w)" +
                                         word + R"("]}}})"));
    return FileInputs{std::move(spec), asked};
  };
  auto writer = Stream(&clock_, nullptr);
  const StreamReport report = Start(writer.next_inputs(next));
  EXPECT_EQ(asked, 2);
  EXPECT_EQ(report.rows, 3 + 1 + 2);
  const auto names = SortedNamesIn(scratch_ / "out");
  EXPECT_EQ(TextOf("out/" + names[1]), "id,word\n4,w1\n");
  EXPECT_EQ(TextOf("out/" + names[2]), "id,word\n5,w2\n6,w2\n");
}

TEST_F(TransformTest, AFileOfOtherColumnsEndsTheStream) {
  const auto next = []() -> arrow::Result<FileInputs> {
    ARROW_ASSIGN_OR_RAISE(Spec spec, Spec::FromText(R"({"id": {"method": "gen_uuid"}})"));
    return FileInputs{std::move(spec), std::nullopt};
  };
  auto writer = Stream(&clock_, nullptr);
  const auto report = writer.next_inputs(next).start(scratch_ / "out");
  EXPECT_THAT(
      report.status().message(),
      HasSubstr("the columns of the next file are 'id' (string), those of the files "
                "before it 'id' (int64), 'word' (string)"));
  EXPECT_EQ(SortedNamesIn(scratch_ / "out").size(), 1u);
}

}  // namespace
}  // namespace rand_engine
