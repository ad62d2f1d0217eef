#include "rand_engine/dataset.h"

#include <arrow/api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "rand_engine/api.h"
#include "rand_engine/write/testing/scratch_directory.h"

namespace rand_engine {
namespace {

using ::testing::HasSubstr;

const char kShop[] = R"({"tables": {
  "orders": {"size": {"per": "customers", "min": 0, "max": 6},
    "spec": {
      "id": {"method": "gen_incremental"},
      "customer": {"method": "foreign_key", "parms": {"table": "customers"}},
      "country": {"method": "lookup", "parms": {"key": "customer", "column": "country"}},
      "partner": {"method": "foreign_key", "null_rate": 0.2,
                  "parms": {"table": "customers", "distribution": "zipf",
                            "orphan_rate": 0.1}},
      "partner_country": {"method": "lookup",
                          "parms": {"key": "partner", "column": "country"}},
      "amount": {"method": "gen_ints", "parms": {"min": 1, "max": 1000}}}},
  "customers": {"size": 500,
    "spec": {
      "id": {"method": "unique_ids", "parms": {"length": 6}},
      "boss": {"method": "foreign_key", "parms": {"table": "customers"}},
      "country": {"method": "gen_str_choice", "parms": {"options": ["DE", "BR", null]}}}}
}})";

Dataset Shop() { return Dataset(std::string_view(kShop), Seed(7)); }

std::string MistakesOf(const std::string& spec) {
  const auto parsed = Spec::FromJson(spec, "spec.json");
  const arrow::Status status = Dataset(*parsed, Seed(1)).Validate();
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kSpec) << spec;
  return status.message();
}

// Two tables; `child` are the child's columns, `parent` the parent's.
std::string Tables(const std::string& child, const std::string& parent,
                   const std::string& more = "") {
  return R"({"tables": {"p": {"size": 10)" + more + R"(, "spec": {)" + parent +
         R"(}}, "c": {"size": 5, "spec": {)" + child + "}}}}";
}

const std::string kId = R"("id": {"method": "gen_incremental"})";

std::string Key(const std::string& parameters) {
  return R"("k": {"method": "foreign_key", "parms": {)" + parameters + "}}";
}

std::vector<std::vector<std::string>> TextOf(const Dataset& dataset,
                                             const std::string& table, int64_t first,
                                             int64_t rows) {
  auto generator = dataset.table(table);
  EXPECT_TRUE(generator.ok()) << generator.status();
  const auto text = generator->size(rows).Preview(first);
  EXPECT_TRUE(text.ok()) << text.status();
  return text->rows;
}

// --- Data
// ---------------------------------------------------------------------------------

TEST(DatasetTest, AKeyInsideOfAListMakesItsTableAParentToo) {
  const Dataset dataset(std::string_view(R"({"tables": {
      "c": {"size": 5, "spec": {
        "keys": {"method": "list", "parms": {"min": 1, "max": 3, "items": {
          "method": "foreign_key", "parms": {"table": "p"}}}}}},
      "p": {"size": 1, "spec": {"id": {"method": "gen_incremental"}}}}})"),
                        Seed(1));
  const auto tables = dataset.tables();
  ASSERT_TRUE(tables.ok()) << tables.status();
  EXPECT_EQ((*tables)[0].name, "p");
  for (const auto& row : TextOf(dataset, "c", 0, 5)) {
    EXPECT_THAT(row[0], HasSubstr("1"));
  }
}

TEST(DatasetTest, TablesComeParentsFirstWithTheirSizes) {
  const auto tables = Shop().tables();
  ASSERT_TRUE(tables.ok()) << tables.status();
  ASSERT_EQ(tables->size(), 2u);
  EXPECT_EQ((*tables)[0].name, "customers");
  EXPECT_EQ((*tables)[0].rows, 500);
  EXPECT_EQ((*tables)[1].name, "orders");
  EXPECT_GT((*tables)[1].rows, 1300);
  EXPECT_LT((*tables)[1].rows, 1700);
}

