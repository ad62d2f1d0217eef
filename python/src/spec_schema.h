// The JSON Schema of specs, for Python.
#pragma once

#include <nanobind/nanobind.h>

namespace rand_engine::python {

void BindSpecSchema(nanobind::module_& module);

}  // namespace rand_engine::python
