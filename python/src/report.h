// WriteReport, WritePreview and ColumnSummary as Python classes.
#pragma once

#include <nanobind/nanobind.h>

namespace rand_engine::python {

void BindReport(nanobind::module_& module);

}  // namespace rand_engine::python
