// All that the command prints, and what its exit codes mean.
//
// Results go to standard output; what is said about them goes to standard error, each
// line beginning "rand-engine: ".
#pragma once

#include <string>
#include <string_view>

namespace arrow {
class Status;
}

namespace rand_engine::cli {

enum ExitCode : int {
  kDone = 0,
  kFailed = 1,   ///< reading or writing failed
  kMistake = 2,  ///< the command, the spec, an option or a path is wrong
};

/// Stopped by a signal: 130 of SIGINT, 143 of SIGTERM.
constexpr int ExitCodeOfSignal(int signal_number) { return 128 + signal_number; }

/// Print a command's result and return the exit code: kDone, also when the reader has
/// gone
/// (`| head -1`); kFailed, with a message, when it could not be written.
int PrintOutput(std::string_view text);

/// Print a line for people to standard error, as it is.
void PrintNote(std::string_view line);

/// Print "rand-engine: warning: <text>".
void PrintWarning(std::string_view text);

/// Print what went wrong, line by line, and return the exit code of its kind. After
/// mistakes in the use of `command` ("generate"; "" = rand-engine itself) a last line
/// names its help.
int PrintFailure(const arrow::Status& status, std::string_view command);

/// Print that a run was stopped and what that leaves: "stopped; nothing was changed".
void PrintStopped(std::string_view text);

/// Overwrite the line that the cursor is in; "" erases it.
void PrintProgressLine(std::string_view line);

}  // namespace rand_engine::cli
