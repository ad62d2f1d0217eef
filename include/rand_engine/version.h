// The version of the engine and of the data that it makes.
#pragma once

namespace rand_engine {

/// Version of the library, the command and the Python package.
inline constexpr const char kVersion[] = "1.0.0";

/// Version of the data: the same (spec, seed, rows, data version) gives the same rows.
///
/// Raised by every release that changes any golden value; word lists are versioned with
/// it.
inline constexpr int kDataVersion = 1;

}  // namespace rand_engine
