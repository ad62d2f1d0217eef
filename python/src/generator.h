// The native half of rand_engine.DataGenerator.
#pragma once

#include <arrow/result.h>
#include <nanobind/nanobind.h>

#include <optional>
#include <utility>
#include <vector>

#include "batch_writer.h"
#include "rand_engine/data_generator.h"
#include "rand_engine/report.h"
#include "stream_writer.h"
#include "table.h"

namespace rand_engine::python {

/// The spec that `object` stands for: a mapping, text, or the path of a file.
arrow::Result<Spec> ToSpec(nanobind::handle object);

/// A generator, or what is wrong with its spec: raised by whatever needs the spec.
class Generator {
 public:
  /// `spec` is a mapping, JSON or YAML text (str), or the path of a file (os.PathLike).
  Generator(nanobind::handle spec, nanobind::handle seed);
  explicit Generator(DataGenerator generator)
      : seed_(generator.seed()), generator_(std::move(generator)) {}

  void set_size(nanobind::handle rows);
  void Validate() const;
  std::vector<ColumnSummary> columns() const;
  nanobind::object seed() const;
  /// `rows` None is the generator's size.
  Table MakeTable(nanobind::handle rows, nanobind::handle first_row,
                  nanobind::handle threads) const;
  BatchWriterCore write() const;
  StreamWriterCore write_stream() const;
  /// Raises what is wrong with the spec's text.
  const Spec& spec() const;
  /// The same data, run after run: with a seed that is drawn, if there is none.
  Generator WithSeed() const;

 private:
  std::optional<Seed> seed_;
  arrow::Result<DataGenerator> generator_;
};

void BindGenerator(nanobind::module_& module);

}  // namespace rand_engine::python
