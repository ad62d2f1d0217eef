// The native half of rand_engine.StreamWriter.
#pragma once

#include <nanobind/nanobind.h>

#include <utility>

#include "rand_engine/stream.h"
#include "streaming_query.h"
#include "writer_core.h"

namespace rand_engine::python {

class StreamWriterCore : public WriterCore<StreamWriter> {
 public:
  using WriterCore::WriterCore;

  /// Each may be None, which says nothing.
  void set_trigger(nanobind::handle frequency, nanobind::handle once,
                   nanobind::handle available_now);

  /// Of a dataset.
  void set_tables(nanobind::handle names);
  void set_fixed(nanobind::handle names);

  /// A function as MakePythonInputs wants it.
  void set_next_inputs(nanobind::object function) {
    next_inputs_.emplace(std::move(function));
  }

  /// Write until the end.
  StreamReport Start(nanobind::handle path) const;
  StreamingQueryCore StartInBackground(nanobind::handle path) const;

 private:
  StreamingQueryCore Begin(nanobind::handle path) const;
};

void BindStreamWriter(nanobind::module_& module);

}  // namespace rand_engine::python
