#include "rand_engine/methods/column_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "rand_engine/domain/decimal.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

using Names = std::vector<std::string>;

const Names& ParameterKeywords() {
  static const auto& keywords = *new Names{"parms", "kwargs", "args"};
  return keywords;
}

/// Of a column besides its method and parameters.
const Names& ColumnKeywords() {
  static const auto& keywords = *new Names{"cols", "splitable", "sep", "null_rate"};
  return keywords;
}

bool Holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Names ParameterNames(const MethodInfo& method) {
  Names names;
  for (const ParameterInfo& parameter : method.parameters)
    names.push_back(parameter.name);
  return names;
}

/// Reads a method and its parameters, and what stands beside them; each step reports what
/// is wrong and says whether to go on.
class CallReader {
 public:
  CallReader(const Value& value, SourcePosition position, std::string place,
             Problems* problems)
      : value_(value),
        position_(position),
        place_(std::move(place)),
        problems_(problems),
        before_(problems->size()) {}

  void Report(SourcePosition position, const std::string& text) {
    problems_->Add(position, place_ + ": " + text);
  }

  /// `extra` are keys that may stand beside method and parameters.
  bool FindKeys(const Names& extra) {
    if (!value_.is_object()) {
      Report(value_.position(),
             fmt::format("must be an object with a method, e.g. {}; got {}",
                         FindMethod("gen_ints")->example, value_.Describe()));
      return false;
    }
    bool good = true;
    for (const Value::Member& member : value_.members()) {
      if (member.key == "method") {
        method_ = &member;
      } else if (Holds(ParameterKeywords(), member.key)) {
        if (parameters_ != nullptr) {
          Report(member.key_position,
                 fmt::format("has both '{}' and '{}'; they mean the same, keep one",
                             parameters_->key, member.key));
          good = false;
        }
        parameters_ = &member;
      } else if (!Holds(extra, member.key)) {
        ReportUnknownKey(member, extra);
        good = false;
      }
    }
    return good;
  }

  const MethodInfo* ReadMethod() {
    if (method_ == nullptr) {
      Report(position_,
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
    if (method == nullptr && name.text() == "faker") {
      Report(name.position(),
             "method faker is of the Python package alone, for a column of a dict: its "
             "values come from the package Faker; person, address and phone need none");
    } else if (method == nullptr) {
      const Names names = MethodNames();
      Report(name.position(),
             fmt::format("unknown method '{}'{}; there are: {}", name.text(),
                         DidYouMean(name.text(), names), JoinNames(names)));
    }
    return method;
  }

  /// False if there was a mistake, here or before.
  bool ReadParameters(const MethodInfo& method, Arguments* arguments) {
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
        return false;
      }
    }
    for (const ParameterInfo& parameter : method.parameters) {
      if (!parameter.required || arguments->Find(parameter.name) != nullptr) continue;
      Report(position_, fmt::format("{} needs parameter '{}' ({}); e.g. {}", method.name,
                                    parameter.name, parameter.meaning, method.example));
    }
    return !failed();
  }

  bool has_method() const { return method_ != nullptr; }
  Arguments MakeArguments() const { return {place_, position_, problems_}; }
  bool failed() const { return problems_->size() != before_; }

 private:
  void ReportUnknownKey(const Value::Member& member, const Names& extra) {
    Names known = ParameterKeywords();
    known.insert(known.begin(), "method");
    known.insert(known.end(), extra.begin(), extra.end());
    Report(member.key_position,
           fmt::format("unknown key '{}'{}; {} has: {}", member.key,
                       DidYouMean(member.key, known),
                       extra.empty() ? "a template" : "a column", JoinNames(known)));
  }

  void ReadNamed(const MethodInfo& method, const Value& object, Arguments* arguments) {
    for (const Value::Member& member : object.members()) {
      const ParameterInfo* parameter = FindParameter(method, member.key);
      if (parameter == nullptr) {
        ReportUnknownParameter(method, member);
      } else if (arguments->Find(parameter->name) != nullptr) {
        Report(member.key_position,
               fmt::format("has both '{}' and '{}'; they mean the same, keep one",
                           parameter->name, parameter->alias));
      } else {
        Bind(*parameter, member.key, member.value, arguments);
      }
    }
  }

