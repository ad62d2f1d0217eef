#include "rand_engine/plan/dataset_plan.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/plan/column_plans.h"
#include "rand_engine/plan/key_check.h"
#include "rand_engine/plan/table_relations.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

// The rows of each file have the time of its tick, which other files do not know.
void CheckTimes(const DatasetTable& table, const std::vector<ColumnPlan>& columns,
                Problems* problems) {
  for (const Value::Member& member : table.columns->members()) {
    if (!RefersToRows(member.value)) continue;
    const std::vector<std::string> names = ColumnNamesOf(member);
    for (const ColumnPlan& column : columns) {
      const bool is_its =
          std::find(names.begin(), names.end(), column.schema.name) != names.end();
      if (!is_its || !column.depends_on_now) continue;
      problems->Add(member.key_position,
                    fmt::format("column '{}': {}", member.key, CopiesTimeText()),
                    JoinPath("", member.key));
      break;
    }
  }
}

class TableSource : public PlanSource {
 public:
  TableSource(std::shared_ptr<const DatasetPlan> dataset, const DatasetTable& table,
              std::string name)
      : dataset_(std::move(dataset)), table_(table), name_(std::move(name)) {}

  arrow::Result<std::shared_ptr<const Plan>> MakePlan(
      const PlanInputs& inputs) const override {
    if (static_cast<uint64_t>(inputs.row_end) > table_.rows) {
      return OptionError(
          fmt::format("{} has {} rows, but rows up to number {} are wanted "
                      "(counted from 0)",
                      TablePlace(table_.name), table_.rows, inputs.row_end - 1));
    }
    return dataset_->PlanTable(table_, inputs, table_.rows);
  }

  const std::string& name() const override { return name_; }

  const DatasetTable* streamed_table() const override {
    return table_.file_rows == nullptr ? nullptr : &table_;
  }

 private:
  std::shared_ptr<const DatasetPlan> dataset_;
  const DatasetTable& table_;
  std::string name_;
};

}  // namespace

arrow::Result<std::shared_ptr<const DatasetPlan>> DatasetPlan::Make(
    const Spec& spec, const std::string& seed) {
  return Make(spec, seed, /*files=*/nullptr);
}

arrow::Result<std::shared_ptr<const DatasetPlan>> DatasetPlan::MakeStream(
    const Spec& spec, const std::string& seed, const StreamedFiles& files) {
  return Make(spec, seed, &files);
}

arrow::Result<std::shared_ptr<const DatasetPlan>> DatasetPlan::Make(
    const Spec& spec, const std::string& seed, const StreamedFiles* files) {
  const std::shared_ptr<DatasetPlan> plan(new DatasetPlan(spec));
  Problems problems;
  plan->tables_ = ReadTables(plan->spec_.root(), seed, files, &problems);
  if (files != nullptr) plan->fixed_ = files->fixed;
  std::sort(plan->fixed_.begin(), plan->fixed_.end());
  plan->CheckTables({seed}, &problems);
  problems.SortByPosition();
  ARROW_RETURN_NOT_OK(problems.ToStatus(spec.source()));
  return plan;
}

void DatasetPlan::CheckTables(const PlanInputs& inputs, Problems* problems) {
  Plans plans;
  std::set<std::string> broken;
  for (DatasetTable& table : tables_) {
    // What refers to a table with mistakes may lack columns.
    for (const std::string& parent : table.parents) {
      table.broken = table.broken || broken.contains(parent);
    }
    CheckTable(inputs, &table, &plans, problems);
    if (table.broken) broken.insert(table.name);
  }
}

