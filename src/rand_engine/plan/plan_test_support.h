// For tests: a plan from the text of a spec, and the codes and texts of its rows.
#pragma once

#include <arrow/result.h>

#include <cstdint>
#include <fstream>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/spec.h"

namespace rand_engine {

/// Make a plan; what is wrong with the spec fails the test by an exception.
inline std::shared_ptr<const Plan> MakeTestPlan(const std::string& spec_json,
                                                int64_t row_end = 0,
                                                const std::string& seed = "42",
                                                int64_t now_us = 0) {
  auto spec = Spec::FromJson(spec_json);
  if (!spec.ok()) throw std::runtime_error(spec.status().message());
  auto plan = Plan::Make(*spec, {seed, now_us, row_end});
  if (!plan.ok()) throw std::runtime_error(plan.status().message());
  return *plan;
}

/// The message of a spec's mistakes without the examples of methods that follow each.
inline std::string MessageWithoutExamples(const arrow::Status& status) {
  std::string message = status.message();
  for (const SpecMistake& mistake : GetSpecMistakes(status)) {
    const std::string example = "; e.g. " + mistake.example;
    if (mistake.message.find(mistake.example) != std::string::npos) continue;
    const size_t place = message.find(mistake.message + example);
    if (place == std::string::npos) continue;
    message.erase(place + mistake.message.size(), example.size());
  }
  return message;
}

/// The guide's orders.
inline const char* OrdersSpec() {
  return R"({
    "order_id": {"method": "gen_incremental"},
    "customer_id": {"method": "gen_ints", "parms": {"min": 1000, "max": 9999}},
    "product": {"method": "gen_str_choice",
                "parms": {"options": ["Laptop", "Phone", "Tablet"]}},
    "price": {"method": "gen_floats", "parms": {"min": 100, "max": 2000, "round": 2}},
    "order_date": {"method": "gen_dates",
                   "parms": {"date_min": "2024-01-01", "date_max": "2024-12-31"}}})";
}

/// A code of one or two words.
struct WideCode {
  uint64_t high = 0;
  uint64_t low = 0;
  bool operator==(const WideCode&) const = default;
};

inline std::vector<WideCode> CodesOf(const CodeSource& source, uint64_t first_row,
                                     int64_t count) {
  CodeBuffer codes;
  source.Fill(first_row, count, &codes);
  std::vector<WideCode> list;
  for (int64_t i = 0; i < count; ++i) {
    switch (codes.width()) {
      case CodeWidth::k32:
        list.push_back({0, codes.codes32()[i]});
        break;
      case CodeWidth::k64:
        list.push_back({0, codes.codes64()[i]});
        break;
      case CodeWidth::k128:
        list.push_back({codes.codes64()[2 * i], codes.codes64()[2 * i + 1]});
    }
  }
  return list;
}

/// The lines of a table of tests/known_answers but for its head, cut at tabs.
inline std::vector<std::vector<std::string>> ReadKnownAnswers(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::vector<std::string>> lines;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> fields(1);
    for (const char c : line) {
      if (c == '\t') {
        fields.emplace_back();
      } else {
        fields.back() += c;
      }
    }
    lines.push_back(std::move(fields));
  }
  if (!lines.empty()) lines.erase(lines.begin());
  return lines;
}

}  // namespace rand_engine