TEST(DatasetTest, ForeignKeysAndLookupsAgreeWithTheParents) {
  const Dataset shop = Shop();
  std::map<std::string, std::string> countries;
  for (const auto& row : TextOf(shop, "customers", 0, 500)) countries[row[0]] = row[2];
  ASSERT_EQ(countries.size(), 500u);
  const int64_t rows = (*shop.tables())[1].rows;
  int missing = 0;
  int orphans = 0;
  for (const auto& row : TextOf(shop, "orders", 0, rows)) {
    ASSERT_TRUE(countries.contains(row[1])) << row[1];
    EXPECT_EQ(row[2], countries[row[1]]);
    if (row[3].empty()) {
      ++missing;
      EXPECT_EQ(row[4], "");
    } else if (!countries.contains(row[3])) {
      ++orphans;
      EXPECT_EQ(row[4], "");
    } else {
      EXPECT_EQ(row[4], countries[row[3]]);
    }
  }
  EXPECT_NEAR(missing, 0.2 * rows, 4 * std::sqrt(rows * 0.2 * 0.8));
  EXPECT_NEAR(orphans, 0.08 * rows, 4 * std::sqrt(rows * 0.08 * 0.92));
}

TEST(DatasetTest, AnyPartIsThatOfTheWhole) {
  const Dataset shop = Shop();
  for (const auto& [table, rows] : {std::pair{"customers", 500}, {"orders", 1000}}) {
    const auto whole = TextOf(shop, table, 0, rows);
    for (const int64_t first : {1, 250, 490}) {
      const auto part = TextOf(shop, table, first, 10);
      for (int64_t i = 0; i < 10; ++i) EXPECT_EQ(part[i], whole[first + i]);
    }
  }
}

TEST(DatasetTest, KnownRowsStayWhatTheyAre) {
  // A change here is a change of data: raise kDataVersion (version.h).
  const Dataset shop = Shop();
  EXPECT_EQ(TextOf(shop, "customers", 498, 1)[0],
            (std::vector<std::string>{"672329", "257641", "BR"}));
  EXPECT_EQ(TextOf(shop, "orders", 777, 1)[0],
            (std::vector<std::string>{"778", "062156", "", "691913", "", "570"}));
}

TEST(DatasetTest, ATableOfOneNameHasOtherRowsThanThatOfAnother) {
  const std::string two = R"({"tables": {
    "a": {"size": 20, "spec": {"x": {"method": "gen_ints", "parms": {"min": 0, "max": 999999}}}},
    "b": {"size": 20, "spec": {"x": {"method": "gen_ints", "parms": {"min": 0, "max": 999999}}}}}})";
  const Dataset dataset(two, Seed(1));
  EXPECT_NE(TextOf(dataset, "a", 0, 20), TextOf(dataset, "b", 0, 20));
}

TEST(DatasetTest, WithoutASeedAllCallsStillAgree) {
  const Dataset dataset{std::string_view(kShop)};
  EXPECT_EQ(TextOf(dataset, "orders", 0, 50), TextOf(dataset, "orders", 0, 50));
}

TEST(DatasetTest, TheSameKeyOfATreeIsAnEarlierRow) {
  std::set<std::string> above;
  int64_t row = 0;
  for (const auto& cells : TextOf(Shop(), "customers", 0, 500)) {
    if (row++ == 0) {
      EXPECT_EQ(cells[1], "");
    } else {
      ASSERT_TRUE(above.contains(cells[1]));
    }
    above.insert(cells[0]);
  }
}

