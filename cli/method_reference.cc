#include "method_reference.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "messages.h"
#include "preview_rows.h"
#include "rand_engine/methods/column_keys.h"
#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/method.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/spec/nearest_name.h"
#include "table.h"

namespace rand_engine::cli {
namespace {

constexpr char kIntroduction[] =
    R"(# Methods

<!-- Made by `rand-engine methods --markdown`; do not edit. -->

What a column can hold. A column names its method and the method's parameters, which stand
under `parms`, `kwargs` or `args` (they mean the same), by name or as a list in the order
given here:

```json
{"age": {"method": "integers", "kwargs": {"min": 18, "max": 65}},
 "height": {"method": "floats", "args": [1.5, 2, 2]}}
```

`rand-engine methods NAME` shows one of them, `rand-engine schema` prints a JSON Schema with
which editors complete specs. The rows below each example are those of seed 42.

## Keys of a column

Beside the method and its parameters any column may have:

)";

constexpr char kSpecKeys[] = R"(## Keys of a spec

Beside its columns a spec may have:

)";

constexpr char kDistributions[] =
    R"(## Distributions

What the parameter `distribution` takes: a name, or an object with name and parameters. Points
(`mean` of a normal distribution, `start`, `values`, `edges`) are values of the column, lengths
(`std`, `median`, `scale`, the other means) differences of two: of times seconds or texts such
as `"36h"`, of dates days. [More](distributions_and_time.md).

)";

// A cell of a table of Markdown.
std::string Cell(const std::string& text) {
  std::string cell;
  for (const char c : text) {
    if (c == '|') cell += '\\';
    cell += c == '\n' ? ' ' : c;
  }
  return cell;
}

std::string Code(const std::string& text) {
  return text.empty() ? "" : fmt::format("`{}`", Cell(text));
}

std::string ParameterRow(const ParameterInfo& parameter) {
  std::string meaning = parameter.meaning;
  if (!parameter.allowed.empty()) meaning += "; one of " + JoinNames(parameter.allowed);
  if (!parameter.alias.empty()) meaning += "; also called `" + parameter.alias + "`";
  const std::string otherwise =
      parameter.default_text.empty() ? "none" : Code(parameter.default_text);
  return fmt::format(
      "| `{}` | {} | {} | {} |\n", parameter.name, Cell(ExpectedText(parameter)),
      parameter.required ? RequiredText(parameter) : otherwise, Cell(meaning));
}

std::string ParameterTable(const std::vector<ParameterInfo>& parameters) {
  std::string text = "| name | takes | default | meaning |\n| --- | --- | --- | --- |\n";
  for (const ParameterInfo& parameter : parameters) text += ParameterRow(parameter);
  return text;
}

std::string DistributionTable() {
  std::string text =
      "| name | parameters | meaning | example |\n| --- | --- | --- | --- |\n";
  for (const DistributionInfo& distribution : Distributions()) {
    std::string parameters;
    for (const DistributionParameter& parameter : distribution.parameters) {
      parameters +=
          fmt::format("{}`{}`{}: {}", parameters.empty() ? "" : "; ", parameter.name,
                      parameter.required ? "" : " (optional)", parameter.meaning);
    }
    text += fmt::format("| `{}` | {} | {} | {} |\n", distribution.name, Cell(parameters),
                        Cell(distribution.meaning) +
                            (distribution.counts ? "; of whole numbers only" : ""),
                        Code(distribution.example));
  }
  return text;
}

std::string RowTable(const TextTable& table) {
  const auto line = [](const std::vector<std::string>& cells) {
    std::string text = "|";
    for (const std::string& cell : cells) text += fmt::format(" {} |", Cell(cell));
    return text + "\n";
  };
  std::string text = line(table.columns) + "|";
  for (const bool is_right : table.right_aligned) text += is_right ? " ---: |" : " --- |";
  text += "\n";
  for (const auto& row : table.rows) text += line(row);
  return text;
}

constexpr int64_t kRows = 5;

// Of a column that refers to rows of another table: the children of three customers.
arrow::Result<TextTable> FirstRelatedRows(const MethodInfo& method) {
  const std::string key = R"({"method": "foreign_key", "parms": {"table": "customers"}})";
  const std::string country =
      R"({"method": "gen_str_choice", "parms": {"options": ["DE", "BR", "US"]}})";
  ARROW_ASSIGN_OR_RAISE(
      const Spec spec,
      Spec::FromJson(fmt::format(
          R"({{"tables": {{"customers": {{"size": 3, "spec": {{"id": {}, "country": {}}}}},
              "orders": {{"size": {{"per": "customers", "min": 2, "max": 4}},
                          "spec": {{"customer_id": {}, "my_column": {}}}}}}}}})",
          R"({"method": "gen_incremental", "parms": {"start": 101}})", country, key,
          method.example)));
  ARROW_ASSIGN_OR_RAISE(TextTable table,
                        MakePreview({spec, Seed(42), 0, kRows, std::nullopt, "orders"}));
  table.columns.erase(table.columns.begin());
  table.right_aligned.erase(table.right_aligned.begin());
  for (auto& row : table.rows) row.erase(row.begin());
  return table;
}

arrow::Result<TextTable> FirstRows(const MethodInfo& method) {
  if (method.refers_to_rows) return FirstRelatedRows(method);
  ARROW_ASSIGN_OR_RAISE(const Spec spec,
                        Spec::FromJson(ExampleSpec(method, "my_column")));
  return MakePreview({spec, Seed(42), 0, kRows, "2024-06-01T12:00:00Z"});
}

arrow::Result<std::string> Section(const MethodInfo& method) {
  ARROW_ASSIGN_OR_RAISE(const TextTable rows, FirstRows(method));
  const std::string parameters =
      method.parameters.empty() ? "No parameters.\n" : ParameterTable(method.parameters);
  return fmt::format("### {}\n\n{}\nValues: {}.\n\n{}\n```json\n{}\n```\n\n{}\n",
                     method.name, method.summary, method.result, parameters,
                     ExampleSpec(method, "my_column"), RowTable(rows));
}

arrow::Result<std::string> Reference() {
  std::string text = kIntroduction + ParameterTable(ColumnKeys()) + "\n" + kSpecKeys +
                     ParameterTable(SpecKeys()) + "\n" + kDistributions +
                     DistributionTable() + "\n";
  std::string group;
  for (const MethodInfo& method : Methods()) {
    if (method.group != group) text += fmt::format("## {}\n\n", method.group);
    group = method.group;
    ARROW_ASSIGN_OR_RAISE(const std::string section, Section(method));
    text += section;
  }
  text.pop_back();  // the last empty line
  return text;
}

}  // namespace

int PrintMethodReference() {
  const auto text = Reference();
  return text.ok() ? PrintOutput(*text) : PrintFailure(text.status(), "methods");
}

}  // namespace rand_engine::cli
