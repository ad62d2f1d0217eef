#include "spec_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "loaded_types.h"
#include "rand_engine/spec/json_text.h"
#include "rand_engine/spec/problems.h"
#include "rand_engine/spec/spec_reader.h"
#include "text.h"

namespace nb = nanobind;

namespace rand_engine::python {
namespace {

constexpr const char kAllowed[] =
    "allowed are None, bool, int, float, str, Decimal, date, datetime, Enum members, "
    "NumPy values, lists, tuples and dicts";

std::string TextOf(nb::handle value) {
  const auto text = nb::steal<nb::object>(PyObject_Str(value.ptr()));
  if (!text.is_valid()) throw nb::python_error();
  std::string utf8;
  return EncodeUtf8(text, &utf8) ? utf8 : std::string();
}

// NaN and infinity begin with a letter, after a sign.
bool IsFiniteNumberText(const std::string& text) {
  const size_t first = text.starts_with('-') ? 1 : 0;
  return first < text.size() && text[first] >= '0' && text[first] <= '9';
}

class SpecConverter {
 public:
  arrow::Result<Value> Convert(nb::handle object) {
    Value value = ValueOf(object);
    ARROW_RETURN_NOT_OK(problems_.ToStatus("spec"));
    return value;
  }

 private:
  // Exact types first: they are nearly all there is, and need no look at modules.
  Value ValueOf(nb::handle object) {
    if (++values_ > limits_.max_values) return RefuseTooMany();
    PyObject* raw = object.ptr();
    if (raw == Py_None) return Value::Null();
    if (PyBool_Check(raw)) return Value::Bool(raw == Py_True);
    if (PyLong_CheckExact(raw)) return Integer(object);
    if (PyFloat_CheckExact(raw)) return Float(PyFloat_AS_DOUBLE(raw));
    if (PyUnicode_CheckExact(raw)) return Text(object);
    if (PyDict_CheckExact(raw)) return Object(object);
    if (PyList_CheckExact(raw) || PyTuple_CheckExact(raw)) return List(object);
    return OtherValueOf(object);
  }

  Value OtherValueOf(nb::handle object) {
    if (IsInstanceOf(object, "enum", "Enum")) {
      return Nested(object, [&] { return ValueOf(object.attr("value")); });
    }
    if (IsInstanceOf(object, "numpy", "generic")) return NumPyScalar(object);
    if (IsInstanceOf(object, "numpy", "ndarray")) return NumPyArray(object);
    if (IsInstanceOf(object, "decimal", "Decimal")) return NumberText(object);
    if (IsInstanceOf(object, "datetime", "date")) return Date(object);
    PyObject* raw = object.ptr();
    if (PyLong_Check(raw)) return Integer(object);
    if (PyFloat_Check(raw)) return Float(PyFloat_AS_DOUBLE(raw));
    if (PyUnicode_Check(raw)) return Text(object);
    if (PyList_Check(raw) || PyTuple_Check(raw)) return List(object);
    if (PyRange_Check(raw)) return Range(object);
    if (IsMapping(object)) return Object(object);
    return RefuseUnknown(object);
  }

  Value Integer(nb::handle object) {
    // Not str(): that has a limit of digits, and subclasses their own.
    const auto base = nb::steal<nb::object>(PyNumber_ToBase(object.ptr(), 10));
    if (base.is_valid()) return Value::Number(TextOf(base));
    if (PyErr_ExceptionMatches(PyExc_ValueError) == 0) throw nb::python_error();
    PyErr_Clear();
    return Refuse("the integer has too many digits");
  }

  Value Float(double number) {
    if (!std::isfinite(number)) return RefuseNotFinite(fmt::format("{}", number));
    char* text = PyOS_double_to_string(number, 'r', 0, Py_DTSF_ADD_DOT_0, nullptr);
    if (text == nullptr) throw nb::python_error();
    std::string copy(text);
    PyMem_Free(text);
    return Value::Number(std::move(copy));
  }

