// Rows that refer to rows: maps, groups, versions, and codes gathered by them.
#include "rand_engine/generate/row_map.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <vector>

#include "rand_engine/generate/row_groups.h"
#include "rand_engine/generate/row_versions.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {
namespace {

StreamKey KeyOf(const std::string& name) {
  return DeriveStreamKey({"7", "t", name, "value"});
}

std::vector<uint64_t> TargetsOf(const RowMap& map, uint64_t first, int64_t count) {
  std::vector<uint64_t> targets(static_cast<size_t>(count));
  map.Fill(first, count, targets.data());
  return targets;
}

// --- Gathering
// ----------------------------------------------------------------------------

std::vector<WideCode> Gathered(const CodeSource& source,
                               const std::vector<uint64_t>& rows) {
  class Once : public CodeSource {
   public:
    Once(const CodeSource& base, const std::vector<uint64_t>& asked)
        : base_(base), asked_(asked) {}
    void Fill(uint64_t, int64_t count, CodeBuffer* codes) const override {
      base_.Gather(asked_.data(), count, codes);
    }

   private:
    const CodeSource& base_;
    const std::vector<uint64_t>& asked_;
  };
  return CodesOf(Once(source, rows), 0, static_cast<int64_t>(rows.size()));
}

// Codes of any texts are addresses: what they point at is compared.
void ExpectGatherAsFill(const ColumnPlan& column, const std::vector<uint64_t>& rows,
                        const std::string& spec) {
  if (!std::holds_alternative<TextDomain>(column.domain)) {
    const auto gathered = Gathered(*column.source, rows);
    for (size_t i = 0; i < rows.size(); ++i) {
      ASSERT_EQ(gathered[i], CodesOf(*column.source, rows[i], 1)[0])
          << spec << " row " << rows[i];
    }
    return;
  }
  const uint64_t missing = ReservedCodeOf(column.domain);
  const auto text_at = [missing](const CodeBuffer& codes, size_t i) {
    const uint64_t* code = codes.codes64() + 2 * i;
    return code[0] == missing ? "missing"
                              : std::string(TextDomain::TextOf(code[0], code[1]));
  };
  CodeBuffer gathered;
  column.source->Gather(rows.data(), static_cast<int64_t>(rows.size()), &gathered);
  CodeBuffer filled;
  for (size_t i = 0; i < rows.size(); ++i) {
    column.source->Fill(rows[i], 1, &filled);
    ASSERT_EQ(text_at(gathered, i), text_at(filled, 0)) << spec << " row " << rows[i];
  }
}

TEST(GatherTest, GivesTheCodesOfFillForRowsInAnyOrderOfEveryMethod) {
  std::vector<uint64_t> rows = {5, 5, 5, 6, 7, 7, 3, 1'000'000, 999'999, 0, 1, 2, 2};
  for (uint64_t i = 0; i < 700; ++i) rows.push_back(Mix(i) % 100'000);
  for (const MethodInfo& method : Methods()) {
    if (method.refers_to_rows) continue;
    for (const std::string& rate :
         {std::string(), std::string(R"("null_rate": 0.3, )")}) {
      std::string spec = ExampleSpec(method, "c");
      spec.insert(spec.find("\"method\""), rate);
      const auto plan = MakeTestPlan(spec, 1'000'001);
      for (const ColumnPlan& each : plan->columns()) {
        ExpectGatherAsFill(each, rows, spec);
      }
    }
  }
}

// A regular expression of too many texts for codes: made text by text.
TEST(GatherTest, KeepsTextsThatAreMadeRowByRow) {
  const std::string spec = R"({
    "id": {"method": "gen_incremental"},
    "pattern": {"method": "regex", "parms": {"pattern": "([a-z]{1,9} ?){3,9}"}},
    "text": {"method": "template", "parms": ["{pattern}: {id}"]}})";
  const auto plan = MakeTestPlan(spec, 1'000'001);
  for (const ColumnPlan& column : plan->columns()) {
    ExpectGatherAsFill(column, {9, 3, 3, 999'999, 4, 5, 6, 0}, spec);
  }
}

TEST(GatherTest, OfNoRowsHasTheWidthOfTheOthers) {
  const auto plan = MakeTestPlan(R"({"a": {"method": "gen_uuid"}})");
  CodeBuffer codes;
  plan->columns()[0].source->Gather(nullptr, 0, &codes);
  EXPECT_EQ(codes.width(), CodeWidth::k128);
}

// --- Maps
// ---------------------------------------------------------------------------------

TEST(RowMapTest, APartIsWhatTheWholeHas) {
  const auto groups = std::make_shared<RowGroups>(GroupSizes{KeyOf("g"), 0, 9}, 5000);
  const std::vector<RowMapPointer> maps = {
      MakeUniformRows(KeyOf("a"), 1000),
      MakeZipfRows(KeyOf("b"), 1000, 1.2),
      MakeEarlierRows(KeyOf("c"), 3, 0),
      MakeEarlierRows(KeyOf("d"), 3, 0.9),
      MakeGroupRows(groups, KeyOf("e")),
      MakeArrivedRows(KeyOf("h"), MakeEqualFiles(300),
                      MakeGroupFiles(MakeEqualFiles(10), groups), 0),
      MakeArrivedRows(KeyOf("i"), MakeEqualFiles(300), MakeEqualFiles(7), 1.2),
      MakeOrphanRows(MakeMissingRows(MakeUniformRows(KeyOf("f"), 50), KeyOf("n"),
                                     NullDraws{1} << 62),
                     KeyOf("o"), NullDraws{1} << 62, KeyOf("p"), 50, 7)};
  for (const RowMapPointer& map : maps) {
    const auto whole = TargetsOf(*map, 0, 5000);
    for (const uint64_t first : {0u, 1u, 257u, 4990u}) {
      EXPECT_EQ(TargetsOf(*map, first, 10),
                std::vector<uint64_t>(whole.begin() + first, whole.begin() + first + 10));
    }
    std::vector<uint64_t> rows = {77, 3, 4999, 3, 0};
    const std::vector<uint64_t> asked = rows;
    map->Gather(rows.data(), 5, rows.data());
    for (size_t i = 0; i < 5; ++i) EXPECT_EQ(rows[i], whole[asked[i]]);
  }
}

TEST(RowMapTest, ArrivedRowsAreThoseOfTheFilesUpToOnesOwn) {
  const auto map = MakeArrivedRows(KeyOf("a"), MakeEqualFiles(400), MakeEqualFiles(3), 0);
  const auto targets = TargetsOf(*map, 0, 4000);
  for (size_t file = 0; file < 10; ++file) {
    const auto first = targets.begin() + static_cast<int64_t>(file * 400);
    const std::set<uint64_t> reached(first, first + 400);
    EXPECT_EQ(reached.size(), (file + 1) * 3) << file;
    EXPECT_EQ(*reached.rbegin(), (file + 1) * 3 - 1);
  }
  // The first file's are those of a table that does not grow.
  const auto fixed = TargetsOf(*MakeUniformRows(KeyOf("a"), 3), 0, 400);
  EXPECT_TRUE(std::equal(fixed.begin(), fixed.end(), targets.begin()));
}

TEST(FileRowsTest, EveryRowIsInTheFileThatEndsAfterIt) {
  const auto groups = std::make_shared<RowGroups>(GroupSizes{KeyOf("g"), 0, 3}, 3000);
  const auto nested =
      std::make_shared<RowGroups>(GroupSizes{KeyOf("n"), 0, 2}, groups->rows());
  const auto children = MakeGroupFiles(MakeEqualFiles(300), groups);
  for (const FileRowsPointer& files :
       {MakeEqualFiles(300), children, MakeGroupFiles(children, nested)}) {
    EXPECT_TRUE(files->grows());
    uint64_t row = 0;
    for (uint64_t file = 0; file < 10; ++file) {
      for (; row < files->EndOf(file); ++row) ASSERT_EQ(files->FileOf(row), file) << row;
    }
  }
  EXPECT_EQ(children->EndOf(9), groups->rows());
  EXPECT_EQ(children->EndOf(100), groups->rows());
  const auto fixed = MakeGroupFiles(MakeOneFile(3000), groups);
  EXPECT_FALSE(fixed->grows());
  EXPECT_EQ(fixed->EndOf(0), groups->rows());
  EXPECT_EQ(fixed->FileOf(groups->rows() - 1), 0u);
}

TEST(RowMapTest, EarlierRowsAreAboveAndRootsReferToNone) {
  const auto targets = TargetsOf(*MakeEarlierRows(KeyOf("c"), 4, 0), 0, 10'000);
  for (uint64_t row = 0; row < targets.size(); ++row) {
    if (row < 4) {
      EXPECT_EQ(targets[row], RowMap::kNone);
    } else {
      ASSERT_LT(targets[row], row);
    }
  }
}

TEST(RowMapTest, ZipfFollowsItsLawForEveryExponent) {
  constexpr uint64_t kRanks = 500;
  constexpr int64_t kDraws = 1'000'000;
  for (const double exponent : {0.5, 0.999, 1.0, 1.5, 3.0}) {
    std::vector<double> counts(kRanks);
    for (const uint64_t target :
         TargetsOf(*MakeZipfRows(KeyOf("z"), kRanks, exponent), 0, kDraws)) {
      ASSERT_LT(target, kRanks);
      ++counts[target];
    }
    double sum = 0;
    for (uint64_t k = 1; k <= kRanks; ++k) sum += std::pow(k, -exponent);
    double chi_squared = 0;
    double freedom = -1;
    for (uint64_t k = 1; k <= kRanks; ++k) {
      const double expected = kDraws * std::pow(k, -exponent) / sum;
      if (expected < 5) break;
      chi_squared += (counts[k - 1] - expected) * (counts[k - 1] - expected) / expected;
      ++freedom;
    }
    EXPECT_LT(chi_squared, freedom + 4 * std::sqrt(2 * freedom)) << exponent;
  }
}

TEST(RowMapTest, ZipfOfAMilliardRanksStaysInside) {
  constexpr uint64_t kRanks = 1'000'000'000;
  uint64_t first = 0;
  for (const uint64_t target :
       TargetsOf(*MakeZipfRows(KeyOf("z"), kRanks, 1.0), 0, 100'000)) {
    ASSERT_LT(target, kRanks);
    first += target == 0 ? 1 : 0;
  }
  // Its share is 1 / H(10^9) = 1 / 21.3005.
  EXPECT_NEAR(static_cast<double>(first), 100'000 / 21.3005, 4 * std::sqrt(4480.0));
}

// --- Groups
// -------------------------------------------------------------------------------

TEST(RowGroupsTest, EveryGroupHasFromLeastToMostRowsInOrder) {
  const RowGroups groups({KeyOf("g"), 2, 7}, 10'000);
  std::vector<uint64_t> of(groups.rows());
  std::vector<uint64_t> number(groups.rows());
  groups.Fill(0, static_cast<int64_t>(groups.rows()), of.data(), number.data());
  std::map<uint64_t, uint64_t> sizes;
  for (size_t row = 0; row < of.size(); ++row) {
    EXPECT_EQ(number[row], sizes[of[row]]++);
    EXPECT_TRUE(row == 0 || of[row] >= of[row - 1]);
    if (row % 97 != 0) continue;
    EXPECT_EQ(groups.Find(row).group, of[row]);
    EXPECT_EQ(groups.Find(row).number, number[row]);
  }
  ASSERT_EQ(sizes.size(), 10'000u);
  std::set<uint64_t> seen;
  for (const auto& [group, size] : sizes) seen.insert(size);
  EXPECT_EQ(seen, (std::set<uint64_t>{2, 3, 4, 5, 6, 7}));
}

TEST(RowGroupsTest, EmptyGroupsAreSkippedAlsoWhereAllOfABlockAre) {
  // Of these sizes nine in ten are 0.
  GroupSizes sizes{KeyOf("g"), 0, 1};
  sizes.weights.emplace(std::vector<uint64_t>{1000, 1});
  const RowGroups groups(std::move(sizes), 100'000);
  ASSERT_GT(groups.rows(), 50u);
  uint64_t before = 0;
  for (uint64_t row = 0; row < groups.rows(); ++row) {
    const auto place = groups.Find(row);
    EXPECT_EQ(place.number, 0u);
    EXPECT_TRUE(row == 0 || place.group > before);
    before = place.group;
  }
}

TEST(RowGroupsTest, FixedSizesNeedNoSums) {
  const RowGroups groups({KeyOf("g"), 12, 12}, uint64_t{1} << 38);
  EXPECT_EQ(groups.rows(), 12 * (uint64_t{1} << 38));
  const auto place = groups.Find(12'000'000'000'005);
  EXPECT_EQ(place.group, 1'000'000'000'000u);
  EXPECT_EQ(place.number, 5u);
}

// --- Versions
// -----------------------------------------------------------------------------

Permutation::Keys PermutationKeys(const std::string& name) {
  Permutation::Keys keys;
  for (size_t i = 0; i < keys.size(); ++i) keys[i] = KeyOf(name + std::to_string(i));
  return keys;
}

TEST(PermutationTest, CanBeUndone) {
  for (uint64_t n : {1u, 2u, 3u, 10u, 97u, 1000u, 65'537u}) {
    const Permutation permutation(n, PermutationKeys("p"));
    for (uint64_t x = 0; x < std::min<uint64_t>(n, 2000); ++x) {
      ASSERT_EQ(permutation.Invert(permutation.Apply(x)), x) << n;
    }
  }
}

struct Amounts {
  uint64_t inserts;
  uint64_t updates;
  uint64_t deletes;
};

std::vector<VersionStep> StepsOf(uint64_t rows, const std::vector<Amounts>& amounts) {
  std::vector<VersionStep> steps;
  uint64_t first_new = rows;
  for (const Amounts& each : amounts) {
    const std::string name = "v" + std::to_string(steps.size());
    const uint64_t records = each.inserts + each.updates + each.deletes;
    steps.push_back(
        {rows, each.deletes, each.updates, each.inserts, first_new,
         Permutation(std::max<uint64_t>(rows, 1), PermutationKeys(name)),
         Permutation(std::max<uint64_t>(records, 1), PermutationKeys(name + "r"))});
    rows = steps.back().next_rows();
    first_new += each.inserts;
  }
  return steps;
}

std::multiset<uint64_t> RowsAfter(const std::vector<VersionStep>& steps, size_t version) {
  const RowVersions versions({steps.begin(), steps.begin() + version});
  const uint64_t rows = version == 0 ? steps[0].rows : steps[version - 1].next_rows();
  std::multiset<uint64_t> list;
  for (uint64_t place = 0; place < rows; ++place) list.insert(versions.RowAt(place, 0));
  return list;
}

// Applies the records to the rows and compares with the next version.
void CheckSteps(const std::vector<VersionStep>& steps) {
  for (size_t version = 1; version <= steps.size(); ++version) {
    const VersionStep& step = steps[version - 1];
    const RowVersions versions({steps.begin(), steps.begin() + version});
    std::multiset<uint64_t> rows = RowsAfter(steps, version - 1);
    std::map<RowVersions::Change, uint64_t> counts;
    std::set<uint64_t> changed;
    for (uint64_t i = 0; i < step.record_count(); ++i) {
      const auto record = versions.RecordAt(i);
      ++counts[record.change];
      ASSERT_TRUE(changed.insert(record.row()).second);
      if (record.before != RowMap::kNone) {
        const auto place = rows.find(record.before);
        ASSERT_NE(place, rows.end());
        rows.erase(place);
      }
      if (record.after != RowMap::kNone) rows.insert(record.after);
    }
    EXPECT_EQ(counts[RowVersions::Change::kInsert], step.inserts);
    EXPECT_EQ(counts[RowVersions::Change::kUpdate], step.updates);
    EXPECT_EQ(counts[RowVersions::Change::kDelete], step.deletes);
    ASSERT_EQ(rows, RowsAfter(steps, version)) << "version " << version;
    std::set<uint64_t> themselves;
    for (const uint64_t row : rows) themselves.insert(RowOf(row));
    ASSERT_EQ(themselves.size(), rows.size());
  }
}

TEST(RowVersionsTest, TheRecordsMakeOfEachVersionTheNext) {
  CheckSteps(StepsOf(1000, {{10, 100, 10}, {50, 7, 3}, {0, 0, 0}, {3, 30, 200}}));
  CheckSteps(StepsOf(10, {{0, 0, 9}, {0, 1, 0}, {5, 0, 1}, {0, 0, 5}, {2, 0, 0}}));
  CheckSteps(StepsOf(0, {{4, 0, 0}, {1, 4, 0}}));
  for (uint64_t seed = 0; seed < 60; ++seed) {
    uint64_t rows = 1 + Mix(seed) % 40;
    std::vector<Amounts> amounts;
    for (uint64_t i = 0; i < 6; ++i) {
      const uint64_t deletes = Mix(100 * seed + i) % (rows + 1);
      const uint64_t updates = Mix(200 * seed + i) % (rows - deletes + 1);
      const uint64_t inserts = Mix(300 * seed + i) % 30;
      amounts.push_back({inserts, updates, deletes});
      rows += inserts - deletes;
    }
    CheckSteps(StepsOf(1 + Mix(seed) % 40, amounts));
  }
}

TEST(RowVersionsTest, RowsThatStayKeepTheirPlaces) {
  const auto steps = StepsOf(10'000, {{100, 100, 100}});
  const RowVersions versions(steps);
  int moved = 0;
  for (uint64_t place = 0; place < 10'000; ++place) {
    moved += RowOf(versions.RowAt(place, 0)) == place ? 0 : 1;
  }
  EXPECT_EQ(moved, 100);
}

}  // namespace
}  // namespace rand_engine
