// Data against its manifest.
#pragma once

#include <nanobind/nanobind.h>

namespace rand_engine::python {

void BindVerify(nanobind::module_& module);

}  // namespace rand_engine::python
