// expression, template.
#include "rand_engine/methods/computed.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "rand_engine/expression/computed_column.h"
#include "rand_engine/methods/methods.h"

namespace rand_engine {
namespace {

/// The spec's columns, and which of them were found.
class SpecScope : public expression::Scope {
 public:
  explicit SpecScope(InputColumns* columns) : columns_(columns) {}

  arrow::Result<expression::Facts> Find(const std::string& name) override {
    if (columns_ == nullptr) {
      return arrow::Status::Invalid("other columns cannot be read here, but '", name,
                                    "' is one");
    }
    for (const auto& [known, column] : found_) {
      if (known == name) return expression::FactsOf(column);
    }
    ARROW_ASSIGN_OR_RAISE(InputColumn column, columns_->Find(name));
    found_.emplace_back(name, std::move(column));
    return expression::FactsOf(found_.back().second);
  }

  /// In the order in which they were found, which is that of the expression.
  std::vector<InputColumn> TakeColumns() {
    std::vector<InputColumn> columns;
    for (auto& [name, column] : found_) columns.push_back(std::move(column));
    return columns;
  }

 private:
  InputColumns* columns_;
  std::vector<std::pair<std::string, InputColumn>> found_;
};

FillEffort EffortOf(const std::vector<InputColumn>& columns) {
  FillEffort effort;
  for (const InputColumn& column : columns) {
    effort.fills += column.effort.fills;
    effort.depth = std::max(effort.depth, column.effort.depth + 1);
  }
  return effort;
}

ColumnRecipe MakeComputed(const Arguments& arguments, const ColumnContext& context,
                          std::string_view parameter, Compiler compile) {
  auto read =
      ReadExpressionOf(arguments, context, parameter, arguments.Text(parameter), compile);
  if (!read) return {};
  auto made =
      expression::MakeComputedColumn(std::move(read->compiled), std::move(read->columns));
  return {.domain = std::move(made.domain),
          .source = std::move(made.source),
          .source_has_missing = made.nullable,
          .effort = read->effort};
}

ColumnRecipe MakeExpression(const Arguments& arguments, const ColumnContext& context) {
  return MakeComputed(arguments, context, "expression", expression::Compile);
}

ColumnRecipe MakeTemplate(const Arguments& arguments, const ColumnContext& context) {
  return MakeComputed(arguments, context, "template", expression::CompileTemplate);
}

}  // namespace

std::optional<ReadExpression> ReadExpressionOf(const Arguments& arguments,
                                               const ColumnContext& context,
                                               std::string_view parameter,
                                               const std::string& text,
                                               Compiler compile) {
  SpecScope scope(context.columns);
  auto compiled = compile(text, &scope);
  if (!compiled.ok()) {
    // A column that is wrong itself has been reported.
    if (!compiled.status().IsCancelled()) {
      arguments.Report(parameter, fmt::format("{}: {}", Value::String(text).Describe(),
                                              compiled.status().message()));
    }
    return std::nullopt;
  }
  ReadExpression read{*std::move(compiled), scope.TakeColumns(), {}};
  read.effort = EffortOf(read.columns);
  if (read.effort.fills > kMostFills || read.effort.depth > kMostFillDepth) {
    arguments.Report(
        parameter,
        fmt::format("{}: reads columns that read others, in all {} at a depth of {}; "
                    "at most {} and {} are possible",
                    Value::String(text).Describe(), read.effort.fills - 1,
                    read.effort.depth, kMostFills, kMostFillDepth));
    return std::nullopt;
  }
  return read;
}

MethodInfo Expression() {
  MethodInfo info{
      "expression",
      "Computed from other columns of the row, by arithmetic, comparisons and functions.",
      "int64, double, bool, date32, timestamp or string",
      {{"expression", ParameterType::kText, true, "",
        "such as price * quantity; docs/formulas.md lists operators and functions"}},
      R"({"method": "expression", "parms": )"
      R"x({"expression": "round(price * quantity * (1 - discount), 2)"}})x",
      MakeExpression};
  info.example_reads =
      R"("price": {"method": "gen_floats", "parms": {"min": 1, "max": 100}, )"
      R"("hidden": true}, )"
      R"("quantity": {"method": "gen_ints", "parms": {"min": 1, "max": 10}, )"
      R"("hidden": true}, )"
      R"("discount": {"method": "gen_floats", "parms": {"min": 0, "max": 0.5}, )"
      R"("hidden": true})";
  return info;
}

MethodInfo Template() {
  MethodInfo info{"template",
                  "Texts put together from other columns of the row.",
                  "string",
                  {{"template", ParameterType::kText, true, "",
                    "the text, with a column or an expression in each pair of braces; {{ "
                    "and }} are braces"}},
                  R"({"method": "template", "parms": )"
                  R"x({"template": "{lower(first)}.{lower(last)}@{domain}"}})x",
                  MakeTemplate};
  info.example_reads =
      R"("first": {"method": "gen_str_choice", "parms": {"options": ["Ada", "Max"]}, )"
      R"("hidden": true}, )"
      R"("last": {"method": "gen_str_choice", "parms": {"options": ["Li", "Roe"]}, )"
      R"("hidden": true}, )"
      R"("domain": {"method": "gen_str_choice", )"
      R"("parms": {"options": ["example.com", "example.org"]}, "hidden": true})";
  return info;
}

}  // namespace rand_engine
