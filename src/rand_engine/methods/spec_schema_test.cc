// The schema's shape; tests/cli/test_schema.py tries it with a real validator.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "rand_engine/methods/registry.h"
#include "rand_engine/schema.h"

namespace rand_engine {
namespace {

using Json = nlohmann::json;

TEST(SpecSchemaTest, EveryMethodIsAColumnAndHasItsParameters) {
  const Json schema = Json::parse(SpecSchema());
  const Json& names = schema["$defs"]["column"]["properties"]["method"]["enum"];
  for (const MethodInfo& method : Methods()) {
    const bool is_there =
        std::find(names.begin(), names.end(), method.name) != names.end();
    ASSERT_EQ(is_there, !method.refers_to_rows) << method.name;
    if (!is_there) continue;
    const Json& parameters = schema["$defs"][method.name]["properties"];
    size_t expected = 0;
    for (const ParameterInfo& parameter : method.parameters) {
      EXPECT_TRUE(parameters.contains(parameter.name)) << method.name;
      expected += parameter.alias.empty() ? 1 : 2;
    }
    EXPECT_EQ(parameters.size(), expected) << method.name;
  }
}

TEST(SpecSchemaTest, DefaultsAndRangesAreTheTables) {
  const Json schema = Json::parse(SpecSchema());
  const Json& round = schema["$defs"]["floats"]["properties"]["decimals"];
  EXPECT_EQ(round["default"], 2);
  EXPECT_EQ(round["minimum"], 0);
  EXPECT_EQ(round["maximum"], 15);
  EXPECT_EQ(schema["$defs"]["unique_ids"]["properties"]["strategy"]["enum"],
            (Json{"zint", "uuid4", "uuid1", "sequence", nullptr}));
}

TEST(SpecSchemaTest, MethodsOfSeveralColumnsAreNoTemplates) {
  const Json schema = Json::parse(SpecSchema());
  const Json& names = schema["$defs"]["call"]["properties"]["method"]["enum"];
  for (const MethodInfo& method : Methods()) {
    const bool is_there =
        std::find(names.begin(), names.end(), method.name) != names.end();
    EXPECT_EQ(is_there,
              method.make != nullptr && !method.refers_to_rows && !method.is_nested)
        << method.name;
  }
}

TEST(SpecSchemaTest, EveryMethodIsOfAGroup) {
  for (const MethodInfo& method : Methods()) EXPECT_NE(method.group, "") << method.name;
}

}  // namespace
}  // namespace rand_engine
