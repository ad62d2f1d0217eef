#include "rand_engine/plan/dataset_facts.h"

#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>

#include "rand_engine/error.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

constexpr size_t kShownColumns = 30;

std::vector<std::string> NotIn(const std::vector<std::string>& names,
                               const std::vector<std::string>& others) {
  std::vector<std::string> missing;
  for (const std::string& name : names) {
    if (std::find(others.begin(), others.end(), name) == others.end()) {
      missing.push_back(name);
    }
  }
  return missing;
}

std::string Shown(std::vector<std::string> names) {
  const size_t count = names.size();
  if (count <= kShownColumns) return JoinNames(names);
  names.resize(kShownColumns);
  return fmt::format("{}, ... ({} in all)", JoinNames(names), count);
}

}  // namespace

arrow::Status ColumnsDiffer(const std::string& path,
                            const std::vector<std::string>& found, const Schema& schema) {
  const std::vector<std::string> wanted = NamesOf(schema);
  std::string difference;
  if (const auto added = NotIn(wanted, found); !added.empty()) {
    difference += fmt::format("; not in the dataset: {}", Shown(added));
  }
  if (const auto gone = NotIn(found, wanted); !gone.empty()) {
    difference += fmt::format("; not in the new data: {}", Shown(gone));
  }
  if (difference.empty()) difference = "; the order or the number differs";
  return OptionError(
      fmt::format("cannot append: the columns of '{}' are {}, those of the new data "
                  "{}{}; give the new "
                  "data the dataset's columns, or write it to another path",
                  path, Shown(found), Shown(wanted), difference));
}

arrow::Status TypeDiffers(const std::string& path, const ColumnSchema& wanted,
                          const std::string& found) {
  return OptionError(
      fmt::format("cannot append: column '{}' is {} in the new data, but '{}' holds {} "
                  "in it; give the "
                  "column the dataset's type, or write to another path",
                  wanted.name, TypeName(wanted), path, found));
}

std::vector<std::string> NamesOf(const Schema& schema) {
  std::vector<std::string> names;
  for (const ColumnSchema& column : schema) names.push_back(column.name);
  return names;
}

}  // namespace rand_engine
