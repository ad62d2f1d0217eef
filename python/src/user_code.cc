#include "user_code.h"

#include <arrow/c/abi.h>
#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/table.h>

#include <utility>

#include "arguments.h"
#include "generator.h"
#include "table.h"

namespace nb = nanobind;

namespace rand_engine::python {
namespace {

using Batch = std::shared_ptr<arrow::RecordBatch>;

// Take over what `object`, a table of Arrow's or of pyarrow's, holds.
arrow::Result<Batch> TakeBatch(nb::handle object) {
  const nb::object capsule = object.attr("__arrow_c_stream__")();
  auto* stream = static_cast<ArrowArrayStream*>(
      PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
  if (stream == nullptr) throw nb::python_error();
  ARROW_ASSIGN_OR_RAISE(const auto reader, arrow::ImportRecordBatchReader(stream));
  ARROW_ASSIGN_OR_RAISE(const auto table, reader->ToTable());
  return table->CombineChunksToBatch();
}

class PythonTransform final : public BatchTransform {
 public:
  PythonTransform(std::shared_ptr<PythonCalls> calls, SharedObject transform)
      : calls_(std::move(calls)), transform_(std::move(transform)) {}

  arrow::Result<Batch> Apply(const Batch& rows, int64_t first_row) override {
    Batch result;
    ARROW_RETURN_NOT_OK(calls_->Do([&]() -> arrow::Status {
      ARROW_ASSIGN_OR_RAISE(auto table, arrow::Table::FromRecordBatches({rows}));
      const nb::object made =
          transform_.get().attr("apply")(Table(std::move(table)), first_row);
      return TakeBatch(made).Value(&result);
    }));
    return result;
  }

  arrow::Status BeginOutput() override { return Call("begin"); }
  arrow::Status Publishing() override { return Call("publishing"); }
  arrow::Status Published() override { return Call("published"); }
  // What failed before is what is reported.
  void PublishFailed() override { (void)Call("publish_failed"); }

 private:
  arrow::Status Call(const char* method) {
    return calls_->Do([&] {
      transform_.get().attr(method)();
      return arrow::Status::OK();
    });
  }

  std::shared_ptr<PythonCalls> calls_;
  SharedObject transform_;
};

FileInputs ToInputs(const nb::object& pair) {
  FileInputs inputs;
  const nb::object generator = pair[0];
  const nb::object rows = pair[1];
  if (!generator.is_none()) inputs.spec = nb::cast<const Generator&>(generator).spec();
  if (!rows.is_none()) inputs.rows = ToInt64(rows, "size", "1000");
  return inputs;
}

}  // namespace

SharedObject::SharedObject(nb::object object)
    : object_(new nb::object(std::move(object)), [](nb::object* last) {
        const nb::gil_scoped_acquire acquired;
        delete last;
      }) {}

std::shared_ptr<BatchTransform> MakePythonTransform(std::shared_ptr<PythonCalls> calls,
                                                    SharedObject transform) {
  return std::make_shared<PythonTransform>(std::move(calls), std::move(transform));
}

NextFileInputs MakePythonInputs(std::shared_ptr<PythonCalls> calls,
                                SharedObject function) {
  return [calls = std::move(calls),
          function = std::move(function)]() -> arrow::Result<FileInputs> {
    FileInputs inputs;
    ARROW_RETURN_NOT_OK(calls->Do([&] {
      inputs = ToInputs(nb::borrow(function.get()()));
      return arrow::Status::OK();
    }));
    return inputs;
  };
}

}  // namespace rand_engine::python
