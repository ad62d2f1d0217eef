// The batch driver: spec, seed, options and path in; files and a report out.
#pragma once

#include "rand_engine/report.h"
#include "rand_engine/run/run_request.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Write the batch. Nothing has changed on disk after an error.
arrow::Result<WriteReport> RunBatch(RunRequest request);

/// Say what RunBatch would do.
arrow::Result<WritePreview> PreviewBatch(const RunRequest& request);

}  // namespace rand_engine
