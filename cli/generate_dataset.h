// rand-engine generate, of a spec of several tables.
#pragma once

#include "write_request.h"

namespace rand_engine::cli {

/// Write, or show what would be written; returns the exit code. REQUIRES: the request's
/// spec is a dataset's.
int GenerateDataset(const WriteRequest& request);

}  // namespace rand_engine::cli
