// Whether the declared key of a table is one.
#pragma once

#include "rand_engine/plan/dataset_reader.h"
#include "rand_engine/plan/plan.h"

namespace rand_engine {

/// Report what is wrong with the table's primary_key: columns that are not there or can
/// be missing, two rows with the same values. Rows are compared up to 2^20 of them;
/// larger tables are taken at their word.
void CheckPrimaryKey(const DatasetTable& table, const Plan& plan, Problems* problems);

}  // namespace rand_engine
