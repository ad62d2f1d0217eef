#include "rand_engine/methods/registry.h"

#include <utility>

#include "rand_engine/methods/methods.h"

namespace rand_engine {
namespace {

struct Group {
  const char* name;
  std::vector<MethodInfo> methods;
};

// In the order of the reference.
std::vector<Group> Groups() {
  return {
      {"Numbers",
       {GenIncremental(), GenInts(), GenFloats(), Integers(), Floats(), FloatsNormal()}},
      {"Choices", {GenStrChoice(), Distincts(), DistinctsProp(), Booleans()}},
      {"Several columns from one draw",
       {DistinctsMap(), DistinctsMapProp(), DistinctsMultiMap()}},
      {"Identifiers and texts",
       {GenUuid(), Uuid4(), UniqueIds(), IntZfilled(), ComplexDistincts()}},
      {"Dates and times",
       {GenDates(), BusinessDates(), GenNow(), Timestamps(), EventTimesMethod(),
        Durations(), Dates(), UnixTimestamps()}},
      {"People and companies",
       {GenName(), GenEmail(), Person(), Phone(), Job(), Company()}},
      {"Networks and the web",
       {Ipv4(), Ipv6(), Mac(), DomainName(), Url(), UserAgentText(), FileName()}},
      {"Numbers with check digits", {CreditCard(), Iban(), Ean13(), Isbn()}},
      {"Places", {Address(), StreetAddress(), Latitude(), Longitude()}},
      {"Words and colours", {Lorem(), Color()}},
      {"Formulas and patterns", {Expression(), Template(), DependentChoice(), Regex()}},
      {"Nested columns", {StructMethod(), ListMethod(), MapMethod()}},
      {"Rows of other tables", {ForeignKey(), LookupMethod(), ChildNumber()}},
  };
}

std::vector<MethodInfo> MakeTable() {
  std::vector<MethodInfo> table;
  std::vector<Group> groups = Groups();
  for (Group& group : groups) {
    for (MethodInfo& method : group.methods) {
      method.group = group.name;
      table.push_back(std::move(method));
    }
  }
  return table;
}

}  // namespace

const std::vector<MethodInfo>& Methods() {
  static const auto& methods = *new std::vector<MethodInfo>(MakeTable());
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