TEST(DatasetTest, ReachesRowsOfTablesThatNobodyCouldHold) {
  const std::string huge = R"({"tables": {
    "p": {"size": 100000000000, "spec": {"id": {"method": "gen_incremental"}}},
    "c": {"size": {"per": "p", "min": 10, "max": 10}, "spec": {
      "p_id": {"method": "foreign_key", "parms": {"table": "p"}},
      "n": {"method": "child_number"}}}}})";
  const auto rows = TextOf(Dataset(huge, Seed(1)), "c", 999'999'999'995, 5);
  EXPECT_EQ(rows[0], (std::vector<std::string>{"100000000000", "6"}));
  EXPECT_EQ(rows[4], (std::vector<std::string>{"100000000000", "10"}));
}

// --- Files
// --------------------------------------------------------------------------------

TEST(DatasetTest, HiddenColumnsAreNoKeysAndMistakesComeOnce) {
  const std::string parent =
      R"("a": {"spec": {"h": {"method": "gen_uuid", "hidden": true},
                                     "v": {"method": "gen_now"}}, "size": )";
  const auto mistakes = [&](const std::string& size, const std::string& parms) {
    return MistakesOf("{\"tables\": {" + parent + size +
                      R"(}, "b": {"spec": {"f": {"method": "foreign_key", "parms": {)" +
                      parms + "}}}}}}");
  };
  EXPECT_THAT(mistakes("5", R"("table": "a", "column": "h")"),
              testing::HasSubstr("which is hidden"));
  EXPECT_THAT(mistakes("5", R"("table": "a")"), testing::HasSubstr("names no key"));
  EXPECT_THAT(mistakes("-5", R"("table": "a", "column": "v")"),
              testing::Not(testing::HasSubstr("depends on itself")));
}

TEST(DatasetWriterTest, WritesAFileATableAndReportsEach) {
  const ScratchDirectory scratch;
  const auto report = Shop().write().format("parquet").save(scratch.path() + "/shop");
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->tables, (std::vector<std::string>{"customers", "orders"}));
  EXPECT_EQ(report->reports[0].files[0], scratch.path() + "/shop/customers.parquet");
  EXPECT_EQ(report->rows, report->reports[0].rows + report->reports[1].rows);
  EXPECT_EQ(report->seed, "7");
  EXPECT_TRUE(std::filesystem::exists(scratch.path() + "/shop/orders.parquet"));
  EXPECT_THAT(report->ToJson(), HasSubstr("\"customers\": {"));
}

TEST(DatasetWriterTest, WritesPartsAndOnlyTheTablesNamed) {
  const ScratchDirectory scratch;
  const auto report =
      Shop().write().tables({"orders"}).option("numFiles", 3).save(scratch.path());
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->reports.size(), 1u);
  EXPECT_EQ(report->reports[0].files.size(), 3u);
  EXPECT_TRUE(std::filesystem::is_directory(scratch.path() + "/orders"));
  EXPECT_FALSE(std::filesystem::exists(scratch.path() + "/customers.csv"));
}

TEST(DatasetWriterTest, MistakesAreFoundBeforeTheFirstTableIsWritten) {
  const ScratchDirectory scratch;
  const std::string directory = scratch.path() + "/out";
  const DatasetWriter writer = Shop().write();
  const auto refused = [&](DatasetWriter changed, const std::string& message) {
    const auto status = changed.save(directory).status();
    EXPECT_EQ(GetErrorKind(status), ErrorKind::kOption) << status;
    EXPECT_THAT(status.message(), HasSubstr(message));
  };
  refused(DatasetWriter(writer).tables({"order"}), "did you mean 'orders'?");
  refused(DatasetWriter(writer).size(5), "a size is for one table");
  refused(DatasetWriter(writer).option("sepp", ","), "sepp");
  refused(DatasetWriter(writer).option("firstRow", 100),
          "table 'customers' has 500 rows");
  EXPECT_EQ(GetErrorKind(writer.save("-").status()), ErrorKind::kOption);
  EXPECT_FALSE(std::filesystem::exists(directory));
}

