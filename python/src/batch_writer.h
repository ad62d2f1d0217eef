// The native half of rand_engine.BatchWriter.
#pragma once

#include <arrow/result.h>
#include <nanobind/nanobind.h>

#include "rand_engine/data_generator.h"
#include "rand_engine/report.h"

namespace rand_engine::python {

/// A writer, or what is wrong with its spec: raised by save and dry_run, while values
/// that no option can have are raised at once.
class BatchWriterCore {
 public:
  explicit BatchWriterCore(arrow::Result<BatchWriter> writer)
      : writer_(std::move(writer)) {}

  void set_size(nanobind::handle rows);
  void set_format(nanobind::handle name);
  void set_mode(nanobind::handle name);
  void set_option(nanobind::handle key, nanobind::handle value);
  WriteReport Save(nanobind::handle path) const;
  WritePreview DryRun(nanobind::handle path) const;

 private:
  arrow::Result<BatchWriter> writer_;
};

void BindBatchWriter(nanobind::module_& module);

}  // namespace rand_engine::python
