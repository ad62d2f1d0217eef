#include "batch_writer.h"

#include <string>
#include <utility>

#include "arguments.h"
#include "errors.h"
#include "interruptible_run.h"

namespace nb = nanobind;

namespace rand_engine::python {

void BatchWriterCore::set_size(nb::handle rows) {
  const int64_t count = ToInt64(rows, "size", "1000");
  if (writer_.ok()) writer_->size(count);
}

void BatchWriterCore::set_format(nb::handle name) {
  std::string format = ToName(name, "format", "\"csv\"");
  if (writer_.ok()) writer_->format(std::move(format));
}

void BatchWriterCore::set_mode(nb::handle name) {
  std::string mode = ToName(name, "mode", "\"overwrite\"");
  if (writer_.ok()) writer_->mode(std::move(mode));
}

void BatchWriterCore::set_option(nb::handle key, nb::handle value) {
  std::string name = ToName(key, "an option's name", "\"compression\"");
  OptionValue converted = ToOptionValue(value, name);
  if (writer_.ok()) writer_->option(std::move(name), std::move(converted));
}

WriteReport BatchWriterCore::Save(nb::handle path) const {
  const std::string target = ToPath(path, "path");
  RaiseIfFailed(writer_.status());
  return RunInterruptibly<WriteReport>(
      [writer = *writer_, target](const StopToken& stop) mutable {
        return writer.stop_token(stop).save(target);
      });
}

WritePreview BatchWriterCore::DryRun(nb::handle path) const {
  const std::string target = ToPath(path, "path");
  RaiseIfFailed(writer_.status());
  return RunInterruptibly<WritePreview>(
      [writer = *writer_, target](const StopToken&) { return writer.dry_run(target); });
}

void BindBatchWriter(nb::module_& module) {
  nb::class_<BatchWriterCore>(module, "BatchWriterCore",
                              "The native half of rand_engine.BatchWriter.")
      .def("set_size", &BatchWriterCore::set_size, nb::arg("rows").none(),
           nb::sig("def set_size(self, rows: object) -> None"), "Set the number of rows.")
      .def("set_format", &BatchWriterCore::set_format, nb::arg("name").none(),
           nb::sig("def set_format(self, name: object) -> None"),
           "Set the format by its name.")
      .def("set_mode", &BatchWriterCore::set_mode, nb::arg("name").none(),
           nb::sig("def set_mode(self, name: object) -> None"),
           "Set the mode by its name.")
      .def("set_option", &BatchWriterCore::set_option, nb::arg("key").none(),
           nb::arg("value").none(),
           nb::sig("def set_option(self, key: object, value: object | None) -> None"),
           "Set one option; a later value replaces an earlier one.")
      .def("save", &BatchWriterCore::Save, nb::arg("path").none(),
           nb::sig("def save(self, path: object) -> WriteReport"), "Write to `path`.")
      .def("dry_run", &BatchWriterCore::DryRun, nb::arg("path").none(),
           nb::sig("def dry_run(self, path: object) -> WritePreview"),
           "Say what save would do; changes nothing.");
}

}  // namespace rand_engine::python
