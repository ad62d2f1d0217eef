// The engine on a thread of its own, while Python stays responsive.
#pragma once

#include <arrow/result.h>
#include <arrow/status.h>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "python_calls.h"
#include "rand_engine/run_control.h"

namespace rand_engine::python {

/// How often signals are looked after, and how long what was stopped may take to put
/// things in order before its caller goes on without it: together below the tenth of a
/// second in which Ctrl-C is answered. (A compression library at its highest level cannot
/// be interrupted for longer than that.)
constexpr double kSignalSeconds = 0.020;
constexpr double kGraceSeconds = 0.050;

/// Run `work` without the GIL; raise its failure as RaiseIfFailed does. Signals are
/// looked after meanwhile (in Python's main thread, as everywhere in Python): an
/// exception of a handler, such as KeyboardInterrupt, requests a stop and is raised
/// within a tenth of a second. Work that takes longer to stop ends, cleaning up, in the
/// background: it must own all that it uses, none of it Python's.
///
/// `calls`, if given, are those that the work makes: they are served meanwhile, and
/// refused once the caller goes on.
///
/// REQUIRES: the GIL. `work` ends soon after a request of its stop token.
void DoInterruptibly(std::function<arrow::Status(const StopToken& stop)> work,
                     std::shared_ptr<PythonCalls> calls = nullptr);

/// DoInterruptibly for work that gives a value.
template <typename T>
T RunInterruptibly(std::function<arrow::Result<T>(const StopToken& stop)> work,
                   std::shared_ptr<PythonCalls> calls = nullptr) {
  auto value = std::make_shared<std::optional<T>>();
  DoInterruptibly(
      [value, work = std::move(work)](const StopToken& stop) {
        auto result = work(stop);
        if (result.ok()) *value = std::move(result).ValueUnsafe();
        return result.status();
      },
      std::move(calls));
  return *std::move(*value);
}

}  // namespace rand_engine::python
