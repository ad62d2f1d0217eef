#include "stream_writer.h"

#include <string>
#include <utility>
#include <vector>

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

void StreamWriterCore::set_tables(nb::handle names) {
  std::vector<std::string> list = ToNames(names, "tables", "\"orders\"");
  if (writer_.ok()) writer_->tables(std::move(list));
}

void StreamWriterCore::set_fixed(nb::handle names) {
  std::vector<std::string> list = ToNames(names, "fixed", "\"products\"");
  if (writer_.ok()) writer_->fixed(std::move(list));
}

StreamReport StreamWriterCore::Start(nb::handle path) const {
  const UnfinishedWork caller;
  return Begin(path).AwaitReport();
}

StreamingQueryCore StreamWriterCore::StartInBackground(nb::handle path) const {
  StreamingQueryCore query = Begin(path);
  query.LetThreadsServe();
  return query;
}

StreamingQueryCore StreamWriterCore::Begin(nb::handle path) const {
  const auto calls = std::make_shared<PythonCalls>();
  return StreamingQueryCore::Start(WriterOfRun(calls), ToPath(path, "path"),
                                   CallsOfRun(calls));
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
      .def("set_tables", &StreamWriterCore::set_tables, nb::arg("names"),
           nb::sig("def set_tables(self, names: object) -> None"),
           "Of a dataset: set the tables to write.")
      .def("set_fixed", &StreamWriterCore::set_fixed, nb::arg("names"),
           nb::sig("def set_fixed(self, names: object) -> None"),
           "Of a dataset: set the tables that do not grow.")
      .def("set_next_inputs", &StreamWriterCore::set_next_inputs, nb::arg("function"),
           nb::sig("def set_next_inputs(self, function: object) -> None"),
           "Set what is asked for generator and rows of each file but the first.")
      .def("start", &StreamWriterCore::Start, nb::arg("path").none(),
           nb::sig("def start(self, path: object) -> StreamReport"),
           "Write until the end.")
      .def("start_in_background", &StreamWriterCore::StartInBackground,
           nb::arg("path").none(),
           nb::sig("def start_in_background(self, path: object) -> StreamingQueryCore"),
           "Check everything, then write on another thread.");
}

}  // namespace rand_engine::python
