// The extension module: each concept binds itself.
#include <nanobind/nanobind.h>

#include "batch_writer.h"
#include "generator.h"
#include "interruptible_run.h"
#include "rand_engine/version.h"
#include "report.h"
#include "table.h"

namespace nb = nanobind;

NB_MODULE(_rand_engine_ext, module) {
  // What is alive when the interpreter ends is its owner's choice.
  nb::set_leak_warnings(false);

  module.doc() = "The engine; use it through rand_engine.";
  module.attr("VERSION") = rand_engine::kVersion;
  module.attr("DATA_VERSION") = rand_engine::kDataVersion;

  rand_engine::python::BindReport(module);
  rand_engine::python::BindTable(module);
  rand_engine::python::BindBatchWriter(module);
  rand_engine::python::BindGenerator(module);

  module.def("stop_all_runs", &rand_engine::python::StopAllRuns,
             "Stop all runs and wait for their end; for the interpreter's exit.");
}
