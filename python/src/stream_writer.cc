#include "stream_writer.h"

#include <string>

#include "unfinished_work.h"

namespace nb = nanobind;

namespace rand_engine::python {

void StreamWriterCore::set_trigger(nb::handle frequency, nb::handle once,
                                   nb::handle available_now) {
  Trigger trigger;
  if (!frequency.is_none()) {
    trigger.frequency = ToOptionValue(frequency, "trigger frequency",
                                      "a number of seconds or text such as \"5s\"");
  }
  trigger.once = ToFlag(once, "trigger once");
  trigger.available_now = ToFlag(available_now, "trigger availableNow");
  if (writer_.ok()) writer_->trigger(std::move(trigger));
}

StreamReport StreamWriterCore::Start(nb::handle path) const {
  const UnfinishedWork caller;
  return StreamingQueryCore::Start(writer(), ToPath(path, "path")).AwaitReport();
}

StreamingQueryCore StreamWriterCore::StartInBackground(nb::handle path) const {
  return StreamingQueryCore::Start(writer(), ToPath(path, "path"));
}

void BindStreamWriter(nb::module_& module) {
  auto bound = nb::class_<StreamWriterCore>(
      module, "StreamWriterCore", "The native half of rand_engine.StreamWriter.");
  BindWriterCore(bound);
  bound
      .def("set_trigger", &StreamWriterCore::set_trigger, nb::arg("frequency").none(),
           nb::arg("once").none(), nb::arg("available_now").none(),
           nb::sig("def set_trigger(self, frequency: object | None, once: object | None, "
                   "available_now: object | None) -> None"),
           "Set when files are made; None leaves what was set.")
      .def("start", &StreamWriterCore::Start, nb::arg("path").none(),
           nb::sig("def start(self, path: object) -> StreamReport"),
           "Write until the end.")
      .def("start_in_background", &StreamWriterCore::StartInBackground,
           nb::arg("path").none(),
           nb::sig("def start_in_background(self, path: object) -> StreamingQueryCore"),
           "Check everything, then write on another thread.");
}

}  // namespace rand_engine::python
