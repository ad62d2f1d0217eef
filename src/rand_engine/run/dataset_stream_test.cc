// Streams of several tables, by a clock that jumps.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "rand_engine/api.h"
#include "rand_engine/run/stream_test_support.h"
#include "rand_engine/verify.h"
#include "rand_engine/write/testing/faulty_file_system.h"

namespace rand_engine {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using Row = std::vector<std::string>;

// Children stand before their parents here, so that the order is the engine's.
const char kShop[] = R"({"tables": {
  "items": {"size": {"per": "orders", "min": 1, "max": 2},
    "spec": {
      "order": {"method": "foreign_key", "parms": {"table": "orders"}},
      "line": {"method": "child_number"},
      "product": {"method": "foreign_key",
                  "parms": {"table": "products", "distribution": "zipf"}},
      "country": {"method": "lookup", "parms": {"key": "order", "column": "country"}}}},
  "orders": {"size": {"per": "customers", "min": 0, "max": 3},
    "spec": {
      "id": {"method": "unique_ids", "parms": {"length": 8}},
      "customer": {"method": "foreign_key", "parms": {"table": "customers"}},
      "country": {"method": "lookup", "parms": {"key": "customer", "column": "country"}},
      "friend": {"method": "foreign_key", "parms": {"table": "customers"}}}},
  "products": {"size": 3, "spec": {"id": {"method": "gen_incremental"}}},
  "customers": {"size": 20,
    "spec": {
      "id": {"method": "gen_incremental", "parms": {"start": 1000}},
      "boss": {"method": "foreign_key", "parms": {"table": "customers"}},
      "country": {"method": "gen_str_choice", "parms": {"options": ["DE", "BR", "US"]}}}}
}})";

std::set<std::string> Column(const std::vector<Row>& rows, size_t column) {
  std::set<std::string> values;
  for (const Row& row : rows) values.insert(row[column]);
  return values;
}

std::vector<Row> RowsOfText(const std::string& text) {
  std::vector<Row> rows;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    Row row(1);
    for (const char c : line) c == ',' ? row.emplace_back() : row.back() += c;
    row.resize(4);
    rows.push_back(row);
  }
  return rows;
}

// The rows of a table in the order of its files' names.
std::vector<Row> RowsIn(const std::string& directory, const std::string& table) {
  std::vector<Row> rows;
  for (const std::string& name : SortedNamesIn(directory + "/" + table)) {
    std::ifstream file(directory + "/" + table + "/" + name);
    std::stringstream text;
    text << file.rdbuf();
    for (Row& row : RowsOfText(text.str())) rows.push_back(std::move(row));
  }
  return rows;
}

const std::vector<std::string> kTables = {"customers", "items", "orders", "products"};

std::map<std::string, std::vector<Row>> AllRowsIn(const std::string& directory) {
  std::map<std::string, std::vector<Row>> rows;
  for (const std::string& table : kTables) rows[table] = RowsIn(directory, table);
  return rows;
}

// Values of a key that are in no row of the table that it refers to.
size_t CountOrphans(const std::string& directory) {
  size_t orphans = 0;
  const auto count = [&](const char* child, size_t key, const char* parent) {
    const auto there = Column(RowsIn(directory, parent), 0);
    for (const std::string& value : Column(RowsIn(directory, child), key)) {
      orphans += value.empty() || there.contains(value) ? 0 : 1;
    }
  };
  count("items", 0, "orders");
  count("items", 2, "products");
  count("orders", 1, "customers");
  count("orders", 3, "customers");
  count("customers", 1, "customers");
  return orphans;
}

class DatasetStreamTest : public StreamTest {
 protected:
  StreamWriter Writer(double timeout = 5, const char* spec = kShop,
                      std::optional<Seed> seed = Seed(7)) {
    StreamWriter writer = Dataset(std::string_view(spec), seed).writeStream();
    writer.format("csv").option("header", false).option("timeout", timeout);
    writer.trigger({.frequency = 1}).clock(&clock_);
    return writer;
  }
  StreamWriter WithCheckpoint(StreamWriter writer) {
    return writer.option("checkpointLocation", scratch_ / "state");
  }
  std::string out() const { return scratch_ / "out"; }
};

