#include "rand_engine/run/batch_run.h"

#include <arrow/api.h>
#include <arrow/io/memory.h>
#include <gtest/gtest.h>
#include <parquet/arrow/reader.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <new>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "rand_engine/api.h"
#include "rand_engine/encode/parquet/parquet_test_support.h"
#include "rand_engine/plan/plan_test_support.h"
#include "rand_engine/write/file_system.h"
#include "rand_engine/write/testing/faulty_file_system.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

// Wide rows make many units of few rows.
const char kSpec[] = R"({
  "id": {"method": "gen_incremental"},
  "name": {"method": "gen_name"},
  "mail": {"method": "gen_email"},
  "key": {"method": "gen_uuid"},
  "price": {"method": "gen_floats", "parms": {"min": -5, "max": 900}},
  "note": {"method": "gen_str_choice", "parms": {"options": ["a,b", "", null, "c"]}}})";

DataGenerator Generator(int64_t rows, const char* spec = kSpec) {
  DataGenerator generator{std::string_view(spec), Seed(42)};
  generator.size(rows);
  return generator;
}

using Options = std::vector<std::pair<std::string, OptionValue>>;

// Holds the first units until so many threads work at the same time, then delays each
// unit at random.
class DelayingObserver : public Observer {
 public:
  explicit DelayingObserver(size_t wanted) : wanted_(wanted) {}

