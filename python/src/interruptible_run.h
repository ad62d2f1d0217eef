// The engine on a thread of its own, while Python stays responsive.
#pragma once

#include <arrow/result.h>
#include <arrow/status.h>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "rand_engine/run_control.h"

namespace rand_engine::python {

/// Run `work` without the GIL; raise its failure as RaiseIfFailed does. Signals are
/// looked after meanwhile (in Python's main thread, as everywhere in Python): an
/// exception of a handler, such as KeyboardInterrupt, requests a stop and is raised
/// within a tenth of a second. Work that takes longer to stop ends, cleaning up, in the
/// background: it must own all that it uses, none of it Python's.
///
/// REQUIRES: the GIL. `work` ends soon after a request of its stop token.
void DoInterruptibly(std::function<arrow::Status(const StopToken& stop)> work);

/// DoInterruptibly for work that gives a value.
template <typename T>
T RunInterruptibly(std::function<arrow::Result<T>(const StopToken& stop)> work) {
  auto value = std::make_shared<std::optional<T>>();
  DoInterruptibly([value, work = std::move(work)](const StopToken& stop) {
    auto result = work(stop);
    if (result.ok()) *value = std::move(result).ValueUnsafe();
    return result.status();
  });
  return *std::move(*value);
}

/// Stop all runs and wait until they have ended and their callers have returned; refuse
/// new ones. For the interpreter's exit: a thread must not need the GIL after it.
///
/// REQUIRES: the GIL, which is released meanwhile.
void StopAllRuns();

}  // namespace rand_engine::python
