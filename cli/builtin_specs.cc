#include "builtin_specs.h"

#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {

extern const std::string_view kOrdersSpec;
extern const std::string_view kUsersSpec;
extern const std::string_view kEventsSpec;
extern const std::string_view kSensorsSpec;
extern const std::string_view kTransactionsSpec;

namespace cli {

const std::array<BuiltInSpec, 5>& BuiltInSpecs() {
  static const std::array<BuiltInSpec, 5> specs = {{
      {"orders", "a shop's orders: customer, product, price, date", kOrdersSpec},
      {"users", "people with name, e-mail, age and country", kUsersSpec},
      {"events", "clicks on a web site: UUIDs, time, kind, page", kEventsSpec},
      {"sensors", "measurements of five devices", kSensorsSpec},
      {"transactions", "amounts in sequence", kTransactionsSpec},
  }};
  return specs;
}

const BuiltInSpec* FindBuiltInSpec(std::string_view name) {
  for (const BuiltInSpec& spec : BuiltInSpecs()) {
    if (spec.name == name) return &spec;
  }
  return nullptr;
}

std::vector<std::string> BuiltInSpecNames() {
  std::vector<std::string> names;
  for (const BuiltInSpec& spec : BuiltInSpecs()) names.emplace_back(spec.name);
  return names;
}

std::string BuiltInSpecList() { return JoinNames(BuiltInSpecNames()); }

}  // namespace cli
}  // namespace rand_engine