  void OnUnitStart() override {
    std::unique_lock lock(mutex_);
    threads_.insert(std::this_thread::get_id());
    all_there_.notify_all();
    all_there_.wait_for(lock, std::chrono::seconds(30),
                        [this] { return threads_.size() >= wanted_; });
    const auto delay = std::chrono::microseconds(random_() % 20'000);
    lock.unlock();
    std::this_thread::sleep_for(delay);
  }
  void OnProgress(const Progress& progress) override {
    EXPECT_GE(progress.rows, last_.rows);
    EXPECT_GE(progress.bytes, last_.bytes);
    EXPECT_GE(progress.files, last_.files);
    EXPECT_LE(progress.rows, progress.total_rows);
    last_ = progress;
  }
  size_t thread_count() const { return threads_.size(); }
  const Progress& last() const { return last_; }

 private:
  size_t wanted_;
  std::mutex mutex_;
  std::condition_variable all_there_;
  std::mt19937 random_{1};
  std::set<std::thread::id> threads_;
  Progress last_;
};

// --- The same bytes for any threads
// ------------------------------------------------------

class ThreadsTest : public testing::TestWithParam<std::string> {};

TEST_P(ThreadsTest, DecideNoByte) {
  const std::string name = "data" + GetParam();
  const int64_t rows = 80'000;
  std::string first;
  for (const int threads : {1, 2, 5}) {
    ScratchDirectory scratch;
    DelayingObserver observer(threads);
    auto writer = Generator(rows).write();
    writer.option("threads", threads).observer(&observer);
    if (GetParam() == ".parquet") writer.option("rowGroupSize", 7'000);
    const auto report = writer.save(scratch / name);
    ASSERT_TRUE(report.ok()) << report.status().ToString();
    EXPECT_EQ(observer.thread_count(), static_cast<size_t>(threads));
    EXPECT_EQ(observer.last().rows, rows);
    EXPECT_EQ(observer.last().files, 1);
    const std::string bytes = scratch.ReadFile(name);
    EXPECT_EQ(report->bytes, static_cast<int64_t>(bytes.size()));
    EXPECT_EQ(observer.last().bytes, report->bytes);
    if (first.empty()) first = bytes;
    EXPECT_TRUE(bytes == first) << threads << " threads";
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, ThreadsTest,
                         testing::Values(".csv", ".csv.gz", ".jsonl.zst", ".csv.xz",
                                         ".csv.bz2", ".csv.zip", ".parquet"),
                         [](const auto& tested) {
                           std::string name = tested.param.substr(1);
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

// --- Parts
// -------------------------------------------------------------------------------

std::vector<std::string> FileNames(const ScratchDirectory& scratch,
                                   const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& [path, content] : scratch.Content()) {
    if (content.starts_with("file:") && path.starts_with(directory + "/")) {
      names.push_back(path);
    }
  }
  return names;  // sorted, as the map is
}

TEST(PartsTest, JoinedInTheOrderOfTheirNamesAreTheSingleFile) {
  ScratchDirectory scratch;
  const auto generator = Generator(10'007);
  ASSERT_TRUE(generator.write().option("header", false).save(scratch / "one.csv").ok());
  const auto report = generator.write()
                          .option("header", false)
                          .option("numFiles", 7)
                          .save(scratch / "many.csv");
  ASSERT_TRUE(report.ok()) << report.status().ToString();
  const auto names = FileNames(scratch, "many");
  ASSERT_EQ(names.size(), 7u);
  std::string joined;
  for (size_t i = 0; i < names.size(); ++i) {
    EXPECT_EQ(report->files[i], scratch / names[i]);
    joined += scratch.ReadFile(names[i]);
  }
  EXPECT_TRUE(joined == scratch.ReadFile("one.csv"));
}

int64_t ParquetRows(const std::string& bytes) {
  parquet::arrow::FileReaderBuilder builder;
  const auto buffer = arrow::Buffer::FromString(bytes);
  if (!builder.Open(std::make_shared<arrow::io::BufferReader>(buffer)).ok()) return -1;
  return (*(*builder.Build())->ReadTable())->num_rows();
}

TEST(PartsTest, SizesDifferByARowAtMostAndEmptyPartsAreFiles) {
  for (const auto& [rows, parts, wanted] :
       std::vector<std::tuple<int64_t, int, std::vector<int64_t>>>{{10, 4, {3, 3, 2, 2}},
                                                                   {2, 4, {1, 1, 0, 0}},
                                                                   {0, 2, {0, 0}},
                                                                   {9, 3, {3, 3, 3}}}) {
    ScratchDirectory scratch;
    const auto report =
        Generator(rows).write().option("numFiles", parts).save(scratch / "p.parquet");
    ASSERT_TRUE(report.ok()) << report.status().ToString();
    std::vector<int64_t> sizes;
    for (const std::string& name : FileNames(scratch, "p")) {
      sizes.push_back(ParquetRows(scratch.ReadFile(name)));
    }
    EXPECT_EQ(sizes, wanted);
    EXPECT_EQ(report->rows, rows);
  }
}

TEST(PartsTest, NamesAreOfTheContentAlone) {
  ScratchDirectory scratch;
  const auto names_of = [&](const std::string& place, Seed seed, Options options) {
    DataGenerator generator{std::string_view(kSpec), seed};
    const auto report = generator.size(100)
                            .write()
                            .options(std::move(options))
                            .option("numFiles", 3)
                            .save(scratch / place);
    EXPECT_TRUE(report.ok()) << report.status().ToString();
    std::vector<std::string> names;
    for (const std::string& path : report->files) {
      names.push_back(path.substr(path.find_last_of('/')));
    }
    return names;
  };
  const auto names = names_of("a.csv", 1, {});
  EXPECT_EQ(names_of("b.csv", 1, {{"threads", 2}}), names);
  std::vector<std::vector<std::string>> others = {
      names_of("c.csv", 2, {}), names_of("d.csv", 1, {{"sep", ";"}}),
      names_of("e.csv", 1, {{"index", true}}), names_of("f.csv", 1, {{"firstRow", 5}}),
      names_of("g.csv", 1, {{"na_rep", "NA"}})};
  for (const auto& other : others) {
    for (size_t i = 0; i < 3; ++i) {
      EXPECT_NE(other[i], names[i]);
      // The index comes first.
      EXPECT_EQ(other[i].substr(0, 14), names[i].substr(0, 14));
    }
  }
}

// --- Failures
// ----------------------------------------------------------------------------

TEST(FailureTest, AFullDiskLeavesTheOldFileAndNothingElse) {
  for (const char* name :
       {"data.csv", "data.csv.gz", "data.json", "data.csv.zip", "data.parquet"}) {
    for (const int threads : {1, 3}) {
      ScratchDirectory scratch;
      scratch.WriteFile(name, "old");
      const DirectoryContent before = scratch.Content();
      FaultyFileSystem file_system(PosixFileSystem());
      file_system.SetDiskSpace(300'000);
      const auto report = Generator(100'000)
                              .write()
                              .option("threads", threads)
                              .file_system(&file_system)
                              .save(scratch / name);
      EXPECT_EQ(GetErrorKind(report.status()), ErrorKind::kWrite) << name;
      EXPECT_EQ(GetErrorNumber(report.status()), ENOSPC) << name;
      EXPECT_EQ(scratch.Content(), before) << name;
    }
  }
}

TEST(FailureTest, AnyFailingCallLeavesTheOldOrTheNew) {
  ScratchDirectory reference;
  ASSERT_TRUE(Generator(3000).write().save(reference / "data.csv").ok());
  const std::string written = "file:" + reference.ReadFile("data.csv");
  FaultyFileSystem counting(PosixFileSystem());
  {
    ScratchDirectory scratch;
    scratch.WriteFile("data.csv", "old");
    ASSERT_TRUE(
        Generator(3000).write().file_system(&counting).save(scratch / "data.csv").ok());
  }
  for (int64_t call = 1; call <= counting.calls(); ++call) {
    ScratchDirectory scratch;
    scratch.WriteFile("data.csv", "old");
    FaultyFileSystem file_system(PosixFileSystem());
    file_system.FailAt(call, EIO);
    const auto report =
        Generator(3000).write().file_system(&file_system).save(scratch / "data.csv");
    const DirectoryContent content = scratch.VisibleContent();
    ASSERT_EQ(content.size(), 1u) << call;
    const std::string& data = content.begin()->second;
    EXPECT_TRUE(data == "file:old" || data == written) << call;
    EXPECT_TRUE(!report.ok() || data == written) << call;
  }
}

class StoppingObserver : public Observer {
 public:
  explicit StoppingObserver(StopToken token) : token_(std::move(token)) {}
  void OnProgress(const Progress& progress) override {
    if (progress.rows > progress.total_rows / 3) token_.RequestStop();
  }

 private:
  StopToken token_;
};

TEST(FailureTest, AStopInTheMiddleLeavesTheOld) {
  for (const char* name : {"data.csv", "data.csv.xz", "data.parquet", "parts.csv"}) {
    ScratchDirectory scratch;
    StopToken token;
    StoppingObserver observer(token);
    auto writer = Generator(80'000).write();
    if (std::string(name) == "parts.csv") {
      scratch.WriteFile("parts/part_00000000-0000-8000.csv", "old");
      writer.option("numFiles", 10);
    } else {
      scratch.WriteFile(name, "old");
    }
    if (std::string(name) == "data.parquet") writer.option("rowGroupSize", 10'000);
    const DirectoryContent before = scratch.Content();
    const auto report = writer.observer(&observer)
                            .stop_token(token)
                            .option("threads", 3)
                            .save(scratch / name);
    EXPECT_EQ(GetErrorKind(report.status()), ErrorKind::kStopped) << name;
    EXPECT_EQ(scratch.Content(), before) << name;
  }
}

class ThrowingObserver : public Observer {
 public:
  explicit ThrowingObserver(bool memory) : memory_(memory) {}
  void OnUnitStart() override {
    if (++units_ != 3) return;
    if (memory_) throw std::bad_alloc();
    throw std::runtime_error("a broken unit");
  }

 private:
  bool memory_;
  std::atomic<int> units_ = 0;
};

TEST(FailureTest, AnExceptionInsideIsAnError) {
  for (const bool memory : {true, false}) {
    for (const int threads : {1, 4}) {
      ScratchDirectory scratch;
      ThrowingObserver observer(memory);
      const auto report = Generator(200'000)
                              .write()
                              .option("threads", threads)
                              .observer(&observer)
                              .save(scratch / "data.csv");
      ASSERT_FALSE(report.ok());
      EXPECT_NE(
          report.status().message().find(memory ? "out of memory" : "a broken unit"),
          std::string::npos)
          << report.status().ToString();
      EXPECT_TRUE(scratch.Content().empty());
    }
  }
}

TEST(FailureTest, MistakesAreFoundBeforeAnythingIsTouched) {
  ScratchDirectory scratch;
  FaultyFileSystem file_system(PosixFileSystem());
  const auto expect = [&](BatchWriter writer, const std::string& name, ErrorKind kind) {
    const auto report = writer.file_system(&file_system).save(scratch / name);
    EXPECT_EQ(GetErrorKind(report.status()), kind) << report.status().ToString();
    EXPECT_TRUE(scratch.Content().empty());
    EXPECT_EQ(file_system.calls(SystemCall::kOpenForWriting), 0);
    EXPECT_EQ(file_system.calls(SystemCall::kMakeDirectory), 0);
  };
  expect(Generator(10, R"({"a": {"method": "gen_int"}})").write(), "a.csv",
         ErrorKind::kSpec);
  expect(Generator(10, "{").write(), "a.csv", ErrorKind::kSpec);
  expect(Generator(-1).write(), "a.csv", ErrorKind::kOption);
  expect(Generator(10).write().option("numFiles", 0), "a.csv", ErrorKind::kOption);
  expect(Generator(10).write().option("sepp", ";"), "a.csv", ErrorKind::kOption);
  expect(Generator(10).write().format("xml"), "a", ErrorKind::kOption);
  expect(Generator(10).write().option("encoding", "ascii"), "a.csv", ErrorKind::kOption);
  expect(Generator(10, R"({"a": {"method": "gen_incremental",
                                 "parms": {"start": 9223372036854775800}}})")
             .write(),
         "a.csv", ErrorKind::kSpec);
}

TEST(FailureTest, MoreRowsAtOnceThanMemoryHoldsAreAnError) {
  EXPECT_FALSE(Generator(INT64_MAX, R"({"u": {"method": "gen_uuid"}})").get_arrow().ok());
  EXPECT_FALSE(Generator(INT64_MAX, R"({"u": {"method": "gen_uuid"}})").Preview().ok());
  EXPECT_FALSE(Generator(-1).get_arrow().ok());
  EXPECT_FALSE(Generator(10).get_arrow(INT64_MAX - 5).ok());
}

// --- Reports
// -----------------------------------------------------------------------------

TEST(ReportTest, SaysWhatWasDone) {
  ScratchDirectory scratch;
  const char* spec =
      R"({"id": {"method": "gen_incremental"}, "t": {"method": "gen_now"}})";
  const auto report = Generator(5, spec)
                          .write()
                          .option("now", "2024-05-01T12:30:00Z")
                          .option("firstRow", 10)
                          .save(scratch / "d.csv.gz");
  ASSERT_TRUE(report.ok()) << report.status().ToString();
  EXPECT_EQ(report->files, std::vector<std::string>{scratch / "d.csv.gz"});
  EXPECT_EQ(report->rows, 5);
  EXPECT_EQ(report->bytes, static_cast<int64_t>(scratch.ReadFile("d.csv.gz").size()));
  EXPECT_GT(report->seconds, 0);
  EXPECT_EQ(report->seed, "42");
  EXPECT_EQ(report->first_row, 10);
  EXPECT_EQ(report->now, "2024-05-01T12:30:00.000000Z");
  EXPECT_EQ(report->format, "csv");
  EXPECT_EQ(report->compression, "gzip");
  EXPECT_FALSE(report->codec_version.empty());
  EXPECT_EQ(report->data_version, kDataVersion);
  EXPECT_EQ(report->spec_sha256, Spec::FromJson(spec)->sha256());
  EXPECT_TRUE(report->atomic);
  EXPECT_EQ(report->late_files, 0);
  EXPECT_TRUE(report->warnings.empty());
  const std::string json = report->ToJson(0);
  EXPECT_NE(json.find("\"rows\": 5"), std::string::npos) << json;
  EXPECT_NE(json.find("\"late_files\": 0"), std::string::npos) << json;
}

TEST(ReportTest, NamesTheSeedThatWasDrawnWhichGivesTheSameFileAgain) {
  ScratchDirectory scratch;
  DataGenerator drawing{std::string_view(kSpec)};
  const auto first = drawing.size(100).write().save(scratch / "a.csv");
  const auto second = drawing.write().save(scratch / "b.csv");
  ASSERT_TRUE(first.ok() && second.ok());
  EXPECT_NE(first->seed, second->seed);
  EXPECT_EQ(first->now, "");
  DataGenerator seeded{std::string_view(kSpec), *Seed::FromText(first->seed)};
  ASSERT_TRUE(seeded.size(100).write().save(scratch / "c.csv").ok());
  EXPECT_EQ(scratch.ReadFile("a.csv"), scratch.ReadFile("c.csv"));
  EXPECT_NE(scratch.ReadFile("a.csv"), scratch.ReadFile("b.csv"));
}

TEST(ReportTest, ADryRunSaysTheSameAndWritesNothing) {
  ScratchDirectory scratch;
  auto writer = Generator(1000).write().option("numFiles", 12);
  const auto preview = writer.dry_run(scratch / "d.parquet");
  ASSERT_TRUE(preview.ok()) << preview.status().ToString();
  EXPECT_TRUE(scratch.Content().empty());
  EXPECT_EQ(preview->path, scratch / "d");
  EXPECT_TRUE(preview->directory);
  EXPECT_EQ(preview->file_count, 12);
  EXPECT_EQ(preview->rows, 1000);
  EXPECT_EQ(preview->compression, "snappy");
  EXPECT_EQ(preview->mode, "overwrite");
  ASSERT_EQ(preview->columns.size(), 6u);
  EXPECT_EQ(preview->columns[5].name, "note");
  EXPECT_EQ(preview->columns[5].type, "string");
  EXPECT_TRUE(preview->columns[5].nullable);
  const auto report = writer.save(scratch / "d.parquet");
  ASSERT_TRUE(report.ok());
  ASSERT_EQ(preview->files.size(), 10u);
  EXPECT_TRUE(
      std::equal(preview->files.begin(), preview->files.end(), report->files.begin()));
  EXPECT_NE(preview->ToJson().find("\"dry_run\": true"), std::string::npos);
}

TEST(ReportTest, EstimatesAreNearTheTruth) {
  for (const char* name : {"d.csv", "d.json", "d.jsonl"}) {
    ScratchDirectory scratch;
    const auto writer = Generator(20'000).write();
    const auto report = writer.save(scratch / name);
    ASSERT_TRUE(report.ok());
    const double estimate =
        static_cast<double>(writer.dry_run(scratch / name)->estimated_bytes);
    EXPECT_NEAR(estimate / static_cast<double>(report->bytes), 1, 0.25) << name;
  }
}

// --- Seeds
// -------------------------------------------------------------------------------

TEST(SeedTest, TakesAnyWholeNumber) {
  const auto text = [](const char* given) { return Seed::FromText(given)->text(); };
  EXPECT_EQ(text("42"), "42");
  EXPECT_EQ(text("+42"), "42");
  EXPECT_EQ(text("-0"), "0");
  EXPECT_EQ(text("-007"), "-7");
  EXPECT_EQ(text("1_000"), "1000");
  EXPECT_EQ(text("340282366920938463463374607431768211456"),
            "340282366920938463463374607431768211456");
  EXPECT_EQ(Seed(INT64_MIN).text(), "-9223372036854775808");
  EXPECT_EQ(Seed(UINT64_MAX).text(), "18446744073709551615");
  EXPECT_EQ(Seed(true).text(), "1");
  for (const char* wrong :
       {"", "-", "+", "1.5", "1e3", "abc", "1__0", "_1", "1_", " 1", "0x1"}) {
    EXPECT_EQ(GetErrorKind(Seed::FromText(wrong).status()), ErrorKind::kOption) << wrong;
  }
}

// --- Tables and previews
// -----------------------------------------------------------------

TEST(TableTest, IsTheSameForAnyThreadsAndAPartOfALongerOne) {
  const auto one = *Generator(300'000).get_arrow(0, 1);
  const auto five = *Generator(300'000).get_arrow(0, 5);
  EXPECT_TRUE(one->Equals(*five));
  const auto middle = *Generator(1000).get_arrow(140'000, 2);
  for (int i = 0; i < one->num_columns(); ++i) {
    EXPECT_TRUE(CellsOf(*middle->column(i)) ==
                CellsOf(*one->column(i)->Slice(140'000, 1000)));
  }
  EXPECT_EQ((*Generator(0).get_arrow())->num_rows(), 0);
  EXPECT_EQ((*Generator(0).get_arrow())->num_columns(), 6);
}

TEST(PreviewTest, RowsFarAwayCostNothing) {
  const auto table = *Generator(3).Preview(1'000'000'000'000);
  EXPECT_EQ(table.columns[0], "id");
  ASSERT_EQ(table.rows.size(), 3u);
  EXPECT_EQ(table.rows[2][0], "1000000000003");
  EXPECT_EQ(table.right_aligned,
            (std::vector<bool>{true, false, false, false, true, false}));
}

// --- Memory
// ------------------------------------------------------------------------------

// Run by PeakMemory in a process of its own, whose peak is not that of other tests.
TEST(MemoryTest, DISABLED_WriteAndTellThePeak) {
  const char* format = std::getenv("RAND_ENGINE_TEST_FORMAT");
  const char* rows = std::getenv("RAND_ENGINE_TEST_ROWS");
  const char* answer = std::getenv("RAND_ENGINE_TEST_ANSWER");
  if (format == nullptr || rows == nullptr || answer == nullptr) return;
  const auto report = Generator(std::strtoll(rows, nullptr, 10), OrdersSpec())
                          .write()
                          .format(format)
                          .option("threads", 2)
                          .save("/dev/null");
  ASSERT_TRUE(report.ok()) << report.status().ToString();
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) std::ofstream(answer) << line.substr(6);
  }
}

// Peak resident memory, in KiB, of a process that writes so many rows.
int64_t PeakMemory(const std::string& format, int64_t rows) {
  const ScratchDirectory scratch;
  const std::string command =
      "RAND_ENGINE_TEST_FORMAT=" + format +
      " RAND_ENGINE_TEST_ROWS=" + std::to_string(rows) +
      " RAND_ENGINE_TEST_ANSWER=" + (scratch / "peak") + " " +
      std::filesystem::read_symlink("/proc/self/exe").string() +
      " --gtest_also_run_disabled_tests --gtest_filter=MemoryTest.DISABLED_* > /dev/null";
  if (std::system(command.c_str()) != 0) return -1;
  return std::strtoll(scratch.ReadFile("peak").c_str(), nullptr, 10);
}

TEST(MemoryTest, DoesNotGrowWithTheRows) {
  for (const char* format : {"csv", "json", "parquet"}) {
    const int64_t few = PeakMemory(format, 2'000'000);
    const int64_t many = PeakMemory(format, 20'000'000);
    ASSERT_GT(few, 0) << format;
    EXPECT_LT(many, few + 32 * 1024) << format;
    EXPECT_LT(many, 256 * 1024) << format;
  }
}

}  // namespace
}  // namespace rand_engine
