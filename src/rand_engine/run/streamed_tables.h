// A stream of a dataset taken apart: a stream for each of its tables.
#pragma once

#include <vector>

#include "rand_engine/run/run_request.h"
#include "rand_engine/run/stream_setup.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// The tables that `request.tables` names, parents before their children, each into a
/// directory of its name in that of the request, and with a checkpoint of its own in a
/// directory of its name in checkpointLocation. They share seed, schedule and the time of
/// the first tick. Changes nothing on disk. REQUIRES: request.tables is set.
arrow::Result<std::vector<StreamSetup>> MakeTableSetups(RunRequest request);

}  // namespace rand_engine