TEST(DatasetWriterTest, TablesOfOneFileAreRefused) {
  const ScratchDirectory scratch;
  const Dataset dataset(R"({"tables": {"a": {"spec": {)" + kId +
                            R"(}}, "a.csv": {"spec": {)" + kId + "}}}}",
                        Seed(1));
  const auto status = dataset.write().save(scratch.path() + "/out").status();
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kOption);
  EXPECT_THAT(status.message(), HasSubstr("'a' and 'a.csv' would both be written to"));
}

TEST(DatasetWriterTest, APartOfATableIsWrittenAlone) {
  const ScratchDirectory scratch;
  const auto report = Shop()
                          .write()
                          .tables({"orders"})
                          .size(10)
                          .option("firstRow", 90)
                          .save(scratch.path());
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_EQ(report->rows, 10);
  EXPECT_EQ(report->reports[0].first_row, 90);
}

TEST(DatasetWriterTest, StreamsOfATableAreRefused) {
  const auto status = Shop().table("orders")->writeStream().start("/nowhere/x").status();
  EXPECT_EQ(GetErrorKind(status), ErrorKind::kOption);
}

// --- Mistakes
// -----------------------------------------------------------------------------

TEST(DatasetSpecTest, EveryMistakeSaysWhereAndWhatIsRight) {
  const std::pair<std::string, std::string> cases[] = {
      {R"({"tables": 5})", "spec.json:1:12: tables must be an object"},
      {R"({"tables": {}})", "tables must be an object of one table or more"},
      {R"({"tables": {"a": 5}})", "table 'a': must be an object of size and spec"},
      {R"({"tables": {"a": {"spek": {}}}})", "did you mean 'spec'?"},
      {R"({"tables": {"a/b": {"spec": {}}}})", "a table's name becomes that of a file"},
      {R"({"tables": {"a": {"size": -1, "spec": {)" + kId + "}}}}", "from 0 to 2^43"},
      {R"({"tables": {"a": {"size": 1e30, "spec": {)" + kId + "}}}}", "from 0 to 2^43"},
      {R"({"tables": {"a": {"size": {"per": "b", "max": 1}, "spec": {)" + kId + "}}}}",
       "no table 'b'"},
      {R"({"tables": {"a": {"size": {"per": "a", "max": 1}, "spec": {)" + kId + "}}}}",
       "'a' -> 'a'"},
      {R"({"tables": {"p": {"spec": {)" + kId +
           R"(}}, "a": {"size": {"per": "p", "min": 5, "max": 1}, "spec": {)" + kId +
           "}}}}",
       "size.min must be <= size.max (got 5, 1)"},
      {R"({"tables": {"p": {"spec": {)" + kId +
           R"(}}, "a": {"size": {"per": "p", "max": 3, "distribution": "zipff"}, "spec": {)" +
           kId + "}}}}",
       "did you mean 'zipf'?"},
      {Tables(Key(R"("table": "q")"), kId), "parms.table names no table: 'q'"},
      {Tables(Key(R"("table": "p", "column": "idd")"), kId), "did you mean 'id'?"},
      {Tables(Key(R"("table": "p")"),
              R"("x": {"method": "gen_ints", "parms": {"min": 1, "max": 9}})"),
       "names no key: table 'p' has no column of unique values"},
      {Tables(Key(R"("table": "p", "column": "x")"),
              R"("x": {"method": "gen_ints", "parms": {"min": 1, "max": 9}})"),
       "names no key of table 'p': column 'x' is not known to be unique"},
      {Tables(Key(R"("table": "p")"),
              R"("id": {"method": "gen_uuid", "null_rate": 0.1})"),
       "names no key: table 'p' has no column of unique values"},
      {Tables(Key(R"("table": "p", "column": "id")"),
              R"("id": {"method": "gen_uuid", "null_rate": 0.1})"),
       "has missing values, so that it is no key"},
      {Tables(Key(R"("table": "p", "exponent": 2)"), kId),
       "is for \"distribution\": \"zipf\""},
      {Tables(Key(R"("table": "p", "distribution": "zipf", "exponent": 0)"), kId),
       "must be above 0, at most 10"},
      {Tables(Key(R"("table": "p", "orphan_rate": 2)"), kId),
       "must be a number from 0 to 1"},
      {Tables(Key(R"("table": "p", "roots": 2)"), kId), "refers to itself"},
      {Tables(R"("l": {"method": "lookup", "parms": {"key": "k", "column": "id"}})", kId),
       "must name a column with a foreign_key of this table, got 'k'"},
      {Tables(R"("n": {"method": "child_number"})", kId), "children per parent"},
      {Tables(kId, kId, R"(, "primary_key": ["idd"])"),
       "primary_key names no column: 'idd'"},
      {Tables(kId, R"("x": {"method": "gen_ints", "parms": {"min": 1, "max": 9}})",
              R"(, "primary_key": ["x"])"),
       "have the same values"},
      {Tables(kId, kId, R"(, "primary_key": ["id", "id"])"),
       "primary_key names 'id' more than once"},
      {Tables(R"("k": {"method": "foreign_key", "cols": ["a", "b"], "parms":
                 {"table": "p", "columns": ["id", "id"]}})",
              kId),
       "names 'id' of table 'p' more than once"},
      {R"({"tables": {"a": {"size": 11, "spec": {"id": {"method": "unique_ids", )"
       R"("parms": {"length": 1}}}}}})",
       "table 'a': column 'id' has 10 unique values"},
      {Tables(Key(R"("table": "p", "orphan_rate": 0.1)"),
              R"("id": {"method": "unique_ids", "parms": {"length": 1}})"),
       "leaves no key unused"},
      {R"({"tables": {"p": {"size": 0, "spec": {)" + kId + R"(}}, "c": {"spec": {)" +
           Key(R"("table": "p")") + "}}}}",
       "has no rows to refer to"},
      {R"({"tables": {"a": {"spec": {)" + kId + "," + Key(R"("table": "b")") +
           R"(}}, "b": {"spec": {)" + kId + "," + Key(R"("table": "a")") + "}}}}",
       "tables refer to each other in a circle: 'a' -> 'b' -> 'a'"},
      {R"({"tables": {"a": {"spec": {)" + kId + "," + Key(R"("table": "a")") +
           R"(, "x": {"method": "lookup", "parms": {"key": "k", "column": "x"}}}}}})",
       "column 'x' depends on itself: x -> x"},
  };
  for (const auto& [spec, message] : cases) {
    EXPECT_THAT(MistakesOf(spec), HasSubstr(message)) << spec;
  }
}

