// Parquet, whose codec works inside the file.
#pragma once

#include "rand_engine/encode/parquet/parquet_encoder.h"
#include "rand_engine/run/part_format.h"

namespace rand_engine {

/// What every file of a run says of itself; empty if nothing is wanted.
KeyValues DescribeRun(const Plan& plan, const OutputPlan& output,
                      const RunContext& context);

/// The same with what the file of `part` adds.
KeyValues DescribePart(KeyValues key_values, RowRange part);

}  // namespace rand_engine
