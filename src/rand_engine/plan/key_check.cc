#include "rand_engine/plan/key_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

constexpr uint64_t kMostRows = 1 << 20;

/// 128 bits that rows with the same values share; others do by no chance worth a thought.
struct Fingerprint {
  uint64_t high = 0;
  uint64_t low = 1;
  uint64_t row = 0;

  void Add(uint64_t word) {
    high = Mix(high ^ word) + 0x9e3779b97f4a7c15;
    low = Mix(low + 3 * word) ^ (low << 1);
  }
  bool IsAs(const Fingerprint& other) const {
    return high == other.high && low == other.low;
  }
  bool operator<(const Fingerprint& other) const {
    return std::tie(high, low, row) < std::tie(other.high, other.low, other.row);
  }
};

void AddCodes(const CodeBuffer& codes, uint64_t rows, Fingerprint* fingerprints) {
  for (uint64_t i = 0; i < rows; ++i) {
    switch (codes.width()) {
      case CodeWidth::k32:
        fingerprints[i].Add(codes.codes32()[i]);
        break;
      case CodeWidth::k64:
        fingerprints[i].Add(codes.codes64()[i]);
        break;
      case CodeWidth::k128:
        fingerprints[i].Add(codes.codes64()[2 * i]);
        fingerprints[i].Add(codes.codes64()[2 * i + 1]);
    }
  }
}

using Columns = std::vector<const ColumnPlan*>;

// Two rows with the same values, if there are any.
std::optional<std::pair<uint64_t, uint64_t>> FindRepeat(const Columns& key,
                                                        uint64_t rows) {
  std::vector<Fingerprint> fingerprints(rows);
  for (uint64_t row = 0; row < rows; ++row) fingerprints[row].row = row;
  constexpr uint64_t kBlock = 4096;
  CodeBuffer codes;
  for (const ColumnPlan* column : key) {
    for (uint64_t first = 0; first < rows; first += kBlock) {
      const uint64_t count = std::min(kBlock, rows - first);
      column->source->Fill(first, static_cast<int64_t>(count), &codes);
      AddCodes(codes, count, &fingerprints[first]);
    }
  }
  std::sort(fingerprints.begin(), fingerprints.end());
  const auto repeat = std::adjacent_find(
      fingerprints.begin(), fingerprints.end(),
      [](const Fingerprint& a, const Fingerprint& b) { return a.IsAs(b); });
  if (repeat == fingerprints.end()) return std::nullopt;
  return std::pair{repeat->row, (repeat + 1)->row};
}

}  // namespace

void CheckPrimaryKey(const DatasetTable& table, const Plan& plan, Problems* problems) {
  const auto report = [&](const std::string& text) {
    problems->Add(table.primary_key_position,
                  fmt::format("{}: primary_key {}", TablePlace(table.name), text),
                  TablePath(table.name) + ".primary_key");
  };
  std::vector<std::string> known;
  for (const ColumnPlan& column : plan.columns()) known.push_back(column.schema.name);
  Columns key;
  bool unique = false;
  for (const std::string& name : table.primary_key) {
    const auto place = std::find(known.begin(), known.end(), name);
    if (place == known.end()) {
      report(fmt::format("names no column: '{}'{}; there are: {}", name,
                         DidYouMean(name, known), JoinNames(known)));
      return;
    }
    key.push_back(&plan.columns()[static_cast<size_t>(place - known.begin())]);
    unique = unique || key.back()->unique;
    if (key.back()->missing_code) {
      report(
          fmt::format("'{}' can be missing; a key has no null_rate and no null", name));
      return;
    }
    if (key.back()->repeats) {
      report(
          fmt::format("'{}' repeats on purpose; a key has no anomaly_rate, and its "
                      "table no duplicate_rate",
                      name));
      return;
    }
  }
  if (key.empty() || unique || table.rows > kMostRows) return;
  const auto repeat = FindRepeat(key, table.rows);
  if (!repeat) return;
  report(
      fmt::format("{}: rows {} and {} (counted from 0) have the same values; a key "
                  "needs a unique column, or child_number beside the parent's key",
                  JoinNames(table.primary_key), repeat->first, repeat->second));
}

}  // namespace rand_engine