TEST(DatasetSpecTest, KeysThatRepeatOnPurposeAreNone) {
  const std::string dirty_id =
      R"("id": {"method": "gen_incremental", "anomaly_rate": 0})";
  const std::string copies = R"(, "duplicate_rate": 0.1)";
  const std::string declared = R"(, "primary_key": ["id"])";
  std::string anomalous = dirty_id;
  anomalous.replace(anomalous.find(": 0}"), 4, ": 0.1}");
  const std::string child = Key(R"("table": "p")");
  EXPECT_TRUE(Dataset(std::string_view(Tables(child, dirty_id))).Validate().ok());
  EXPECT_TRUE(Dataset(std::string_view(Tables(child + copies, kId))).Validate().ok());
  const std::pair<std::string, std::string> cases[] = {
      {Tables(child, anomalous), "has no column of unique values"},
      {Tables(child, kId + copies), "has no column of unique values"},
      {Tables(child, anomalous, declared), "'id' repeats on purpose"},
      {Tables(child, kId + copies, declared), "'id' repeats on purpose"},
      {Tables(Key(R"("table": "c")") + "," + kId + copies, kId),
       "has no column of unique values"},
      {Tables(Key(R"("table": "c", "column": "id")") + "," + anomalous, kId),
       "is not known to be unique"},
  };
  for (const auto& [spec, text] : cases) {
    EXPECT_THAT(MistakesOf(spec), HasSubstr(text)) << spec;
  }
}

