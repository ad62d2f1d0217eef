// Exact decimals: the text of a number read without a double in between.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace rand_engine {

enum class Rounding { kDown, kUp };

/// Return the number written in `text` (JSON's grammar) in units of 10^-scale, rounded
/// towards minus infinity (kDown) or plus infinity (kUp); nullopt if it has more than 18
/// digits there. Constant time whatever the exponent.
std::optional<int64_t> ScaleDecimal(std::string_view text, int scale, Rounding rounding);

/// Return how many of 2^64 equal steps from 0 to 1 begin below the number written in
/// `text` (JSON's grammar): number * 2^64, rounded up, exactly; nullopt unless the number
/// is from 0 to 1.
std::optional<unsigned __int128> CountSteps(std::string_view text);

}  // namespace rand_engine
