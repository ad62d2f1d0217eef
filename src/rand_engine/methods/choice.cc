// gen_str_choice.
#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <map>
#include <string>

#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/generate/distributions/weighted.h"
#include "rand_engine/methods/methods.h"

namespace rand_engine {
namespace {

constexpr size_t kMostOptions = size_t{1} << 31;

// The one type of all options that are not null; reports where there are two.
bool FindType(const Arguments& arguments, const std::vector<Value>& options,
              ValueType* type) {
  const Value* first = nullptr;
  *type = ValueType::kString;
  for (const Value& option : options) {
    if (option.is_null()) continue;
    if (first == nullptr) {
      first = &option;
    } else if (option.kind() != first->kind()) {
      arguments.Report("options",
                       fmt::format("must be of one type, but {} and {} are not; write "
                                   "numbers as text (\"5\") to mix them with text",
                                   first->Describe(), option.Describe()));
      return false;
    }
    if (option.is_bool()) *type = ValueType::kBool;
    if (!option.is_number()) continue;
    if (*type != ValueType::kFloat64) *type = ValueType::kInt64;
    if (!option.is_integer()) *type = ValueType::kFloat64;
  }
  return true;
}

// What makes two options the same value.
std::string Identity(const Value& option, ValueType type) {
  if (option.is_null()) return "";
  if (type == ValueType::kBool) return option.boolean() ? "t" : "f";
  if (type == ValueType::kInt64) return fmt::format("{}", *option.ToInt64());
  if (type == ValueType::kString) return "s" + option.text();
  const double value = *option.ToDouble() + 0.0;
  std::string bytes(sizeof(value), '\0');
  std::memcpy(bytes.data(), &value, sizeof(value));
  return "d" + bytes;
}

bool CheckRange(const Arguments& arguments, const Value& option, ValueType type) {
  if (!option.is_number()) return true;
  if (type == ValueType::kInt64 && !option.ToInt64()) {
    arguments.Report("options", fmt::format("holds {}, which does not fit 64 bits; write "
                                            "it as text",
                                            option.Describe()));
    return false;
  }
  if (type == ValueType::kFloat64 && !option.ToDouble()) {
    arguments.Report(
        "options", fmt::format("holds {}, which is no finite double", option.Describe()));
    return false;
  }
  return true;
}

void AddOption(const Value& option, ChoiceDomain* domain) {
  const bool missing = option.is_null();
  if (missing) domain->missing_code = static_cast<uint32_t>(domain->size());
  switch (domain->type) {
    case ValueType::kBool:
      domain->booleans.push_back(!missing && option.boolean());
      break;
    case ValueType::kInt64:
      domain->integers.push_back(missing ? 0 : *option.ToInt64());
      break;
    case ValueType::kFloat64:
      // Adding zero makes -0.0 plain 0.0: one value, written in one way.
      domain->floats.push_back(missing ? 0 : *option.ToDouble() + 0.0);
      break;
    default:
      domain->strings.push_back(missing ? "" : option.text());
  }
}

// The weights as given, or ones; empty after a mistake.
std::vector<double> ReadWeights(const Arguments& arguments, size_t count) {
  const Value* given = arguments.Find("weights");
  if (given == nullptr || given->is_null()) return std::vector<double>(count, 1.0);
  if (given->items().size() != count) {
    arguments.Report("weights",
                     fmt::format("must have one weight an option: {} weights for {} "
                                 "options",
                                 given->items().size(), count));
    return {};
  }
  std::vector<double> weights;
  double largest = 0;
  for (const Value& item : given->items()) {
    const auto weight = item.ToDouble();
    if (!weight || *weight < 0) {
      arguments.Report("weights",
                       fmt::format("must be finite and >= 0, got {}", item.Describe()));
      return {};
    }
    weights.push_back(*weight);
    largest = std::max(largest, *weight);
  }
  if (largest == 0) {
    arguments.Report("weights", "must not all be 0");
    return {};
  }
  return weights;
}

bool AllEqual(const std::vector<double>& weights) {
  for (const double weight : weights) {
    if (weight != weights[0]) return false;
  }
  return true;
}

ColumnRecipe MakeChoice(const Arguments& arguments, const ColumnContext& context) {
  const std::vector<Value>& options = arguments.Find("options")->items();
  if (options.empty() || options.size() > kMostOptions) {
    arguments.Report("options", options.empty() ? "must not be empty, e.g. [\"a\", \"b\"]"
                                                : "has more than 2^31 values");
    return {};
  }
  ChoiceDomain domain;
  if (!FindType(arguments, options, &domain.type)) return {};
  const std::vector<double> weights = ReadWeights(arguments, options.size());
  if (weights.empty()) return {};

  // A repeated option counts as often as it is there.
  std::map<std::string, size_t> places;
  std::vector<double> sums;
  for (size_t i = 0; i < options.size(); ++i) {
    if (!CheckRange(arguments, options[i], domain.type)) return {};
    const auto [place, is_new] =
        places.emplace(Identity(options[i], domain.type), sums.size());
    if (is_new) {
      AddOption(options[i], &domain);
      sums.push_back(weights[i]);
    } else {
      sums[place->second] += weights[i];
    }
  }
  for (const double sum : sums) {
    if (std::isfinite(sum)) continue;
    arguments.Report("weights", "of a repeated option must add up to a finite number");
    return {};
  }
  const StreamKey key = context.Key("value");
  auto source = AllEqual(sums) ? MakeUniformSource(key, sums.size())
                               : MakeWeightedSource(key, ScaleWeights(sums));
  return {std::move(domain), std::move(source)};
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

}  // namespace rand_engine
