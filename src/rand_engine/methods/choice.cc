// gen_str_choice; distincts, distincts_prop, booleans.
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "rand_engine/methods/methods.h"
#include "rand_engine/methods/value_list.h"

namespace rand_engine {
namespace {

std::vector<const Value*> Pointers(const std::vector<Value>& values) {
  std::vector<const Value*> pointers;
  for (const Value& value : values) pointers.push_back(&value);
  return pointers;
}

// The weights as given, or ones; empty after a mistake.
std::vector<double> ReadWeightsOf(const Arguments& arguments, size_t count) {
  const Value* given = arguments.Find("weights");
  if (given == nullptr || given->is_null()) return std::vector<double>(count, 1.0);
  if (given->items().size() != count) {
    arguments.Report("weights",
                     fmt::format("must have one weight an option: {} weights for {} "
                                 "options",
                                 given->items().size(), count));
    return {};
  }
  return ReadWeights(arguments, "weights", "", Pointers(given->items()));
}

ColumnRecipe MakeChoice(const Arguments& arguments, const ColumnContext& context) {
  const auto options = Pointers(arguments.Find("options")->items());
  auto list = ListValues(arguments, "options", options);
  if (!list) return {};
  const std::vector<double> weights = ReadWeightsOf(arguments, options.size());
  if (weights.empty()) return {};
  return MakeChoiceOf(arguments, context, "weights", *std::move(list), weights);
}

ColumnRecipe MakeDistincts(const Arguments& arguments, const ColumnContext& context) {
  const auto values = Pointers(arguments.Find("distincts")->items());
  auto list = ListValues(arguments, "distincts", values);
  if (!list) return {};
  return MakeChoiceOf(arguments, context, "distincts", *std::move(list),
                      std::vector<double>(values.size(), 1.0));
}

ColumnRecipe MakeDistinctsProp(const Arguments& arguments, const ColumnContext& context) {
  const Value& given = *arguments.Find("distincts");
  std::vector<Value> keys;
  keys.reserve(given.members().size());
  std::vector<const Value*> values;
  std::vector<const Value*> weights;
  for (const Value::Member& member : given.members()) {
    keys.push_back(Value::String(member.key));
    values.push_back(&keys.back());
    weights.push_back(&member.value);
  }
  for (const Value& pair : given.items()) {
    values.push_back(&pair.items()[0]);
    weights.push_back(&pair.items()[1]);
  }
  if (values.empty()) {
    arguments.Report("distincts",
                     "must not be empty, e.g. {\"mobile\": 70, \"desktop\": 30}");
    return {};
  }
  auto list = ListValues(arguments, "distincts", values);
  const auto read = ReadWeights(arguments, "distincts", "weights ", weights);
  if (!list || read.empty()) return {};
  return MakeChoiceOf(arguments, context, "distincts", *std::move(list), read);
}

ColumnRecipe MakeBooleans(const Arguments& arguments, const ColumnContext& context) {
  const Value* given = arguments.Find("true_prob");
  const double share = given == nullptr ? 0.5 : given->ToDouble().value_or(0.5);
  ChoiceDomain domain;
  domain.type = ValueType::kBool;
  domain.booleans = {true, false};
  return {std::move(domain),
          MakeSourceOfWeights(context.Key("value"), {share, 1 - share})};
}

}  // namespace

MethodInfo GenStrChoice() {
  return {"gen_str_choice",
          "One of the listed options (texts, numbers or booleans; null means missing).",
          "the options' type: string, int64, double or bool",
          {{"options", ParameterType::kOptions, true, "",
            "the values, of one type; a repeated one counts twice"},
           {"weights", ParameterType::kNumbers, false, "",
            "one number >= 0 an option: how often it comes, relative to the others"}},
          R"({"method": "gen_str_choice", "parms": {"options": ["click", "view"], )"
          R"("weights": [1, 9]}})",
          MakeChoice};
}

MethodInfo Distincts() {
  return {"distincts",
          "One of the listed values (null means missing).",
          "the values' type: string, int64, double or bool",
          {{"distincts", ParameterType::kValues, true, "",
            "the values, of one type (lists and objects count as their JSON text); a "
            "repeated one counts twice"}},
          R"({"method": "distincts", "kwargs": {"distincts": ["free", "premium"]}})",
          MakeDistincts};
}

MethodInfo DistinctsProp() {
  return {"distincts_prop",
          "One of the listed values, each as often as its weight says.",
          "the values' type: string, int64, double or bool",
          {{"distincts", ParameterType::kWeights, true, "",
            "weights >= 0, relative to each other; pairs where values are no texts"}},
          R"({"method": "distincts_prop", "kwargs": {"distincts": {"mobile": 70, )"
          R"("desktop": 30}}})",
          MakeDistinctsProp};
}

MethodInfo Booleans() {
  return {"booleans",
          "True or false.",
          "bool",
          {{"true_prob",
            ParameterType::kNumber,
            false,
            "0.5",
            "how likely true is: 0 never, 1 always",
            "",
            {},
            "0",
            "1"}},
          R"({"method": "booleans", "kwargs": {"true_prob": 0.7}})",
          MakeBooleans};
}

}  // namespace rand_engine
