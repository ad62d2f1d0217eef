// One option's value, whatever form it came in: what it says, and how to show it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rand_engine/option_value.h"

namespace rand_engine {

/// Without a leading + and the single underscores that Python allows between digits
/// ("50_000"); nullopt if an underscore stands elsewhere.
std::optional<std::string> WithoutUnderscores(std::string_view text);

/// The number that a value says: a number, or text that is one ("2.5", "50_000").
std::optional<double> NumberOf(const OptionValue& value);

/// The whole number that a value says, in any form: 5, 5.0, "5", "50_000", "1e6".
std::optional<int64_t> IntegerOf(const OptionValue& value);

/// True of None and the text "none" in any case.
bool IsNone(const OptionValue& value);

/// "None", "True", "5", "'abc'".
std::string DescribeOptionValue(const OptionValue& value);

/// 'text' in quotes, cut at 40 bytes, control characters escaped.
std::string QuoteForMessage(std::string_view text);

/// Turn the two-character escapes \t, \n and \r, which a shell hands over as they were
/// typed, into the characters that they stand for.
std::string UnescapeShell(const std::string& text);

std::string LowerAscii(std::string_view text);

bool IsUtf8(std::string_view text);

/// Characters of valid UTF-8.
size_t CountCharacters(std::string_view text);

}  // namespace rand_engine
