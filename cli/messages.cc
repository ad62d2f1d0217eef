#include "messages.h"

#include <arrow/status.h>
#include <errno.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include "display_text.h"
#include "rand_engine/error.h"
#include "terminal.h"

namespace rand_engine::cli {
namespace {

constexpr std::string_view kEraseLine = "\r\x1b[K";

/// Writes all of `text`; returns the errno of a failure, else 0.
int WriteAll(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t taken = write(descriptor, text.data(), text.size());
    if (taken >= 0) {
      text.remove_prefix(static_cast<size_t>(taken));
    } else if (errno == EAGAIN) {
      pollfd ready{descriptor, POLLOUT, 0};
      poll(&ready, 1, -1);
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

// Nothing can be said about a standard error that takes nothing.
void WriteToError(std::string_view text) { WriteAll(STDERR_FILENO, text); }

std::string Name(Style style) { return Paint(STDERR_FILENO, style, "rand-engine:"); }

/// `text` with a prefix before its first line, or before each where the lines stand for
/// themselves. Indented lines belong to the one before.
std::string Prefixed(std::string_view prefix, std::string_view text) {
  std::string lines;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string line = Printable(text.substr(0, end));
    lines += line.starts_with(' ') ? line : fmt::format("{} {}", prefix, line);
    lines += '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace

int PrintOutput(std::string_view text) {
  const int error_number = WriteAll(STDOUT_FILENO, text);
  if (error_number == 0 || error_number == EPIPE) return kDone;
  return PrintFailure(WriteError("cannot write standard output", error_number), "");
}

void PrintNote(std::string_view line) { WriteToError(fmt::format("{}\n", line)); }

void PrintWarning(std::string_view text) {
  const std::string prefix = fmt::format(
      "{} {}", Name(Style::kBold), Paint(STDERR_FILENO, Style::kYellow, "warning:"));
  WriteToError(Prefixed(prefix, text));
}

int PrintFailure(const arrow::Status& status, std::string_view command) {
  WriteToError(Prefixed(Name(Style::kRed), status.message()));
  switch (GetErrorKind(status)) {
    case ErrorKind::kOption:
      PrintNote(
          fmt::format("see rand-engine {}{}-h", command, command.empty() ? "" : " "));
      return kMistake;
    case ErrorKind::kSpec:
      return kMistake;
    default:
      return kFailed;
  }
}

void PrintStopped(std::string_view text) {
  WriteToError(Prefixed(Name(Style::kBold), text));
}

void PrintProgressLine(std::string_view line) {
  WriteToError(fmt::format("{}{}", kEraseLine, line));
}

}  // namespace rand_engine::cli
