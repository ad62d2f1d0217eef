// rand-engine validate: what is wrong with specs.
#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "arguments.h"
#include "command.h"
#include "display_text.h"
#include "messages.h"
#include "numbers.h"
#include "rand_engine/data_generator.h"
#include "rand_engine/error.h"
#include "spec_source.h"
#include "terminal.h"

namespace rand_engine::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Verdict {
  std::string source;
  std::vector<ColumnSummary> columns;
  std::vector<std::string> mistakes;  ///< a line each; none = the spec is right
};

/// The lines of a message without the heading that counts them and its margin.
std::vector<std::string> SplitMessage(std::string_view message) {
  std::vector<std::string> lines;
  while (!message.empty()) {
    const size_t end = std::min(message.find('\n'), message.size());
    std::string_view line = message.substr(0, end);
    line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
    if (!line.empty()) lines.emplace_back(line);
    message.remove_prefix(std::min(end + 1, message.size()));
  }
  const bool has_heading = lines.size() > 1 && lines[0].ends_with(':');
  if (has_heading) lines.erase(lines.begin());
  return lines;
}

arrow::Result<std::vector<ColumnSummary>> ReadColumns(const std::string& operand) {
  ARROW_ASSIGN_OR_RAISE(const Spec spec, LoadSpec(operand));
  return DataGenerator(spec, Seed(0)).columns();
}

Verdict Judge(const std::string& operand) {
  Verdict verdict{SpecSourceName(operand), {}, {}};
  auto columns = ReadColumns(operand);
  if (columns.ok()) {
    verdict.columns = *std::move(columns);
  } else {
    verdict.mistakes = SplitMessage(columns.status().message());
  }
  return verdict;
}

/// "spec.json:3:5: column 'age': ..." taken apart; line and column are null where the
/// message has none.
Json MistakeJson(const std::string& source, std::string_view mistake) {
  Json json = {{"line", nullptr}, {"column", nullptr}, {"message", std::string(mistake)}};
  if (!mistake.starts_with(source + ":")) return json;
  mistake.remove_prefix(source.size() + 1);
  int line = 0;
  int column = 0;
  const char* end = mistake.data() + mistake.size();
  const auto first = std::from_chars(mistake.data(), end, line);
  if (first.ec == std::errc() && first.ptr != end && *first.ptr == ':') {
    const auto second = std::from_chars(first.ptr + 1, end, column);
    if (second.ec == std::errc() && second.ptr != end && *second.ptr == ':') {
      json["line"] = line;
      json["column"] = column;
      mistake.remove_prefix(static_cast<size_t>(second.ptr + 1 - mistake.data()));
    }
  }
  mistake.remove_prefix(std::min(mistake.find_first_not_of(' '), mistake.size()));
  json["message"] = std::string(mistake);
  return json;
}

Json VerdictJson(const Verdict& verdict) {
  Json json = {{"source", verdict.source}, {"ok", verdict.mistakes.empty()}};
  Json& list = json[verdict.mistakes.empty() ? "columns" : "errors"];
  list = Json::array();
  for (const ColumnSummary& column : verdict.columns) {
    list.push_back(
        {{"name", column.name}, {"type", column.type}, {"nullable", column.nullable}});
  }
  for (const std::string& mistake : verdict.mistakes) {
    list.push_back(MistakeJson(verdict.source, mistake));
  }
  return json;
}

/// For people; each mistake is a line that begins with its place, as compilers write it.
std::string VerdictText(const Verdict& verdict) {
  if (verdict.mistakes.empty()) {
    const std::string count =
        FormatPlural(static_cast<int64_t>(verdict.columns.size()), "column");
    return fmt::format("{}: {} ({})\n", Printable(verdict.source),
                       Paint(STDOUT_FILENO, Style::kGreen, "ok"), count);
  }
  std::string text;
  for (const std::string& mistake : verdict.mistakes) {
    const std::string line = Printable(mistake);
    const size_t place = line.starts_with(verdict.source + ":") ? line.find(": ") : 0;
    const size_t end = place == std::string::npos ? 0 : place;
    text +=
        Paint(STDOUT_FILENO, Style::kRed, line.substr(0, end)) + line.substr(end) + "\n";
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
            "Each has source, ok, and columns (name, type, nullable) or errors (line, "
            "column, message)"}},
          {{"validate spec.json other.yaml", "exit code 2 if any is wrong"},
           {"validate --json - < spec.json", "for editors and pipelines"}},
          nullptr,
          RunValidate};
}

}  // namespace rand_engine::cli
