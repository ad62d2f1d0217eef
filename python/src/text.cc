#include "text.h"

#include "rand_engine/spec/json_text.h"

namespace nb = nanobind;

namespace rand_engine::python {

nb::str DecodeText(std::string_view text) {
  PyObject* decoded = PyUnicode_DecodeUTF8(
      text.data(), static_cast<Py_ssize_t>(text.size()), "surrogateescape");
  if (decoded == nullptr) throw nb::python_error();
  return nb::steal<nb::str>(decoded);
}

nb::object IntegerOfText(const std::string& digits) {
  PyObject* number = PyLong_FromString(digits.c_str(), nullptr, 10);
  if (number == nullptr) throw nb::python_error();
  return nb::steal(number);
}

std::string TypeName(nb::handle value) {
  const nb::object name = nb::getattr(value.type(), "__name__", nb::none());
  std::string text;
  return PyUnicode_Check(name.ptr()) && EncodeUtf8(name, &text) ? text : "object";
}

std::string Describe(nb::handle value) {
  const auto shown = nb::steal<nb::object>(PyObject_Repr(value.ptr()));
  std::string text;
  if (!shown.is_valid()) {
    // Only what repr itself got wrong is passed over; Ctrl-C is not.
    if (PyErr_ExceptionMatches(PyExc_Exception) == 0) throw nb::python_error();
    PyErr_Clear();
    return "a value of type " + TypeName(value);
  }
  if (!EncodeUtf8(shown, &text)) return "a value of type " + TypeName(value);
  constexpr size_t kShownCharacters = 60;
  return TextForMessage(text, kShownCharacters);
}

bool EncodeUtf8(nb::handle text, std::string* out) {
  Py_ssize_t size = 0;
  const char* bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (bytes == nullptr) {
    if (PyErr_ExceptionMatches(PyExc_UnicodeEncodeError) == 0) throw nb::python_error();
    PyErr_Clear();
    return false;
  }
  out->assign(bytes, static_cast<size_t>(size));
  return true;
}

}  // namespace rand_engine::python
