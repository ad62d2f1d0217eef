// Which rows copy which, and that all columns of a plan do.
#include "rand_engine/generate/duplicate_rows.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "rand_engine/encode/text/text_test_support.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

using Rows = std::vector<std::vector<std::string>>;

constexpr int64_t kRows = 20'000;

NullDraws DrawsOf(int percent) { return (NullDraws{1} << 64) / 100 * percent; }

DuplicateRows Make(int percent, const std::string& seed = "1") {
  return {DeriveStreamKey({seed, "", "", "duplicate"}),
          DeriveStreamKey({seed, "", "", "duplicate distance"}), DrawsOf(percent)};
}

TEST(DuplicateRowsTest, CopiesHitTheirRate) {
  for (const int percent : {1, 5, 50, 99}) {
    for (const char* seed : {"1", "2", "3"}) {
      const DuplicateRows duplicates = Make(percent, seed);
      int64_t copies = 0;
      for (int64_t row = 0; row < kRows; ++row) {
        copies += duplicates.OriginalOf(row) != static_cast<uint64_t>(row) ? 1 : 0;
      }
      const double rate = percent / 100.0;
      EXPECT_NEAR(copies, rate * kRows, 4 * std::sqrt(kRows * rate * (1 - rate)) + 1);
    }
  }
}

TEST(DuplicateRowsTest, OriginalsAreEarlierRowsThatAreNoCopies) {
  const DuplicateRows duplicates = Make(30);
  for (uint64_t row = 0; row < kRows; ++row) {
    const uint64_t original = duplicates.OriginalOf(row);
    ASSERT_FALSE(duplicates.IsCopy(original));
    ASSERT_EQ(original == row, !duplicates.IsCopy(row));
    ASSERT_LE(original, row);
  }
}

TEST(DuplicateRowsTest, EveryDistanceOfTheWindowIsAsLikely) {
  // At a low rate nearly every copy is one of a row that is none.
  const DuplicateRows duplicates = Make(1);
  std::vector<int64_t> tenths(10);
  int64_t copies = 0;
  for (uint64_t row = 1000; row < 2'000'000; ++row) {
    if (!duplicates.IsCopy(row)) continue;
    const uint64_t distance = row - duplicates.OriginalOf(row);
    if (distance > DuplicateRows::kWindow) continue;
    ++copies;
    ++tenths[(distance - 1) / 100];
  }
  const auto all = static_cast<double>(copies);
  for (const int64_t count : tenths) {
    EXPECT_NEAR(count, all / 10, 4 * std::sqrt(all * 0.09));
  }
}

// Columns with codes of every width, texts made while they are read, missing values,
// anomalies; one that reads a hidden one.
std::string SpecOf(const std::string& rate) {
  return R"({)" + rate + R"("id": {"method": "gen_incremental"},
    "small": {"method": "gen_ints", "parms": {"min": 0, "max": 9}, "null_rate": 0.2},
    "all": {"method": "gen_ints", "parms": {"min": 0, "max": 4294967295},
            "null_rate": 0.2},
    "price": {"method": "gen_floats", "parms": {"min": 0, "max": 9},
              "anomaly_rate": 0.2},
    "uuid": {"method": "gen_uuid"},
    "unique": {"method": "unique_ids", "parms": {"strategy": "zint", "length": 9}},
    "name": {"method": "gen_name", "anomaly_rate": 0.2, "null_rate": 0.2},
    "secret": {"method": "gen_ints", "parms": {"min": 0, "max": 99}, "hidden": true},
    "text": {"method": "template", "parms": ["{id}/{secret}"]}})";
}

Rows RowsOf(const std::string& spec, RowRange rows) {
  return MakeTextRows(*MakeTestPlan(spec, rows.end(), "1"), rows);
}

