#include "rand_engine/methods/column_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "rand_engine/domain/decimal.h"
#include "rand_engine/methods/anomalies.h"
#include "rand_engine/methods/column_keys.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

using Names = std::vector<std::string>;

bool Holds(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Names NamesOf(const std::vector<ParameterInfo>& parameters) {
  Names names;
  for (const ParameterInfo& parameter : parameters) names.push_back(parameter.name);
  return names;
}

const std::vector<ParameterInfo>& NoKeys() {
  static const auto& none = *new std::vector<ParameterInfo>();
  return none;
}

/// Reads a method and its parameters, and what stands beside them; each step reports what
/// is wrong and says whether to go on.
class CallReader {
 public:
  CallReader(const Value& value, SourcePosition position, std::string place,
             std::string path, Problems* problems)
      : value_(value),
        position_(position),
        place_(std::move(place)),
        path_(std::move(path)),
        problems_(problems),
        before_(problems->size()),
        example_(FindMethod("gen_ints")->example) {}

  // Whoever found a mistake: it lies in here, and this is what would be right.
  ~CallReader() { problems_->Explain(before_, path_, example_); }
  CallReader(const CallReader&) = delete;
  CallReader& operator=(const CallReader&) = delete;

  /// `name` is of the member that is wrong, "" = the whole.
  void Report(SourcePosition position, const std::string& text,
              const std::string& name = "") {
    problems_->Add(position, place_ + ": " + text,
                   name.empty() ? path_ : JoinPath(path_, name));
  }

  /// `extra` are keys that may stand beside method and parameters.
  bool FindKeys(const std::vector<ParameterInfo>& extra) {
    if (!value_.is_object()) {
      Report(value_.position(),
             fmt::format("must be an object with a method, e.g. {}; got {}", example_,
                         value_.Describe()));
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
                             parameters_->key, member.key),
                 member.key);
          good = false;
        }
        parameters_ = &member;
      } else if (const ParameterInfo* key = FindParameter(extra, member.key)) {
        CheckKey(*key, member);
      } else {
        ReportUnknownKey(member, extra);
        good = false;
      }
    }
    return good;
  }

  const MethodInfo* ReadMethod() {
    if (method_ == nullptr) {
      Report(position_, fmt::format("needs a method, e.g. {}", example_));
      return nullptr;
    }
    const Value& name = method_->value;
    if (!name.is_string()) {
      Report(name.position(),
             fmt::format("method must be a name such as \"gen_ints\", got "
                         "{}",
                         name.Describe()),
             "method");
      return nullptr;
    }
    const MethodInfo* method = FindMethod(name.text());
    if (method == nullptr && name.text() == "faker") {
      Report(name.position(),
             "method faker is of the Python package alone, for a column of a dict: its "
             "values come from the package Faker; person, address and phone need none",
             "method");
      return nullptr;
    }
    if (method == nullptr) {
      const Names names = MethodNames();
      Report(name.position(),
             fmt::format("unknown method '{}'{}; there are: {}", name.text(),
                         DidYouMean(name.text(), names), JoinNames(names)),
             "method");
      const auto nearest = NearestName(name.text(), names);
      if (nearest) example_ = FindMethod(*nearest)->example;
      return nullptr;
    }
    example_ = method->example;
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
                           value.Describe(), method.example),
               parameters_->key);
        return false;
      }
    }
    for (const ParameterInfo& parameter : method.parameters) {
      if (!parameter.required || arguments->Find(parameter.name) != nullptr) continue;
      if (arguments->Find(parameter.unless) != nullptr) continue;
      if (Holds(misplaced_, parameter.name)) continue;
      problems_->Add(
          position_,
          fmt::format("{}: {} needs parameter '{}' ({}); e.g. {}", place_, method.name,
                      parameter.name, parameter.meaning, method.example),
          arguments->FullPath(parameter.name));
    }
    return !failed();
  }

  bool has_method() const { return method_ != nullptr; }
  Arguments MakeArguments() const { return {place_, path_, position_, problems_}; }
  bool failed() const { return problems_->size() != before_; }

 private:
  void CheckKey(const ParameterInfo& key, const Value::Member& member) {
    if (member.value.is_null()) return;
    const std::string wrong = CheckParameter(key, member.value);
    if (wrong.empty()) return;
    Report(member.value.position(), fmt::format("{} {}", key.name, wrong), key.name);
  }

  void ReportUnknownKey(const Value::Member& member,
                        const std::vector<ParameterInfo>& extra) {
    const Value* name = value_.Find("method");
    const MethodInfo* method =
        name != nullptr && name->is_string() ? FindMethod(name->text()) : nullptr;
    const ParameterInfo* parameter =
        method == nullptr ? nullptr : FindParameter(method->parameters, member.key);
    if (parameter != nullptr) {
      misplaced_.push_back(parameter->name);
      Report(member.key_position,
             fmt::format("'{}' is a parameter of {}: put it into \"parms\"", member.key,
                         method->name),
             member.key);
      return;
    }
    Names known = ParameterKeywords();
    known.insert(known.begin(), "method");
    for (const ParameterInfo& key : extra) known.push_back(key.name);
    Report(member.key_position,
           fmt::format("unknown key '{}'{}; {} has: {}", member.key,
                       DidYouMean(member.key, known),
                       extra.empty() ? "a template" : "a column", JoinNames(known)),
           member.key);
  }

  void ReadNamed(const MethodInfo& method, const Value& object, Arguments* arguments) {
    for (const Value::Member& member : object.members()) {
      const ParameterInfo* parameter = FindParameter(method.parameters, member.key);
      if (parameter == nullptr) {
        ReportUnknownParameter(method, member, arguments->FullPath(member.key));
      } else if (arguments->Find(parameter->name) != nullptr) {
        problems_->Add(
            member.key_position,
            fmt::format("{}: has both '{}' and '{}'; they mean the same, keep one",
                        place_, parameter->name, parameter->alias),
            arguments->FullPath(member.key));
      } else {
        Bind(*parameter, member.key, member.value, arguments);
      }
    }
  }

  void ReportUnknownParameter(const MethodInfo& method, const Value::Member& member,
                              const std::string& path) {
    const Names names = NamesOf(method.parameters);
    const std::string text =
        names.empty()
            ? fmt::format("{} takes no parameters, got '{}'", method.name, member.key)
            : fmt::format("{} has no parameter '{}'{}; it has: {}", method.name,
                          member.key, DidYouMean(member.key, names), JoinNames(names));
    problems_->Add(member.key_position, fmt::format("{}: {}", place_, text), path);
  }

  void ReadPositional(const MethodInfo& method, const Value& list, Arguments* arguments) {
    const size_t most = method.parameters.size();
    if (list.items().size() > most) {
      Report(list.position(),
             fmt::format("{} takes at most {} parameters, got {}", method.name, most,
                         list.items().size()),
             parameters_->key);
    }
    for (size_t i = 0; i < std::min(most, list.items().size()); ++i) {
      const ParameterInfo& parameter = method.parameters[i];
      Bind(parameter, parameter.name, list.items()[i], arguments);
    }
  }

  // Null says "not given" of an optional parameter.
  static void Bind(const ParameterInfo& parameter, const std::string& written,
                   const Value& value, Arguments* arguments) {
    if (value.is_null() && !parameter.required) return;
    arguments->Set(parameter.name, written, &value);
    const std::string wrong = CheckParameter(parameter, value);
    if (!wrong.empty()) arguments->Report(parameter.name, wrong);
  }

  const Value& value_;
  SourcePosition position_;
  std::string place_;
  std::string path_;
  Problems* problems_;
  size_t before_;
  std::string example_;
  Names misplaced_;  ///< parameters that stand beside the method
  const Value::Member* method_ = nullptr;
  const Value::Member* parameters_ = nullptr;
};

