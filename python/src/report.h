// Reports, previews and the status of streams as Python classes.
#pragma once

#include <nanobind/nanobind.h>

namespace rand_engine::python {

void BindReport(nanobind::module_& module);

}  // namespace rand_engine::python
