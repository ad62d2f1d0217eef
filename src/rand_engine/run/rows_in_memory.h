// Rows of a plan made at once, for whoever holds them in memory.
#pragma once

#include <arrow/type_fwd.h>

#include <memory>

#include "rand_engine/data_generator.h"
#include "rand_engine/plan/plan.h"

namespace rand_engine {

/// The rows as a table of many record batches, by up to `threads` threads (0 = as many as
/// there are cores). A stop request is a StoppedError, too little memory OutOfMemory.
arrow::Result<std::shared_ptr<arrow::Table>> MakeArrowTable(
    std::shared_ptr<const Plan> plan, RowRange rows, int threads,
    const StopToken& stop_token);

/// The rows as text.
arrow::Result<TextTable> MakeTextTable(const Plan& plan, RowRange rows);

}  // namespace rand_engine
