#include "rand_engine/methods/registry.h"

#include "rand_engine/methods/methods.h"

namespace rand_engine {

const std::vector<MethodInfo>& Methods() {
  static const auto& methods = *new std::vector<MethodInfo>{
      GenIncremental(),
      GenInts(),
      GenFloats(),
      GenStrChoice(),
      GenName(),
      GenEmail(),
      GenUuid(),
      GenDates(),
      GenNow(),
      Integers(),
      IntZfilled(),
      Floats(),
      FloatsNormal(),
      Booleans(),
      Distincts(),
      DistinctsProp(),
      DistinctsMap(),
      DistinctsMapProp(),
      DistinctsMultiMap(),
      ComplexDistincts(),
      UnixTimestamps(),
      Dates(),
      UniqueIds(),
      Uuid4(),
      Person(),
      Address(),
      StreetAddress(),
      Phone(),
  };
  return methods;
}

const MethodInfo* FindMethod(std::string_view name) {
  for (const MethodInfo& method : Methods()) {
    if (method.name == name) return &method;
  }
  return nullptr;
}

std::vector<std::string> MethodNames() {
  std::vector<std::string> names;
  for (const MethodInfo& method : Methods()) names.push_back(method.name);
  return names;
}

}  // namespace rand_engine