TEST(DuplicateRowsTest, AllColumnsAreThoseOfTheOriginalAndOtherRowsStay) {
  const Rows plain = RowsOf(SpecOf(""), {0, 5000});
  const Rows copied = RowsOf(SpecOf(R"("duplicate_rate": 0.2, )"), {0, 5000});
  int copies = 0;
  for (size_t row = 0; row < plain.size(); ++row) {
    // The sequence counts rows from 1 and tells which one this is.
    const size_t original = std::stoul(copied[row][0]) - 1;
    ASSERT_EQ(copied[row], plain[original]);
    ASSERT_EQ(copied[original], plain[original]);
    copies += original == row ? 0 : 1;
  }
  EXPECT_NEAR(copies, 1000, 4 * std::sqrt(5000 * 0.2 * 0.8));
}

TEST(DuplicateRowsTest, AnyRowsAloneAreThoseOfAll) {
  const std::string spec = SpecOf(R"("duplicate_rate": 0.5, )");
  const Rows all = RowsOf(spec, {0, 3000});
  for (const RowRange rows : {RowRange{0, 1}, RowRange{1234, 1}, RowRange{511, 1030}}) {
    EXPECT_EQ(RowsOf(spec, rows),
              Rows(all.begin() + rows.first, all.begin() + rows.end()));
  }
}

TEST(DuplicateRowsTest, ARateOfZeroOrNullChangesNothing) {
  const Rows plain = RowsOf(SpecOf(""), {0, 500});
  EXPECT_EQ(RowsOf(SpecOf(R"("duplicate_rate": 0, )"), {0, 500}), plain);
  EXPECT_EQ(RowsOf(SpecOf(R"("duplicate_rate": null, )"), {0, 500}), plain);
}

TEST(DuplicateRowsTest, AnObjectOfTheNameIsAColumn) {
  const auto plan = MakeTestPlan(R"({"duplicate_rate": {"method": "gen_uuid"}})");
  EXPECT_EQ(plan->schema()[0].name, "duplicate_rate");
}

TEST(DuplicateRowsTest, TimesOfCopiesAreWithinThoseOfTheirFile) {
  // Of a stream: rows 500 to 599 happen in the second after `now`.
  PlanInputs inputs{"1", 0, 600};
  inputs.event_times = {500, 100, 1'000'000};
  const auto spec = Spec::FromJson(R"({"duplicate_rate": 0.5,
      "id": {"method": "gen_incremental", "parms": {"start": 0}},
      "at": {"method": "gen_now"}})");
  const auto plan = Plan::Make(*spec, inputs);
  int earlier = 0;
  for (const auto& row : MakeTextRows(**plan, {500, 100})) {
    const int original = std::stoi(row[0]);
    earlier += original < 500 ? 1 : 0;
    const int hundredths = std::max(original - 500, 0);
    const std::string text = std::to_string(100 + hundredths).substr(1);
    EXPECT_EQ(row[1], "1970-01-01T00:00:00." + text + "0000Z");
  }
  EXPECT_GT(earlier, 20);
}

TEST(DuplicateRowsTest, MistakesAreTold) {
  const auto message = [](const std::string& spec) {
    return Plan::Make(*Spec::FromJson(spec), {"1", 0, 0}).status().message();
  };
  for (const char* rate : {"1", "-0.1", "\"0.1\"", "true", "[0.1]"}) {
    const std::string text =
        message(SpecOf(R"("duplicate_rate": )" + std::string(rate) + ", "));
    EXPECT_NE(text.find("duplicate_rate must be a number from 0 to 0.99, got "),
              std::string::npos)
        << text;
  }
  EXPECT_NE(message(R"({"duplicate_rate": 0.1})").find("needs at least one column"),
            std::string::npos);
}

TEST(DuplicateRowsTest, SequencesAndUniqueColumnsEndWhereTheyDid) {
  const auto plan = MakeTestPlan(R"({"duplicate_rate": 0.1,
      "c": {"method": "gen_incremental", "parms": {"start": 9223372036854775800}}})");
  EXPECT_TRUE(plan->has_sequence());
  EXPECT_TRUE(plan->CheckRows({0, 8}).ok());
  EXPECT_FALSE(plan->CheckRows({0, 9}).ok());
}

}  // namespace
}  // namespace rand_engine
