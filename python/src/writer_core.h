// What the native halves of rand_engine.BatchWriter and rand_engine.StreamWriter share.
#pragma once

#include <arrow/result.h>
#include <nanobind/nanobind.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "arguments.h"
#include "errors.h"
#include "interruptible_run.h"
#include "rand_engine/report.h"
#include "user_code.h"

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

  /// The user's code: an object as MakePythonTransform wants it.
  void set_transform(nanobind::object transform) {
    transform_.emplace(std::move(transform));
  }

  WritePreview DryRun(nanobind::handle path) const {
    const std::string target = ToPath(path, "path");
    const auto calls = std::make_shared<PythonCalls>();
    return RunInterruptibly<WritePreview>(
        [writer = WriterOfRun(calls), target](const StopToken&) {
          return writer.dry_run(target);
        },
        CallsOfRun(calls));
  }

 protected:
  /// The writer; raises what is wrong with the spec.
  const Writer& writer() const {
    RaiseIfFailed(writer_.status());
    return *writer_;
  }

  /// The writer with the user's code, which `calls` are to do.
  Writer WriterOfRun(const std::shared_ptr<PythonCalls>& calls) const {
    Writer copy = writer();
    if (transform_) copy.transform(MakePythonTransform(calls, *transform_));
    if constexpr (requires { copy.next_inputs(nullptr); }) {
      if (next_inputs_) copy.next_inputs(MakePythonInputs(calls, *next_inputs_));
    }
    return copy;
  }

  /// `calls`, or null where nothing calls.
  std::shared_ptr<PythonCalls> CallsOfRun(std::shared_ptr<PythonCalls> calls) const {
    return transform_ || next_inputs_ ? std::move(calls) : nullptr;
  }

  arrow::Result<Writer> writer_;
  std::optional<SharedObject> transform_;
  std::optional<SharedObject> next_inputs_;
};

/// Bind the settings of a writer.
template <typename Core>
void BindWriterSettings(nanobind::class_<Core>& bound) {
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
           "Set one option; a later value replaces an earlier one.");
}

/// Bind what the writers of one table share.
template <typename Core>
void BindWriterCore(nanobind::class_<Core>& bound) {
  namespace nb = nanobind;
  BindWriterSettings(bound);
  bound
      .def("set_transform", &Core::set_transform, nb::arg("transform"),
           nb::sig("def set_transform(self, transform: object) -> None"),
           "Set what makes other rows of the rows, chunk by chunk.")
      .def("dry_run", &Core::DryRun, nb::arg("path").none(),
           nb::sig("def dry_run(self, path: object) -> WritePreview"),
           "Say what would be written; changes nothing.");
}

}  // namespace rand_engine::python
