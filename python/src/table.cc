#include "table.h"

#include <arrow/c/abi.h>
#include <arrow/c/bridge.h>
#include <arrow/table.h>

#include "errors.h"

namespace nb = nanobind;

namespace rand_engine::python {
namespace {

constexpr const char kCapsuleName[] = "arrow_array_stream";

// The consumer takes what the stream holds and leaves its struct, or leaves both.
void DeleteStream(PyObject* capsule) {
  auto* stream =
      static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule, kCapsuleName));
  if (stream == nullptr) {
    PyErr_Clear();
    return;
  }
  if (stream->release != nullptr) stream->release(stream);
  delete stream;
}

}  // namespace

int64_t Table::num_rows() const { return table_->num_rows(); }

nb::object Table::ExportStream(nb::handle /*requested_schema*/) const {
  auto stream = std::make_unique<ArrowArrayStream>();
  auto reader = std::make_shared<arrow::TableBatchReader>(table_);
  RaiseIfFailed(arrow::ExportRecordBatchReader(std::move(reader), stream.get()));
  PyObject* capsule = PyCapsule_New(stream.get(), kCapsuleName, DeleteStream);
  if (capsule == nullptr) {
    stream->release(stream.get());
    throw nb::python_error();
  }
  stream.release();
  return nb::steal(capsule);
}

void BindTable(nb::module_& module) {
  nb::class_<Table>(module, "Table",
                    "A table for everything that takes the Arrow PyCapsule interface.")
      .def_prop_ro("num_rows", &Table::num_rows, "Number of rows.")
      .def("__arrow_c_stream__", &Table::ExportStream,
           nb::arg("requested_schema").none() = nb::none(),
           nb::sig(
               "def __arrow_c_stream__(self, requested_schema: object | None = None) -> "
               "object"),
           "Return the table as a capsule of an Arrow C stream, without a copy.");
}

}  // namespace rand_engine::python
