// The native halves of rand_engine.Dataset and rand_engine.DatasetWriter.
#pragma once

#include <arrow/result.h>
#include <nanobind/nanobind.h>

#include <optional>
#include <string>

#include "generator.h"
#include "rand_engine/dataset.h"
#include "stream_writer.h"
#include "writer_core.h"

namespace rand_engine::python {

class DatasetWriterCore : public WriterCore<DatasetWriter> {
 public:
  using WriterCore::WriterCore;

  void set_tables(nanobind::handle names);
  /// A dict of a report or preview for each table, in the order of writing.
  nanobind::dict Save(nanobind::handle directory) const;
  nanobind::dict DryRun(nanobind::handle directory) const;
};

/// A dataset, or what is wrong with its spec: raised by whatever needs the spec.
class DatasetCore {
 public:
  DatasetCore(nanobind::handle spec, nanobind::handle seed);

  void Validate() const;
  nanobind::object seed() const;
  /// A dict of the number of rows by the name of each table, parents first.
  nanobind::dict sizes() const;
  Generator table(nanobind::handle name) const;
  Generator changes(nanobind::handle name, nanobind::handle inserts,
                    nanobind::handle updates, nanobind::handle deletes,
                    nanobind::handle version, bool snapshot) const;
  DatasetWriterCore write() const;
  StreamWriterCore write_stream() const;

 private:
  const Dataset& dataset() const;

  arrow::Result<Dataset> dataset_;
};

void BindDataset(nanobind::module_& module);

}  // namespace rand_engine::python
