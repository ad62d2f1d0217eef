#include "rand_engine/methods/method.h"

#include <fmt/format.h>

#include <algorithm>

#include "rand_engine/domain/calendar.h"
#include "rand_engine/methods/time_reader.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

std::string Wanted(ParameterType type, const Value& value) {
  return fmt::format("must be {}, got {}", ParameterTypeName(type), value.Describe());
}

// Checks a list whose items must satisfy `accepts`.
template <typename Accepts>
std::string CheckItems(ParameterType type, const Value& value, Accepts accepts) {
  if (!value.is_list()) return Wanted(type, value);
  for (size_t i = 0; i < value.items().size(); ++i) {
    const Value& item = value.items()[i];
    if (!accepts(item)) {
      return fmt::format("must be {}, but item {} is {}", ParameterTypeName(type), i + 1,
                         item.Describe());
    }
  }
  return "";
}

bool IsPair(const Value& value) { return value.is_list() && value.items().size() == 2; }

// Checks {text: weight} and [[value, weight]].
std::string CheckWeights(ParameterType type, const Value& value) {
  if (!value.is_object()) return CheckItems(type, value, IsPair);
  for (const Value::Member& member : value.members()) {
    if (member.value.is_number()) continue;
    return fmt::format("must be {}, but the weight of \"{}\" is {}",
                       ParameterTypeName(type), member.key, member.value.Describe());
  }
  return "";
}

bool IsKeyWithList(const Value& value) {
  return IsPair(value) && value.items()[1].is_list();
}

// Checks {text: list} and [[value, list]].
std::string CheckLists(ParameterType type, const Value& value) {
  if (!value.is_object()) return CheckItems(type, value, IsKeyWithList);
  for (const Value::Member& member : value.members()) {
    if (member.value.is_list()) continue;
    return fmt::format("must be {}, but \"{}\" holds {}", ParameterTypeName(type),
                       member.key, member.value.Describe());
  }
  return "";
}

bool IsScalar(const Value& value) { return !value.is_list() && !value.is_object(); }

}  // namespace

const Value* Arguments::Find(std::string_view name) const {
  for (const Entry& entry : values_) {
    if (entry.name == name) return entry.value;
  }
  return nullptr;
}

int64_t Arguments::Integer(std::string_view name, int64_t fallback) const {
  const Value* value = Find(name);
  return value == nullptr ? fallback : value->ToInt64().value_or(fallback);
}

bool Arguments::Flag(std::string_view name, bool fallback) const {
  const Value* value = Find(name);
  return value == nullptr ? fallback : value->boolean();
}

std::optional<int64_t> Arguments::GivenInteger(std::string_view name) const {
  return Find(name) == nullptr ? std::nullopt : std::optional(Integer(name));
}

std::string Arguments::Number(std::string_view name, std::string_view fallback) const {
  const Value* value = Find(name);
  return value == nullptr ? std::string(fallback) : value->text();
}

std::string Arguments::Text(std::string_view name, std::string_view fallback) const {
  const Value* value = Find(name);
  return value == nullptr ? std::string(fallback) : value->text();
}

int32_t Arguments::Date(std::string_view name) const {
  const Value* value = Find(name);
  return value == nullptr ? 0 : ParseDate(value->text()).value_or(0);
}

std::string Arguments::Path(std::string_view name) const {
  for (const Entry& entry : values_) {
    if (entry.name == name) name = entry.written;
  }
  return fmt::format("{}.{}", keyword_, name);
}

std::string Arguments::FullPath(std::string_view name) const {
  for (const Entry& entry : values_) {
    if (entry.name == name) name = entry.written;
  }
  return JoinPath(JoinPath(path_, keyword_), name);
}

void Arguments::Report(std::string_view name, const std::string& text) const {
  const Value* value = Find(name);
  problems_->Add(value == nullptr ? position_ : value->position(),
                 fmt::format("{}: {} {}", place_, Path(name), text), FullPath(name));
}

void Arguments::ReportItem(std::string_view name, const std::string& item,
                           const Value& value, const std::string& text) const {
  problems_->Add(value.position(),
                 fmt::format("{}: {}{} {}", place_, Path(name), item, text),
                 FullPath(name) + item);
}

std::string ExampleSpec(const MethodInfo& method, const std::string& name) {
  return fmt::format(R"({{"{}": {}{}{}}})", name, method.example,
                     method.example_reads.empty() ? "" : ", ", method.example_reads);
}

std::string ParameterTypeName(ParameterType type) {
  switch (type) {
    case ParameterType::kInteger:
      return "a whole number of 64 bits";
    case ParameterType::kBoolean:
      return "true or false";
    case ParameterType::kNumber:
      return "a number";
    case ParameterType::kDate:
      return "a date \"YYYY-MM-DD\" that exists (years 0001 to 9999)";
    case ParameterType::kOptions:
      return "a list of texts, numbers, booleans or null";
    case ParameterType::kNumbers:
      return "a list of numbers";
    case ParameterType::kTexts:
      return "a list of texts";
    case ParameterType::kText:
      return "a text";
    case ParameterType::kValues:
      return "a list of values";
    case ParameterType::kWeights:
      return "an object {\"value\": weight, ...} or a list of [value, weight]";
    case ParameterType::kLists:
      return "an object of lists {\"key\": [...], ...} or a list of [key, [...]]";
    case ParameterType::kCalls:
      return "a list of {\"method\": ..., \"parms\": {...}}";
    case ParameterType::kColumn:
      return "a column such as {\"method\": ..., \"parms\": {...}}";
    case ParameterType::kColumns:
      return "an object of columns {\"name\": {\"method\": ..., \"parms\": {...}}, ...}";
    case ParameterType::kTextOrTexts:
      return "a text or a list of texts";
    case ParameterType::kDistribution:
      return "a distribution: a name such as \"normal\" or {\"name\": ..., ...}";
    case ParameterType::kLength:
      return "a length of time: seconds, or a text such as \"90s\" or \"1h30m\", at "
             "most 100 years";
  }
  return "";
}

