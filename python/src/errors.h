// Failed statuses -> the exceptions of rand_engine.errors.
//
// All functions need the GIL.
#pragma once

#include <arrow/result.h>
#include <arrow/status.h>

#include <string>
#include <utility>

namespace rand_engine::python {

/// Raise the exception of a failed status; its text is the whole message.
[[noreturn]] void Raise(const arrow::Status& status);

inline void RaiseIfFailed(const arrow::Status& status) {
  if (!status.ok()) Raise(status);
}

template <typename T>
T ValueOrRaise(arrow::Result<T> result) {
  RaiseIfFailed(result.status());
  return std::move(result).ValueUnsafe();
}

/// Raise OptionError(message).
[[noreturn]] void RaiseOptionError(const std::string& message);

}  // namespace rand_engine::python
