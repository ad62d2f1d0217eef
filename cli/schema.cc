// rand-engine schema: the JSON Schema of specs.
#include "rand_engine/schema.h"

#include "arguments.h"
#include "command.h"
#include "messages.h"

namespace rand_engine::cli {
namespace {

int RunSchema(const Arguments&) { return PrintOutput(SpecSchema()); }

std::vector<ManualSection> SchemaManual() {
  return {
      {"Editors",
       "JSON: the spec's first member names the schema's file; the engine skips it.\n"
       "\n"
       "    {\"$schema\": \"./spec.schema.json\", \"age\": {\"method\": ...}}\n"
       "\n"
       "YAML (the yaml-language-server): the first line does.\n"
       "\n"
       "    # yaml-language-server: $schema=./spec.schema.json\n"
       "\n"
       "It is the schema of datasets (tables) too. "
       "Keys and methods are completed, mistakes are marked. What contradicts another "
       "value (min above max) only `rand-engine validate` finds."}};
}

}  // namespace

Command SchemaCommand() {
  return {"schema",     "print the JSON Schema of specs, for editors",
          "",           {"", "", 0, 0},
          {},           {{"schema > spec.schema.json", "then an editor completes specs"}},
          SchemaManual, RunSchema};
}

}  // namespace rand_engine::cli
