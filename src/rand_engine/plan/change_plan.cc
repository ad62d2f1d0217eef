#include "rand_engine/plan/change_plan.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/generate/distributions/sequence.h"
#include "rand_engine/generate/row_versions.h"
#include "rand_engine/plan/column_plans.h"

namespace rand_engine {
namespace {

/// A number of rows, or a share of them.
struct Amount {
  uint64_t count = 0;
  double share = 0;

  uint64_t Of(uint64_t rows) const {
    return count + static_cast<uint64_t>(share * static_cast<double>(rows));
  }
};

std::optional<Amount> AmountOf(int64_t count) {
  if (count < 0) return std::nullopt;
  return Amount{static_cast<uint64_t>(count), 0};
}

std::optional<Amount> AmountOf(double share) {
  if (!(share >= 0 && share <= 1)) return std::nullopt;
  return Amount{0, share};
}

std::optional<Amount> AmountOf(const std::string& text) {
  const char* end = text.data() + text.size();
  int64_t count = 0;
  const auto whole = std::from_chars(text.data(), end, count);
  if (whole.ec == std::errc() && whole.ptr == end) return AmountOf(count);
  double share = 0;
  const auto number = std::from_chars(text.data(), end, share);
  if (number.ec == std::errc() && number.ptr == end) return AmountOf(share);
  return std::nullopt;
}

std::optional<Amount> AmountOf(std::nullptr_t) { return Amount{}; }
std::optional<Amount> AmountOf(bool) { return std::nullopt; }

arrow::Result<Amount> ReadAmount(const char* name, const OptionValue& value) {
  const auto amount =
      std::visit([](const auto& given) { return AmountOf(given); }, value.variant());
  if (amount) return *amount;
  return OptionError(fmt::format(
      "{} must be a number of rows such as 1000, or a share of them from 0 to 1 such as "
      "0.05",
      name));
}

struct Amounts {
  Amount inserts;
  Amount updates;
  Amount deletes;
};

arrow::Result<Amounts> ReadAmounts(const TableChanges& given) {
  Amounts amounts;
  ARROW_ASSIGN_OR_RAISE(amounts.inserts, ReadAmount("inserts", given.inserts));
  ARROW_ASSIGN_OR_RAISE(amounts.updates, ReadAmount("updates", given.updates));
  ARROW_ASSIGN_OR_RAISE(amounts.deletes, ReadAmount("deletes", given.deletes));
  return amounts;
}

Permutation MakePermutation(const std::string& seed, const std::string& table,
                            int64_t version, const char* purpose, uint64_t n) {
  Permutation::Keys keys;
  for (size_t i = 0; i < keys.size(); ++i) {
    keys[i] = DeriveStreamKey(
        {seed, table, "", fmt::format("version {} {} {}", version, purpose, i)});
  }
  return Permutation(std::max<uint64_t>(n, 1), keys);
}

arrow::Result<std::vector<VersionStep>> MakeSteps(const DatasetTable& table,
                                                  const std::string& seed,
                                                  const Amounts& amounts,
                                                  int64_t version) {
  constexpr uint64_t kMostRows = uint64_t{1} << (kRowNumberBits - 1);
  std::vector<VersionStep> steps;
  uint64_t rows = table.rows;
  uint64_t first_new = table.rows;
  for (int64_t i = 1; i <= version; ++i) {
    const uint64_t inserts = amounts.inserts.Of(rows);
    const uint64_t updates = amounts.updates.Of(rows);
    const uint64_t deletes = amounts.deletes.Of(rows);
    if (deletes > rows || updates > rows - deletes) {
      return OptionError(fmt::format(
          "{}: {} deletes and {} updates are more than the {} rows of version {}; a row "
          "changes once at most",
          TablePlace(table.name), deletes, updates, rows, i - 1));
    }
    if (inserts > kMostRows - first_new) {
      return OptionError(fmt::format("{}: the inserts of {} versions are over 2^43 rows",
                                     TablePlace(table.name), i));
    }
    const uint64_t records = inserts + updates + deletes;
    steps.push_back({rows, deletes, updates, inserts, first_new,
                     MakePermutation(seed, table.name, i, "place", rows),
                     MakePermutation(seed, table.name, i, "record", records)});
    rows = steps.back().next_rows();
    first_new += inserts;
  }
  return steps;
}

/// The columns of a version, or of its records, each gathered from those of the table.
class VersionedSource : public PlanSource {
 public:
  VersionedSource(std::shared_ptr<const DatasetPlan> dataset, const DatasetTable& table,
                  std::vector<VersionStep> steps, bool records)
      : dataset_(std::move(dataset)), table_(table), records_(records) {
    row_end_ = table.rows;
    rows_ = table.rows;
    for (const VersionStep& step : steps) {
      if (&step != &steps.back()) first_sequence_ += step.record_count();
      row_end_ += step.inserts;
      has_updates_ = has_updates_ || step.updates > 0;
      rows_ = records ? step.record_count() : step.next_rows();
    }
    name_ = fmt::format("{} {} {}", table.name, records ? "changes" : "version",
                        steps.size());
    for (const VersionStep& step : steps) {
      name_ += fmt::format(" {} {} {}", step.deletes, step.updates, step.inserts);
    }
    versions_ = std::make_shared<RowVersions>(std::move(steps));
  }

