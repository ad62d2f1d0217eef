// The extension module: each concept binds itself.
#include <nanobind/nanobind.h>

#include "arguments.h"
#include "batch_writer.h"
#include "dataset.h"
#include "generator.h"
#include "rand_engine/version.h"
#include "report.h"
#include "spec_schema.h"
#include "stream_writer.h"
#include "streaming_query.h"
#include "table.h"
#include "unfinished_work.h"
#include "verify.h"

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
  rand_engine::python::BindStreamingQuery(module);
  rand_engine::python::BindStreamWriter(module);
  rand_engine::python::BindGenerator(module);
  rand_engine::python::BindSpecSchema(module);
  rand_engine::python::BindDataset(module);
  rand_engine::python::BindVerify(module);

  module.def("to_number", &rand_engine::python::ToNumber, nb::arg("value").none(),
             nb::arg("name"), nb::arg("example"),
             nb::sig("def to_number(value: object, name: str, example: str) -> float"),
             "Return a finite number as a float, or raise OptionError.");
  module.def(
      "stop_all_runs",
      [] {
        rand_engine::python::StopAllStreams();
        rand_engine::python::StopUnfinishedWork();
      },
      "Stop all runs and wait for their end; for the interpreter's exit.");
}
