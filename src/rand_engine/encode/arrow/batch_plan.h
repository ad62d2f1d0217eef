// Record batches from outside (a user's transform) -> plans, so that the encoders of text
// take them like all others.
#pragma once

#include <arrow/type_fwd.h>

#include <cstdint>
#include <memory>

#include "rand_engine/domain/value_type.h"
#include "rand_engine/plan/plan.h"

namespace rand_engine {

/// The type in which values of `type` are written: decimals are doubles, dictionaries
/// what they stand for, points in time microseconds, nothing but missing values strings,
/// also inside of structs, lists and maps. Null for types that files here cannot have
/// (bytes, lengths of time, ...).
std::shared_ptr<arrow::DataType> WrittenType(const arrow::DataType& type);

/// The engine's schema for one of written types. Any column may have missing values.
Schema SchemaOf(const arrow::Schema& schema);

/// Make a plan of the columns of `batch`, whose rows are numbered from `first_row` on.
/// Fails for integers beyond int64. REQUIRES: columns of written types.
arrow::Result<std::shared_ptr<const Plan>> MakeBatchPlan(
    std::shared_ptr<arrow::RecordBatch> batch, int64_t first_row);

}  // namespace rand_engine