  int64_t rows() const { return static_cast<int64_t>(rows_); }
  const std::string& name() const override { return name_; }

  arrow::Result<std::shared_ptr<const Plan>> MakePlan(
      const PlanInputs& inputs) const override {
    if (static_cast<uint64_t>(inputs.row_end) > rows_) {
      return OptionError(
          fmt::format("there are {} rows, but rows up to number {} are "
                      "wanted (counted from 0)",
                      rows_, inputs.row_end - 1));
    }
    PlanInputs of_table = inputs;
    of_table.row_end = static_cast<int64_t>(row_end_);
    ARROW_ASSIGN_OR_RAISE(const auto plan,
                          dataset_->PlanTable(table_, of_table, row_end_));
    ARROW_RETURN_NOT_OK(plan->CheckRows({0, of_table.row_end}));
    ARROW_RETURN_NOT_OK(CheckColumns(*plan));
    std::vector<ColumnPlan> columns;
    if (records_) {
      AddHead(&columns);
      AddRecords(plan, &columns);
    } else {
      AddVersion(plan, &columns);
    }
    return Plan::FromColumns(std::move(columns), inputs);
  }

 private:
  bool IsKept(const ColumnPlan& column) const {
    const auto& key = table_.primary_key;
    return column.bound_to_row ||
           std::find(key.begin(), key.end(), column.schema.name) != key.end();
  }

  arrow::Status CheckColumns(const Plan& plan) const {
    std::vector<std::string> names = {"op", "sequence"};
    bool has_key = false;
    bool can_change = false;
    for (const ColumnPlan& column : plan.columns()) {
      has_key = has_key || (column.unique && !column.missing_code);
      names.push_back(column.schema.name);
      if (IsKept(column)) continue;
      names.push_back(column.schema.name + "_before");
      can_change = true;
    }
    if (has_updates_ && !can_change) {
      return OptionError(fmt::format(
          "updates: {} has no column that an update could change: all are keys, or "
          "follow from the row's parent",
          TablePlace(table_.name)));
    }
    if (!has_key) {
      return OptionError(fmt::format(
          "{} has no column of unique values (gen_incremental, unique_ids, gen_uuid), by "
          "which changes would find their rows",
          TablePlace(table_.name)));
    }
    std::sort(names.begin(), names.end());
    const auto twice = std::adjacent_find(names.begin(), names.end());
    if (!records_ || twice == names.end()) return arrow::Status::OK();
    return OptionError(fmt::format(
        "{}: records of changes have columns op, sequence and <name>_before, so that a "
        "column of the table cannot be called '{}'",
        TablePlace(table_.name), *twice));
  }

