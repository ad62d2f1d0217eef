// Arguments of calls, as Python users give them, in the engine's types.
//
// All functions need the GIL. What cannot be taken raises OptionError with the argument's
// name, the value and what is allowed.
#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/option_value.h"
#include "rand_engine/seed.h"

namespace rand_engine::python {

/// A whole number of 64 bits: int, bool, NumPy integers and booleans.
/// `example` goes into the message: "1000".
int64_t ToInt64(nanobind::handle value, const char* name, const char* example);

/// Any integer; None is no seed.
std::optional<Seed> ToSeed(nanobind::handle value);

/// A finite number: int, float, Decimal, NumPy's; neither text nor bool.
double ToNumber(nanobind::handle value, const char* name, const char* example);

/// True or False; None is False.
bool ToFlag(nanobind::handle value, const char* name);

/// Number of threads; None is as many as there are cores (0).
int ToThreads(nanobind::handle value);

/// A name such as "csv": str, or an Enum member with such a value.
std::string ToName(nanobind::handle value, const char* name, const char* example);

/// Several of them: any iterable.
std::vector<std::string> ToNames(nanobind::handle values, const char* name,
                                 const char* example);

/// None, bool, number or text; Enum members, Decimals, NumPy scalars, dates and paths by
/// what they stand for. `name` is "option 'sep'", `wanted` says what is allowed.
OptionValue ToOptionValue(nanobind::handle value, const std::string& name,
                          const char* wanted = "None, a boolean, a number or text");

/// The bytes of a path: str or os.PathLike.
std::string ToPath(nanobind::handle value, const char* name);

}  // namespace rand_engine::python
