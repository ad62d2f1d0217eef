#include "batch_writer.h"

#include <string>

namespace nb = nanobind;

namespace rand_engine::python {

WriteReport BatchWriterCore::Save(nb::handle path) const {
  const std::string target = ToPath(path, "path");
  const auto calls = std::make_shared<PythonCalls>();
  return RunInterruptibly<WriteReport>(
      [writer = WriterOfRun(calls), target](const StopToken& stop) mutable {
        return writer.stop_token(stop).save(target);
      },
      CallsOfRun(calls));
}

void BindBatchWriter(nb::module_& module) {
  auto bound = nb::class_<BatchWriterCore>(module, "BatchWriterCore",
                                           "The native half of rand_engine.BatchWriter.");
  BindWriterCore(bound);
  bound.def("save", &BatchWriterCore::Save, nb::arg("path").none(),
            nb::sig("def save(self, path: object) -> WriteReport"), "Write to `path`.");
}

}  // namespace rand_engine::python
