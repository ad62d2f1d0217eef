// regex.
#include <arrow/result.h>
#include <fmt/format.h>

#include <utility>

#include "rand_engine/methods/methods.h"
#include "rand_engine/regex/pattern_column.h"

namespace rand_engine {
namespace {

constexpr int64_t kMaxRepeat = 10;

ColumnRecipe MakeRegex(const Arguments& arguments, const ColumnContext& context) {
  const int64_t max_repeat = arguments.Integer("max_repeat", kMaxRepeat);
  const std::string pattern = arguments.Text("pattern");
  auto node = regex::Parse(pattern, max_repeat);
  if (!node.ok()) {
    arguments.Report("pattern", fmt::format("{}: {}", Value::String(pattern).Describe(),
                                            node.status().message()));
    return {};
  }
  auto column = regex::MakePatternColumn(*std::move(node), context.Key("high"),
                                         context.Key("value"));
  return {.domain = std::move(column.domain), .source = std::move(column.source)};
}

}  // namespace

MethodInfo Regex() {
  return {
      "regex",
      "Texts that match a regular expression, each as likely as any other.",
      "string",
      {{"pattern", ParameterType::kText, true, "",
        "in the usual syntax; docs/formulas.md says which parts it knows"},
       {"max_repeat",
        ParameterType::kInteger,
        false,
        "10",
        "how often *, + and {n,} repeat at most",
        "",
        {},
        "0",
        "1000"}},
      R"x({"method": "regex", "parms": {"pattern": "[A-Z]{2}-\\d{4}(-[a-f]{1,3})?"}})x",
      MakeRegex};
}

}  // namespace rand_engine
