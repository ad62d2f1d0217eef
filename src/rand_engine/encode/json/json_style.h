// How JSON (RFC 8259) writes values and white space: also inside of other formats.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "rand_engine/encode/text/text_style.h"
#include "rand_engine/plan/format_options.h"

namespace rand_engine {

/// The style of values at depth 0; lines have no white space, whatever the indent.
TextStyle JsonStyle(const JsonOptions& options);

/// A line break and the indentation of `depth`, as Python's json.dumps puts it; nothing
/// in compact text.
std::string BreakAt(std::optional<int> indent, int depth);

/// What stands between a key and its value.
inline const char* ColonOf(std::optional<int> indent) { return indent ? ": " : ":"; }

/// Return `text` between quotes, escaped as Python's json.dumps does: `"`, `\` and
/// control characters; with `force_ascii` everything from 127 on as \uXXXX (surrogate
/// pairs).
std::string QuoteJson(std::string_view text, bool force_ascii);

}  // namespace rand_engine
