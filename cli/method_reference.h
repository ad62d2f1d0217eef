// The reference of methods, made from the table of methods.
#pragma once

namespace rand_engine::cli {

/// Print docs/METHODS.md: each method with its parameters, its example and the first rows
/// of that, really made. Returns the exit code.
int PrintMethodReference();

}  // namespace rand_engine::cli
