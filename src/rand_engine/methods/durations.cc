// durations: lengths of time.
#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>

#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/methods.h"
#include "rand_engine/methods/time_reader.h"

namespace rand_engine {
namespace {

struct DurationUnit {
  const char* name;
  int64_t us;
  int digits;  ///< of a second, behind the point
};

constexpr std::array<DurationUnit, 6> kUnits = {{{"us", 1, 6},
                                                 {"ms", 1000, 3},
                                                 {"s", 1'000'000, 0},
                                                 {"m", 60'000'000, 0},
                                                 {"h", 3'600'000'000, 0},
                                                 {"d", 86'400'000'000, 0}}};

const DurationUnit& ReadUnit(const Arguments& arguments) {
  const std::string name = arguments.Text("unit", "s");
  for (const DurationUnit& unit : kUnits) {
    if (unit.name == name) return unit;
  }
  return kUnits[0];  // the table of methods allows no other name
}

ValueAxis LengthAxis(int64_t unit_us) {
  ValueAxis axis = TimeAxis(TimeZone(), unit_us, 0);
  axis.point = [unit_us](const Value& value) -> std::optional<StepPoint> {
    const auto us = ParseLength(value);
    if (!us) return std::nullopt;
    return StepPoint{*us / unit_us,
                     static_cast<double>(*us % unit_us) / static_cast<double>(unit_us)};
  };
  axis.point_name = axis.length_name;
  axis.limits = {0, INT64_C(3'155'760'000'000'000) / unit_us};
  axis.limits_text = "0 to 100 years";
  return axis;
}

// "PT90S": hours and days are not told apart, as every reader takes seconds.
ConcatenationDomain IsoTexts(const StepRange& range, const DurationUnit& unit) {
  ConcatenationDomain domain;
  domain.AddPart({"PT"});
  if (unit.digits > 0) {
    domain.AddDecimal(range.first, unit.digits, range.size());
  } else {
    const int64_t seconds = unit.us / 1'000'000;
    domain.AddNumber(range.first * seconds, seconds, range.size());
  }
  domain.AddPart({"S"});
  return domain;
}

ColumnRecipe MakeDurations(const Arguments& arguments, const ColumnContext& context) {
  const DurationUnit& unit = ReadUnit(arguments);
  StepBounds bounds;
  if (const Value* min = arguments.Find("min")) {
    bounds.first = CeilToStep(*ParseLength(*min), unit.us);
  }
  if (const Value* max = arguments.Find("max")) {
    bounds.last = *ParseLength(*max) / unit.us;
  }
  if (bounds.first && bounds.last && *bounds.first > *bounds.last) {
    arguments.Report(
        "min",
        fmt::format("must be <= {}, with a whole number of {} between them "
                    "(got {}, {})",
                    arguments.Path("max"), unit.name, arguments.Find("min")->Describe(),
                    arguments.Find("max")->Describe()));
    return {};
  }
  auto steps = MakeDistributedSteps(arguments, context.Key("value"), LengthAxis(unit.us),
                                    bounds, "min", "max");
  if (!steps) return {};
  if (arguments.Text("format", "integer") == "iso8601") {
    return {IsoTexts(steps->range, unit), std::move(steps->source)};
  }
  return {IntegerDomain{steps->range.first, 1, steps->range.size()},
          std::move(steps->source)};
}

ParameterInfo Bound(const char* name, const char* meaning) {
  ParameterInfo info{name, ParameterType::kLength, true, "", meaning};
  info.unless = "distribution";
  return info;
}

}  // namespace

MethodInfo Durations() {
  ParameterInfo unit{"unit", ParameterType::kText, false, "\"s\"",
                     "the values are whole numbers of it"};
  for (const DurationUnit& known : kUnits) unit.allowed.push_back(known.name);
  ParameterInfo format{"format", ParameterType::kText, false, "\"integer\"",
                       "integer: a number, which every format holds and every reader "
                       "adds up; iso8601: text such as \"PT90S\""};
  format.allowed = {"integer", "iso8601"};
  return {"durations",
          "Lengths of time from min to max, both included, each equally likely or as "
          "`distribution` says.",
          "int64, or string in ISO 8601",
          {Bound("min", "the shortest"), Bound("max", "the longest"), unit, format,
           DistributionParameterInfo()},
          R"({"method": "durations", "parms": {"min": "30s", "max": "2h"}})",
          MakeDurations};
}

}  // namespace rand_engine
