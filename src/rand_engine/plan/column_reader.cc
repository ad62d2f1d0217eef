#include "rand_engine/plan/column_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "rand_engine/methods/registry.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

const std::vector<std::string>& ParameterKeywords() {
  static const auto& keywords = *new std::vector<std::string>{"parms", "kwargs", "args"};
  return keywords;
}

bool IsParameterKeyword(const std::string& key) {
  const auto& keywords = ParameterKeywords();
  return std::find(keywords.begin(), keywords.end(), key) != keywords.end();
}

std::vector<std::string> ParameterNames(const MethodInfo& method) {
  std::vector<std::string> names;
  for (const ParameterInfo& parameter : method.parameters)
    names.push_back(parameter.name);
  return names;
}

/// Reads one column; each step reports what is wrong and says whether to go on.
class ColumnReader {
 public:
  ColumnReader(const Value::Member& column, Problems* problems)
      : column_(column),
        place_(fmt::format("column '{}'", column.key)),
        problems_(problems) {}

  ColumnRecipe Read(const ColumnContext& context) {
    if (!FindKeys()) return {};
    const MethodInfo* method = ReadMethod();
    if (method == nullptr) return {};
    Arguments arguments(place_, column_.key_position, problems_);
    const size_t before = problems_->size();
    ReadParameters(*method, &arguments);
    if (problems_->size() != before) return {};
    return method->make(arguments, context);
  }

 private:
  void Report(SourcePosition position, const std::string& text) {
    problems_->Add(position, place_ + ": " + text);
  }

  bool FindKeys() {
    const Value& value = column_.value;
    if (column_.key.empty()) {
      Report(column_.key_position, "a column's name must not be empty");
      return false;
    }
    if (!value.is_object()) {
      Report(value.position(),
             fmt::format("must be an object with a method, e.g. {}; got {}",
                         FindMethod("gen_ints")->example, value.Describe()));
      return false;
    }
    bool good = true;
    for (const Value::Member& member : value.members()) {
      if (member.key == "method") {
        method_ = &member;
      } else if (!IsParameterKeyword(member.key)) {
        good = false;
        std::vector<std::string> known = ParameterKeywords();
        known.insert(known.begin(), "method");
        Report(member.key_position,
               fmt::format("unknown key '{}'{}; a column has: {}", member.key,
                           DidYouMean(member.key, known), JoinNames(known)));
      } else if (parameters_ != nullptr) {
        good = false;
        Report(member.key_position,
               fmt::format("has both '{}' and '{}'; they mean the same, keep one",
                           parameters_->key, member.key));
      } else {
        parameters_ = &member;
      }
    }
    return good;
  }

  const MethodInfo* ReadMethod() {
    if (method_ == nullptr) {
      Report(column_.key_position,
             fmt::format("needs a method, e.g. {}", FindMethod("gen_ints")->example));
      return nullptr;
    }
    const Value& name = method_->value;
    if (!name.is_string()) {
      Report(name.position(),
             fmt::format("method must be a name such as \"gen_ints\", got "
                         "{}",
                         name.Describe()));
      return nullptr;
    }
    const MethodInfo* method = FindMethod(name.text());
    if (method == nullptr) {
      const std::vector<std::string> names = MethodNames();
      Report(name.position(),
             fmt::format("unknown method '{}'{}; there are: {}", name.text(),
                         DidYouMean(name.text(), names), JoinNames(names)));
    }
    return method;
  }

  void ReadParameters(const MethodInfo& method, Arguments* arguments) {
    if (parameters_ != nullptr) {
      arguments->set_keyword(parameters_->key);
      const Value& value = parameters_->value;
      if (value.is_object()) {
        ReadNamed(method, value, arguments);
      } else if (value.is_list()) {
        ReadPositional(method, value, arguments);
      } else if (!value.is_null()) {
        Report(value.position(),
               fmt::format("{} must be an object, got {}; e.g. {}", parameters_->key,
                           value.Describe(), method.example));
        return;
      }
    }
    for (const ParameterInfo& parameter : method.parameters) {
      if (!parameter.required || arguments->Find(parameter.name) != nullptr) continue;
      Report(column_.key_position,
             fmt::format("{} needs parameter '{}' ({}); e.g. {}", method.name,
                         parameter.name, parameter.meaning, method.example));
    }
  }

  void ReadNamed(const MethodInfo& method, const Value& object, Arguments* arguments) {
    for (const Value::Member& member : object.members()) {
      const ParameterInfo* parameter = FindParameter(method, member.key);
      if (parameter != nullptr) {
        Bind(*parameter, member.value, arguments);
        continue;
      }
      const std::vector<std::string> names = ParameterNames(method);
      Report(
          member.key_position,
          names.empty()
              ? fmt::format("{} takes no parameters, got '{}'", method.name, member.key)
              : fmt::format("{} has no parameter '{}'{}; it has: {}", method.name,
                            member.key, DidYouMean(member.key, names), JoinNames(names)));
    }
  }

  void ReadPositional(const MethodInfo& method, const Value& list, Arguments* arguments) {
    const size_t most = method.parameters.size();
    if (list.items().size() > most) {
      Report(list.position(), fmt::format("{} takes at most {} parameters, got {}",
                                          method.name, most, list.items().size()));
    }
    for (size_t i = 0; i < std::min(most, list.items().size()); ++i) {
      Bind(method.parameters[i], list.items()[i], arguments);
    }
  }

  static const ParameterInfo* FindParameter(const MethodInfo& method,
                                            const std::string& name) {
    for (const ParameterInfo& parameter : method.parameters) {
      if (parameter.name == name) return &parameter;
    }
    return nullptr;
  }

  void Bind(const ParameterInfo& parameter, const Value& value, Arguments* arguments) {
    // null for an optional parameter is the same as leaving it out.
    if (value.is_null() && !parameter.required) return;
    arguments->Set(parameter.name, &value);
    const std::string wrong = CheckParameterType(parameter.type, value);
    if (!wrong.empty()) arguments->Report(parameter.name, wrong);
  }

  const Value::Member& column_;
  std::string place_;
  Problems* problems_;
  const Value::Member* method_ = nullptr;
  const Value::Member* parameters_ = nullptr;
};

}  // namespace

ColumnRecipe ReadColumn(const Value::Member& column, const ColumnContext& context,
                        Problems* problems) {
  return ColumnReader(column, problems).Read(context);
}

std::string SpecExample() {
  return fmt::format("e.g. {{\"age\": {}}}", FindMethod("gen_ints")->example);
}

}  // namespace rand_engine