  // Of numbers whose str() is a number in JSON's grammar, if they are finite.
  Value NumberText(nb::handle object) {
    std::string text = TextOf(object);
    if (!IsFiniteNumberText(text)) return RefuseNotFinite(text);
    return Value::Number(std::move(text));
  }

  Value Text(nb::handle object) {
    std::string text;
    if (!EncodeUtf8(object, &text)) {
      return Refuse(fmt::format(
          "the text {} holds a lone surrogate, which no file can hold", AsciiOf(object)));
    }
    return Value::String(std::move(text));
  }

  // datetime is a date too; pandas.NaT says that it is a datetime.
  Value Date(nb::handle object) {
    std::string text = TextOf(object.attr("isoformat")());
    if (!IsFiniteNumberText(text)) return RefuseNotFinite(text);
    return Value::String(std::move(text));
  }

  Value NumPyScalar(nb::handle object) {
    const auto is = [&](const char* type) { return IsInstanceOf(object, "numpy", type); };
    if (is("bool_")) return Value::Bool(PyObject_IsTrue(object.ptr()) == 1);
    if (is("str_")) return Text(object);
    if (is("datetime64")) {
      std::string text = TextOf(object);
      return text == "NaT" ? RefuseNotFinite(text) : Value::String(std::move(text));
    }
    if (is("timedelta64")) return RefuseUnknown(object);
    // The shortest text of its own precision: 0.1 of a float32 is 0.1.
    if (is("integer") || is("floating")) return NumberText(object);
    return RefuseUnknown(object);
  }

  Value NumPyArray(nb::handle object) {
    if (nb::cast<int>(object.attr("ndim")) == 0) {
      return Nested(object, [&] { return ValueOf(object[nb::tuple()]); });
    }
    return List(object);
  }

  Value List(nb::handle object) {
    return Nested(object, [&] {
      // A copy, as code of the items could change the list.
      const auto items = nb::steal<nb::tuple>(PySequence_Tuple(object.ptr()));
      if (!items.is_valid()) throw nb::python_error();
      std::vector<Value> values;
      values.reserve(items.size());
      for (size_t i = 0; i < items.size() && !stopped_; ++i) {
        path_.push_back(fmt::format("[{}]", i));
        values.push_back(ValueOf(items[i]));
        path_.pop_back();
      }
      return Value::List(std::move(values));
    });
  }

  // Its length may be astronomic.
  Value Range(nb::handle object) {
    const nb::ssize_t length = PyObject_Size(object.ptr());
    if (length < 0) PyErr_Clear();
    if (length < 0 || length > limits_.max_values) return RefuseTooMany();
    return List(object);
  }

  // What a parameter's dict holds for keys that are no text ({True: 7, False: 3}): a list
  // of [key, value], as JSON has no such keys.
  Value Pairs(const nb::list& items) {
    std::vector<Value> pairs;
    for (size_t i = 0; i < items.size() && !stopped_; ++i) {
      path_.push_back(fmt::format("[{}]", i));
      std::vector<Value> pair;
      for (const nb::handle part : nb::borrow<nb::tuple>(items[i])) {
        pair.push_back(ValueOf(part));
      }
      pairs.push_back(Value::List(std::move(pair)));
      path_.pop_back();
    }
    return Value::List(std::move(pairs));
  }

  // True of a dict that is a parameter: inside of spec, column and "kwargs".
  bool IsParameter() const {
    constexpr size_t kOpen = 4;
    return open_.size() >= kOpen && !path_.back().starts_with('[');
  }

  static bool HasOtherKeys(const nb::list& items) {
    for (const nb::handle item : items) {
      if (!PyUnicode_Check(PyTuple_GetItem(item.ptr(), 0))) return true;
    }
    return false;
  }

