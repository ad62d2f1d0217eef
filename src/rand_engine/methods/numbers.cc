// gen_incremental, gen_ints, gen_floats; integers, int_zfilled, floats.
#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "rand_engine/domain/decimal.h"
#include "rand_engine/generate/distributions/sequence.h"
#include "rand_engine/generate/distributions/uniform.h"
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

ColumnRecipe MakeInts(const Arguments& arguments, const ColumnContext& context) {
  const int64_t min = arguments.Integer("min");
  const int64_t max = arguments.Integer("max");
  if (min > max) {
    arguments.Report("min", fmt::format("must be <= {} (got {}, {})",
                                        arguments.Path("max"), min, max));
    return {};
  }
  // Wraps to 0 for the whole int64 range, which stands for 2^64 codes.
  const uint64_t size = static_cast<uint64_t>(max) - static_cast<uint64_t>(min) + 1;
  return {IntegerDomain{min, 1, size}, MakeUniformSource(context.Key("value"), size)};
}

const IntegerTypeInfo& ReadIntegerType(const Arguments& arguments) {
  const std::string name = arguments.Text("int_type", "int32");
  for (const IntegerTypeInfo& type : IntegerTypes()) {
    if (type.name == name) return type;
  }
  return IntegerTypes()[0];  // the table of methods allows no other name
}

ColumnRecipe MakeIntegers(const Arguments& arguments, const ColumnContext& context) {
  const IntegerTypeInfo& type = ReadIntegerType(arguments);
  bool fits = true;
  for (const char* name : {"min", "max"}) {
    const int64_t value = arguments.Integer(name);
    if (value >= type.min && value <= type.max) continue;
    fits = false;
    arguments.Report(
        name,
        fmt::format("must be from {} to {}, which {} {} holds, got {}; "
                    "for more give \"int_type\": \"int64\"",
                    type.min, type.max, arguments.Path("int_type"), type.name, value));
  }
  if (!fits) return {};
  ColumnRecipe recipe = MakeInts(arguments, context);
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

ColumnRecipe MakeFloats(const Arguments& arguments, const ColumnContext& context) {
  const int64_t scale = arguments.Integer("round", 2);
  const std::string min = arguments.Number("min");
  const std::string max = arguments.Number("max");
  const int64_t limit = PowerOfTen(kMostDigits);
  const auto first = ScaleDecimal(min, static_cast<int>(scale), Rounding::kUp);
  const auto last = ScaleDecimal(max, static_cast<int>(scale), Rounding::kDown);
  bool in_range = true;
  for (const auto& [name, text, value] :
       {std::tuple{"min", min, first}, {"max", max, last}}) {
    if (value && *value<limit&& * value> - limit) continue;
    in_range = false;
    arguments.Report(name,
                     fmt::format("{} with {} {} has more than 15 significant digits, "
                                 "which a double cannot hold",
                                 text, arguments.Path("round"), scale));
  }
  if (!in_range) return {};
  if (arguments.Find("min")->ToDouble() > arguments.Find("max")->ToDouble()) {
    arguments.Report("min", fmt::format("must be <= {} (got {}, {})",
                                        arguments.Path("max"), min, max));
    return {};
  }
  if (*first > *last) {
    arguments.Report(
        "min",
        fmt::format("to {}: no multiple of 10^-{} lies from {} to {}; "
                    "raise {} or widen the range",
                    arguments.Path("max"), scale, min, max, arguments.Path("round")));
    return {};
  }
  const auto size = static_cast<uint64_t>(*last - *first) + 1;
  return {DecimalDomain{*first, static_cast<int>(scale), size},
          MakeUniformSource(context.Key("value"), size)};
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
          "Whole numbers from min to max, both included, each equally likely.",
          "int64",
          {{"min", ParameterType::kInteger, true, "", "the smallest value"},
           {"max", ParameterType::kInteger, true, "", "the largest value"}},
          R"({"method": "gen_ints", "parms": {"min": 18, "max": 65}})",
          MakeInts};
}

MethodInfo GenFloats() {
  return {"gen_floats",
          "Decimals from min to max with at most `round` digits after the point, each "
          "equally likely.",
          "double",
          {{"min", ParameterType::kNumber, true, "", "the lower bound, a possible value"},
           {"max", ParameterType::kNumber, true, "", "the upper bound, a possible value"},
           {"round",
            ParameterType::kInteger,
            false,
            "2",
            "digits after the point; at most 15 significant digits in all",
            "",
            {},
            "0",
            "15"}},
          R"({"method": "gen_floats", "parms": {"min": 100, "max": 2000, "round": 2}})",
          MakeFloats};
}

MethodInfo Integers() {
  return {"integers",
          "Whole numbers from min to max, both included, each equally likely.",
          "int32, or the int_type given",
          {{"min", ParameterType::kInteger, true, "", "the smallest value"},
           {"max", ParameterType::kInteger, true, "", "the largest value"},
           {"int_type", ParameterType::kText, false, "\"int32\"",
            "the type that must hold the values", "", IntegerTypeNames()}},
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
  info.parameters.back().alias = "decimals";
  info.example = R"({"method": "floats", "kwargs": {"min": 0, "max": 1000, "round": 2}})";
  return info;
}

}  // namespace rand_engine
