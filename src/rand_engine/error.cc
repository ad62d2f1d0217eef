#include "rand_engine/error.h"

#include <arrow/status.h>

#include <memory>
#include <system_error>
#include <utility>
#include <vector>

namespace rand_engine {
namespace {

class ErrorDetail : public arrow::StatusDetail {
 public:
  ErrorDetail(ErrorKind kind, int error_number, std::vector<SpecMistake> mistakes)
      : kind_(kind), error_number_(error_number), mistakes_(std::move(mistakes)) {}

  static constexpr const char* kTypeId = "rand_engine::ErrorDetail";

  const char* type_id() const override { return kTypeId; }
  // Arrow appends this to ToString(); the message is complete without it.
  std::string ToString() const override { return "rand_engine"; }

  ErrorKind kind() const { return kind_; }
  int error_number() const { return error_number_; }
  const std::vector<SpecMistake>& mistakes() const { return mistakes_; }

 private:
  ErrorKind kind_;
  int error_number_;
  std::vector<SpecMistake> mistakes_;
};

arrow::Status Make(arrow::StatusCode code, ErrorKind kind, std::string message,
                   int error_number = 0, std::vector<SpecMistake> mistakes = {}) {
  return arrow::Status(
      code, std::move(message),
      std::make_shared<ErrorDetail>(kind, error_number, std::move(mistakes)));
}

const ErrorDetail* DetailOf(const arrow::Status& status) {
  const auto& detail = status.detail();
  if (detail == nullptr || detail->type_id() != ErrorDetail::kTypeId) return nullptr;
  return static_cast<const ErrorDetail*>(detail.get());
}

}  // namespace

arrow::Status SpecError(std::string message, std::vector<SpecMistake> mistakes) {
  return Make(arrow::StatusCode::Invalid, ErrorKind::kSpec, std::move(message), 0,
              std::move(mistakes));
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

std::vector<SpecMistake> GetSpecMistakes(const arrow::Status& status) {
  if (GetErrorKind(status) != ErrorKind::kSpec) return {};
  const auto& mistakes = DetailOf(status)->mistakes();
  if (mistakes.empty()) return {{0, 0, "", status.message(), ""}};
  return mistakes;
}

int GetErrorNumber(const arrow::Status& status) {
  const ErrorDetail* detail = DetailOf(status);
  return detail == nullptr ? 0 : detail->error_number();
}

}  // namespace rand_engine
