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
  const Json spec = {{"net price", column}};
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
  std::vector<Json> values = {Json("no such value")};
  if (IsNumeric(parameter)) return {true, "7", Json::array({7})};
  switch (parameter.type) {
    case ParameterType::kText:
      return {7, Json::array({"a"}), false};
    case ParameterType::kDate:
      return {"2024-02-30", "01/02/2024", 20240101};
    case ParameterType::kBoolean:
      return {"true", 1};
    default:
      return {7, "a"};
  }
}

TEST(EveryMistakeTest, ExamplesAreRight) {
  for (const MethodInfo& method : Methods()) {
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
                       "got " + std::string(value.is_array() ? "a list" : value.dump())});
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
      column["kwargs"][parameter.name] = parameter.allowed[0] + "x";
      ExpectMistake(column, ".kwargs." + parameter.name, method.example,
                    {"must be one of " + JoinNames(parameter.allowed), "did you mean '"});
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
    if (method.make_columns == nullptr) continue;
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