TEST(DatasetSpecTest, AllMistakesOfAllTablesComeAtOnceInTheOrderOfTheText) {
  const std::string message = MistakesOf(
      "{\"tables\": {\n\"a\": {\"size\": -1, \"spec\": {\"k\": {\"method\": "
      "\"foreign_key\", \"parms\": {\"table\": \"x\"}}}},\n\"b\": {\"size\": true, "
      "\"spec\": {\"c\": {\"method\": \"gen_int\"}}}}}");
  const size_t size_of_a = message.find("spec.json:2:15: table 'a': size");
  const size_t key_of_a = message.find("table 'a': column 'k'");
  const size_t size_of_b = message.find("spec.json:3:15: table 'b': size");
  const size_t column_of_b = message.find("table 'b': column 'c': unknown method");
  EXPECT_LT(size_of_a, key_of_a);
  EXPECT_LT(key_of_a, size_of_b);
  EXPECT_LT(size_of_b, column_of_b);
  EXPECT_NE(column_of_b, std::string::npos);
}

TEST(DatasetSpecTest, AMistakeInASizeIsTheOnlyOne) {
  for (const std::string size :
       {"-1", R"("x")", R"({"per": "q", "max": 2})", R"({"per": "p", "max": 2})",
        R"({"per": "c", "max": 2})", R"({"per": "d", "max": 2})"}) {
    const std::string message = MistakesOf(
        R"({"tables": {"p": {"size": )" + size + R"(, "spec": {)" + kId +
        R"(}}, "c": {"size": {"per": "p", "max": 3}, "spec": {)" +
        Key(R"("table": "p")") +
        R"(, "l": {"method": "lookup", "parms": {"key": "k", "column": "id"}},
                        "e": {"method": "expression", "parms": {"expression": "l + 1"}},
                        "n": {"method": "child_number"}}},
                   "d": {"spec": {)" +
        kId + "," + Key(R"("table": "p", "orphan_rate": 0.1)") +
        R"(, "l": {"method": "lookup", "parms": {"key": "k", "column": "id"}},
                        "e": {"method": "expression", "parms": {"expression": "l + 1"}}}},
                   "f": {"spec": {)" +
        Key(R"("table": "d")") +
        R"(, "l": {"method": "lookup", "parms": {"key": "k", "column": "e"}}}}}})");
    EXPECT_THAT(message, testing::Not(HasSubstr("mistakes in the spec"))) << size;
  }
}

TEST(DatasetSpecTest, ChainsOfLookupsEndInAnErrorNotInAHang) {
  std::string columns = kId + "," + Key(R"("table": "a")");
  // Each looks the next up twice: two to the power of their number, if made anew.
  for (int i = 0; i < 60; ++i) {
    columns += R"(, "l)" + std::to_string(i) + R"(": {"method": "lookup", "cols": ["x)" +
               std::to_string(i) + R"(", "y)" + std::to_string(i) +
               R"("], "parms": {"key": "k", "columns": ["x)" + std::to_string(i + 1) +
               R"(", "x)" + std::to_string(i + 1) + R"("]}})";
  }
  const std::string fine =
      columns + R"(, "x60": {"method": "gen_ints", "parms": {"min": 1, "max": 9}})";
  const Dataset dataset(R"({"tables": {"a": {"spec": {)" + fine + "}}}}", Seed(1));
  EXPECT_TRUE(dataset.Validate().ok()) << dataset.Validate();
  std::string deep = kId + "," + Key(R"("table": "a")");
  for (int i = 0; i < 2000; ++i) {
    deep += R"(, "x)" + std::to_string(i) +
            R"(": {"method": "lookup", "parms": {"key": "k", "column": "x)" +
            std::to_string(i + 1) + R"("}})";
  }
  deep += R"(, "x2000": {"method": "gen_uuid"})";
  EXPECT_THAT(MistakesOf(R"({"tables": {"a": {"spec": {)" + deep + "}}}}"),
              HasSubstr("a chain of over 100 lookups"));
}

