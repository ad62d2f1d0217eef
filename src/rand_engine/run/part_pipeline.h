// Parts through the ordered parallel pipeline: encoding on all threads, writing in order,
// both at the same time.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "rand_engine/run/part_format.h"
#include "rand_engine/run_control.h"
#include "rand_engine/write/target.h"

namespace rand_engine {

struct PartTask {
  RowRange rows;
  std::string name;
};

/// Where the parts come from: called for one part after another, by one thread at a time;
/// nullopt after the last.
using NextPart = std::function<std::optional<PartTask>()>;

struct PipelineOptions {
  int threads = 1;
  int64_t total_rows = 0;
  Observer* observer = nullptr;  ///< may be null
  StopToken stop_token;
};

/// What has been written; of a run that ended early, about.
struct PipelineResult {
  int64_t rows = 0;
  int64_t bytes = 0;
  int64_t files = 0;  ///< finished parts
};

/// Encode and write all parts through `sink`, which has begun and is left uncommitted.
/// What is in flight is bounded: two units a thread and one. Errors of
/// encoding, of writing and of memory end it; a stop request is a StoppedError. `result`
/// is filled in any case.
arrow::Status WriteParts(PartFormat* format, const NextPart& next_part,
                         const PipelineOptions& options, PartSink* sink,
                         PipelineResult* result);

}  // namespace rand_engine
