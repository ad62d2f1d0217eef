// Text between Python and the engine.
//
// All functions need the GIL.
#pragma once

#include <nanobind/nanobind.h>

#include <string>
#include <string_view>

namespace rand_engine::python {

/// The engine's text (UTF-8, or the bytes of a path) as `str`; bytes that are not UTF-8
/// become surrogate escapes, as os.fsdecode makes them.
nanobind::str DecodeText(std::string_view text);

/// repr(value) for a message, on one line and cut after 60 characters; a value whose repr
/// fails is described by its type.
std::string Describe(nanobind::handle value);

/// The name of the value's type: "int", "Fraction".
std::string TypeName(nanobind::handle value);

/// The int that the digits of a seed say.
nanobind::object IntegerOfText(const std::string& digits);

/// The UTF-8 text of a `str`. False, without a Python error, if it holds a lone
/// surrogate.
bool EncodeUtf8(nanobind::handle text, std::string* out);

}  // namespace rand_engine::python
