// Failed statuses -> the exceptions of rand_engine.errors.
//
// All functions need the GIL.
#pragma once

#include <arrow/result.h>
#include <arrow/status.h>
#include <nanobind/nanobind.h>

#include <string>
#include <utility>

namespace rand_engine::python {

/// The exception of a failed status; its text is the whole message.
nanobind::object ToException(const arrow::Status& status);

/// Raise the exception of a failed status.
[[noreturn]] void Raise(const arrow::Status& status);

inline void RaiseIfFailed(const arrow::Status& status) {
  if (!status.ok()) Raise(status);
}

template <typename T>
T ValueOrRaise(arrow::Result<T> result) {
  RaiseIfFailed(result.status());
  return std::move(result).ValueUnsafe();
}

/// What a call of Python code raised, as a status: ToException and Raise give it back.
arrow::Status PythonFailure(nanobind::python_error error);

/// Raise OptionError(message).
[[noreturn]] void RaiseOptionError(const std::string& message);

}  // namespace rand_engine::python