// --- Files and rows
// ------------------------------------------------------------------------

TEST_F(DatasetStreamTest, EveryTickWritesAFileOfEachTableParentsFirst) {
  FileObserver observer;
  std::vector<size_t> orphans;
  observer.on_file = [&](const StreamFile&) { orphans.push_back(CountOrphans(out())); };
  const StreamReport report = Start(Writer(3).observer(&observer));
  EXPECT_EQ(report.files, 12);
  EXPECT_EQ(report.planned_files, 12);
  EXPECT_EQ(report.late_files, 0);
  EXPECT_EQ(report.path, out());
  EXPECT_DOUBLE_EQ(report.seconds, 3);
  EXPECT_THAT(clock_.deadlines, SizeIs(4));
  ASSERT_EQ(report.tables.size(), 4u);
  int64_t rows = 0;
  for (const StreamReport& table : report.tables) {
    EXPECT_EQ(table.files, 3) << table.table;
    EXPECT_EQ(static_cast<int64_t>(RowsIn(out(), table.table).size()), table.rows);
    rows += table.rows;
  }
  EXPECT_EQ(report.rows, rows);
  EXPECT_THAT(orphans, ::testing::AllOf(SizeIs(12), ::testing::Each(0)));
  std::vector<std::string> order;
  for (size_t i = 0; i < 4; ++i) {
    order.push_back(
        std::filesystem::path(observer.files[i].path).parent_path().filename());
  }
  EXPECT_THAT(order, ElementsAre("products", "customers", "orders", "items"));
  EXPECT_DOUBLE_EQ(observer.files[11].due_seconds, 2);
}

TEST_F(DatasetStreamTest, TheFirstFilesAreTheTablesThatSaveWrites) {
  Start(Writer(1));
  const auto saved = Dataset(std::string_view(kShop), Seed(7))
                         .write()
                         .format("csv")
                         .option("header", false)
                         .save(scratch_ / "saved");
  ASSERT_TRUE(saved.ok()) << saved.status();
  for (const std::string& table : kTables) {
    EXPECT_EQ(RowsIn(out(), table),
              RowsOfText(scratch_.ReadFile("saved/" + table + ".csv")))
        << table;
  }
}

TEST_F(DatasetStreamTest, KeysRunOnAndChildrenComeWithTheirParents) {
  Start(Writer(4));
  const auto customers = RowsIn(out(), "customers");
  ASSERT_EQ(customers.size(), 80u);
  EXPECT_EQ(customers[79][0], "1079");
  EXPECT_EQ(Column(RowsIn(out(), "orders"), 0).size(), RowsIn(out(), "orders").size());
  const auto names = SortedNamesIn(scratch_ / "out/orders");
  for (int64_t file = 0; file < 4; ++file) {
    for (const Row& row : RowsOfText(
             scratch_.ReadFile("out/orders/" + names[static_cast<size_t>(file)]))) {
      const int64_t customer = std::stoll(row[1]) - 1000;
      EXPECT_EQ(customer / 20, file);
      EXPECT_EQ(row[2], customers[static_cast<size_t>(customer)][2]);
      EXPECT_LT(std::stoll(row[3]) - 1000, (file + 1) * 20);
    }
  }
}

