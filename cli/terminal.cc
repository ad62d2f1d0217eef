#include "terminal.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

namespace rand_engine::cli {
namespace {

const char* StyleCode(Style style) {
  switch (style) {
    case Style::kBold:
      return "1";
    case Style::kRed:
      return "1;31";
    case Style::kYellow:
      return "33";
    case Style::kGreen:
      return "32";
    case Style::kDim:
      return "2";
  }
  return "0";
}

}  // namespace

bool IsTerminal(int descriptor) { return isatty(descriptor) == 1; }

bool IsTerminal(const std::string& path) {
  struct stat status {};
  if (stat(path.c_str(), &status) != 0 || !S_ISCHR(status.st_mode)) return false;
  const int descriptor = open(path.c_str(), O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool is_terminal = IsTerminal(descriptor);
  close(descriptor);
  return is_terminal;
}

int TerminalWidth(int descriptor) {
  constexpr int kUsual = 80;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsual;
  return size.ws_col;
}

bool UsesColour(int descriptor) {
  const char* refused = std::getenv("NO_COLOR");
  if (refused != nullptr && *refused != '\0') return false;
  const char* terminal = std::getenv("TERM");
  if (terminal != nullptr && std::string_view(terminal) == "dumb") return false;
  return IsTerminal(descriptor);
}

std::string Paint(int descriptor, Style style, std::string_view text) {
  if (!UsesColour(descriptor)) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", StyleCode(style), text);
}

}  // namespace rand_engine::cli
