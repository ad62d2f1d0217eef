// rand-engine methods: what columns can hold.
#include <arrow/status.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

#include "arguments.h"
#include "command.h"
#include "display_text.h"
#include "messages.h"
#include "method_reference.h"
#include "rand_engine/error.h"
#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/method.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/spec/nearest_name.h"
#include "terminal.h"

namespace rand_engine::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kWidth = 80;

/// The table keeps JSON as text.
Json ParseOrText(const std::string& text) {
  Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  return json.is_discarded() ? Json(text) : json;
}

Json MethodJson(const MethodInfo& method) {
  Json parameters = Json::array();
  for (const ParameterInfo& parameter : method.parameters) {
    const bool has_default = !parameter.default_text.empty();
    parameters.push_back(
        {{"name", parameter.name},
         {"type", ExpectedText(parameter)},
         {"required", parameter.required},
         {"default", has_default ? ParseOrText(parameter.default_text) : Json(nullptr)},
         {"meaning", parameter.meaning}});
    if (!parameter.unless.empty()) parameters.back()["unless"] = parameter.unless;
    if (!parameter.alias.empty()) parameters.back()["alias"] = parameter.alias;
    if (!parameter.allowed.empty()) parameters.back()["allowed"] = parameter.allowed;
    for (const auto& [key, bound] :
         {std::pair{"minimum", parameter.minimum}, {"maximum", parameter.maximum}}) {
      if (!bound.empty()) parameters.back()[key] = ParseOrText(bound);
    }
  }
  return {{"name", method.name},
          {"group", method.group},
          {"summary", method.summary},
          {"result", method.result},
          {"parameters", parameters},
          {"dataset_only", method.refers_to_rows},
          {"example", ParseOrText(method.example)},
          {"example_reads", ParseOrText("{" + method.example_reads + "}")}};
}

std::string MethodList() {
  size_t longest = 0;
  for (const MethodInfo& method : Methods())
    longest = std::max(longest, method.name.size());
  const int column = static_cast<int>(longest) + 4;
  std::string text;
  std::string group;
  for (const MethodInfo& method : Methods()) {
    if (method.group != group) {
      text += fmt::format("{}{}\n", group.empty() ? "" : "\n",
                          Paint(STDOUT_FILENO, Style::kBold, method.group));
      group = method.group;
    }
    text += fmt::format("  {:<{}}{}\n", method.name, column - 2,
                        WrapText(method.summary, kWidth, column));
  }
  return text + "\nOne in detail: rand-engine methods gen_ints\n";
}

std::string ParameterText(const ParameterInfo& parameter) {
  constexpr int kMargin = 6;
  const std::string default_text =
      parameter.default_text.empty() ? "optional" : "default " + parameter.default_text;
  std::string meaning = parameter.meaning;
  if (!parameter.allowed.empty()) meaning += "; one of " + JoinNames(parameter.allowed);
  if (!parameter.alias.empty()) meaning += "; also called " + parameter.alias;
  return fmt::format("  {}: {}, {}\n      {}\n", parameter.name, ExpectedText(parameter),
                     parameter.required ? RequiredText(parameter) : default_text,
                     WrapText(meaning, kWidth, kMargin));
}

std::string DistributionText(const DistributionInfo& distribution) {
  std::string line = distribution.name + ": " + distribution.meaning;
  if (distribution.counts) line += "; of whole numbers only";
  std::string text = "  " + WrapText(line, kWidth - 2, 4) + "\n";
  for (const DistributionParameter& parameter : distribution.parameters) {
    line = fmt::format("{}, {}: {}", parameter.name,
                       parameter.required ? "required" : "optional", parameter.meaning);
    text += "    " + WrapText(line, kWidth - 4, 6) + "\n";
  }
  return text;
}

bool HasDistribution(const MethodInfo& method) {
  return std::any_of(method.parameters.begin(), method.parameters.end(),
                     [](const ParameterInfo& parameter) {
                       return parameter.type == ParameterType::kDistribution;
                     });
}

std::string MethodText(const MethodInfo& method) {
  std::string text =
      fmt::format("{}\n  {}\n  Values: {}\n\nParameters (\"parms\")\n", method.name,
                  WrapText(method.summary, kWidth, 2), method.result);
  for (const ParameterInfo& parameter : method.parameters)
    text += ParameterText(parameter);
  if (method.parameters.empty()) text += "  none\n";
  if (HasDistribution(method)) {
    text += fmt::format("\nDistributions (\"distribution\": a name, or {})\n",
                        Distributions()[1].example);
    for (const DistributionInfo& distribution : Distributions()) {
      text += DistributionText(distribution);
    }
  }
  const std::string column = "my_column";
  text += fmt::format("\nExample\n  \"{}\": {}\n", column, method.example);
  if (!method.example_reads.empty()) {
    text += fmt::format("  which reads {}\n", method.example_reads);
  }
  return text;
}

arrow::Status NoSuchMethod(const std::string& name) {
  const bool lacks_prefix = FindMethod("gen_" + name) != nullptr;
  return OptionError(fmt::format("unknown method '{}'{}; the methods are {}", name,
                                 lacks_prefix
                                     ? fmt::format("; did you mean 'gen_{}'?", name)
                                     : DidYouMean(name, MethodNames()),
                                 JoinNames(MethodNames())));
}

int RunMethods(const Arguments& arguments) {
  const bool as_json = arguments.Has("--json");
  if (arguments.Has("--markdown")) {
    if (!as_json && arguments.operands().empty()) return PrintMethodReference();
    return PrintFailure(OptionError("--markdown prints the reference of all methods; it "
                                    "goes with neither NAME nor --json"),
                        "methods");
  }
  if (arguments.operands().empty()) {
    if (!as_json) return PrintOutput(MethodList());
    Json list = Json::array();
    for (const MethodInfo& method : Methods()) list.push_back(MethodJson(method));
    return PrintOutput(list.dump(2) + "\n");
  }
  const std::string& name = arguments.operands()[0];
  const MethodInfo* method = FindMethod(name);
  if (method == nullptr) return PrintFailure(NoSuchMethod(name), "methods");
  return PrintOutput(as_json ? MethodJson(*method).dump(2) + "\n" : MethodText(*method));
}

}  // namespace

Command MethodsCommand() {
  return {"methods",
          "list what columns can hold, or explain one method",
          "[NAME] [--json | --markdown]",
          {"NAME", "a method, for example gen_ints", 0, 1},
          {{{"--json"}, "", "the same for programs", ""},
           {{"--markdown"},
            "",
            "the reference of all methods",
            "Markdown: each method with parameters, an example and its first rows "
            "(docs/METHODS.md is this)"}},
          {{"methods", "all methods"}, {"methods gen_floats", "parameters, an example"}},
          nullptr,
          RunMethods};
}

}  // namespace rand_engine::cli
