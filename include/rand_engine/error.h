// What kind of mistake or failure an arrow::Status stands for.
//
// Every error of the engine is an arrow::Status whose message is complete by itself:
// where, what was given, what is allowed, an example, the nearest name. The kind is for
// those who translate errors (exit codes, Python exception classes).
//
// Thread safety: all functions are pure.
#pragma once

#include <string>
#include <vector>

namespace arrow {
class Status;
}

namespace rand_engine {

enum class ErrorKind {
  /// Not made by the engine (a bare Arrow error): treat as a failed run.
  kOther,
  /// The spec is wrong. Nothing was touched.
  kSpec,
  /// An option, path, mode or their combination is wrong. Nothing was touched.
  kOption,
  /// Reading or writing failed; the earlier data is as it was.
  kWrite,
  /// A stop token ended the run; the earlier data is as it was.
  kStopped,
};

/// One mistake of a spec, taken apart.
struct SpecMistake {
  int line = 0;         ///< 1-based; 0 where the spec has no text (a Python dict)
  int column = 0;       ///< 1-based, in bytes; 0 as `line`
  std::string path;     ///< where in the spec: "price.kwargs.min"; "" = the whole of it
  std::string message;  ///< what is wrong, what was expected, the nearest name
  std::string example;  ///< what would be right, as JSON; "" where none helps
};

/// Make a status of kind kSpec.
arrow::Status SpecError(std::string message, std::vector<SpecMistake> mistakes = {});

/// Make a status of kind kOption.
arrow::Status OptionError(std::string message);

/// Make a status of kind kWrite: "<message>: <text of errno>". `error_number` 0 means
/// that no system call failed, and adds no text.
arrow::Status WriteError(std::string message, int error_number = 0);

/// Make a status of kind kStopped.
arrow::Status StoppedError();

/// Return the kind of a failed status; kOther for one that the engine did not make.
ErrorKind GetErrorKind(const arrow::Status& status);

/// Return the mistakes that a kSpec status stands for, all of them; its message as the
/// only one where it was not taken apart; none of other statuses.
std::vector<SpecMistake> GetSpecMistakes(const arrow::Status& status);

/// Return the errno of a kWrite status, 0 where none is known.
int GetErrorNumber(const arrow::Status& status);

}  // namespace rand_engine