TEST_F(DatasetStreamTest, KeysReferToAllThatIsThereEquallyOften) {
  const char kSpec[] = R"({"tables": {
    "p": {"size": 10, "spec": {"id": {"method": "gen_incremental"}}},
    "c": {"size": 20000, "spec": {
      "p": {"method": "foreign_key", "parms": {"table": "p"}},
      "first": {"method": "foreign_key",
                "parms": {"table": "p", "distribution": "zipf"}}}}}})";
  Start(Writer(4, kSpec).trigger({.available_now = true}));
  const auto rows = RowsIn(out(), "c");
  ASSERT_EQ(rows.size(), 80000u);
  for (int64_t file = 0; file < 4; ++file) {
    const double parents = 10.0 * static_cast<double>(file + 1);
    std::map<std::string, double> counts;
    double firsts = 0;
    for (int64_t i = file * 20000; i < (file + 1) * 20000; ++i) {
      ++counts[rows[static_cast<size_t>(i)][0]];
      firsts += rows[static_cast<size_t>(i)][1] == "1" ? 1 : 0;
    }
    ASSERT_EQ(static_cast<double>(counts.size()), parents);
    double chi_squared = 0;
    for (const auto& [key, count] : counts) {
      chi_squared += std::pow(count - 20000 / parents, 2) / (20000 / parents);
    }
    // Mean of chi squared is parents - 1, its variance twice that.
    EXPECT_LT(chi_squared, parents - 1 + 4 * std::sqrt(2 * (parents - 1)));
    double harmonic = 0;
    for (int k = 1; k <= static_cast<int>(parents); ++k) harmonic += 1.0 / k;
    EXPECT_NEAR(firsts / 20000, 1 / harmonic, 0.02);
  }
}

TEST_F(DatasetStreamTest, KeysInListsReferToWhatIsThereToo) {
  const char kSpec[] = R"({"tables": {
    "p": {"size": 10, "spec": {"id": {"method": "gen_incremental"}}},
    "c": {"size": 100, "spec": {
      "keys": {"method": "list", "parms": {"min": 1, "max": 3, "items": {
        "method": "foreign_key", "parms": {"table": "p"}}}}}}}})";
  Start(Writer(4, kSpec).option("nested", "json"));
  const auto names = SortedNamesIn(scratch_ / "out/c");
  ASSERT_EQ(names.size(), 4u);
  for (size_t file = 0; file < 4; ++file) {
    std::string text = scratch_.ReadFile("out/c/" + names[file]);
    std::replace_if(
        text.begin(), text.end(), [](unsigned char c) { return std::ispunct(c) != 0; },
        ' ');
    std::istringstream numbers(text);
    std::set<int> keys;
    for (int key = 0; numbers >> key;) keys.insert(key);
    EXPECT_EQ(*keys.rbegin(), static_cast<int>(file + 1) * 10);
  }
}

TEST_F(DatasetStreamTest, FilesDoNotDependOnTimeoutPaceOrThreads) {
  Start(Writer(2), "short");
  Start(Writer(5).trigger({.available_now = true}).option("threads", 1), "long");
  for (const std::string& table : kTables) {
    const auto names = SortedNamesIn(scratch_ / "short/" + table);
    ASSERT_EQ(names.size(), 2u);
    for (const std::string& name : names) {
      EXPECT_EQ(scratch_.ReadFile("short/" + table + "/" + name),
                scratch_.ReadFile("long/" + table + "/" + name));
    }
  }
}

TEST_F(DatasetStreamTest, FixedTablesComeWholeWithTheFirstFileAndDoNotGrow) {
  const StreamReport report = Start(Writer(3).fixed({"products", "customers"}));
  EXPECT_EQ(report.tables[0].files, 1);
  EXPECT_EQ(report.tables[0].planned_files, 1);
  EXPECT_THAT(SortedNamesIn(scratch_ / "out/products"), SizeIs(1));
  EXPECT_EQ(RowsIn(out(), "customers").size(), 20u);
  // Its children are those of parents that do not grow.
  EXPECT_THAT(SortedNamesIn(scratch_ / "out/orders"), SizeIs(1));
  EXPECT_EQ(CountOrphans(out()), 0u);
}

TEST_F(DatasetStreamTest, OthersGrowBesideFixedTables) {
  Start(Writer(3).fixed({"products"}));
  EXPECT_EQ(RowsIn(out(), "products").size(), 3u);
  EXPECT_EQ(RowsIn(out(), "customers").size(), 60u);
  EXPECT_THAT(SortedNamesIn(scratch_ / "out/items"), SizeIs(3));
  EXPECT_EQ(CountOrphans(out()), 0u);
}

