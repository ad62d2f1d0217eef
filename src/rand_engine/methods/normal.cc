// floats_normal.
#include "rand_engine/generate/distributions/normal.h"

#include <fmt/format.h>

#include <cmath>

#include "rand_engine/methods/methods.h"

namespace rand_engine {
namespace {

constexpr int kMostDigits = 15;
// No draw is farther from the mean than this many deviations.
constexpr double kFarthest = 9;

// The number, or nothing where no double holds it.
std::optional<double> ReadFinite(const Arguments& arguments, std::string_view name) {
  const auto value = arguments.Find(name)->ToDouble();
  if (!value) {
    arguments.Report(name, fmt::format("must be a finite number, e.g. 10; got {}",
                                       arguments.Number(name)));
  }
  return value;
}

ColumnRecipe MakeNormal(const Arguments& arguments, const ColumnContext& context) {
  const int64_t scale = arguments.Integer("round", 2);
  const auto mean = ReadFinite(arguments, "mean");
  const auto deviation = ReadFinite(arguments, "std");
  if (!mean || !deviation) return {};
  const auto unit = static_cast<double>(PowerOfTen(static_cast<int>(scale)));
  const NormalShape shape{*mean * unit, *deviation * unit};
  const auto limit = static_cast<double>(PowerOfTen(kMostDigits));
  if (std::abs(shape.mean) + kFarthest * shape.deviation >= limit) {
    arguments.Report(
        "mean", fmt::format("{} with {} {} and {} {} gives values of more "
                            "than 15 significant digits, which a double "
                            "cannot hold",
                            arguments.Number("mean"), arguments.Path("std"),
                            arguments.Number("std"), arguments.Path("round"), scale));
    return {};
  }
  const auto size = static_cast<uint64_t>(shape.largest() - shape.smallest()) + 1;
  return {DecimalDomain{shape.smallest(), static_cast<int>(scale), size},
          MakeNormalSource(context.Key("value"), shape)};
}

}  // namespace

MethodInfo FloatsNormal() {
  return {
      "floats_normal",
      "Normally distributed decimals with at most `round` digits after the point.",
      "double",
      {{"mean", ParameterType::kNumber, true, "", "the middle"},
       {"std", ParameterType::kNumber, true, "", "the standard deviation", "", {}, "0"},
       {"round",
        ParameterType::kInteger,
        false,
        "2",
        "digits after the point; at most 15 significant digits in all",
        "decimals",
        {},
        "0",
        "15"}},
      R"({"method": "floats_normal", "kwargs": {"mean": 170, "std": 10, "round": 2}})",
      MakeNormal};
}

}  // namespace rand_engine