// Columns e1, e2, ...: each the sum of the one before in two other rows.
std::string SumsOfLookups(int levels, const std::string& key_table,
                          const std::string& first) {
  std::string columns = kId + R"(, "a": {"method": "foreign_key", "parms": {"table": ")" +
                        key_table +
                        R"("}}, "b": {"method": "foreign_key", "parms": {"table": ")" +
                        key_table + R"("}})";
  std::string before = first;
  for (int i = 1; i <= levels; ++i) {
    const std::string number = std::to_string(i);
    for (const std::string key : {"a", "b"}) {
      columns += ", \"" + key + number + R"(": {"method": "lookup", "parms": {"key": ")" +
                 key + R"(", "column": ")" + before + "\"}}";
    }
    before = "e" + number;
    columns += ", \"" + before +
               R"(": {"method": "expression", "parms": {"expression": "coalesce(a)" +
               number + ", 0) + coalesce(b" + number + ", 0)\"}}";
  }
  return columns;
}

TEST(DatasetSpecTest, LookupsOfLookupsInTwoRowsEachAreRefusedBeforeTheyTakeForEver) {
  const std::string start = R"(, "e0": {"method": "gen_ints", "parms": {"min": 1,
                              "max": 9}})";
  const auto spec = [&](int levels) {
    return R"({"tables": {"a": {"spec": {)" + SumsOfLookups(levels, "a", "e0") + start +
           "}}}}";
  };
  const Dataset fine(spec(8), Seed(1));
  EXPECT_TRUE(fine.Validate().ok()) << fine.Validate();
  EXPECT_THAT(MistakesOf(spec(30)),
              HasSubstr("reads columns that read others, in all 16380 at a depth of"));
}

TEST(DatasetSpecTest, LookupsOfLookupsAcrossTablesAreRefusedBeforeTheyTakeForEver) {
  const auto spec = [&](int tables) {
    std::string text = R"({"tables": {"t0": {"spec": {)" + kId + R"(, "e1": {"method":
                         "gen_ints", "parms": {"min": 1, "max": 9}}}})";
    for (int i = 1; i <= tables; ++i) {
      text += ", \"t" + std::to_string(i) + R"(": {"spec": {)" +
              SumsOfLookups(1, "t" + std::to_string(i - 1), "e1") + "}}";
    }
    return text + "}}";
  };
  const Dataset fine(spec(8), Seed(1));
  EXPECT_TRUE(fine.Validate().ok()) << fine.Validate();
  EXPECT_THAT(MistakesOf(spec(30)),
              testing::AllOf(HasSubstr("table 't12': column 'e1'"),
                             HasSubstr("in all 16380 at a depth of 25"),
                             testing::Not(HasSubstr("mistakes"))));
}

