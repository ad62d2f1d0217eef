#include "spec_schema.h"

#include "rand_engine/schema.h"
#include "text.h"

namespace nb = nanobind;

namespace rand_engine::python {

void BindSpecSchema(nb::module_& module) {
  module.def(
      "spec_schema", [] { return DecodeText(SpecSchema()); },
      nb::sig("def spec_schema() -> str"),
      "Return the JSON Schema (draft 2020-12) of specs as JSON text.");
}

}  // namespace rand_engine::python
