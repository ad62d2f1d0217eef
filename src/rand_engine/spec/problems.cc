#include "rand_engine/spec/problems.h"

#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr size_t kMostShown = 50;

std::string Line(const Problem& problem, const std::string& source) {
  if (problem.position.line == 0) return fmt::format("{}: {}", source, problem.text);
  return fmt::format("{}:{}:{}: {}", source, problem.position.line,
                     problem.position.column, problem.text);
}

}  // namespace

arrow::Status Problems::ToStatus(const std::string& source) const {
  if (list_.empty()) return arrow::Status::OK();
  if (list_.size() == 1) return SpecError(Line(list_[0], source));
  std::string message = fmt::format("{} mistakes in the spec:", list_.size());
  const size_t shown = std::min(list_.size(), kMostShown);
  for (size_t i = 0; i < shown; ++i) message += "\n  " + Line(list_[i], source);
  if (shown < list_.size()) {
    message += fmt::format("\n  ... and {} more", list_.size() - shown);
  }
  return SpecError(std::move(message));
}

}  // namespace rand_engine
