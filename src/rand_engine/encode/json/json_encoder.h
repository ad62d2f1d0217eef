// JSON (RFC 8259): arrays of records, JSON lines, pandas' orients split and index.
#pragma once

#include <memory>

#include "rand_engine/encode/text/text_encoder.h"
#include "rand_engine/plan/format_options.h"
#include "rand_engine/plan/plan.h"

namespace arrow {
template <class T>
class Result;
}

namespace rand_engine {

/// Make the encoder of one run. Fails (OptionError) where the encoding cannot hold what
/// the plan may write. `row_end` bounds the numbers of the rows to be written.
arrow::Result<std::unique_ptr<TextEncoder>> MakeJsonEncoder(
    std::shared_ptr<const Plan> plan, const JsonOptions& options, int64_t row_end);

}  // namespace rand_engine
