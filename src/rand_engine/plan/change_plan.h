// The versions of a table and the records of changes between them, as plans.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "rand_engine/dataset.h"
#include "rand_engine/plan/dataset_plan.h"

namespace rand_engine {

/// A plan with as many rows as it says.
struct SizedSource {
  std::shared_ptr<const PlanSource> source;
  int64_t rows = 0;
};

/// Versions that can be asked for.
inline constexpr int64_t kMostVersions = 10'000;

/// The records that make version `version` (1 to kMostVersions) of the one before.
/// Columns: op ("insert", "update", "delete"), sequence (from 0 at version 1, going on),
/// then for each column of the table that an update keeps (keys) the value, for each
/// other one the value after (missing of a delete) and, as <name>_before, the value
/// before (missing of an insert). OptionErrors: amounts that cannot be, a table without a
/// column of unique values, columns of these names.
arrow::Result<SizedSource> PlanChanges(std::shared_ptr<const DatasetPlan> dataset,
                                       const DatasetTable& table, const std::string& seed,
                                       const TableChanges& changes, int64_t version);

/// Version `version` (0 to kMostVersions) of the table itself.
arrow::Result<SizedSource> PlanVersion(std::shared_ptr<const DatasetPlan> dataset,
                                       const DatasetTable& table, const std::string& seed,
                                       const TableChanges& changes, int64_t version);

}  // namespace rand_engine
