// rand-engine validate: what is wrong with specs.
#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "arguments.h"
#include "command.h"
#include "display_text.h"
#include "messages.h"
#include "numbers.h"
#include "rand_engine/data_generator.h"
#include "rand_engine/dataset.h"
#include "rand_engine/error.h"
#include "spec_source.h"
#include "terminal.h"

namespace rand_engine::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Verdict {
  std::string source;
  std::vector<ColumnSummary> columns;
  std::vector<TableSummary> tables;   ///< of a dataset, instead of columns
  std::vector<SpecMistake> mistakes;  ///< none = the spec is right
};

arrow::Status ReadSummary(const std::string& operand, Verdict* verdict) {
  ARROW_ASSIGN_OR_RAISE(const Spec spec, LoadSpec(operand));
  if (Dataset::IsDataset(spec)) {
    return Dataset(spec, Seed(0)).tables().Value(&verdict->tables);
  }
  return DataGenerator(spec, Seed(0)).columns().Value(&verdict->columns);
}

Verdict Judge(const std::string& operand) {
  Verdict verdict{SpecSourceName(operand), {}, {}, {}};
  const arrow::Status status = ReadSummary(operand, &verdict);
  if (status.ok()) return verdict;
  verdict.mistakes = GetSpecMistakes(status);
  if (verdict.mistakes.empty()) {  // what is no mistake of a spec, such as a wrong name
    verdict.mistakes.push_back({0, 0, "", status.message(), ""});
  }
  return verdict;
}

/// Line, column, path and example are null where there is none.
Json MistakeJson(const SpecMistake& mistake) {
  const auto text = [](const std::string& value) {
    return value.empty() ? Json(nullptr) : Json(value);
  };
  const auto number = [](int value) { return value == 0 ? Json(nullptr) : Json(value); };
  const Json example = Json::parse(mistake.example, nullptr, /*allow_exceptions=*/false);
  return {{"line", number(mistake.line)},
          {"column", number(mistake.column)},
          {"path", text(mistake.path)},
          {"message", mistake.message},
          {"example", example.is_discarded() ? Json(nullptr) : example}};
}

Json ColumnsJson(const std::vector<ColumnSummary>& columns) {
  Json list = Json::array();
  for (const ColumnSummary& column : columns) {
    list.push_back(
        {{"name", column.name}, {"type", column.type}, {"nullable", column.nullable}});
  }
  return list;
}

Json VerdictJson(const Verdict& verdict) {
  Json json = {{"source", verdict.source}, {"ok", verdict.mistakes.empty()}};
  if (!verdict.tables.empty()) {
    for (const TableSummary& table : verdict.tables) {
      json["tables"][table.name] = {{"rows", table.rows},
                                    {"columns", ColumnsJson(table.columns)}};
    }
    return json;
  }
  if (verdict.mistakes.empty()) {
    json["columns"] = ColumnsJson(verdict.columns);
    return json;
  }
  Json& list = json["errors"] = Json::array();
  for (const SpecMistake& mistake : verdict.mistakes) {
    list.push_back(MistakeJson(mistake));
  }
  return json;
}

/// A line that begins with its place, as compilers write it; below it where in the spec
/// that is and what would be right.
std::string MistakeText(const std::string& source, const SpecMistake& mistake) {
  std::string text;
  if (mistake.line > 0) {
    const std::string place =
        fmt::format("{}:{}:{}", Printable(source), mistake.line, mistake.column);
    text = Paint(STDOUT_FILENO, Style::kRed, place + ":") + " ";
  }
  text += Printable(mistake.message) + "\n";
  const auto add = [&](std::string_view label, const std::string& value) {
    if (value.empty()) return;
    text += fmt::format("  {} {}\n", Paint(STDOUT_FILENO, Style::kDim, label),
                        Printable(value));
  };
  add("at:  ", mistake.path);
  const bool says_example = mistake.message.find(mistake.example) != std::string::npos;
  if (!says_example) add("e.g.:", mistake.example);
  return text;
}

std::string VerdictText(const Verdict& verdict) {
  if (verdict.mistakes.empty()) {
    const auto columns = static_cast<int64_t>(verdict.columns.size());
    const auto tables = static_cast<int64_t>(verdict.tables.size());
    const std::string count =
        tables > 0 ? FormatPlural(tables, "table") : FormatPlural(columns, "column");
    return fmt::format("{}: {} ({})\n", Printable(verdict.source),
                       Paint(STDOUT_FILENO, Style::kGreen, "ok"), count);
  }
  std::string text;
  for (const SpecMistake& mistake : verdict.mistakes) {
    text += MistakeText(verdict.source, mistake);
  }
  return text;
}

int RunValidate(const Arguments& arguments) {
  const std::vector<std::string>& specs = arguments.operands();
  if (std::count(specs.begin(), specs.end(), "-") > 1) {
    return PrintFailure(OptionError("standard input (-) can be read once only"),
                        "validate");
  }
  const bool as_json = arguments.Has("--json");
  bool all_right = true;
  Json list = Json::array();
  std::string text;
  for (const std::string& spec : specs) {
    const Verdict verdict = Judge(spec);
    all_right = all_right && verdict.mistakes.empty();
    if (as_json) {
      list.push_back(VerdictJson(verdict));
    } else {
      text += VerdictText(verdict);
    }
  }
  if (as_json) text = list.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
  const int code = PrintOutput(text);
  return code != kDone || all_right ? code : kMistake;
}

}  // namespace

Command ValidateCommand() {
  return {"validate",
          "check specs and name all their mistakes",
          "SPEC... [--json]",
          {"SPEC", SpecOperandText(), 1, 1'000'000},
          {{{"--json"},
            "",
            "a list of objects for programs",
            "Each has source, ok, and columns (name, type, nullable; of a dataset tables "
            "with rows and columns) or errors (line, column, path, message, example)"}},
          {{"validate spec.json other.yaml", "exit code 2 if any is wrong"},
           {"validate --json - < spec.json", "for editors and pipelines"}},
          nullptr,
          RunValidate};
}

}  // namespace rand_engine::cli
