// The engine on a thread of its own, while Python stays responsive.
#pragma once

#include <arrow/status.h>

#include <functional>

#include "rand_engine/run_control.h"

namespace rand_engine::python {

/// Run `work` without the GIL; raise its failure as RaiseIfFailed does. Signals are
/// looked after meanwhile (in Python's main thread, as everywhere in Python): an
/// exception of a handler, such as KeyboardInterrupt, stops the run and is then raised.
///
/// REQUIRES: the GIL. `work` ends soon after a request of its stop token.
void RunInterruptibly(const std::function<arrow::Status(const StopToken& stop)>& work);

/// Stop all runs and wait for their callers to have returned; refuse new ones. For the
/// interpreter's exit: a thread must not need the GIL after it.
///
/// REQUIRES: the GIL, which is released meanwhile.
void StopAllRuns();

}  // namespace rand_engine::python
