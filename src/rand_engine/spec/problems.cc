#include "rand_engine/spec/problems.h"

#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "rand_engine/error.h"

namespace rand_engine {
namespace {

constexpr size_t kMostShown = 50;

std::string Line(const Problem& problem, const std::string& source) {
  const bool shows_example =
      problem.example.empty() || problem.text.find(problem.example) != std::string::npos;
  const std::string text =
      shows_example ? problem.text
                    : fmt::format("{}; e.g. {}", problem.text, problem.example);
  if (problem.position.line == 0) return fmt::format("{}: {}", source, text);
  return fmt::format("{}:{}:{}: {}", source, problem.position.line,
                     problem.position.column, text);
}

std::vector<SpecMistake> MistakesOf(const std::vector<Problem>& problems) {
  std::vector<SpecMistake> mistakes;
  for (const Problem& problem : problems) {
    mistakes.push_back({problem.position.line, problem.position.column, problem.path,
                        problem.text, problem.example});
  }
  return mistakes;
}

}  // namespace

void Problems::AddPart(const Problems& part, const std::string& place,
                       const std::string& path) {
  for (const Problem& problem : part.list_) {
    const bool is_deeper = !problem.path.empty() && problem.path[0] != '[';
    list_.push_back({problem.position, place + problem.text,
                     path + (is_deeper ? "." : "") + problem.path, problem.example});
  }
}

void Problems::Explain(size_t first, const std::string& path,
                       const std::string& example) {
  for (size_t i = first; i < list_.size(); ++i) {
    if (list_[i].path.empty()) list_[i].path = path;
    if (list_[i].example.empty()) list_[i].example = example;
  }
}

void Problems::SortByPosition() {
  std::stable_sort(list_.begin(), list_.end(), [](const Problem& a, const Problem& b) {
    return std::tie(a.position.line, a.position.column) <
           std::tie(b.position.line, b.position.column);
  });
}

arrow::Status Problems::ToStatus(const std::string& source) const {
  if (list_.empty()) return arrow::Status::OK();
  if (list_.size() == 1) {
    return SpecError(Line(list_[0], source), MistakesOf(list_));
  }
  std::string message = fmt::format("{} mistakes in the spec:", list_.size());
  const size_t shown = std::min(list_.size(), kMostShown);
  for (size_t i = 0; i < shown; ++i) message += "\n  " + Line(list_[i], source);
  if (shown < list_.size()) {
    message += fmt::format("\n  ... and {} more", list_.size() - shown);
  }
  return SpecError(std::move(message), MistakesOf(list_));
}

}  // namespace rand_engine
