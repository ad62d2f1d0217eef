// What a YAML scalar means.
#pragma once

#include <string>
#include <string_view>

#include "rand_engine/spec/value.h"

namespace arrow {
template <class T>
class Result;
}

namespace rand_engine {

/// True of the core schema's words for null (`~`, `null`, `Null`, `NULL`) and of no text.
bool IsYamlNull(std::string_view text);

/// Return the word for null that `text` begins with, or nothing: "null" of "null: 1",
/// nothing of "nullable".
std::string_view YamlNullWordAt(std::string_view text);

/// Return the value of a scalar by the YAML 1.2 core schema (chapter 10.3.2). `tag` as
/// yaml-cpp gives it: "?" for a plain scalar, "!" for a quoted or block one, else the tag
/// written, `!!int` as "tag:yaml.org,2002:int". Numbers come out in JSON's grammar with
/// the same value; whole numbers stay integers and floats stay floats ("007" -> 7, "1."
/// -> "1.0"). SpecErrors without a place: an unknown tag, text that does not fit its tag,
/// infinities and NaN, numbers out of range.
arrow::Result<Value> ResolveYamlScalar(std::string_view tag, std::string text);

/// Return a scalar's text with the escapes \_ and \N as UTF-8: yaml-cpp 0.7 gives the
/// bare bytes 0xA0 and 0x85 for them. REQUIRES: otherwise UTF-8.
std::string WithUtf8Escapes(std::string_view text);

/// The tag as it is written: "!!int" for "tag:yaml.org,2002:int".
std::string WrittenYamlTag(std::string_view tag);

}  // namespace rand_engine
