// A table that Arrow's users in Python can take without a copy.
#pragma once

#include <nanobind/nanobind.h>

#include <memory>
#include <utility>

namespace arrow {
class Table;
}

namespace rand_engine::python {

/// Holds an Arrow table and hands it over through the Arrow C stream interface.
class Table {
 public:
  explicit Table(std::shared_ptr<arrow::Table> table) : table_(std::move(table)) {}

  int64_t num_rows() const;

  /// A capsule "arrow_array_stream" (the Arrow PyCapsule interface); its buffers are the
  /// table's own. The schema asked for is the consumer's to cast to, as the interface
  /// allows.
  nanobind::object ExportStream(nanobind::handle requested_schema) const;

 private:
  std::shared_ptr<arrow::Table> table_;
};

void BindTable(nanobind::module_& module);

}  // namespace rand_engine::python
