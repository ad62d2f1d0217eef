#include "rand_engine/expression/function.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "rand_engine/expression/syntax.h"

namespace rand_engine::expression {

bool Call::any_nullable() const {
  return std::any_of(arguments.begin(), arguments.end(),
                     [](const Node& argument) { return argument.facts.nullable; });
}

arrow::Status Call::Error(const std::string& text) const {
  return arrow::Status::Invalid(name == "negate" ? "-" : name, ": ", text,
                                AtCharacter(position));
}

arrow::Status Call::Wrong(size_t argument, const std::string& text) const {
  return arrow::Status::Invalid(name == "negate" ? "-" : name, ": ", text, ", got a ",
                                TypeName(type(argument)),
                                AtCharacter(arguments[argument].position));
}

arrow::Result<int64_t> Call::ConstantWhole(size_t argument, int64_t low,
                                           int64_t high) const {
  const Node& node = arguments[argument];
  const bool whole = node.constant && node.facts.type.is_whole();
  if (whole && node.constant->integer >= low && node.constant->integer <= high) {
    return node.constant->integer;
  }
  return arrow::Status::Invalid(
      fmt::format("{}: needs a constant whole number from {} to {} here: {}{}", name, low,
                  high, FindFunction(name)->usage, AtCharacter(node.position)));
}

arrow::Result<std::string> Call::ConstantText(size_t argument) const {
  const Node& node = arguments[argument];
  if (node.constant && node.facts.type.kind == Kind::kText) return node.constant->text;
  return arrow::Status::Invalid(fmt::format("{}: needs a constant text here: {}{}", name,
                                            FindFunction(name)->usage,
                                            AtCharacter(node.position)));
}

Node Call::Finish(const Facts& facts, Kernel kernel) {
  Node node{facts, std::move(kernel), std::move(arguments)};
  node.position = position;
  return node;
}

const std::vector<FunctionInfo>& Functions() {
  static const auto& functions = *new std::vector<FunctionInfo>([] {
    std::vector<FunctionInfo> all;
    for (auto* family : {ArithmeticFunctions, LogicFunctions, RoundingFunctions,
                         TextFunctions, TimeFunctions}) {
      auto some = family();
      std::move(some.begin(), some.end(), std::back_inserter(all));
    }
    return all;
  }());
  return functions;
}

const FunctionInfo* FindFunction(std::string_view name) {
  for (const FunctionInfo& function : Functions()) {
    if (function.name == name) return &function;
  }
  return nullptr;
}

std::string WhyNoFunction(std::string_view name) {
  constexpr std::string_view kPlatform[] = {"exp",  "log",   "ln",   "log2",  "log10",
                                            "pow",  "power", "sin",  "cos",   "tan",
                                            "asin", "acos",  "atan", "atan2", "cbrt"};
  if (std::find(std::begin(kPlatform), std::end(kPlatform), name) !=
      std::end(kPlatform)) {
    return name.starts_with("pow")
               ? "its last digits differ between machines; write x * x"
               : "its last digits differ between machines, but data must not";
  }
  constexpr std::string_view kRandom[] = {"rand", "random", "uuid", "now", "today"};
  if (std::find(std::begin(kRandom), std::end(kRandom), name) != std::end(kRandom)) {
    return "an expression only computes; give a column (hidden, if it is not wanted) "
           "that "
           "draws the value, and use it here";
  }
  return "";
}

}  // namespace rand_engine::expression
