#include "errors.h"

#include <memory>
#include <string>
#include <utility>

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

class PythonErrorDetail : public arrow::StatusDetail {
 public:
  explicit PythonErrorDetail(nb::python_error error) : error_(std::move(error)) {}

  static constexpr const char* kTypeId = "rand_engine::python::PythonErrorDetail";

  const char* type_id() const override { return kTypeId; }
  std::string ToString() const override { return "raised by Python code"; }
  const nb::python_error& error() const { return error_; }

 private:
  nb::python_error error_;
};

const PythonErrorDetail* PythonErrorOf(const arrow::Status& status) {
  const auto& detail = status.detail();
  if (detail == nullptr || detail->type_id() != PythonErrorDetail::kTypeId)
    return nullptr;
  return static_cast<const PythonErrorDetail*>(detail.get());
}

}  // namespace

arrow::Status PythonFailure(nb::python_error error) {
  std::string text = nb::str(error.value()).c_str();
  return arrow::Status(arrow::StatusCode::UnknownError, std::move(text),
                       std::make_shared<PythonErrorDetail>(std::move(error)));
}

nb::object ToException(const arrow::Status& status) {
  if (const auto* python = PythonErrorOf(status)) {
    return nb::borrow(python->error().value());
  }
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