void DatasetPlan::CheckTable(const PlanInputs& inputs, DatasetTable* table, Plans* plans,
                             Problems* problems) const {
  if (table->columns == nullptr) return;
  const size_t before = problems->size();
  const auto plan =
      MakeTable(*table, *plans, inputs, static_cast<int64_t>(table->rows), problems);
  if (problems->size() != before) {
    table->broken = true;
    return;
  }
  // Even if its size is wrong, its children can be checked.
  plans->emplace(table->name, plan);
  if (table->broken) return;
  const RowRange rows{0, static_cast<int64_t>(table->rows)};
  if (const arrow::Status status = plan->CheckRows(rows); !status.ok()) {
    problems->Add(table->position, TablePlace(table->name) + ": " + status.message());
  } else {
    CheckPrimaryKey(*table, *plan, problems);
  }
  table->broken = problems->size() != before;
}

std::shared_ptr<const Plan> DatasetPlan::MakeTable(const DatasetTable& table,
                                                   const Plans& plans,
                                                   const PlanInputs& inputs,
                                                   int64_t row_end,
                                                   Problems* problems) const {
  Problems own;
  const TableSurroundings surroundings{&table, &tables_, &plans};
  ColumnContext context{inputs.seed, {}, inputs.now_us, inputs.event_times};
  context.table = table.name;
  TableRelations relations(surroundings, context, &own);
  ColumnContext related = context;
  related.relations = &relations;
  auto columns = ReadColumnPlans(*table.columns, related, row_end, &own);
  if (table.file_rows != nullptr) CheckTimes(table, columns, &own);
  problems->AddPart(own, TablePlace(table.name) + ": ", TablePath(table.name) + ".spec");
  return Plan::FromColumns(std::move(columns), inputs);
}

std::set<std::string> DatasetPlan::AncestorsOf(const DatasetTable& table) const {
  std::set<std::string> names(table.parents.begin(), table.parents.end());
  // Parents stand before their children.
  for (auto each = tables_.rbegin(); each != tables_.rend(); ++each) {
    if (names.contains(each->name)) {
      names.insert(each->parents.begin(), each->parents.end());
    }
  }
  return names;
}

DatasetPlan::Plans DatasetPlan::PlanParents(const DatasetTable& table,
                                            const PlanInputs& inputs,
                                            Problems* problems) const {
  PlanInputs own{inputs.seed, inputs.now_us};
  const std::set<std::string> needed = AncestorsOf(table);
  const std::lock_guard lock(planned_mutex_);
  if (planned_for_ != std::pair(own.seed, own.now_us)) {
    planned_for_ = {own.seed, own.now_us};
    planned_.clear();
  }
  Plans plans;
  for (const DatasetTable& parent : tables_) {
    if (!needed.contains(parent.name)) continue;
    std::shared_ptr<const Plan>& plan = planned_[parent.name];
    if (plan == nullptr) {
      own.row_end = static_cast<int64_t>(parent.rows);
      plan = MakeTable(parent, plans, own, own.row_end, problems);
    }
    plans.emplace(parent.name, plan);
  }
  return plans;
}

arrow::Result<std::shared_ptr<const Plan>> DatasetPlan::PlanTable(
    const DatasetTable& table, const PlanInputs& inputs, uint64_t row_end) const {
  Problems problems;
  const Plans parents = PlanParents(table, inputs, &problems);
  DatasetTable longer = table;
  longer.row_end = row_end;
  auto plan = MakeTable(longer, parents, inputs, inputs.row_end, &problems);
  ARROW_RETURN_NOT_OK(problems.ToStatus(spec_.source()));
  return plan;
}

arrow::Result<const DatasetTable*> DatasetPlan::Find(std::string_view name) const {
  std::vector<std::string> names;
  for (const DatasetTable& table : tables_) {
    if (table.name == name) return &table;
    names.push_back(table.name);
  }
  return OptionError(fmt::format("no table '{}'{}; there are: {}", name,
                                 DidYouMean(name, names), JoinNames(names)));
}

std::shared_ptr<const PlanSource> DatasetPlan::SourceOf(const DatasetTable& table) const {
  std::string name = table.name;
  if (!fixed_.empty()) name += fmt::format(" (fixed: {})", JoinNames(fixed_));
  return std::make_shared<TableSource>(shared_from_this(), table, std::move(name));
}

}  // namespace rand_engine