TEST_F(DatasetStreamTest, OneTableAloneIsAsAmongTheOthers) {
  Start(Writer());
  const StreamReport report = Start(Writer().tables({"items"}), "alone");
  EXPECT_EQ(report.files, 5);
  EXPECT_THAT(SortedNamesIn(scratch_ / "alone"), ElementsAre("items"));
  EXPECT_EQ(RowsIn(scratch_ / "alone", "items"), RowsIn(out(), "items"));
}

TEST_F(DatasetStreamTest, OrphansStayOrphansHoweverLongItRuns) {
  const char kSpec[] = R"({"tables": {
    "p": {"size": 10, "spec": {"id": {"method": "gen_incremental"}}},
    "u": {"size": 10, "spec": {"id": {"method": "unique_ids", "parms": {"length": 5}}}},
    "c": {"size": 1000, "spec": {
      "p": {"method": "foreign_key", "parms": {"table": "p", "orphan_rate": 0.2}},
      "u": {"method": "foreign_key", "parms": {"table": "u", "orphan_rate": 0.2}}}}}})";
  const auto orphans_of = [&](const std::string& directory, size_t key,
                              const char* parent) {
    const auto there = Column(RowsIn(directory, parent), 0);
    double orphans = 0;
    for (const Row& row : RowsIn(directory, "c")) {
      orphans += there.contains(row[key]) ? 0 : 1;
    }
    return orphans;
  };
  Start(Writer(50, kSpec).trigger({.available_now = true}));
  // Four standard errors.
  for (const auto& [key, parent] : {std::pair<size_t, const char*>{0, "p"}, {1, "u"}}) {
    EXPECT_NEAR(orphans_of(out(), key, parent), 10000, 4 * std::sqrt(50000 * 0.2 * 0.8));
  }
}

TEST_F(DatasetStreamTest, GenNowIsTheTickInAllTables) {
  const char kSpec[] = R"({"tables": {
    "p": {"size": 1, "spec": {"id": {"method": "gen_incremental"},
                              "t": {"method": "gen_now"}}},
    "c": {"size": 1, "spec": {"t": {"method": "gen_now"},
      "p": {"method": "foreign_key", "parms": {"table": "p"}}}}}})";
  Start(Writer(2, kSpec).option("now", "2024-05-01T00:00:00Z"));
  const auto parents = RowsIn(out(), "p");
  const auto children = RowsIn(out(), "c");
  ASSERT_EQ(parents.size(), 2u);
  EXPECT_EQ(parents[1][1], "2024-05-01T00:00:01.000000Z");
  for (size_t i = 0; i < 2; ++i) EXPECT_EQ(parents[i][1], children[i][0]);
}

TEST_F(DatasetStreamTest, ADryRunSaysWhatComesAndChangesNothing) {
  const auto preview = Writer(3).fixed({"products"}).dry_run(out());
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_THAT(SortedNamesIn(out()), IsEmpty());
  EXPECT_EQ(preview->file_count, 10);
  ASSERT_EQ(preview->tables.size(), 4u);
  EXPECT_EQ(preview->tables[1].table, "customers");
  EXPECT_EQ(preview->tables[1].rows, 60);
  const StreamReport report = Start(Writer(3).fixed({"products"}));
  EXPECT_EQ(report.rows, preview->rows);
  for (size_t i = 0; i < 4; ++i) {
    for (const std::string& file : preview->tables[i].files) {
      EXPECT_TRUE(std::filesystem::exists(file)) << file;
    }
  }
  // Of more files than it names.
  const auto many = Writer(30).dry_run(out());
  ASSERT_TRUE(many.ok());
  EXPECT_EQ(many->tables[1].rows, 600);
}

// --- Going on, overwriting, being killed
// -------------------------------------------------

