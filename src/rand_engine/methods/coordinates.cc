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
  for (const auto& [name, bound] : {std::pair{"min", -limit}, {"max", limit}}) {
    if (arguments.Find(name) != nullptr) continue;
    arguments.Set(name, name, &defaults.at(fmt::format("{}", bound)));
  }
  if (arguments.Find("round") == nullptr) {
    arguments.Set("round", "round", &defaults.at("round"));
  }
  return Floats().make(arguments, context);
}

ColumnRecipe MakeLatitude(const Arguments& arguments, const ColumnContext& context) {
  return MakeDegrees(90, arguments, context);
}

ColumnRecipe MakeLongitude(const Arguments& arguments, const ColumnContext& context) {
  return MakeDegrees(180, arguments, context);
}

std::vector<ParameterInfo> DegreeParameters(int limit) {
  const std::string most = fmt::format("{}", limit);
  const std::string least = "-" + most;
  return {{"min",
           ParameterType::kNumber,
           false,
           least,
           "the least degrees, a possible value",
           "",
           {},
           least,
           most},
          {"max",
           ParameterType::kNumber,
           false,
           most,
           "the most degrees, a possible value",
           "",
           {},
           least,
           most},
          {"round",
           ParameterType::kInteger,
           false,
           "6",
           "digits after the point; six are a tenth of a meter",
           "",
           {},
           "0",
           "15"}};
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
