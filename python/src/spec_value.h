// A Python dict -> the tree of values that JSON and YAML texts become too.
#pragma once

#include <arrow/result.h>
#include <nanobind/nanobind.h>

#include "rand_engine/spec/value.h"

namespace rand_engine::python {

/// Convert `object` and all that it holds to the JSON values that they stand for:
///   None, bool, int, str; finite floats by their shortest text, Decimals by theirs
///   list, tuple, NumPy array -> list;  dict, other mappings with text keys -> object
///   date, datetime, numpy.datetime64 -> ISO 8601 text;  Enum member -> its value
///   NumPy scalars -> number, boolean or text
///
/// Everything else is refused, and so are NaN, infinity, lone surrogates, keys that are
/// not text or come twice, cycles, more than 64 levels or 20,000,000 values: all the
/// mistakes in one SpecError, each with its path ("price.parms.min").
///
/// REQUIRES: the GIL. Exceptions of the objects' own code pass through as python_error.
arrow::Result<Value> ToSpecValue(nanobind::handle object);

/// True if `object` is a dict or another mapping.
bool IsMapping(nanobind::handle object);

}  // namespace rand_engine::python
