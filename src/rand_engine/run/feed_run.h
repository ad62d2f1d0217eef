// A live feed: rows to a pipe or a device, at a rate.
#pragma once

#include <memory>

#include "rand_engine/run/stream_run.h"
#include "rand_engine/run/stream_setup.h"

namespace rand_engine {

/// Time is cut into slots of 10 milliseconds, and the rows that are due in a slot are
/// written together at its beginning: row i of a feed of R rows a second in slot
/// floor(100 i / R). No second ever holds more than R rows (rounded up), and time that a
/// slow reader takes is not made up for (SlotPacer).
arrow::Result<std::unique_ptr<StreamRun>> MakeFeedRun(StreamSetup setup);

}  // namespace rand_engine
