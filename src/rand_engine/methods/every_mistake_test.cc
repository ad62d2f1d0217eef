// Every method of the table with every kind of mistake that the table knows: each message
// says where, what was given, what is wanted, and shows an example that works.
#include <arrow/result.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "rand_engine/error.h"
#include "rand_engine/methods/column_keys.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/spec.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

using Json = nlohmann::ordered_json;

std::vector<SpecMistake> MistakesOfColumn(const Json& column) {
  Json spec = {{"net price", column}};
  for (const MethodInfo& method : Methods()) {
    const bool is_its =
        column.is_object() && column.value("method", Json()) == method.name;
    if (is_its) spec.update(Json::parse("{" + method.example_reads + "}"));
  }
  return GetSpecMistakes(Plan::Make(*Spec::FromJson(spec.dump()), {"1", 0, 0}).status());
}

/// A method's example, its parameters under "kwargs".
Json ExampleOf(const MethodInfo& method) {
  Json column = Json::parse(method.example);
  Json parameters = Json::object();
  for (const std::string& keyword : ParameterKeywords()) {
    if (!column.contains(keyword)) continue;
    parameters = column[keyword];
    column.erase(keyword);
  }
  column["kwargs"] = parameters;
  return column;
}

/// True if one of the mistakes has this path, this example and all these words.
void ExpectMistake(const Json& column, const std::string& path,
                   const std::string& example, const std::vector<std::string>& words) {
  const auto mistakes = MistakesOfColumn(column);
  for (const SpecMistake& mistake : mistakes) {
    if (mistake.path != "[\"net price\"]" + path) continue;
    EXPECT_EQ(mistake.example, example) << column;
    EXPECT_GT(mistake.line, 0) << column;
    for (const std::string& word : words) {
      EXPECT_NE(mistake.message.find(word), std::string::npos)
          << column << ": " << mistake.message;
    }
    return;
  }
  std::string all;
  for (const SpecMistake& mistake : mistakes)
    all += mistake.path + ": " + mistake.message;
  ADD_FAILURE() << column << " gives no mistake at " << path << " but " << all;
}

bool IsNumeric(const ParameterInfo& parameter) {
  return parameter.type == ParameterType::kInteger ||
         parameter.type == ParameterType::kNumber;
}

/// Values that no parameter of this type takes.
std::vector<Json> WrongValues(const ParameterInfo& parameter) {
  if (IsNumeric(parameter)) return {true, "7", Json::array({7})};
  switch (parameter.type) {
    case ParameterType::kText:
      return {7, Json::array({"a"}), false};
    case ParameterType::kDate:
      return {"2024-02-30", "01/02/2024", 20240101};
    case ParameterType::kBoolean:
      return {"true", 1};
    default:
      break;
  }
  std::vector<Json> values = {7, "a", Json::array({7}), {{"a", {{"b", 1}}}}};
  std::erase_if(values, [&](const Json& value) {
    const auto spec = Spec::FromJson(Json{{"value", value}}.dump());
    return CheckParameter(parameter, spec->root().members()[0].value).empty();
  });
  EXPECT_FALSE(values.empty()) << parameter.name;
  return values;
}

TEST(EveryMistakeTest, ExamplesAreRight) {
  for (const MethodInfo& method : Methods()) {
    if (method.refers_to_rows) continue;  // run/dataset_test.cc
    EXPECT_EQ(MistakesOfColumn(Json::parse(method.example)).size(), 0u) << method.name;
    EXPECT_EQ(MistakesOfColumn(ExampleOf(method)).size(), 0u) << method.name;
  }
}

TEST(EveryMistakeTest, WrongTypes) {
  for (const MethodInfo& method : Methods()) {
    for (const ParameterInfo& parameter : method.parameters) {
      for (const Json& value : WrongValues(parameter)) {
        Json column = ExampleOf(method);
        column["kwargs"].erase(parameter.alias);
        column["kwargs"][parameter.name] = value;
        ExpectMistake(column, ".kwargs." + parameter.name, method.example,
                      {"column 'net price': kwargs." + parameter.name + " must be ",
                       value.is_structured() ? "must be" : value.dump()});
      }
    }
  }
}

TEST(EveryMistakeTest, Missing) {
  for (const MethodInfo& method : Methods()) {
    for (const ParameterInfo& parameter : method.parameters) {
      if (!parameter.required) continue;
      Json column = ExampleOf(method);
      column["kwargs"].erase(parameter.name);
      column["kwargs"].erase(parameter.alias);
      ExpectMistake(
          column, ".kwargs." + parameter.name, method.example,
          {method.name + " needs parameter '" + parameter.name + "'", parameter.meaning});
    }
  }
}