  Value Object(nb::handle object) {
    return Nested(object, [&] {
      const auto items = nb::steal<nb::list>(PyMapping_Items(object.ptr()));
      if (!items.is_valid()) throw nb::python_error();
      if (IsParameter() && HasOtherKeys(items)) return Pairs(items);
      std::vector<Value::Member> members;
      members.reserve(items.size());
      std::unordered_set<std::string> keys;
      for (size_t i = 0; i < items.size() && !stopped_; ++i) {
        const nb::object item = items[i];
        std::optional<std::string> key = Key(item[0], &keys);
        if (!key) continue;
        path_.push_back(TextForMessage(*key));
        members.push_back({std::move(*key), ValueOf(item[1]), {}});
        path_.pop_back();
      }
      return Value::Object(std::move(members));
    });
  }

  std::optional<std::string> Key(nb::handle object,
                                 std::unordered_set<std::string>* keys) {
    std::string key;
    if (!PyUnicode_Check(object.ptr())) {
      Refuse(fmt::format("the key {} must be text (str), got {}", Describe(object),
                         TypeName(object)));
      return std::nullopt;
    }
    if (!EncodeUtf8(object, &key)) {
      Refuse(fmt::format("the key {} holds a lone surrogate, which no file can hold",
                         AsciiOf(object)));
      return std::nullopt;
    }
    if (!keys->insert(key).second) {
      Refuse(fmt::format("the key '{}' comes twice", TextForMessage(key)));
      return std::nullopt;
    }
    return key;
  }

  // What holds other values: `convert` runs with `object` among the open containers.
  template <typename ConvertFunction>
  Value Nested(nb::handle object, ConvertFunction convert) {
    if (std::find(open_.begin(), open_.end(), object.ptr()) != open_.end()) {
      return Refuse("it holds itself; a spec must end somewhere");
    }
    if (open_.size() == static_cast<size_t>(limits_.max_depth)) {
      return Refuse(fmt::format("nested deeper than {} levels", limits_.max_depth));
    }
    open_.push_back(object.ptr());
    Value value = convert();
    open_.pop_back();
    return value;
  }

  Value RefuseTooMany() {
    if (stopped_) return Value::Null();
    stopped_ = true;
    return Refuse(fmt::format("more than {} values", limits_.max_values));
  }

  Value RefuseNotFinite(const std::string& text) {
    return Refuse(fmt::format(
        "{} is not a value that a spec can hold; give a finite number, or None for a "
        "missing value",
        text));
  }

  Value RefuseUnknown(nb::handle object) {
    if (PyAnySet_Check(object.ptr())) {
      return Refuse("a set has no order; give a list, for example sorted(...)");
    }
    if (PyBytes_Check(object.ptr()) || PyByteArray_Check(object.ptr())) {
      return Refuse("bytes are not text; give a str, for example value.decode('utf-8')");
    }
    return Refuse(fmt::format("a value of type {} is not one that a spec can hold; {}",
                              TypeName(object), kAllowed));
  }

  Value Refuse(const std::string& text) {
    const std::string path = Path();
    problems_.Add({}, path.empty() ? text : path + ": " + text);
    return Value::Null();
  }

  // "price.parms.options[3]"
  std::string Path() const {
    std::string path;
    for (const std::string& step : path_) {
      if (!path.empty() && !step.starts_with('[')) path += '.';
      path += step;
    }
    return path;
  }

  static std::string AsciiOf(nb::handle object) {
    return TextForMessage(TextOf(nb::steal<nb::object>(PyObject_ASCII(object.ptr()))));
  }

  const SpecLimits limits_;
  Problems problems_;
  std::vector<std::string> path_;
  std::vector<PyObject*> open_;  ///< containers around the value in hand
  int64_t values_ = 0;
  bool stopped_ = false;
};

}  // namespace

bool IsMapping(nb::handle object) {
  if (PyDict_Check(object.ptr())) return true;
  if (PyMapping_Check(object.ptr()) == 0) return false;
  const nb::object type = nb::module_::import_("collections.abc").attr("Mapping");
  const int result = PyObject_IsInstance(object.ptr(), type.ptr());
  if (result < 0) throw nb::python_error();
  return result == 1;
}

arrow::Result<Value> ToSpecValue(nb::handle object) {
  return SpecConverter().Convert(object);
}

}  // namespace rand_engine::python
