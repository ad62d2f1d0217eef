// "Did you mean": the nearest of a list of names to a misspelt one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rand_engine {

/// Return the name nearest to `given` by Damerau-Levenshtein distance (case and `_`/`-`
/// count nothing), or nullopt if none is near enough (distance over a third of the longer
/// length, at least 2 allowed for lengths of 4 and more). Ties go to the first in
/// `names`.
std::optional<std::string> NearestName(std::string_view given,
                                       const std::vector<std::string>& names);

/// `; did you mean 'x'?` or nothing: to append to a message.
std::string DidYouMean(std::string_view given, const std::vector<std::string>& names);

/// `a, b, c` for a message; mere punctuation in quotes.
std::string JoinNames(const std::vector<std::string>& names);

}  // namespace rand_engine