  void ReportUnknownParameter(const MethodInfo& method, const Value::Member& member) {
    const Names names = ParameterNames(method);
    Report(
        member.key_position,
        names.empty()
            ? fmt::format("{} takes no parameters, got '{}'", method.name, member.key)
            : fmt::format("{} has no parameter '{}'{}; it has: {}", method.name,
                          member.key, DidYouMean(member.key, names), JoinNames(names)));
  }

  void ReadPositional(const MethodInfo& method, const Value& list, Arguments* arguments) {
    const size_t most = method.parameters.size();
    if (list.items().size() > most) {
      Report(list.position(), fmt::format("{} takes at most {} parameters, got {}",
                                          method.name, most, list.items().size()));
    }
    for (size_t i = 0; i < std::min(most, list.items().size()); ++i) {
      const ParameterInfo& parameter = method.parameters[i];
      Bind(parameter, parameter.name, list.items()[i], arguments);
    }
  }

  static const ParameterInfo* FindParameter(const MethodInfo& method,
                                            const std::string& name) {
    for (const ParameterInfo& parameter : method.parameters) {
      if (parameter.name == name) return &parameter;
      if (!parameter.alias.empty() && parameter.alias == name) return &parameter;
    }
    return nullptr;
  }

  // Null says "not given" of an optional parameter.
  static void Bind(const ParameterInfo& parameter, const std::string& written,
                   const Value& value, Arguments* arguments) {
    if (value.is_null() && !parameter.required) return;
    arguments->Set(parameter.name, written, &value);
    std::string wrong = CheckParameterType(parameter.type, value);
    const Value* other = wrong.empty() ? FindOther(parameter.allowed, value) : nullptr;
    if (other != nullptr) {
      wrong =
          fmt::format("must be one of {}, got {}{}", JoinNames(parameter.allowed),
                      other->Describe(), DidYouMean(other->text(), parameter.allowed));
    }
    if (!wrong.empty()) arguments->Report(parameter.name, wrong);
  }

  // The first text that is not allowed, of a list or alone; null if there is none.
  static const Value* FindOther(const Names& allowed, const Value& value) {
    if (allowed.empty()) return nullptr;
    if (value.is_string()) return Holds(allowed, value.text()) ? nullptr : &value;
    if (!value.is_list()) return nullptr;
    for (const Value& item : value.items()) {
      if (const Value* other = FindOther(allowed, item)) return other;
    }
    return nullptr;
  }

  const Value& value_;
  SourcePosition position_;
  std::string place_;
  Problems* problems_;
  size_t before_;
  const Value::Member* method_ = nullptr;
  const Value::Member* parameters_ = nullptr;
};

/// Gives a member's columns their names.
class ColumnNamer {
 public:
  ColumnNamer(const Value::Member& member, const MethodInfo& method, CallReader* reader)
      : member_(member), method_(method), reader_(reader) {}

  /// True if `cols`, `splitable` and `sep` are what they should be.
  bool Check() {
    const Value* splitable = member_.value.Find("splitable");
    if (splitable != nullptr && !splitable->is_bool()) {
      reader_->Report(splitable->position(),
                      "splitable must be true or false, got " + splitable->Describe());
    }
    const Value* separator = member_.value.Find("sep");
    if (separator != nullptr && !separator->is_string()) {
      reader_->Report(separator->position(),
                      "sep must be a text such as \";\", got " + separator->Describe());
    }
    cols_ = member_.value.Find("cols");
    if (cols_ != nullptr) return CheckNames();
    if (method_.make_columns == nullptr) return true;
    reader_->Report(member_.key_position,
                    fmt::format("{} gives several columns, which 'cols' has to name; "
                                "e.g. {}",
                                method_.name, method_.example));
    return false;
  }

  /// The checked `cols`, or null.
  const Value* cols() const { return cols_; }

  std::vector<NamedRecipe> Name(std::vector<ColumnRecipe> recipes) {
    std::vector<NamedRecipe> named;
    if (cols_ == nullptr) {
      named.push_back({member_.key, member_.key_position, std::move(recipes[0])});
      return named;
    }
    const std::vector<Value>& names = cols_->items();
    if (names.size() != recipes.size()) {
      reader_->Report(cols_->position(),
                      fmt::format("cols must name the {} columns that {} gives here, "
                                  "got {} names",
                                  recipes.size(), method_.name, names.size()));
      return named;
    }
    for (size_t i = 0; i < names.size(); ++i) {
      named.push_back({names[i].text(), names[i].position(), std::move(recipes[i])});
    }
    return named;
  }