TEST_F(DatasetStreamTest, AStoppedStreamGoesOn) {
  const StopToken stop;
  FileObserver observer;
  observer.on_file = [&](const StreamFile&) {
    if (observer.files.size() == 7) stop.RequestStop();
  };
  // The files of a tick come together.
  const auto begun = WithCheckpoint(Writer().observer(&observer).stop_token(stop));
  EXPECT_EQ(Start(begun).files, 8);
  const StreamReport rest = Start(WithCheckpoint(Writer()));
  EXPECT_EQ(rest.files, 12);
  EXPECT_THAT(rest.warnings, IsEmpty());
  EXPECT_DOUBLE_EQ(rest.seconds, 3);
  Start(Writer(), "unbroken");
  EXPECT_EQ(AllRowsIn(out()), AllRowsIn(scratch_ / "unbroken"));
  EXPECT_EQ(Start(WithCheckpoint(Writer())).files, 0);
}

TEST_F(DatasetStreamTest, OnceWritesTheNextFilesEachTimeWithoutAnEnd) {
  for (int i = 0; i < 5; ++i) {
    StreamWriter writer = Dataset(std::string_view(kShop), Seed(7)).writeStream();
    writer.format("csv").option("header", false).trigger({.once = true}).clock(&clock_);
    EXPECT_EQ(Start(WithCheckpoint(writer.fixed({"products"}))).files, i == 0 ? 4 : 3);
  }
  Start(Writer().fixed({"products"}), "unbroken");
  EXPECT_EQ(AllRowsIn(out()), AllRowsIn(scratch_ / "unbroken"));
}

TEST_F(DatasetStreamTest, TheDrawnSeedIsTheCheckpointsThenAndTheDatasetsElse) {
  const Dataset dataset{std::string_view(kShop)};
  StreamWriter writer = dataset.writeStream();
  writer.format("csv").trigger({.once = true}).clock(&clock_);
  EXPECT_EQ(Start(writer, "a").seed, dataset.seed()->text());
  const std::string seed =
      Start(WithCheckpoint(Writer(2, kShop, std::nullopt)), "b").seed;
  EXPECT_EQ(Start(WithCheckpoint(Writer(3, kShop, std::nullopt)), "b").seed, seed);
}

TEST_F(DatasetStreamTest, AnotherStreamIsRefused) {
  Start(WithCheckpoint(Writer(2)));
  EXPECT_THAT(ErrorOf(WithCheckpoint(Writer(3, kShop, Seed(8)))), HasSubstr("its seed"));
  EXPECT_THAT(ErrorOf(WithCheckpoint(Writer(3).fixed({"products"}))),
              HasSubstr("fixed: products"));
  EXPECT_THAT(ErrorOf(WithCheckpoint(Writer(3).trigger({.frequency = 2}))),
              HasSubstr("its schedule is"));
}

// Every call to the system is a moment at which a reader may look.
void ExpectNoOrphansWhereverItIsKilled(
    const std::function<StreamWriter(const std::string&)>& make_writer,
    const std::function<void(const std::string&)>& make_old, bool goes_on) {
  const ScratchDirectory whole(ScratchPlace::kMemory);
  FakeClock clock;
  ASSERT_TRUE(make_writer(whole.path()).clock(&clock).start(whole / "out").ok());
  const auto expected = AllRowsIn(whole / "out");
  int kills = 0;
  for (int64_t n = 1;; n += 3) {
    const ScratchDirectory scratch(ScratchPlace::kMemory);
    if (make_old) make_old(scratch / "out");
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      FaultyFileSystem faulty(PosixFileSystem());
      faulty.SetPretendedSyncs(true);
      faulty.KillAt(n);
      FakeClock own;
      StreamWriter writer = make_writer(scratch.path());
      writer.clock(&own).file_system(&faulty);
      _exit(writer.start(scratch / "out").ok() ? 0 : 1);
    }
    int status = 0;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    ASSERT_EQ(CountOrphans(scratch / "out"), 0u) << "killed at call " << n;
    if (goes_on) {
      FakeClock later;
      const auto report =
          make_writer(scratch.path()).clock(&later).start(scratch / "out");
      ASSERT_TRUE(report.ok()) << n << ": " << report.status().ToString();
      ASSERT_EQ(AllRowsIn(scratch / "out"), expected) << "killed at call " << n;
    }
    if (WIFEXITED(status)) {
      ASSERT_EQ(WEXITSTATUS(status), 0);
      break;
    }
    ASSERT_EQ(WTERMSIG(status), SIGKILL);
    ++kills;
  }
  EXPECT_GT(kills, 50);
}

