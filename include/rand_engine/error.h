// What kind of mistake or failure an arrow::Status stands for.
//
// Every error of the engine is an arrow::Status whose message is complete by itself:
// where, what was given, what is allowed, an example, the nearest name. The kind is for
// those who translate errors (exit codes, Python exception classes).
//
// Thread safety: all functions are pure.
#pragma once

#include <string>

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

/// Make a status of kind kSpec.
arrow::Status SpecError(std::string message);

/// Make a status of kind kOption.
arrow::Status OptionError(std::string message);

/// Make a status of kind kWrite: "<message>: <text of errno>". `error_number` 0 means
/// that no system call failed, and adds no text.
arrow::Status WriteError(std::string message, int error_number = 0);

/// Make a status of kind kStopped.
arrow::Status StoppedError();

/// Return the kind of a failed status; kOther for one that the engine did not make.
ErrorKind GetErrorKind(const arrow::Status& status);

/// Return the errno of a kWrite status, 0 where none is known.
int GetErrorNumber(const arrow::Status& status);

}  // namespace rand_engine
