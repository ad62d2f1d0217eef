#include "rand_engine/plan/plan.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "rand_engine/error.h"
#include "rand_engine/methods/column_reader.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/plan/column_plans.h"
#include "rand_engine/plan/dataset_reader.h"
#include "rand_engine/plan/text_form.h"
#include "rand_engine/spec.h"
#include "rand_engine/spec/problems.h"

namespace rand_engine {

uint64_t CountFitting(const IntegerDomain& sequence) {
  const auto first = static_cast<uint64_t>(sequence.first);
  const auto step = static_cast<uint64_t>(sequence.step);
  const uint64_t room = sequence.step > 0 ? static_cast<uint64_t>(INT64_MAX) - first
                                          : first - static_cast<uint64_t>(INT64_MIN);
  const uint64_t stride = sequence.step > 0 ? step : 0 - step;
  const uint64_t steps = room / stride;
  return steps == UINT64_MAX ? steps : steps + 1;
}

ColumnPlan MakeColumnPlan(std::string name, ColumnRecipe recipe,
                          const ColumnContext& context, int64_t row_end) {
  if (recipe.follows_row_number) {
    std::get<IntegerDomain>(recipe.domain).size = static_cast<uint64_t>(row_end);
  }
  std::optional<uint64_t> missing = MissingCodeOf(recipe.domain);
  if (recipe.source_has_missing) missing = ReservedCodeOf(recipe.domain);
  if (recipe.null_draws > 0) {
    missing = ReservedCodeOf(recipe.domain);
    recipe.source = MakeNullableSource(std::move(recipe.source), context.Key("null"),
                                       recipe.null_draws, *missing);
  }
  const bool unique = recipe.unique || recipe.follows_row_number ||
                      (recipe.most_rows != 0 && recipe.rows_end.empty());
  ColumnSchema schema{std::move(name), TypeOf(recipe.domain), missing.has_value(),
                      FormsOf(recipe.domain), recipe.storage};
  return {std::move(schema),
          std::move(recipe.domain),
          std::move(recipe.source),
          recipe.follows_row_number,
          recipe.most_rows,
          missing,
          recipe.rows_end,
          recipe.depends_on_now,
          unique,
          unique || recipe.most_rows != 0 || recipe.bound_to_row};
}

namespace {

constexpr char kSchemaKey[] = "$schema";  // which JSON Schema an editor takes

bool HasColumn(const Value& root) {
  return std::any_of(
      root.members().begin(), root.members().end(),
      [](const Value::Member& member) { return member.key != kSchemaKey; });
}

// Members that stand beside the columns; those that are not possible are reported.
bool IsNoColumn(const Value::Member& member, Problems* problems) {
  if (member.key == kSchemaKey && member.value.is_string()) return true;
  const bool is_constraints =
      member.key == "constraints" && member.value.Find("method") == nullptr;
  if (is_constraints) {
    problems->Add(member.key_position,
                  "constraints: keys from table to table are kept by the Python package "
                  "(rand_engine.DataGenerator) alone; leave them out here",
                  "constraints");
  }
  return is_constraints;
}

}  // namespace

std::vector<ColumnPlan> ReadColumnPlans(const Value& root, const ColumnContext& context,
                                        int64_t row_end, Problems* problems) {
  std::vector<ColumnPlan> columns;
  if (!root.is_object()) {
    problems->Add(root.position(), "a spec is an object of columns, " + SpecExample() +
                                       ", got " + root.Describe());
  } else if (!HasColumn(root)) {
    problems->Add(root.position(), "a spec needs at least one column, " + SpecExample());
  }
  std::map<std::string, std::string> owners;  // member of a column
  for (const Value::Member& member : root.members()) {
    if (IsNoColumn(member, problems)) continue;
    ColumnContext own = context;
    own.column = member.key;
    for (NamedRecipe& column : ReadColumns(member, own, problems)) {
      const auto [place, is_new] = owners.emplace(column.name, member.key);
      if (is_new) {
        columns.push_back(MakeColumnPlan(std::move(column.name), std::move(column.recipe),
                                         own, row_end));
        continue;
      }
      problems->Add(column.position,
                    fmt::format("column '{}': the name \"{}\" is taken by column '{}'; "
                                "each column needs a name of its own",
                                member.key, column.name, place->second),
                    JoinPath(JoinPath("", member.key), "cols"));
    }
  }
  return columns;
}

arrow::Result<std::shared_ptr<const Plan>> Plan::Make(const Spec& spec,
                                                      const PlanInputs& inputs) {
  if (inputs.source != nullptr) return inputs.source->MakePlan(inputs);
  if (IsDatasetSpec(spec.root())) {
    return SpecError(fmt::format(
        "{}: this is a dataset of several tables, where the spec of one is wanted; "
        "datasets are for Dataset in C++ and Python, and for rand-engine generate, "
        "preview, validate and changes",
        spec.source()));
  }
  Problems problems;
  const ColumnContext context{inputs.seed, {}, inputs.now_us, inputs.event_times};
  std::vector<ColumnPlan> columns =
      ReadColumnPlans(spec.root(), context, inputs.row_end, &problems);
  ARROW_RETURN_NOT_OK(problems.ToStatus(spec.source()));
  return FromColumns(std::move(columns), inputs);
}

std::shared_ptr<const Plan> Plan::FromColumns(std::vector<ColumnPlan> columns,
                                              const PlanInputs& inputs) {
  auto plan = std::make_shared<Plan>();
  plan->inputs_ = inputs;
  plan->columns_ = std::move(columns);
  for (const ColumnPlan& column : plan->columns_) plan->schema_.push_back(column.schema);
  return plan;
}

bool Plan::has_sequence() const {
  for (const ColumnPlan& column : columns_) {
    if (column.follows_row_number || column.most_rows != 0) return true;
  }
  return false;
}

bool Plan::depends_on_now() const {
  for (const ColumnPlan& column : columns_) {
    if (column.depends_on_now) return true;
  }
  return false;
}

arrow::Status Plan::CheckRows(RowRange rows) const {
  if (rows.count == 0) return arrow::Status::OK();
  for (const ColumnPlan& column : columns_) {
    if (column.most_rows != 0 && static_cast<uint64_t>(rows.end()) > column.most_rows) {
      if (!column.rows_end.empty()) {
        return SpecError(fmt::format(
            "column '{}' {} after {} rows, but rows up to number {} are wanted (counted "
            "from 0)",
            column.schema.name, column.rows_end, column.most_rows, rows.end() - 1));
      }
      return SpecError(
          fmt::format("column '{}' has {} unique values, but rows up to number {} are "
                      "wanted (counted "
                      "from 0); take fewer rows, or widen what the column draws from (a "
                      "greater length, more networks, ...)",
                      column.schema.name, column.most_rows, rows.end() - 1));
    }
    if (!column.follows_row_number) continue;
    const auto& domain = std::get<IntegerDomain>(column.domain);
    const uint64_t fitting = CountFitting(domain);
    if (static_cast<uint64_t>(rows.end()) <= fitting) continue;
    return SpecError(fmt::format(
        "column '{}': start {} with step {} leaves the range of 64-bit integers after {} "
        "rows, but rows up to number {} are wanted (counted from 0); take a smaller "
        "step, "
        "another start or fewer rows",
        column.schema.name, domain.first, domain.step, fitting, rows.end() - 1));
  }
  return arrow::Status::OK();
}

}  // namespace rand_engine
