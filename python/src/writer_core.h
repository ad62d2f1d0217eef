// What the native halves of rand_engine.BatchWriter and rand_engine.StreamWriter share.
#pragma once

#include <arrow/result.h>
#include <nanobind/nanobind.h>

#include <cstdint>
#include <string>
#include <utility>

#include "arguments.h"
#include "errors.h"
#include "interruptible_run.h"
#include "rand_engine/report.h"

namespace rand_engine::python {

/// A writer, or what is wrong with its spec: raised by the call that writes, while values
/// that no option can have are raised at once.
template <typename Writer>
class WriterCore {
 public:
  explicit WriterCore(arrow::Result<Writer> writer) : writer_(std::move(writer)) {}

  void set_size(nanobind::handle rows) {
    const int64_t count = ToInt64(rows, "size", "1000");
    if (writer_.ok()) writer_->size(count);
  }

  void set_format(nanobind::handle name) {
    std::string format = ToName(name, "format", "\"csv\"");
    if (writer_.ok()) writer_->format(std::move(format));
  }

  void set_mode(nanobind::handle name) {
    std::string mode = ToName(name, "mode", "\"overwrite\"");
    if (writer_.ok()) writer_->mode(std::move(mode));
  }

  void set_option(nanobind::handle key, nanobind::handle value) {
    std::string name = ToName(key, "an option's name", "\"compression\"");
    OptionValue converted = ToOptionValue(value, "option '" + name + "'");
    if (writer_.ok()) writer_->option(std::move(name), std::move(converted));
  }

  WritePreview DryRun(nanobind::handle path) const {
    const std::string target = ToPath(path, "path");
    return RunInterruptibly<WritePreview>(
        [writer = writer(), target](const StopToken&) { return writer.dry_run(target); });
  }

 protected:
  /// The writer; raises what is wrong with the spec.
  const Writer& writer() const {
    RaiseIfFailed(writer_.status());
    return *writer_;
  }

  arrow::Result<Writer> writer_;
};

/// Bind what the writers share.
template <typename Core>
void BindWriterCore(nanobind::class_<Core>& bound) {
  namespace nb = nanobind;
  bound
      .def("set_size", &Core::set_size, nb::arg("rows").none(),
           nb::sig("def set_size(self, rows: object) -> None"), "Set the number of rows.")
      .def("set_format", &Core::set_format, nb::arg("name").none(),
           nb::sig("def set_format(self, name: object) -> None"),
           "Set the format by its name.")
      .def("set_mode", &Core::set_mode, nb::arg("name").none(),
           nb::sig("def set_mode(self, name: object) -> None"),
           "Set the mode by its name.")
      .def("set_option", &Core::set_option, nb::arg("key").none(),
           nb::arg("value").none(),
           nb::sig("def set_option(self, key: object, value: object | None) -> None"),
           "Set one option; a later value replaces an earlier one.")
      .def("dry_run", &Core::DryRun, nb::arg("path").none(),
           nb::sig("def dry_run(self, path: object) -> WritePreview"),
           "Say what would be written; changes nothing.");
}

}  // namespace rand_engine::python
