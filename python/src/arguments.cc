#include "arguments.h"

#include <fmt/format.h>

#include <cstring>

#include "errors.h"
#include "loaded_types.h"
#include "spec_value.h"
#include "text.h"

namespace nb = nanobind;

namespace rand_engine::python {
namespace {

[[noreturn]] void RaiseWrongType(const char* name, const std::string& wanted,
                                 nb::handle value) {
  RaiseOptionError(fmt::format("{} must be {}, got {} ({})", name, wanted,
                               Describe(value), TypeName(value)));
}

// The int that `value` stands for, or an invalid object if it is no integer.
nb::object ToInteger(nb::handle value) {
  if (IsInstanceOf(value, "numpy", "bool_")) return value.attr("item")();
  if (PyIndex_Check(value.ptr()) == 0) return nb::object();
  auto index = nb::steal<nb::object>(PyNumber_Index(value.ptr()));
  if (index.is_valid()) return index;
  // numpy.ndarray has __index__ and refuses it for all but one integer.
  if (PyErr_ExceptionMatches(PyExc_TypeError) == 0) throw nb::python_error();
  PyErr_Clear();
  return nb::object();
}

nb::object EnumValue(nb::handle value) {
  nb::object inner = nb::borrow(value);
  if (IsInstanceOf(value, "enum", "Enum")) inner = value.attr("value");
  return inner;
}

std::string DecimalText(nb::handle integer) {
  const auto text = nb::steal<nb::object>(PyNumber_ToBase(integer.ptr(), 10));
  std::string digits;
  if (!text.is_valid()) throw nb::python_error();
  EncodeUtf8(text, &digits);
  return digits;
}

OptionValue ToOptionValue(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::kNull:
      return nullptr;
    case Value::Kind::kBool:
      return value.boolean();
    case Value::Kind::kNumber:
      break;
    default:
      return value.text();
  }
  if (!value.is_integer()) {
    if (const auto number = value.ToDouble()) return *number;
  } else if (const auto integer = value.ToInt64()) {
    return *integer;
  }
  // Out of range: the engine names the digits and what is allowed.
  return value.text();
}

}  // namespace

int64_t ToInt64(nb::handle value, const char* name, const char* example) {
  const std::string wanted = fmt::format("a whole number such as {}", example);
  const nb::object integer = ToInteger(value);
  if (!integer.is_valid()) RaiseWrongType(name, wanted, value);
  int overflow = 0;
  const int64_t number = PyLong_AsLongLongAndOverflow(integer.ptr(), &overflow);
  if (overflow != 0) {
    RaiseOptionError(fmt::format("{} must fit 64 bits, got {}", name, Describe(integer)));
  }
  return number;
}

std::optional<Seed> ToSeed(nb::handle value) {
  if (value.is_none()) return std::nullopt;
  const nb::object integer = ToInteger(value);
  if (!integer.is_valid()) {
    RaiseWrongType("seed", "a whole number such as 42, or None", value);
  }
  return ValueOrRaise(Seed::FromText(DecimalText(nb::int_(integer))));
}

double ToNumber(nb::handle value, const char* name, const char* example) {
  const arrow::Result<Value> converted = ToSpecValue(value);
  std::optional<double> number;
  if (converted.ok() && converted->kind() == Value::Kind::kNumber) {
    number = converted->ToDouble();
  }
  if (!number) RaiseWrongType(name, fmt::format("a number such as {}", example), value);
  return *number;
}

bool ToFlag(nb::handle value, const char* name) {
  if (value.is_none()) return false;
  const arrow::Result<Value> converted = ToSpecValue(value);
  if (!converted.ok() || converted->kind() != Value::Kind::kBool) {
    RaiseWrongType(name, "True or False", value);
  }
  return converted->boolean();
}

int ToThreads(nb::handle value) {
  constexpr int kMostThreads = 1024;
  if (value.is_none()) return 0;
  const int64_t threads = ToInt64(value, "threads", "4");
  if (threads < 1 || threads > kMostThreads) {
    RaiseOptionError(
        fmt::format("threads must be from 1 to {}, or None for as many as "
                    "there are cores, got {}",
                    kMostThreads, threads));
  }
  return static_cast<int>(threads);
}

std::string ToName(nb::handle value, const char* name, const char* example) {
  const nb::object text = EnumValue(value);
  std::string utf8;
  if (!PyUnicode_Check(text.ptr()) || !EncodeUtf8(text, &utf8)) {
    RaiseWrongType(name, fmt::format("text such as {}", example), value);
  }
  return utf8;
}

std::vector<std::string> ToNames(nb::handle values, const char* name,
                                 const char* example) {
  std::vector<std::string> names;
  for (nb::handle value : values) names.push_back(ToName(value, name, example));
  return names;
}

OptionValue ToOptionValue(nb::handle value, const std::string& name, const char* wanted) {
  if (nb::hasattr(value, "__fspath__")) return ToPath(value, name.c_str());
  arrow::Result<Value> converted = ToSpecValue(value);
  if (!converted.ok() || converted->is_list() || converted->is_object()) {
    RaiseWrongType(name.c_str(), wanted, value);
  }
  return ToOptionValue(*converted);
}

std::string ToPath(nb::handle value, const char* name) {
  if (!PyUnicode_Check(value.ptr()) && !nb::hasattr(value, "__fspath__")) {
    RaiseWrongType(name, "a path (str or os.PathLike) such as \"output/users.csv\"",
                   value);
  }
  PyObject* bytes = nullptr;
  if (PyUnicode_FSConverter(value.ptr(), &bytes) == 0) {
    // An embedded null or a character that no path can hold; Ctrl-C passes.
    if (PyErr_ExceptionMatches(PyExc_ValueError) == 0) throw nb::python_error();
    PyErr_Clear();
    RaiseOptionError(
        fmt::format("{} is not one that a file can have: {}", name, Describe(value)));
  }
  const auto owned = nb::steal<nb::bytes>(bytes);
  return std::string(owned.c_str(), owned.size());
}

}  // namespace rand_engine::python
