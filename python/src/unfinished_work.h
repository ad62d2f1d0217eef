// What must have ended before the Python interpreter does.
//
// A thread that asks for the GIL back at the interpreter's end is torn out of its C++
// frames; the engine's own threads must not run while the process is taken down.
#pragma once

#include <arrow/status.h>

#include "rand_engine/run_control.h"

namespace rand_engine::python {

/// Keeps the interpreter from ending, for as long as it lives: one stands for each thread
/// that works, and for each caller that waits, until it has left C++, exceptions
/// included: making one runs Python code, which may hand over the GIL.
class UnfinishedWork {
 public:
  /// At the interpreter's end `stop` is requested.
  explicit UnfinishedWork(StopToken stop = {});
  ~UnfinishedWork();
  UnfinishedWork(const UnfinishedWork&) = delete;
  UnfinishedWork& operator=(const UnfinishedWork&) = delete;

  /// False if Python is ending: nothing may begin any more.
  bool accepted() const { return accepted_; }

  void RequestStop() const { stop_.RequestStop(); }

 private:
  StopToken stop_;
  bool accepted_;
};

/// The failure of work that was not accepted.
arrow::Status PythonIsEnding();

/// Request the stop of all work and wait for its end; nothing is accepted from now on.
///
/// REQUIRES: the GIL, which is released meanwhile.
void StopUnfinishedWork();

}  // namespace rand_engine::python