TEST(DatasetSpecTest, StructsOfLookupsOfStructsAreRefusedBeforeTheyTakeForEver) {
  const auto spec = [](int levels) {
    std::string text = R"({"tables": {"t": {"spec": {)" + kId + "," +
                       Key(R"("table": "t")") + R"(, "e0": {"method": "gen_uuid"})";
    for (int i = 1; i <= levels; ++i) {
      const std::string field =
          R"(: {"method": "lookup", "parms": {"key": "k", "column": "e)" +
          std::to_string(i - 1) + "\"}}";
      text += ", \"e" + std::to_string(i) +
              R"(": {"method": "struct", "parms": {"fields": {"x")" + field + R"(, "y")" +
              field + "}}}";
    }
    return text + "}}}}";
  };
  const Dataset fine(spec(5), Seed(1));
  EXPECT_TRUE(fine.Validate().ok()) << fine.Validate();
  EXPECT_THAT(MistakesOf(spec(30)),
              testing::AllOf(HasSubstr("2 mistakes in the spec"),
                             HasSubstr("parms.fields.x: looks up 'e12' of table 't'")));
}

TEST(DatasetSpecTest, AChainOfLookupsAcrossTablesHasAnEnd) {
  const auto spec = [&](int tables) {
    std::string text = R"({"tables": {"t0": {"spec": {)" + kId + R"(, "x": {"method":
                         "gen_ints", "parms": {"min": 1, "max": 9}}}})";
    for (int i = 1; i <= tables; ++i) {
      text += ", \"t" + std::to_string(i) + R"(": {"spec": {)" + kId + "," +
              Key(R"("table": "t)" + std::to_string(i - 1) + "\"") +
              R"(, "x": {"method": "lookup", "parms": {"key": "k", "column": "x"}}}})";
    }
    return text + "}}";
  };
  const Dataset fine(spec(90), Seed(1));
  EXPECT_TRUE(fine.Validate().ok()) << fine.Validate();
  EXPECT_THAT(
      MistakesOf(spec(200)),
      HasSubstr("table 't101': column 'x': looks up 'x' of table 't100', which is "
                "made of lookups of columns that are made of lookups: 101 fills "
                "for each row at a depth of 101; at most 9999 and 100"));
}

TEST(DatasetSpecTest, ReferencesAndDatasetsAreRefusedWhereOneTableIsWanted) {
  const auto key = DataGenerator(std::string_view("{" + Key(R"("table": "p")") + "}"));
  EXPECT_THAT(key.Validate().message(), HasSubstr("refers to rows of a dataset"));
  const auto shop = DataGenerator(std::string_view(kShop));
  EXPECT_THAT(shop.Validate().message(), HasSubstr("dataset of several tables"));
}

// --- Versions
// -----------------------------------------------------------------------------

TEST(DatasetChangesTest, VersionZeroIsTheTableItself) {
  const Dataset shop = Shop();
  const auto version = shop.version("orders", {5, 5, 5}, 0);
  ASSERT_TRUE(version.ok()) << version.status();
  EXPECT_EQ(version->Preview()->rows,
            TextOf(shop, "orders", 0, (*shop.tables())[1].rows));
}

TEST(DatasetChangesTest, AmountsThatCannotBeAreRefused) {
  const Dataset shop = Shop();
  const auto message = [&](const TableChanges& changes, int64_t version,
                           const char* table = "customers") {
    const auto made = shop.changes(table, changes, version);
    EXPECT_EQ(GetErrorKind(made.status()), ErrorKind::kOption) << made.status();
    return made.status().message();
  };
  EXPECT_THAT(message({0, 300, 300}, 1), HasSubstr("more than the 500 rows"));
  EXPECT_THAT(message({0, 0, 0.9}, 0), HasSubstr("version must be from 1"));
  EXPECT_THAT(message({-1, 0, 0}, 1), HasSubstr("inserts must be a number of rows"));
  EXPECT_THAT(message({0, 1.5, 0}, 1), HasSubstr("updates must be a number of rows"));
  EXPECT_THAT(message({0, 0, "many"}, 1), HasSubstr("deletes must be a number of rows"));
  EXPECT_THAT(message({1, 0, 0}, 1, "customer"), HasSubstr("did you mean 'customers'?"));
  const Dataset keys(R"({"tables": {"a": {"spec": {)" + kId + "}}}}", Seed(1));
  const auto columns = keys.changes("a", {0, 1, 0})->columns();
  EXPECT_THAT(columns.status().message(), HasSubstr("no column that an update could"));
}

}  // namespace
}  // namespace rand_engine
