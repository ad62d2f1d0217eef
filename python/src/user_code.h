// The user's Python functions as the engine's hooks (rand_engine/batch_transform.h).
#pragma once

#include <nanobind/nanobind.h>

#include <memory>

#include "python_calls.h"
#include "rand_engine/batch_transform.h"

namespace rand_engine::python {

/// A Python object that may be let go of on any thread.
class SharedObject {
 public:
  /// REQUIRES: the GIL.
  explicit SharedObject(nanobind::object object);
  nanobind::handle get() const { return *object_; }

 private:
  std::shared_ptr<nanobind::object> object_;
};

/// A transform by an object with the methods begin(), apply(table, first_row), which
/// returns something with __arrow_c_stream__, publishing(), published() and
/// publish_failed().
std::shared_ptr<BatchTransform> MakePythonTransform(std::shared_ptr<PythonCalls> calls,
                                                    SharedObject transform);

/// Inputs by a function that returns a pair: a Generator or None, a number of rows or
/// None.
NextFileInputs MakePythonInputs(std::shared_ptr<PythonCalls> calls,
                                SharedObject function);

}  // namespace rand_engine::python
