// What stands at the other end of a descriptor, or behind a name.
#pragma once

#include <string>
#include <string_view>

namespace rand_engine::cli {

bool IsTerminal(int descriptor);

/// True of the name of a terminal that can be written: /dev/tty, /dev/pts/0.
bool IsTerminal(const std::string& path);

/// Columns of the terminal, 80 where it does not say.
int TerminalWidth(int descriptor);

/// True of a terminal, unless NO_COLOR is set (and not empty) or TERM is "dumb".
bool UsesColour(int descriptor);

enum class Style { kBold, kRed, kYellow, kGreen, kDim };

/// `text` in that style where the descriptor takes colour, else `text` alone.
std::string Paint(int descriptor, Style style, std::string_view text);

}  // namespace rand_engine::cli
