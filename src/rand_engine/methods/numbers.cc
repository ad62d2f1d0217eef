// gen_incremental, gen_ints, gen_floats; integers, int_zfilled, floats.
#include <fmt/format.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/domain/decimal.h"
#include "rand_engine/generate/distributions/sequence.h"
#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/methods.h"

namespace rand_engine {
namespace {

ColumnRecipe MakeIncremental(const Arguments& arguments, const ColumnContext&) {
  IntegerDomain domain;
  domain.first = arguments.Integer("start", 1);
  domain.step = arguments.Integer("step", 1);
  if (domain.step == 0) {
    arguments.Report("step",
                     "must not be 0 (for a constant use gen_ints with min = max)");
  }
  return {domain, MakeRowNumberSource(), /*follows_row_number=*/true};
}

// False, reported, if both bounds are given the wrong way round.
bool CheckOrder(const Arguments& arguments, bool in_order) {
  if (!in_order) {
    arguments.Report("min",
                     fmt::format("must be <= {} (got {}, {})", arguments.Path("max"),
                                 arguments.Number("min"), arguments.Number("max")));
  }
  return in_order;
}

ColumnRecipe MakeIntegersOf(const Arguments& arguments, const ColumnContext& context,
                            const IntegerTypeInfo& type) {
  const StepBounds bounds = {arguments.GivenInteger("min"),
                             arguments.GivenInteger("max")};
  const bool in_order = !bounds.first || !bounds.last || *bounds.first <= *bounds.last;
  if (!CheckOrder(arguments, in_order)) return {};
  ValueAxis axis = IntegerAxis();
  axis.limits = {type.min, type.max};
  axis.limits_text =
      fmt::format("{} to {}, which {} holds", type.min, type.max, type.name);
  auto steps =
      MakeDistributedSteps(arguments, context.Key("value"), axis, bounds, "min", "max");
  if (!steps) return {};
  return {IntegerDomain{steps->range.first, 1, steps->range.size()},
          std::move(steps->source)};
}

const IntegerTypeInfo& FindIntegerType(std::string_view name) {
  for (const IntegerTypeInfo& type : IntegerTypes()) {
    if (type.name == name) return type;
  }
  return IntegerTypes()[0];  // the table of methods allows no other name
}

ColumnRecipe MakeInts(const Arguments& arguments, const ColumnContext& context) {
  return MakeIntegersOf(arguments, context, FindIntegerType("int64"));
}

ColumnRecipe MakeIntegers(const Arguments& arguments, const ColumnContext& context) {
  const IntegerTypeInfo& type = FindIntegerType(arguments.Text("int_type", "int32"));
  bool fits = true;
  for (const char* name : {"min", "max"}) {
    const auto value = arguments.GivenInteger(name);
    if (!value || (*value >= type.min && *value <= type.max)) continue;
    fits = false;
    arguments.Report(
        name,
        fmt::format("must be from {} to {}, which {} {} holds, got {}; "
                    "for more give \"int_type\": \"int64\"",
                    type.min, type.max, arguments.Path("int_type"), type.name, *value));
  }
  if (!fits) return {};
  ColumnRecipe recipe = MakeIntegersOf(arguments, context, type);
  recipe.storage = type.type;
  return recipe;
}

std::vector<std::string> IntegerTypeNames() {
  std::vector<std::string> names;
  for (const IntegerTypeInfo& type : IntegerTypes()) names.push_back(type.name);
  return names;
}

ColumnRecipe MakeZfilled(const Arguments& arguments, const ColumnContext& context) {
  const int64_t length = arguments.Integer("length");
  const auto size = static_cast<uint64_t>(PowerOfTen(static_cast<int>(length)));
  ConcatenationDomain domain;
  domain.AddNumber(0, 1, size, static_cast<int>(length));
  return {std::move(domain), MakeUniformSource(context.Key("value"), size)};
}

constexpr int kMostDigits = 15;

// A bound in units of 10^-scale; reports one that no double holds.
std::optional<int64_t> ReadBound(const Arguments& arguments, const char* name,
                                 int64_t scale, Rounding rounding, bool* good) {
  if (arguments.Find(name) == nullptr) return std::nullopt;
  const std::string text = arguments.Number(name);
  const int64_t limit = PowerOfTen(kMostDigits);
  const auto bound = ScaleDecimal(text, static_cast<int>(scale), rounding);
  if (bound && *bound<limit&& * bound> - limit) return bound;
  *good = false;
  arguments.Report(name, fmt::format("{} with {} {} has more than 15 significant digits, "
                                     "which a double cannot hold",
                                     text, arguments.Path("round"), scale));
  return std::nullopt;
}

bool CheckBounds(const Arguments& arguments, const StepBounds& bounds, int64_t scale) {
  if (!bounds.first || !bounds.last) return true;
  const bool in_order =
      arguments.Find("min")->ToDouble() <= arguments.Find("max")->ToDouble();
  if (!CheckOrder(arguments, in_order)) return false;
  if (*bounds.first <= *bounds.last) return true;
  arguments.Report("min",
                   fmt::format("to {}: no multiple of 10^-{} lies from {} to {}; "
                               "raise {} or widen the range",
                               arguments.Path("max"), scale, arguments.Number("min"),
                               arguments.Number("max"), arguments.Path("round")));
  return false;
}

ColumnRecipe MakeFloats(const Arguments& arguments, const ColumnContext& context) {
  const int64_t scale = arguments.Integer("round", 2);
  bool good = true;
  const StepBounds bounds = {ReadBound(arguments, "min", scale, Rounding::kUp, &good),
                             ReadBound(arguments, "max", scale, Rounding::kDown, &good)};
  if (!good || !CheckBounds(arguments, bounds, scale)) return {};
  ValueAxis axis = DecimalAxis(static_cast<int>(scale));
  axis.limits = {1 - PowerOfTen(kMostDigits), PowerOfTen(kMostDigits) - 1};
  axis.limits_text = fmt::format(
      "the 15 significant digits that a double holds, of which "
      "{} come behind the point",
      scale);
  auto steps =
      MakeDistributedSteps(arguments, context.Key("value"), axis, bounds, "min", "max");
  if (!steps) return {};
  return {DecimalDomain{steps->range.first, static_cast<int>(scale), steps->range.size()},
          std::move(steps->source)};
}

// A bound that a distribution with ends of its own can do without.
ParameterInfo Bound(const char* name, ParameterType type, const char* meaning) {
  ParameterInfo info{name, type, true, "", meaning};
  info.unless = "distribution";
  return info;
}

}  // namespace

MethodInfo GenIncremental() {
  return {"gen_incremental",
          "Whole numbers in sequence: start, start + step, ...",
          "int64",
          {{"start", ParameterType::kInteger, false, "1", "the first row's number"},
           {"step", ParameterType::kInteger, false, "1",
            "what each row adds; negative counts down, 0 is refused"}},
          R"({"method": "gen_incremental", "parms": {"start": 1000, "step": 10}})",
          MakeIncremental};
}

MethodInfo GenInts() {
  return {"gen_ints",
          "Whole numbers from min to max, both included, each equally likely "
          "or as `distribution` says.",
          "int64",
          {Bound("min", ParameterType::kInteger, "the smallest value"),
           Bound("max", ParameterType::kInteger, "the largest value"),
           DistributionParameterInfo()},
          R"({"method": "gen_ints", "parms": {"min": 18, "max": 65}})",
          MakeInts};
}

MethodInfo GenFloats() {
  return {"gen_floats",
          "Decimals from min to max with at most `round` digits after the point, each "
          "equally likely or as `distribution` says.",
          "double",
          {Bound("min", ParameterType::kNumber, "the lower bound, a possible value"),
           Bound("max", ParameterType::kNumber, "the upper bound, a possible value"),
           {"round",
            ParameterType::kInteger,
            false,
            "2",
            "digits after the point; at most 15 significant digits in all",
            "",
            {},
            "0",
            "15"},
           DistributionParameterInfo()},
          R"({"method": "gen_floats", "parms": {"min": 100, "max": 2000, "round": 2}})",
          MakeFloats};
}

MethodInfo Integers() {
  return {"integers",
          "Whole numbers from min to max, both included, each equally likely "
          "or as `distribution` says.",
          "int32, or the int_type given",
          {Bound("min", ParameterType::kInteger, "the smallest value"),
           Bound("max", ParameterType::kInteger, "the largest value"),
           {"int_type", ParameterType::kText, false, "\"int32\"",
            "the type that must hold the values", "", IntegerTypeNames()},
           DistributionParameterInfo()},
          R"({"method": "integers", "kwargs": {"min": 18, "max": 65}})",
          MakeIntegers};
}

MethodInfo IntZfilled() {
  return {"int_zfilled",
          "Texts of `length` digits, leading zeros included, each equally likely.",
          "string",
          {{"length",
            ParameterType::kInteger,
            true,
            "",
            "how many digits",
            "",
            {},
            "1",
            "18"}},
          R"({"method": "int_zfilled", "kwargs": {"length": 8}})",
          MakeZfilled};
}

MethodInfo Floats() {
  MethodInfo info = GenFloats();
  info.name = "floats";
  info.parameters[2].alias = "decimals";  // of `round`
  info.example = R"({"method": "floats", "kwargs": {"min": 0, "max": 1000, "round": 2}})";
  return info;
}

}  // namespace rand_engine
