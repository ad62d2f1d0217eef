// The SPEC operand: a file, standard input, or a built-in example.
#pragma once

#include <arrow/result.h>

#include <string>

#include "rand_engine/spec.h"

namespace rand_engine::cli {

/// What a SPEC is, with the names of the built-in examples: for the help.
std::string SpecOperandText();

/// How messages call the spec: "standard input" for "-", else as given.
std::string SpecSourceName(const std::string& operand);

/// Read it: `-` is standard input, a file of that name wins over a built-in example.
/// Errors are SpecErrors; one that is not there gets the examples and the nearest name.
arrow::Result<Spec> LoadSpec(const std::string& operand);

}  // namespace rand_engine::cli
