// The native half of rand_engine.BatchWriter.
#pragma once

#include <nanobind/nanobind.h>

#include "rand_engine/data_generator.h"
#include "rand_engine/report.h"
#include "writer_core.h"

namespace rand_engine::python {

class BatchWriterCore : public WriterCore<BatchWriter> {
 public:
  using WriterCore::WriterCore;

  WriteReport Save(nanobind::handle path) const;
};

void BindBatchWriter(nanobind::module_& module);

}  // namespace rand_engine::python