/// Gives a member's columns their names.
class ColumnNamer {
 public:
  ColumnNamer(const Value::Member& member, const MethodInfo& method, CallReader* reader)
      : member_(member), method_(method), reader_(reader) {}

  /// True if `cols` is what it should be.
  bool Check() {
    cols_ = member_.value.Find("cols");
    if (cols_ != nullptr && cols_->is_null()) cols_ = nullptr;
    if (cols_ != nullptr) return CheckNames();
    if (method_.make_columns == nullptr || method_.refers_to_rows) return true;
    reader_->Report(member_.key_position,
                    fmt::format("{} gives several columns, which 'cols' has to name; "
                                "e.g. {}",
                                method_.name, method_.example),
                    "cols");
    return false;
  }

  /// The checked `cols`, or null.
  const Value* cols() const { return cols_; }

  std::vector<NamedRecipe> Name(std::vector<ColumnRecipe> recipes) {
    std::vector<NamedRecipe> named;
    if (cols_ == nullptr && recipes.size() > 1) {
      reader_->Report(member_.key_position,
                      fmt::format("{} gives {} columns here, which 'cols' has to name",
                                  method_.name, recipes.size()));
      return named;
    }
    if (cols_ == nullptr) {
      named.push_back({member_.key, member_.key_position, std::move(recipes[0])});
      return named;
    }
    const std::vector<Value>& names = cols_->items();
    if (names.size() != recipes.size()) {
      reader_->Report(cols_->position(),
                      fmt::format("cols must name the {} columns that {} gives here, "
                                  "got {} names",
                                  recipes.size(), method_.name, names.size()),
                      "cols");
      return named;
    }
    for (size_t i = 0; i < names.size(); ++i) {
      named.push_back({names[i].text(), names[i].position(), std::move(recipes[i])});
    }
    return named;
  }

