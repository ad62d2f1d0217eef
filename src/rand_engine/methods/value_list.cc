#include "rand_engine/methods/value_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <unordered_map>
#include <utility>

#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/generate/distributions/weighted.h"

namespace rand_engine {
namespace {

constexpr size_t kMostValues = size_t{1} << 31;

bool IsNested(const Value& value) { return value.is_list() || value.is_object(); }

Value::Kind KindOf(const Value& value) {
  return IsNested(value) ? Value::Kind::kString : value.kind();
}

std::string TextOf(const Value& value) {
  return IsNested(value) ? ToJson(value) : value.text();
}

/// Turns the values of one parameter into a list.
class Lister {
 public:
  Lister(const Arguments& arguments, std::string_view parameter)
      : arguments_(arguments), parameter_(parameter) {}

  std::optional<ValueList> List(const std::vector<const Value*>& values) {
    if (values.empty() || values.size() > kMostValues) {
      Report(values.empty() ? "must not be empty, e.g. [\"a\", \"b\"]"
                            : "has more than 2^31 values");
      return std::nullopt;
    }
    if (!FindType(values)) return std::nullopt;
    std::unordered_map<std::string, uint32_t> places;
    for (const Value* value : values) {
      if (!CheckRange(*value)) return std::nullopt;
      const auto next = static_cast<uint32_t>(list_.domain.size());
      const auto [place, is_new] = places.emplace(Identity(*value), next);
      if (is_new) Add(*value);
      list_.codes.push_back(place->second);
    }
    return std::move(list_);
  }

 private:
  void Report(const std::string& text) { arguments_.Report(parameter_, text); }

  // The one type of all values that are not null; reports where there are two.
  bool FindType(const std::vector<const Value*>& values) {
    const Value* first = nullptr;
    ValueType& type = list_.domain.type;
    type = ValueType::kString;
    for (const Value* value : values) {
      if (value->is_null()) continue;
      if (first == nullptr) {
        first = value;
      } else if (KindOf(*value) != KindOf(*first)) {
        Report(
            fmt::format("must be of one type, but {} and {} are not; write "
                        "numbers as text (\"5\") to mix them with text",
                        first->Describe(), value->Describe()));
        return false;
      }
      if (value->is_bool()) type = ValueType::kBool;
      if (!value->is_number()) continue;
      if (type != ValueType::kFloat64) type = ValueType::kInt64;
      if (!value->is_integer()) type = ValueType::kFloat64;
    }
    return true;
  }

  bool CheckRange(const Value& value) {
    if (!value.is_number()) return true;
    if (list_.domain.type == ValueType::kInt64 && !value.ToInt64()) {
      Report(fmt::format("holds {}, which does not fit 64 bits; write it as text",
                         value.Describe()));
      return false;
    }
    if (list_.domain.type == ValueType::kFloat64 && !value.ToDouble()) {
      Report(fmt::format("holds {}, which is no finite double", value.Describe()));
      return false;
    }
    return true;
  }

  // What makes two values the same.
  std::string Identity(const Value& value) const {
    if (value.is_null()) return "";
    switch (list_.domain.type) {
      case ValueType::kBool:
        return value.boolean() ? "t" : "f";
      case ValueType::kInt64:
        return fmt::format("{}", *value.ToInt64());
      case ValueType::kFloat64: {
        const double number = *value.ToDouble() + 0.0;
        std::string bytes(sizeof(number), '\0');
        std::memcpy(bytes.data(), &number, sizeof(number));
        return "d" + bytes;
      }
      default:
        return "s" + TextOf(value);
    }
  }

  void Add(const Value& value) {
    ChoiceDomain& domain = list_.domain;
    const bool missing = value.is_null();
    if (missing) domain.missing_code = static_cast<uint32_t>(domain.size());
    switch (domain.type) {
      case ValueType::kBool:
        domain.booleans.push_back(!missing && value.boolean());
        break;
      case ValueType::kInt64:
        domain.integers.push_back(missing ? 0 : *value.ToInt64());
        break;
      case ValueType::kFloat64:
        // Adding zero makes -0.0 plain 0.0: one value, written in one way.
        domain.floats.push_back(missing ? 0 : *value.ToDouble() + 0.0);
        break;
      default:
        domain.strings.push_back(missing ? "" : TextOf(value));
    }
  }

  const Arguments& arguments_;
  std::string_view parameter_;
  ValueList list_;
};

bool AllEqual(const std::vector<double>& weights) {
  for (const double weight : weights) {
    if (weight != weights[0]) return false;
  }
  return true;
}

}  // namespace

std::optional<ValueList> ListValues(const Arguments& arguments,
                                    std::string_view parameter,
                                    const std::vector<const Value*>& values) {
  return Lister(arguments, parameter).List(values);
}

std::vector<double> ReadWeights(const Arguments& arguments, std::string_view parameter,
                                std::string_view what,
                                const std::vector<const Value*>& weights) {
  std::vector<double> read;
  double largest = 0;
  for (const Value* item : weights) {
    const auto weight = item->ToDouble();
    if (!weight || *weight < 0) {
      arguments.Report(parameter, fmt::format("{}must be finite and >= 0, got {}", what,
                                              item->Describe()));
      return {};
    }
    read.push_back(*weight);
    largest = std::max(largest, *weight);
  }
  if (largest == 0) {
    arguments.Report(parameter, fmt::format("{}must not all be 0", what));
    return {};
  }
  return read;
}

std::unique_ptr<CodeSource> MakeSourceOfWeights(const StreamKey& key,
                                                const std::vector<double>& weights) {
  return AllEqual(weights) ? MakeUniformSource(key, weights.size())
                           : MakeWeightedSource(key, ScaleWeights(weights));
}

ColumnRecipe MakeChoiceOf(const Arguments& arguments, const ColumnContext& context,
                          std::string_view parameter, ValueList list,
                          const std::vector<double>& weights) {
  // A repeated value counts as often as it is there.
  std::vector<double> sums(list.domain.size());
  for (size_t i = 0; i < weights.size(); ++i) sums[list.codes[i]] += weights[i];
  for (const double sum : sums) {
    if (std::isfinite(sum)) continue;
    arguments.Report(parameter, "of a repeated option must add up to a finite number");
    return {};
  }
  auto source = MakeSourceOfWeights(context.Key("value"), sums);
  return {std::move(list.domain), std::move(source)};
}

}  // namespace rand_engine
