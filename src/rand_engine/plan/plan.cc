#include "rand_engine/plan/plan.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>

#include "rand_engine/domain/time_zone.h"
#include "rand_engine/error.h"
#include "rand_engine/expression/input_column.h"
#include "rand_engine/plan/column_plans.h"
#include "rand_engine/plan/dataset_reader.h"
#include "rand_engine/plan/nested.h"
#include "rand_engine/spec.h"
#include "rand_engine/spec/problems.h"

namespace rand_engine {
namespace {

arrow::Status CheckColumn(const ColumnPlan& column, RowRange rows);

// The rows of items count on from list to list.
arrow::Status CheckParts(const ColumnPlan& column, RowRange rows) {
  const Nested& nested = NestedOf(column.domain);
  const auto most_items = static_cast<int64_t>(nested.most_items);
  const int64_t most_rows = (int64_t{1} << kRowNumberBits) / most_items;
  if (nested.length_source != nullptr && rows.end() > most_rows) {
    return SpecError(fmt::format(
        "column '{}' has up to {} items a row, which is possible for the rows below "
        "number {}; rows up to number {} are wanted (counted from 0)",
        column.schema.name, most_items, most_rows, rows.end() - 1));
  }
  for (const ColumnPlan& part : nested.columns) {
    ARROW_RETURN_NOT_OK(
        CheckColumn(part, {rows.first * most_items, rows.count * most_items}));
  }
  return arrow::Status::OK();
}

arrow::Status CheckColumn(const ColumnPlan& column, RowRange rows) {
  if (IsNested(column.schema.type)) return CheckParts(column, rows);
  if (column.effort.depth > 1 && rows.end() > expression::kMostRows) {
    return SpecError(fmt::format(
        "column '{}' is computed from others, which is possible for the rows below "
        "number {}; rows up to number {} are wanted (counted from 0)",
        column.schema.name, expression::kMostRows, rows.end() - 1));
  }
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
  if (!column.follows_row_number) return arrow::Status::OK();
  const auto& domain = std::get<IntegerDomain>(column.domain);
  const uint64_t fitting = CountFitting(domain);
  if (static_cast<uint64_t>(rows.end()) <= fitting) return arrow::Status::OK();
  return SpecError(fmt::format(
      "column '{}': start {} with step {} leaves the range of 64-bit integers after {} "
      "rows, but rows up to number {} are wanted (counted from 0); take a smaller "
      "step, "
      "another start or fewer rows",
      column.schema.name, domain.first, domain.step, fitting, rows.end() - 1));
}

}  // namespace

arrow::Result<std::shared_ptr<const Plan>> Plan::Make(const Spec& spec,
                                                      const PlanInputs& inputs) {
  if (inputs.source != nullptr) return inputs.source->MakePlan(inputs);
  if (IsDatasetSpec(spec.root())) {
    return SpecError(fmt::format(
        "{}: this is a dataset of several tables, where the spec of one is wanted; "
        "datasets are for Dataset in C++ and Python, and for rand-engine generate, "
        "preview, stream, validate and changes",
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
  for (ColumnPlan& column : columns) {
    (column.hidden ? plan->hidden_ : plan->columns_).push_back(std::move(column));
  }
  for (const ColumnPlan& column : plan->columns_) plan->schema_.push_back(column.schema);
  return plan;
}

template <typename Holds>
bool Plan::AnyColumn(Holds holds) const {
  return std::any_of(columns_.begin(), columns_.end(), holds) ||
         std::any_of(hidden_.begin(), hidden_.end(), holds);
}

bool Plan::has_sequence() const {
  return AnyColumn([](const ColumnPlan& column) {
    return AnyPart(column, [](const ColumnPlan& part) {
      return part.follows_row_number || part.most_rows != 0;
    });
  });
}

bool Plan::depends_on_now() const {
  return AnyColumn([](const ColumnPlan& column) { return column.depends_on_now; });
}

std::string Plan::ZoneRelease() const {
  const bool needed =
      AnyColumn([](const ColumnPlan& column) { return column.depends_on_zones; });
  return needed ? TimeZone::DatabaseVersion() : "";
}

arrow::Status Plan::CheckRows(RowRange rows) const {
  if (rows.count == 0) return arrow::Status::OK();
  for (const auto* columns : {&columns_, &hidden_}) {
    for (const ColumnPlan& column : *columns) {
      ARROW_RETURN_NOT_OK(CheckColumn(column, rows));
    }
  }
  return arrow::Status::OK();
}

}  // namespace rand_engine
