// rand-engine example: a spec to begin with.
#include <arrow/status.h>
#include <fmt/format.h>

#include <string>

#include "arguments.h"
#include "builtin_specs.h"
#include "command.h"
#include "messages.h"
#include "rand_engine/error.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine::cli {
namespace {

std::string SpecList() {
  std::string text = "Built-in specs:\n";
  for (const BuiltInSpec& spec : BuiltInSpecs()) {
    text += fmt::format("  {:<14}{}\n", spec.name, spec.meaning);
  }
  return text +
         "\nTo look at one:    rand-engine preview orders\n"
         "To change it:      rand-engine example orders > spec.json\n";
}

int RunExample(const Arguments& arguments) {
  if (arguments.operands().empty()) return PrintOutput(SpecList());
  const std::string& name = arguments.operands()[0];
  const BuiltInSpec* spec = FindBuiltInSpec(name);
  if (spec != nullptr) return PrintOutput(spec->text);
  return PrintFailure(
      OptionError(fmt::format("no example '{}'{}; the examples are {}", name,
                              DidYouMean(name, BuiltInSpecNames()), BuiltInSpecList())),
      "example");
}

}  // namespace

Command ExampleCommand() {
  return {"example", "print a built-in spec to begin with, or list them",
          "[NAME]",  {"NAME", "one of " + BuiltInSpecList(), 0, 1},
          {},        {{"example orders > spec.json", "a spec of your own"}},
          nullptr,   RunExample};
}

}  // namespace rand_engine::cli
