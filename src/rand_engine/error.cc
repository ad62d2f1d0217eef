#include "rand_engine/error.h"

#include <arrow/status.h>

#include <memory>
#include <system_error>
#include <utility>

namespace rand_engine {
namespace {

class ErrorDetail : public arrow::StatusDetail {
 public:
  ErrorDetail(ErrorKind kind, int error_number)
      : kind_(kind), error_number_(error_number) {}

  static constexpr const char* kTypeId = "rand_engine::ErrorDetail";

  const char* type_id() const override { return kTypeId; }
  // Arrow appends this to ToString(); the message is complete without it.
  std::string ToString() const override { return "rand_engine"; }

  ErrorKind kind() const { return kind_; }
  int error_number() const { return error_number_; }

 private:
  ErrorKind kind_;
  int error_number_;
};

arrow::Status Make(arrow::StatusCode code, ErrorKind kind, std::string message,
                   int error_number = 0) {
  return arrow::Status(code, std::move(message),
                       std::make_shared<ErrorDetail>(kind, error_number));
}

const ErrorDetail* DetailOf(const arrow::Status& status) {
  const auto& detail = status.detail();
  if (detail == nullptr || detail->type_id() != ErrorDetail::kTypeId) return nullptr;
  return static_cast<const ErrorDetail*>(detail.get());
}

}  // namespace

arrow::Status SpecError(std::string message) {
  return Make(arrow::StatusCode::Invalid, ErrorKind::kSpec, std::move(message));
}

arrow::Status OptionError(std::string message) {
  return Make(arrow::StatusCode::Invalid, ErrorKind::kOption, std::move(message));
}

arrow::Status WriteError(std::string message, int error_number) {
  if (error_number != 0) {
    message += ": " + std::generic_category().message(error_number);
  }
  return Make(arrow::StatusCode::IOError, ErrorKind::kWrite, std::move(message),
              error_number);
}

arrow::Status StoppedError() {
  return Make(arrow::StatusCode::Cancelled, ErrorKind::kStopped,
              "stopped before the end; the earlier data is as it was");
}

ErrorKind GetErrorKind(const arrow::Status& status) {
  const ErrorDetail* detail = DetailOf(status);
  return detail == nullptr ? ErrorKind::kOther : detail->kind();
}

int GetErrorNumber(const arrow::Status& status) {
  const ErrorDetail* detail = DetailOf(status);
  return detail == nullptr ? 0 : detail->error_number();
}

}  // namespace rand_engine
