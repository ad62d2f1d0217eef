#include "loaded_types.h"

namespace nb = nanobind;

namespace rand_engine::python {

bool IsInstanceOf(nb::handle value, const char* module, const char* type) {
  PyObject* modules = PyImport_GetModuleDict();  // borrowed
  PyObject* loaded = PyDict_GetItemString(modules, module);
  if (loaded == nullptr) return false;
  const nb::object wanted = nb::getattr(nb::handle(loaded), type, nb::none());
  if (!PyType_Check(wanted.ptr())) return false;
  const int result = PyObject_IsInstance(value.ptr(), wanted.ptr());
  if (result < 0) throw nb::python_error();
  return result == 1;
}

}  // namespace rand_engine::python