 private:
  bool CheckNames() {
    const auto is_name = [](const Value& name) {
      return name.is_string() && !name.text().empty();
    };
    const bool good = cols_->is_list() && !cols_->items().empty() &&
                      std::all_of(cols_->items().begin(), cols_->items().end(), is_name);
    if (good) return true;
    reader_->Report(
        cols_->position(),
        fmt::format("cols must be a list of names such as [\"country\", \"currency\"], "
                    "got {}",
                    cols_->is_list() ? ToJson(*cols_) : cols_->Describe()));
    return false;
  }

  const Value::Member& member_;
  const MethodInfo& method_;
  CallReader* reader_;
  const Value* cols_ = nullptr;
};

NullDraws ReadNullRate(const Value& column, CallReader* reader) {
  const Value* rate = column.is_object() ? column.Find("null_rate") : nullptr;
  if (rate == nullptr || rate->is_null()) return 0;
  const auto draws = rate->is_number() ? CountSteps(rate->text()) : std::nullopt;
  if (draws) return *draws;
  reader->Report(rate->position(),
                 fmt::format("null_rate must be a number from 0 (never missing) to 1 "
                             "(always), e.g. 0.1; got {}",
                             rate->Describe()));
  return 0;
}

std::vector<ColumnRecipe> MakeRecipes(const MethodInfo& method,
                                      const Arguments& arguments,
                                      const ColumnContext& context) {
  if (method.make_columns != nullptr) return method.make_columns(arguments, context);
  std::vector<ColumnRecipe> recipes;
  recipes.push_back(method.make(arguments, context));
  return recipes;
}

}  // namespace

std::vector<NamedRecipe> ReadColumns(const Value::Member& member,
                                     const ColumnContext& context, Problems* problems) {
  CallReader reader(member.value, member.key_position,
                    fmt::format("column '{}'", member.key), problems);
  if (member.key.empty()) {
    reader.Report(member.key_position, "a column's name must not be empty");
    return {};
  }
  // A wrong key hides no mistake in the parameters, but perhaps the method or the names.
  const bool good_keys = reader.FindKeys(ColumnKeywords());
  if (!good_keys && !reader.has_method()) return {};
  const NullDraws null_draws = ReadNullRate(member.value, &reader);
  const MethodInfo* method = reader.ReadMethod();
  if (method == nullptr) return {};
  Arguments arguments = reader.MakeArguments();
  const bool good = reader.ReadParameters(*method, &arguments);
  ColumnNamer namer(member, *method, &reader);
  const bool named = good_keys && namer.Check();
  if (!good) return {};
  ColumnContext own = context;
  if (named) own.cols = namer.cols();
  auto recipes = MakeRecipes(*method, arguments, own);
  if (reader.failed() || !named) return {};
  for (ColumnRecipe& recipe : recipes) recipe.null_draws = null_draws;
  return namer.Name(std::move(recipes));
}

std::optional<ColumnRecipe> ReadCall(const Value& call, const std::string& place,
                                     const ColumnContext& context, Problems* problems) {
  CallReader reader(call, call.position(), place, problems);
  if (!reader.FindKeys({}) && !reader.has_method()) return std::nullopt;
  const MethodInfo* method = reader.ReadMethod();
  if (method == nullptr) return std::nullopt;
  Arguments arguments = reader.MakeArguments();
  if (!reader.ReadParameters(*method, &arguments)) return std::nullopt;
  if (method->make == nullptr) {
    reader.Report(call.position(),
                  fmt::format("{} gives several columns; a template gives one, e.g. {}",
                              method->name, FindMethod("integers")->example));
    return std::nullopt;
  }
  ColumnRecipe recipe = method->make(arguments, context);
  if (reader.failed()) return std::nullopt;
  return recipe;
}

std::string SpecExample() {
  return fmt::format("e.g. {{\"age\": {}}}", FindMethod("gen_ints")->example);
}

}  // namespace rand_engine
