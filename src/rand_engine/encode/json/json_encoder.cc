#include "rand_engine/encode/json/json_encoder.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/encode/json/json_style.h"
#include "rand_engine/encode/text/cell_column.h"
#include "rand_engine/encode/text/encodable.h"
#include "rand_engine/error.h"

namespace rand_engine {
namespace {

/// Builds the sections of one orient.
class JsonBuilder {
 public:
  JsonBuilder(std::shared_ptr<const Plan> plan, const JsonOptions& options,
              int64_t row_end)
      : plan_(std::move(plan)),
        options_(options),
        style_(JsonStyle(options)),
        row_end_(row_end) {}

  std::vector<TextSection> Build() {
    switch (options_.orient) {
      case JsonOrient::kSplit:
        return Split();
      case JsonOrient::kIndex:
        return {Index()};
      case JsonOrient::kRecords:
        break;
    }
    return {options_.lines ? Lines() : Records()};
  }

 private:
  std::string Break(int depth) const { return BreakAt(style_.indent, depth); }

  TextStyle StyleAt(int depth) const {
    TextStyle style = style_;
    style.depth = depth;
    return style;
  }

  // Adds `"key": value` for each column; `before` opens the record, `after` ends it.
  void AddMembers(const std::string& before, int depth, const std::string& after,
                  RowEncoder* rows) const {
    const size_t columns = plan_->columns().size();
    for (size_t i = 0; i < columns; ++i) {
      const std::string key =
          QuoteJson(plan_->columns()[i].schema.name, options_.force_ascii);
      const std::string prefix =
          (i == 0 ? before : ",") + Break(depth) + key + ColonOf(style_.indent);
      rows->AddColumn(static_cast<int>(i), StyleAt(depth), prefix,
                      i + 1 == columns ? after : "");
    }
  }

  TextSection Lines() const {
    auto rows = std::make_shared<RowEncoder>(plan_);
    AddMembers("{", 0, "}\n", rows.get());
    return {"", std::move(rows), 0, "", ""};
  }

  TextSection Records() const {
    auto rows = std::make_shared<RowEncoder>(plan_);
    const std::string line = Break(1);
    AddMembers("," + line + "{", 2, line + "}", rows.get());
    return {"[", std::move(rows), 1, Break(0) + "]", "]"};
  }

  TextSection Index() const {
    auto rows = std::make_shared<RowEncoder>(plan_);
    const std::string line = Break(1);
    rows->AddRowNumber(style_, "," + line + "\"", "\"", row_end_);
    AddMembers(std::string(ColonOf(style_.indent)) + "{", 2, line + "}", rows.get());
    return {"{", std::move(rows), 1, Break(0) + "}", "}"};
  }

  std::string ColumnNames() const {
    std::string names = "[";
    for (const ColumnPlan& column : plan_->columns()) {
      if (&column != &plan_->columns().front()) names += ",";
      names += Break(2) + QuoteJson(column.schema.name, options_.force_ascii);
    }
    return names + Break(1) + "]";
  }

  std::string Member(const char* key) const {
    return Break(1) + '"' + key + '"' + ColonOf(style_.indent);
  }

  // {"columns": [...], "index": [...], "data": [...]}, or with "index" behind "data".
  std::vector<TextSection> Split() const {
    std::vector<TextSection> sections;
    if (options_.index && !options_.index_last) sections.push_back(RowNumbers());
    sections.push_back(Data());
    if (options_.index && options_.index_last) sections.push_back(RowNumbers());
    sections.front().open =
        "{" + Member("columns") + ColumnNames() + "," + sections.front().open;
    for (TextSection& section : sections) {
      const std::string end = &section == &sections.back() ? Break(0) + "}" : ",";
      section.close += end;
      section.close_if_empty += end;
    }
    return sections;
  }

  TextSection RowNumbers() const {
    auto numbers = std::make_shared<RowEncoder>(plan_);
    numbers->AddRowNumber(style_, "," + Break(2), "", row_end_);
    return List("index", std::move(numbers));
  }

  TextSection Data() const {
    auto rows = std::make_shared<RowEncoder>(plan_);
    const std::string line = Break(2);
    const size_t columns = plan_->columns().size();
    for (size_t i = 0; i < columns; ++i) {
      const std::string before = i == 0 ? "," + line + "[" : ",";
      const std::string after = i + 1 == columns ? line + "]" : "";
      rows->AddColumn(static_cast<int>(i), StyleAt(3), before + Break(3), after);
    }
    return List("data", std::move(rows));
  }

  // A member that is a list of what `rows` gives.
  TextSection List(const char* key, std::shared_ptr<const RowEncoder> rows) const {
    return {Member(key) + "[", std::move(rows), 1, Break(1) + "]", "]"};
  }

  std::shared_ptr<const Plan> plan_;
  const JsonOptions& options_;
  TextStyle style_;
  int64_t row_end_;
};

// Escaped text is ASCII, but cp864, for one, lacks the percent sign.
arrow::Status CheckEscapes(const Plan& plan, const TextEncoding& encoding,
                           bool force_ascii) {
  if (encoding.is_ascii_superset()) return arrow::Status::OK();
  arrow::Status status;
  const auto check = [&](const std::string& column, std::string_view text) {
    const std::string quoted = QuoteJson(text, force_ascii);
    if (encoding.CanEncode(quoted, nullptr)) return true;
    status = OptionError(fmt::format(
        "option 'encoding': '{}' cannot hold {} (of column '{}'), as JSON writes it; use "
        "\"utf-8\"",
        encoding.name(), CutText(quoted, 60), column));
    return false;
  };
  for (const ColumnPlan& column : plan.columns()) {
    const std::string& name = column.schema.name;
    if (!check(name, name)) return status;
    VisitTexts(column.domain, [&](std::string_view text) { return check(name, text); });
    ARROW_RETURN_NOT_OK(status);
  }
  return status;
}

}  // namespace

arrow::Result<std::unique_ptr<TextEncoder>> MakeJsonEncoder(
    std::shared_ptr<const Plan> plan, const JsonOptions& options, int64_t row_end) {
  ARROW_ASSIGN_OR_RAISE(TextEncoding encoding, TextEncoding::Find(options.encoding));
  bool all_ascii = true;
  // Escaped text is ASCII whatever the values hold.
  if (!options.force_ascii) {
    ARROW_RETURN_NOT_OK(CheckEncodable(*plan, encoding, {}, &all_ascii));
  }
  ARROW_RETURN_NOT_OK(CheckEscapes(*plan, encoding, options.force_ascii));
  JsonBuilder builder(std::move(plan), options, row_end);
  return std::make_unique<TextEncoder>(builder.Build(), std::move(encoding), all_ascii,
                                       options.begins_file);
}

}  // namespace rand_engine