StreamWriter ShopInto(const std::string& scratch, int64_t seed) {
  StreamWriter writer = Dataset(std::string_view(kShop), Seed(seed)).writeStream();
  writer.format("csv").option("header", false).option("timeout", 3).option("threads", 1);
  writer.option("checkpointLocation", scratch + "/state").trigger({.frequency = 1});
  return writer;
}

TEST_F(DatasetStreamTest, KilledAtAnyCallItLeavesNoOrphansAndGoesOn) {
  ExpectNoOrphansWhereverItIsKilled(
      [](const std::string& scratch) { return ShopInto(scratch, 7); }, nullptr, true);
}

TEST_F(DatasetStreamTest, KilledWhileItOverwritesAnotherItLeavesNoOrphansAndGoesOn) {
  const auto make_old = [](const std::string& directory) {
    FakeClock clock;
    StreamWriter old = Dataset(std::string_view(kShop), Seed(99)).writeStream();
    old.format("csv").option("header", false).option("timeout", 2).clock(&clock);
    // A child of fork has none of the threads that a run leaves waiting.
    old.option("threads", 1);
    ASSERT_TRUE(old.trigger({.frequency = 1}).start(directory).ok());
  };
  ExpectNoOrphansWhereverItIsKilled(
      [](const std::string& scratch) { return ShopInto(scratch, 7); }, make_old, true);
}

TEST_F(DatasetStreamTest, OverwritingReplacesOnlyAtTheFirstTick) {
  Start(Writer(4));
  const auto old = AllRowsIn(out());
  int sleeps = 0;
  clock_.on_sleep = [&](int64_t) {
    EXPECT_EQ(AllRowsIn(out()) == old, ++sleeps == 1) << sleeps;
  };
  Start(Writer(2, kShop, Seed(8)));
  clock_.on_sleep = nullptr;
  EXPECT_EQ(RowsIn(out(), "customers").size(), 40u);
  EXPECT_EQ(CountOrphans(out()), 0u);
}

TEST_F(DatasetStreamTest, OverwritingTablesThatHaveManifestsLeavesThemRight) {
  const auto manifests_are = [&](size_t count, const char* when) {
    size_t found = 0;
    for (const std::string& table : kTables) {
      found += std::filesystem::exists(out() + "/" + table + "/.manifest") ? 1 : 0;
    }
    EXPECT_EQ(found, count) << when;
    if (count == 0) return;
    const auto report = Verify(out());
    ASSERT_TRUE(report.ok()) << report.status();
    EXPECT_TRUE(report->ok) << when;
    EXPECT_EQ(report->manifests.size(), count);
  };
  Start(Writer(3).option("manifest", true));
  manifests_are(4, "new");
  clock_.on_sleep = [&](int64_t) { manifests_are(4, "while overwritten"); };
  Start(Writer(2, kShop, Seed(8)).option("manifest", true));
  clock_.on_sleep = nullptr;
  manifests_are(4, "overwritten");
  EXPECT_THAT(SortedNamesIn(out() + "/customers"), SizeIs(1 + 2));
  Start(Writer(2, kShop, Seed(9)));
  manifests_are(0, "overwritten without the option");
}

TEST_F(DatasetStreamTest, AppendingAddsFiles) {
  Start(Writer(2));
  const StreamReport report = Start(Writer(1).mode("append"));
  EXPECT_THAT(report.warnings, ElementsAre(HasSubstr("option checkpointLocation")));
  EXPECT_THAT(SortedNamesIn(scratch_ / "out/orders"), SizeIs(3));
}

