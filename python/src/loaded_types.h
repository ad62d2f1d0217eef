// Types of modules that importing rand_engine must not load.
//
// All functions need the GIL.
#pragma once

#include <nanobind/nanobind.h>

namespace rand_engine::python {

/// True if `value` is an instance of `module`.`type`. A module that is not loaded has no
/// instances, and is not loaded to find that out.
bool IsInstanceOf(nanobind::handle value, const char* module, const char* type);

}  // namespace rand_engine::python
