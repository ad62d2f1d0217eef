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

}  // namespace rand_engine