TEST_F(DatasetStreamTest, OneTableAloneMayKeepOnlyItsNewestFiles) {
  Start(Writer().option("maxFiles", 2).tables({"items"}));
  EXPECT_THAT(SortedNamesIn(scratch_ / "out/items"), SizeIs(2));
}

// --- Mistakes
// ------------------------------------------------------------------------------

TEST_F(DatasetStreamTest, WhatCannotBeIsRefusedBeforeAnythingChanges) {
  EXPECT_THAT(ErrorOf(Writer().size(5)), HasSubstr("the sizes of tables stand in"));
  EXPECT_THAT(ErrorOf(Writer().option("shape", "ramp")), HasSubstr("option 'shape'"));
  EXPECT_THAT(ErrorOf(Writer().option("firstRow", 5)), HasSubstr("'firstRow'"));
  EXPECT_THAT(ErrorOf(Writer().option("maxFiles", 5)), HasSubstr("must stay"));
  EXPECT_THAT(ErrorOf(Writer().tables({"item"}), "x"),
              HasSubstr("no table 'item'; did you mean 'items'"));
  EXPECT_THAT(ErrorOf(Writer().fixed({"orders"}), "x"),
              HasSubstr("table 'orders': cannot be fixed: its rows are the children of "
                        "'customers'"));
  EXPECT_THAT(Writer().start("-").status().message(), HasSubstr("into a directory"));
  EXPECT_THAT(ErrorOf(Writer(3e9).trigger({.frequency = 0.001}), "x"),
              HasSubstr("are more than 2^43 rows"));
  StreamWriter no_schedule = Dataset(std::string_view(kShop), Seed(1)).writeStream();
  EXPECT_THAT(ErrorOf(no_schedule, "x"),
              ::testing::StartsWith("option 'timeout' is missing"));
  const auto table = Dataset(std::string_view(kShop), Seed(1)).table("orders");
  EXPECT_THAT(ErrorOf(table->writeStream(), "x"),
              HasSubstr("writeStream().tables({\"orders\"})"));
  const DataGenerator generator{std::string_view(kShop)};
  EXPECT_THAT(ErrorOf(generator.writeStream(), "x"), HasSubstr("Dataset in C++"));
  EXPECT_EQ(GetErrorKind(Writer(1, R"({"tables": {}})").start(out()).status()),
            ErrorKind::kSpec);
}

TEST_F(DatasetStreamTest, TimesOfOtherFilesAreNotCopied) {
  for (const char* column : {R"("t": {"method": "gen_now"})",
                             R"("n": {"method": "gen_now"},
           "t": {"method": "expression", "parms": {"expression": "n"}})"}) {
    const std::string spec = R"({"tables": {
      "p": {"size": 3, "spec": {"id": {"method": "gen_incremental"}, )" +
                             std::string(column) + R"(}},
      "c": {"size": 3, "spec": {
        "p": {"method": "foreign_key", "parms": {"table": "p"}},
        "t": {"method": "lookup", "parms": {"key": "p", "column": "t"}}}}}})";
    EXPECT_TRUE(Dataset(std::string_view(spec), Seed(1)).Validate().ok());
    EXPECT_THAT(ErrorOf(Writer(3, spec.c_str())),
                HasSubstr("table 'c': column 't': copies a time of gen_now"));
  }
}

TEST_F(DatasetStreamTest, ParentsThatAreNotThereYetAreRefused) {
  // Which of the files has the first parent is chance; this seed's first has none.
  const char kSpec[] = R"({"tables": {
    "a": {"size": 1, "spec": {"id": {"method": "gen_incremental"}}},
    "b": {"size": {"per": "a", "min": 0, "max": 1, "distribution": "weighted",
                   "weights": [9, 1]},
          "spec": {"id": {"method": "gen_incremental"}}},
    "c": {"size": 2, "spec": {"b": {"method": "foreign_key",
                                    "parms": {"table": "b"}}}}}})";
  EXPECT_THAT(ErrorOf(Writer(100, kSpec)),
              HasSubstr("names table 'b', which has no rows to refer to in the first "
                        "file of a stream"));
}

}  // namespace
}  // namespace rand_engine
