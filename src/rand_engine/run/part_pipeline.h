// Parts through the ordered parallel pipeline: encoding on all threads, writing in order,
// both at the same time.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "rand_engine/run/part_format.h"
#include "rand_engine/run_control.h"
#include "rand_engine/write/target.h"

namespace rand_engine {

struct PartTask {
  RowRange rows;
  std::string name;
};

/// Where the parts come from: called in order, from one thread at a time.
using PartOf = std::function<PartTask(int64_t index)>;

struct PipelineOptions {
  int threads = 1;
  int64_t part_count = 1;
  int64_t total_rows = 0;
  Observer* observer = nullptr;  ///< may be null
  StopToken stop_token;
};

struct PipelineResult {
  int64_t rows = 0;
  int64_t bytes = 0;
  int64_t files = 0;
};

/// Encode and write all parts through `target`, which has begun and is left uncommitted.
/// What is in flight is bounded: two units a thread and one. Errors of
/// encoding, of writing and of memory end it; a stop request is a StoppedError.
arrow::Result<PipelineResult> WriteParts(const PartFormat& format, const PartOf& part_of,
                                         const PipelineOptions& options, Target* target);

}  // namespace rand_engine