  static ColumnPlan Gather(const std::shared_ptr<const Plan>& plan,
                           const ColumnPlan& column, std::string name, RowMapPointer rows,
                           bool may_be_none) {
    const uint64_t missing =
        column.missing_code ? *column.missing_code : ReservedCodeOf(column.domain);
    ColumnSchema schema = column.schema;
    schema.name = std::move(name);
    schema.nullable = schema.nullable || may_be_none;
    ColumnPlan gathered{std::move(schema), column.domain, nullptr};
    gathered.source = MakeGatheredSource(std::move(rows), {plan, column.source.get()},
                                         RowMap::kNone, missing);
    if (may_be_none || column.missing_code) gathered.missing_code = missing;
    return gathered;
  }

  void AddVersion(const std::shared_ptr<const Plan>& plan,
                  std::vector<ColumnPlan>* columns) const {
    for (const ColumnPlan& column : plan->columns()) {
      columns->push_back(Gather(plan, column, column.schema.name,
                                MakeVersionRows(versions_, IsKept(column)), false));
    }
  }

  void AddHead(std::vector<ColumnPlan>* columns) const {
    ColumnContext context{};
    ChoiceDomain operations;
    operations.strings = {"insert", "update", "delete"};
    columns->push_back(MakeColumnPlan(
        "op", {std::move(operations), MakeChangeSource(versions_)}, context, 0));
    const IntegerDomain sequence{static_cast<int64_t>(first_sequence_)};
    ColumnRecipe recipe{sequence, MakeRowNumberSource(), /*follows_row_number=*/true};
    columns->push_back(MakeColumnPlan("sequence", std::move(recipe), context, rows()));
  }

  void AddRecords(const std::shared_ptr<const Plan>& plan,
                  std::vector<ColumnPlan>* columns) const {
    for (const ColumnPlan& column : plan->columns()) {
      const std::string& name = column.schema.name;
      if (IsKept(column)) {
        columns->push_back(Gather(plan, column, name,
                                  MakeRecordRows(versions_, RecordSide::kItself), false));
        continue;
      }
      columns->push_back(Gather(plan, column, name,
                                MakeRecordRows(versions_, RecordSide::kAfter), true));
      columns->push_back(Gather(plan, column, name + "_before",
                                MakeRecordRows(versions_, RecordSide::kBefore), true));
    }
  }

  std::shared_ptr<const DatasetPlan> dataset_;
  const DatasetTable& table_;
  bool records_;
  uint64_t rows_ = 0;
  uint64_t row_end_ = 0;  ///< one more than the greatest row number of any version
  uint64_t first_sequence_ = 0;
  bool has_updates_ = false;
  std::string name_;
  std::shared_ptr<const RowVersions> versions_;
};

arrow::Result<SizedSource> MakeSource(std::shared_ptr<const DatasetPlan> dataset,
                                      const DatasetTable& table, const std::string& seed,
                                      const TableChanges& given, int64_t version,
                                      bool records) {
  const int64_t least = records ? 1 : 0;
  if (version < least || version > kMostVersions) {
    return OptionError(fmt::format("version must be from {} to {}, got {}", least,
                                   kMostVersions, version));
  }
  ARROW_ASSIGN_OR_RAISE(const Amounts amounts, ReadAmounts(given));
  ARROW_ASSIGN_OR_RAISE(auto steps, MakeSteps(table, seed, amounts, version));
  auto source = std::make_shared<VersionedSource>(std::move(dataset), table,
                                                  std::move(steps), records);
  const int64_t rows = source->rows();
  return SizedSource{std::move(source), rows};
}

}  // namespace

arrow::Result<SizedSource> PlanChanges(std::shared_ptr<const DatasetPlan> dataset,
                                       const DatasetTable& table, const std::string& seed,
                                       const TableChanges& changes, int64_t version) {
  return MakeSource(std::move(dataset), table, seed, changes, version, true);
}

arrow::Result<SizedSource> PlanVersion(std::shared_ptr<const DatasetPlan> dataset,
                                       const DatasetTable& table, const std::string& seed,
                                       const TableChanges& changes, int64_t version) {
  return MakeSource(std::move(dataset), table, seed, changes, version, false);
}

}  // namespace rand_engine
