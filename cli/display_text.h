// Text as a terminal shows it: how many columns it takes, what must not reach it.
#pragma once

#include <string>
#include <string_view>

namespace rand_engine::cli {

/// `text` with control characters, marks that change the direction of writing and bytes
/// that are not UTF-8 as escapes (`\n`, `\x1b`, `\u202e`): data must not drive a
/// terminal.
std::string Printable(std::string_view text);

/// Columns that valid UTF-8 takes: 2 for East Asian wide characters and emoji, 0 for
/// combining marks, 1 for others.
int DisplayWidth(std::string_view text);

/// The start of `text` that fits into `width` columns; where something is cut off, an
/// ellipsis takes the last one. REQUIRES: width >= 1.
std::string CutToWidth(std::string_view text, int width);

/// `text` broken at spaces into lines that end before column `width`. All lines begin at
/// column `indent`: the first has its margin already, the others get it here. A line
/// break in `text` stays one.
std::string WrapText(std::string_view text, int width, int indent);

}  // namespace rand_engine::cli
