// The batch driver: spec, seed, options and path in; files and a report out.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/plan/output_plan.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/report.h"
#include "rand_engine/run/part_format.h"
#include "rand_engine/run_control.h"
#include "rand_engine/seed.h"
#include "rand_engine/spec.h"

namespace rand_engine {

struct BatchRequest {
  Spec spec;
  std::optional<Seed> seed;
  OutputRequest output;
  Observer* observer = nullptr;  ///< may be null
  StopToken stop_token;
  FileSystem* file_system = nullptr;
};

/// Write the batch. Nothing has changed on disk after an error.
arrow::Result<WriteReport> RunBatch(const BatchRequest& request);

/// Say what RunBatch would do.
arrow::Result<WritePreview> PreviewBatch(const BatchRequest& request);

/// Microseconds since the epoch, by the system's clock.
int64_t CurrentTimeMicros();

/// `threads` or, where it is 0, as many as there are cores to run on.
int ResolveThreads(int threads);

}  // namespace rand_engine
