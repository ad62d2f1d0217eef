// Text as JSON writes it, for the tree's own output and for messages.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace rand_engine {

/// Append `text` (UTF-8) to `out` between double quotes, escaped as RFC 8259 asks:
/// `"` and `\` by a backslash, control characters by their short form (`\n`) or \u00xx.
void AppendJsonString(std::string_view text, std::string* out);

/// Return the first `max_characters` characters (code points) of UTF-8 text: a view of
/// whole characters. Bytes that are not UTF-8 count as they come and end the view
/// nowhere.
std::string_view FirstCharacters(std::string_view text, size_t max_characters);

/// Return `text` for a message: on one line, control characters escaped, cut after
/// `max_characters` with `...` in place of the rest. No quotes are put around it.
std::string TextForMessage(std::string_view text, size_t max_characters = 40);

}  // namespace rand_engine