TEST(EveryMistakeTest, Unknown) {
  for (const MethodInfo& method : Methods()) {
    Json column = ExampleOf(method);
    column["kwargs"]["no_such"] = 1;
    ExpectMistake(column, ".kwargs.no_such", method.example, {method.name, "'no_such'"});
    for (const ParameterInfo& parameter : method.parameters) {
      Json misspelt = ExampleOf(method);
      misspelt["kwargs"].erase(parameter.name);
      misspelt["kwargs"][parameter.name + "x"] = 1;
      ExpectMistake(misspelt, ".kwargs." + parameter.name + "x", method.example,
                    {"has no parameter '" + parameter.name + "x'",
                     "it has: ", "did you mean '" + parameter.name + "'?"});
    }
    column = ExampleOf(method);
    column["kwargz"] = column["kwargs"];
    ExpectMistake(column, ".kwargz", method.example, {"did you mean 'kwargs'?"});
    column = ExampleOf(method);
    column["method"] = method.name + "x";
    EXPECT_EQ(MistakesOfColumn(column)[0].path, "[\"net price\"].method");
    EXPECT_NE(MistakesOfColumn(column)[0].message.find("did you mean '" + method.name),
              std::string::npos)
        << method.name;
  }
}

TEST(EveryMistakeTest, OutOfRange) {
  for (const MethodInfo& method : Methods()) {
    for (const ParameterInfo& parameter : method.parameters) {
      const auto expect = [&](const std::string& bound, double step) {
        if (bound.empty()) return;
        Json column = ExampleOf(method);
        column["kwargs"].erase(parameter.alias);
        const double value = Json::parse(bound).get<double>() + step;
        column["kwargs"][parameter.name] = value;
        ExpectMistake(column, ".kwargs." + parameter.name, method.example,
                      {"must be " + ExpectedText(parameter), "got "});
      };
      expect(parameter.minimum, -1);
      expect(parameter.maximum, 1);
    }
  }
}

TEST(EveryMistakeTest, NotAmongTheAllowed) {
  for (const MethodInfo& method : Methods()) {
    for (const ParameterInfo& parameter : method.parameters) {
      if (parameter.allowed.empty()) continue;
      Json column = ExampleOf(method);
      const Json text = parameter.allowed[0] + "x";
      const bool is_text = parameter.type == ParameterType::kText;
      column["kwargs"][parameter.name] = is_text ? text : Json::array({text});
      std::vector<std::string> words = {"must be one of " + JoinNames(parameter.allowed)};
      // Of what is shorter nothing is near.
      if (parameter.allowed[0].size() > 2) words.push_back("did you mean '");
      ExpectMistake(column, ".kwargs." + parameter.name, method.example, words);
    }
  }
}

TEST(EveryMistakeTest, Contradictions) {
  for (const MethodInfo& method : Methods()) {
    for (const ParameterInfo& parameter : method.parameters) {
      if (parameter.alias.empty()) continue;
      Json column = ExampleOf(method);
      column["kwargs"][parameter.name] = 1;
      column["kwargs"][parameter.alias] = 1;
      ExpectMistake(column, ".kwargs." + parameter.alias, method.example,
                    {"has both '" + parameter.name + "' and '" + parameter.alias});
    }
    Json column = ExampleOf(method);
    column["args"] = column["kwargs"];
    ExpectMistake(column, ".args", method.example, {"has both 'kwargs' and 'args'"});
    column = ExampleOf(method);
    column["kwargs"] = Json(std::vector<int>(method.parameters.size() + 1, 1));
    ExpectMistake(column, ".kwargs", method.example, {"takes at most"});
  }
}

struct Contradiction {
  std::string method;
  std::string kwargs;
  std::string parameter;  ///< at which the mistake is, with the item's path
  std::string wanted;
};