 private:
  // That it is a list of texts, the reader has checked.
  bool CheckNames() {
    const std::vector<Value>& names = cols_->items();
    const auto is_good = [](const Value& name) {
      return name.is_string() && !name.text().empty();
    };
    if (!names.empty() && std::all_of(names.begin(), names.end(), is_good)) return true;
    const bool is_reported =
        !CheckParameter(*FindParameter(ColumnKeys(), "cols"), *cols_).empty();
    if (is_reported) return false;
    reader_->Report(
        cols_->position(),
        fmt::format("cols must name at least one column, each name a text that is not "
                    "empty, such as [\"country\", \"currency\"]; got {}",
                    ToJson(*cols_)),
        "cols");
    return false;
  }

  const Value::Member& member_;
  const MethodInfo& method_;
  CallReader* reader_;
  const Value* cols_ = nullptr;
};

bool ReadHidden(const Value& column) {
  const Value* hidden = column.is_object() ? column.Find("hidden") : nullptr;
  return hidden != nullptr && hidden->is_bool() && hidden->boolean();
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

NullDraws ReadRate(const Value& column, std::string_view key) {
  const Value* rate = column.Find(key);
  if (rate == nullptr || !rate->is_number()) return 0;
  constexpr NullDraws kAlways = NullDraws{1} << 64;
  // A decimal just beyond 0 or 1 may be that very double.
  return CountSteps(rate->text()).value_or(*rate->ToDouble() > 0.5 ? kAlways : 0);
}

std::vector<NamedRecipe> ReadColumns(const Value::Member& member,
                                     const ColumnContext& context, Problems* problems) {
  CallReader reader(member.value, member.key_position,
                    context.place.empty() ? fmt::format("column '{}'", member.key)
                                          : JoinPath(context.place, member.key),
                    JoinPath(context.path, member.key), problems);
  if (member.key.empty()) {
    reader.Report(member.key_position, "a column's name must not be empty");
    return {};
  }
  // A wrong key hides no mistake in the parameters, but perhaps the method or the names.
  const bool good_keys = reader.FindKeys(ColumnKeys());
  if (!good_keys && !reader.has_method()) return {};
  const NullDraws null_draws = ReadRate(member.value, "null_rate");
  const bool hidden = ReadHidden(member.value);
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
  // A mistake in what the columns refer to is told where it is.
  if (reader.failed() || !named || recipes.empty()) return {};
  for (ColumnRecipe& recipe : recipes) {
    if (recipe.source == nullptr) return {};
    recipe.null_draws = null_draws;
    recipe.hidden = hidden;
  }
  std::vector<NamedRecipe> columns = namer.Name(std::move(recipes));
  if (reader.failed()) return {};
  ReadAnomalies(member.value, &columns,
                [&](SourcePosition position, const std::string& text,
                    const std::string& key) { reader.Report(position, text, key); });
  if (reader.failed()) return {};
  return columns;
}

std::vector<std::string> NamesOfColumns(const Value::Member& member) {
  const Value* cols = member.value.Find("cols");
  if (cols == nullptr || !cols->is_list()) return {member.key};
  Names names;
  for (const Value& name : cols->items()) {
    if (name.is_string()) names.push_back(name.text());
  }
  return names;
}

std::optional<ColumnRecipe> ReadCall(const Value& call, const std::string& place,
                                     const std::string& path,
                                     const ColumnContext& context, Problems* problems) {
  CallReader reader(call, call.position(), place, path, problems);
  if (!reader.FindKeys(NoKeys()) && !reader.has_method()) return std::nullopt;
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
  ColumnContext alone = context;
  alone.columns = nullptr;
  alone.nested = nullptr;
  ColumnRecipe recipe = method->make(arguments, alone);
  if (reader.failed()) return std::nullopt;
  return recipe;
}

std::string SpecExample() {
  return fmt::format("e.g. {{\"age\": {}}}", FindMethod("gen_ints")->example);
}

}  // namespace rand_engine