namespace {

std::string CheckType(ParameterType type, const Value& value) {
  switch (type) {
    case ParameterType::kInteger:
      return value.is_number() && value.ToInt64() ? "" : Wanted(type, value);
    case ParameterType::kBoolean:
      return value.is_bool() ? "" : Wanted(type, value);
    case ParameterType::kNumber:
      return value.is_number() ? "" : Wanted(type, value);
    case ParameterType::kDate:
      return value.is_string() && ParseDate(value.text()) ? "" : Wanted(type, value);
    case ParameterType::kOptions:
      return CheckItems(type, value, IsScalar);
    case ParameterType::kNumbers:
      return CheckItems(type, value, [](const Value& item) { return item.is_number(); });
    case ParameterType::kTexts:
      return CheckItems(type, value, [](const Value& item) { return item.is_string(); });
    case ParameterType::kText:
      return value.is_string() ? "" : Wanted(type, value);
    case ParameterType::kValues:
      return value.is_list() ? "" : Wanted(type, value);
    case ParameterType::kWeights:
      return CheckWeights(type, value);
    case ParameterType::kLists:
      return CheckLists(type, value);
    case ParameterType::kCalls:
      return CheckItems(type, value, [](const Value& item) { return item.is_object(); });
    case ParameterType::kColumn:
    case ParameterType::kColumns:
      return value.is_object() ? "" : Wanted(type, value);
    case ParameterType::kTextOrTexts:
      if (value.is_string()) return "";
      return CheckItems(type, value, [](const Value& item) { return item.is_string(); });
    case ParameterType::kDistribution:
      return value.is_string() || value.is_object() ? "" : Wanted(type, value);
    case ParameterType::kLength:
      return ParseLength(value) ? "" : Wanted(type, value);
  }
  return "";
}

// The first text that is not allowed, alone or in a list; null if there is none.
const Value* FindOther(const std::vector<std::string>& allowed, const Value& value) {
  if (value.is_string()) {
    const bool is_allowed =
        std::find(allowed.begin(), allowed.end(), value.text()) != allowed.end();
    return is_allowed ? nullptr : &value;
  }
  for (const Value& item : value.items()) {
    if (const Value* other = FindOther(allowed, item)) return other;
  }
  return nullptr;
}

bool IsInRange(const ParameterInfo& parameter, const Value& value) {
  const auto number = value.ToDouble();
  const auto bound = [](const std::string& text) {
    return *Value::Number(text).ToDouble();
  };
  if (!parameter.minimum.empty() && (!number || *number < bound(parameter.minimum))) {
    return false;
  }
  return parameter.maximum.empty() || (number && *number <= bound(parameter.maximum));
}

}  // namespace

std::string RequiredText(const ParameterInfo& parameter) {
  return parameter.unless.empty() ? "required" : "required without " + parameter.unless;
}

std::string ExpectedText(const ParameterInfo& parameter) {
  const std::string& least = parameter.minimum;
  const std::string& most = parameter.maximum;
  const std::string type = ParameterTypeName(parameter.type);
  if (least.empty() && most.empty()) return type;
  const bool is_integer = parameter.type == ParameterType::kInteger;
  return fmt::format("{} {}", is_integer ? "a whole number" : type,
                     most.empty()    ? ">= " + least
                     : least.empty() ? "<= " + most
                                     : fmt::format("from {} to {}", least, most));
}

std::string CheckParameter(const ParameterInfo& parameter, const Value& value) {
  const bool is_scalar = parameter.type == ParameterType::kInteger ||
                         parameter.type == ParameterType::kNumber;
  std::string wrong = CheckType(parameter.type, value);
  if (is_scalar && (!wrong.empty() || !IsInRange(parameter, value))) {
    return fmt::format("must be {}, got {}", ExpectedText(parameter), value.Describe());
  }
  if (!wrong.empty()) return wrong;
  const std::vector<std::string>& allowed = parameter.allowed;
  const Value* other = allowed.empty() ? nullptr : FindOther(allowed, value);
  if (other == nullptr) return "";
  return fmt::format("must be one of {}, got {}{}", JoinNames(allowed), other->Describe(),
                     DidYouMean(other->text(), allowed));
}

std::string JoinPath(const std::string& path, std::string_view name) {
  const auto is_plain = [](unsigned char c) {
    return c >= 0x80 || c == '_' || c == '-' || c == '$' || (c >= '0' && c <= '9') ||
           (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  if (name.empty() || !std::all_of(name.begin(), name.end(), is_plain)) {
    return fmt::format("{}[{}]", path, ToJson(Value::String(std::string(name))));
  }
  return path.empty() ? std::string(name) : fmt::format("{}.{}", path, name);
}

}  // namespace rand_engine