TEST(EveryMistakeTest, WhatOnlyTheMethodFinds) {
  const std::vector<Contradiction> all = {
      {"gen_incremental", R"({"step": 0})", "step", "must not be 0"},
      {"gen_ints", R"({"min": 9, "max": 1})", "min", "must be <= kwargs.max (got 9, 1)"},
      {"integers", R"({"min": 9, "max": 1})", "min", "must be <= kwargs.max (got 9, 1)"},
      {"integers", R"({"min": 0, "max": 256, "int_type": "uint8"})", "max",
       "must be from 0 to 255"},
      {"gen_floats", R"({"min": 2, "max": 1})", "min", "must be <= kwargs.max"},
      {"floats", R"({"min": 0.001, "max": 0.002})", "min", "widen the range"},
      {"floats", R"({"min": 0, "max": 1e15})", "max", "15 significant digits"},
      {"floats_normal", R"({"mean": 1e14, "std": 1})", "mean", "15 significant digits"},
      {"gen_str_choice", R"({"options": []})", "options", "must not be empty"},
      {"gen_str_choice", R"({"options": ["a", 1]})", "options", "must be of one type"},
      {"gen_str_choice", R"({"options": ["a"], "weights": [1, 2]})", "weights",
       "one weight an option"},
      {"gen_str_choice", R"({"options": ["a"], "weights": [-1]})", "weights", ">= 0"},
      {"distincts", R"({"distincts": [true, 1]})", "distincts", "must be of one type"},
      {"distincts_prop", R"({"distincts": {"a": -1}})", "distincts", ">= 0"},
      {"distincts_prop", R"({"distincts": {"a": 0}})", "distincts", "must not all be 0"},
      {"distincts_map", R"({"distincts": {"a": []}})", R"(distincts["a"])",
       "must not be an empty list"},
      {"distincts_map", R"({"distincts": [[7, []]]})", "distincts[7]",
       "must not be an empty list"},
      {"distincts_map_prop", R"({"distincts": {"a": ["b"]}})", R"(distincts["a"])",
       "must list pairs [value, weight]"},
      {"distincts_multi_map", R"({"distincts": {"a": [1]}})", R"(distincts["a"])",
       "must be a list of lists"},
      {"unix_timestamps", R"({"start": "2024-02-01", "end": "2024-01-01"})", "start",
       "must be before kwargs.end"},
      {"unix_timestamps", R"({"start": "1960-01-01", "end": "1969-01-01"})", "end",
       "must be after 1970-01-01"},
      {"dates", R"({"start": "2024-02-30", "end": "2024-12-01"})", "start",
       "must be a time that exists"},
      {"dates", R"({"start": "2024-02-01", "end": "2025-01-01", "format": "%Q"})",
       "format", "must be a pattern of"},
      {"gen_dates", R"({"date_min": "2024-02-01", "date_max": "2024-01-01"})", "date_min",
       "must be <= kwargs.date_max"},
      {"gen_email", R"({"domains": ["a b"]})", "domains", "must list domain names"},
      {"complex_distincts", R"({"pattern": "x-x", "replacement": "x", "templates":
       [{"method": "booleans"}]})",
       "templates", "2 wanted, got 1"},
      {"complex_distincts", R"({"pattern": "", "replacement": "x", "templates": []})",
       "pattern", "must not be empty"},
      {"complex_distincts", R"({"pattern": "x", "replacement": "x", "templates":
       [{"method": "gen_now"}]})",
       "templates[0]", "is not possible here"},
  };
  for (const Contradiction& each : all) {
    const MethodInfo& method = *FindMethod(each.method);
    Json column = ExampleOf(method);
    column["kwargs"] = Json::parse(each.kwargs);
    ExpectMistake(column, ".kwargs." + each.parameter, method.example, {each.wanted});
  }
}

TEST(EveryMistakeTest, ColumnKeys) {
  for (const MethodInfo& method : Methods()) {
    for (const ParameterInfo& key : ColumnKeys()) {
      for (const Json& value : WrongValues(key)) {
        Json column = ExampleOf(method);
        column[key.name] = value;
        ExpectMistake(column, "." + key.name, method.example,
                      {key.name + " must be " + ExpectedText(key)});
      }
    }
    if (method.make_columns == nullptr || method.refers_to_rows) continue;
    Json column = ExampleOf(method);
    column.erase("cols");
    ExpectMistake(column, ".cols", method.example, {"'cols' has to name"});
  }
}

TEST(EveryMistakeTest, AParameterBesideTheMethod) {
  for (const MethodInfo& method : Methods()) {
    if (method.parameters.empty()) continue;
    const std::string& name = method.parameters[0].name;
    Json column = ExampleOf(method);
    column[name] = 1;
    ExpectMistake(column, "." + name, method.example,
                  {"'" + name + "' is a parameter of " + method.name});
  }
}

TEST(EveryMistakeTest, WhatIsNoColumn) {
  const std::string example = FindMethod("gen_ints")->example;
  for (const Json& column : {Json(5), Json("gen_ints"), Json::array(), Json(nullptr)}) {
    ExpectMistake(column, "", example, {"must be an object with a method", "got "});
  }
  ExpectMistake(Json::object(), "", example, {"needs a method"});
  ExpectMistake({{"method", 5}}, ".method", example, {"must be a name", "got 5"});
}

TEST(EveryMistakeTest, InsideTemplates) {
  const Json column = {{"method", "complex_distincts"},
                       {"kwargs",
                        {{"pattern", "x-x"},
                         {"replacement", "x"},
                         {"templates",
                          {{{"method", "uuid4"}},
                           {{"method", "int_zfilled"}, {"parms", {{"length", 19}}}}}}}}};
  ExpectMistake(column, ".kwargs.templates[1].parms.length",
                FindMethod("int_zfilled")->example,
                {"kwargs.templates[1]: parms.length must be a whole number from 1 to 18",
                 "got 19"});
}

}  // namespace
}  // namespace rand_engine
