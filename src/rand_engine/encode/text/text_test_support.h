// For tests: plans, codes and texts of a single column.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/encode/text/text_table.h"
#include "rand_engine/plan/plan_test_support.h"

namespace rand_engine {

inline std::shared_ptr<const Plan> PlanOf(const std::string& column,
                                          int64_t row_end = 0) {
  return MakeTestPlan("{\"c\": " + column + "}", row_end);
}

inline std::vector<WideCode> CodesOfPlan(const Plan& plan, uint64_t first,
                                         int64_t count) {
  return CodesOf(*plan.columns()[0].source, first, count);
}

/// The texts of each row; those of several columns joined by "|".
inline std::vector<std::string> TextsOf(const std::string& column, int64_t rows) {
  std::vector<std::string> texts;
  for (auto& row : MakeTextRows(*PlanOf(column, rows), {0, rows})) {
    std::string text = std::move(row[0]);
    for (size_t i = 1; i < row.size(); ++i) text += "|" + row[i];
    texts.push_back(std::move(text));
  }
  return texts;
}

/// How often each of the texts comes.
inline std::map<std::string, int64_t> CountsOf(const std::string& column, int64_t rows) {
  std::map<std::string, int64_t> counts;
  for (const std::string& text : TextsOf(column, rows)) ++counts[text];
  return counts;
}

/// The message of a spec of column "c" that is wrong, without examples of methods.
inline std::string MistakeOf(const std::string& column) {
  const auto spec = Spec::FromJson("{\"c\": " + column + "}", "s");
  if (!spec.ok()) return spec.status().message();
  const arrow::Status status = Plan::Make(*spec, {"1", 0, 0}).status();
  return MessageWithoutExamples(status);
}

}  // namespace rand_engine
