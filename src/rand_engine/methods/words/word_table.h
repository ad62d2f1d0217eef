// The embedded files of words: tables, and patterns that stand for many words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace rand_engine {

/// Return the lines behind the first, which names the columns, each cut at tabs. The
/// pieces point into `text`.
std::vector<std::vector<std::string_view>> ReadWordTable(std::string_view text);

/// Return the pieces between the separators: one more than there are separators.
std::vector<std::string_view> SplitWords(std::string_view text, char separator);

/// Return the whole number that the digits, with a minus sign perhaps, write.
int64_t ParseWhole(std::string_view digits);

/// Return all words of a pattern, the last place's turn fastest: `#` stands for a digit,
/// `@` for a letter of the second half of British postcodes (none of C, I, K, M, O, V).
std::vector<std::string> ExpandPattern(std::string_view pattern);

/// Return the words of ranges "M1-M9,M11,31000-31500/100": first and last word of a range
/// end in digits and begin alike; the number after the slash is the step. Numbers have at
/// least as many digits as the first.
std::vector<std::string> ExpandRanges(std::string_view ranges);

}  // namespace rand_engine
