#include "errors.h"

#include "rand_engine/error.h"
#include "text.h"

namespace nb = nanobind;

namespace rand_engine::python {
namespace {

const char* ClassName(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kSpec:
      return "SpecError";
    case ErrorKind::kOption:
      return "OptionError";
    case ErrorKind::kWrite:
      return "WriteError";
    case ErrorKind::kStopped:
    case ErrorKind::kOther:
      break;
  }
  return "RandEngineError";
}

}  // namespace

nb::object ToException(const arrow::Status& status) {
  const nb::str message = DecodeText(status.message());
  if (status.IsOutOfMemory()) return nb::handle(PyExc_MemoryError)(message);
  const nb::object type =
      nb::module_::import_("rand_engine.errors").attr(ClassName(GetErrorKind(status)));
  nb::object exception = type(message);
  if (const int number = GetErrorNumber(status); number != 0) {
    exception.attr("errno") = number;
  }
  return exception;
}

void Raise(const arrow::Status& status) {
  const nb::object exception = ToException(status);
  PyErr_SetObject(exception.type().ptr(), exception.ptr());
  throw nb::python_error();
}

void RaiseOptionError(const std::string& message) { Raise(OptionError(message)); }

}  // namespace rand_engine::python
