// Numbers as people type them and as people read them.
#pragma once

#include <arrow/result.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace rand_engine::cli {

/// Parse a count >= 0 that fits int64: `50000`, `50_000`, `50k`, `1.5M`, `2G`, `1e6`; k,
/// M and G (of either case) are 10^3, 10^6 and 10^9. Anything that is not exactly a whole
/// number is an OptionError; `flag` names the place in it.
arrow::Result<int64_t> ParseCount(std::string_view flag, std::string_view text);

/// Parse a rate above 0: `1000`, `5k`, `1.5M`, `0.5`. Errors as of ParseCount.
arrow::Result<double> ParseRate(std::string_view flag, std::string_view text);

/// OK if `text` is a length of time to the engine: `60`, `0.25`, `90s`, `10m`, `1h30m`.
/// Errors as of ParseCount.
arrow::Status CheckLength(std::string_view flag, const std::string& text);

/// "50,000".
std::string FormatCount(int64_t count);

/// "1 file", "3 files", "50,000 rows".
std::string FormatPlural(int64_t count, std::string_view noun);

/// Three digits and a decimal unit: "512 bytes", "812 kB", "1.24 GB".
std::string FormatBytes(int64_t bytes);

/// Three digits and k, M or G: "950", "18.2 M".
std::string FormatShort(double number);

/// "0.02 s", "12.3 s", "2 min 05 s", "3 h 07 min".
std::string FormatDuration(double seconds);

}  // namespace rand_engine::cli
