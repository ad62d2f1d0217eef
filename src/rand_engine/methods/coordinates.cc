// latitude, longitude.
#include <fmt/format.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/methods/methods.h"

namespace rand_engine {
namespace {

// What floats does, within the degrees that there are.
ColumnRecipe MakeDegrees(int64_t limit, const Arguments& given,
                         const ColumnContext& context) {
  static const auto& defaults = *new std::map<std::string, Value>{
      {"-180", Value::Number("-180")}, {"-90", Value::Number("-90")},
      {"90", Value::Number("90")},     {"180", Value::Number("180")},
      {"round", Value::Number("6")},
  };
  Arguments arguments = given;
  bool good = true;
  for (const auto& [name, bound] : {std::pair{"min", -limit}, {"max", limit}}) {
    const Value* value = arguments.Find(name);
    if (value == nullptr) {
      arguments.Set(name, name, &defaults.at(fmt::format("{}", bound)));
      continue;
    }
    const auto degrees = value->ToDouble();
    const auto most = static_cast<double>(limit);
    if (degrees && *degrees >= -most && *degrees <= most) continue;
    good = false;
    arguments.Report(name, fmt::format("must be from {} to {} degrees, got {}", -limit,
                                       limit, value->Describe()));
  }
  if (arguments.Find("round") == nullptr) {
    arguments.Set("round", "round", &defaults.at("round"));
  }
  return good ? Floats().make(arguments, context) : ColumnRecipe{};
}

ColumnRecipe MakeLatitude(const Arguments& arguments, const ColumnContext& context) {
  return MakeDegrees(90, arguments, context);
}

ColumnRecipe MakeLongitude(const Arguments& arguments, const ColumnContext& context) {
  return MakeDegrees(180, arguments, context);
}

std::vector<ParameterInfo> DegreeParameters(int limit) {
  return {{"min", ParameterType::kNumber, false, fmt::format("-{}", limit),
           "the least degrees, a possible value"},
          {"max", ParameterType::kNumber, false, fmt::format("{}", limit),
           "the most degrees, a possible value"},
          {"round", ParameterType::kInteger, false, "6",
           "digits after the point, 0 to 15; six are a tenth of a meter"}};
}

}  // namespace

MethodInfo Latitude() {
  return {"latitude",
          "Degrees north (below zero: south) from min to max, each equally likely.",
          "double",
          DegreeParameters(90),
          R"({"method": "latitude", "parms": {"min": 47.3, "max": 55.1, "round": 4}})",
          MakeLatitude};
}

MethodInfo Longitude() {
  return {"longitude",
          "Degrees east (below zero: west) from min to max, each equally likely.",
          "double",
          DegreeParameters(180),
          R"({"method": "longitude", "parms": {"min": 5.9, "max": 15.1, "round": 4}})",
          MakeLongitude};
}

}  // namespace rand_engine
