// The table of methods as a JSON Schema (draft 2020-12).
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/methods/column_keys.h"
#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/registry.h"
#include "rand_engine/schema.h"

namespace rand_engine {
namespace {

using Json = nlohmann::ordered_json;

Json Reference(const std::string& definition) {
  return {{"$ref", "#/$defs/" + definition}};
}

Json NonEmptyList(Json items) {
  return {{"type", "array"}, {"minItems", 1}, {"items", std::move(items)}};
}

Json ListSchema(Json items) { return {{"type", "array"}, {"items", std::move(items)}}; }

// {key: value} or, of keys that are no texts, [[key, value]].
Json KeyedSchema(const Json& value) {
  const Json pair = {{"type", "array"},
                     {"prefixItems", {Json::object(), value}},
                     {"items", false},
                     {"minItems", 2}};
  return {{"type", {"object", "array"}},
          {"minProperties", 1},
          {"additionalProperties", value},
          {"minItems", 1},
          {"items", pair}};
}

Json TypeSchema(ParameterType type) {
  switch (type) {
    case ParameterType::kInteger:
      return {{"type", "integer"},
              {"minimum", std::numeric_limits<int64_t>::min()},
              {"maximum", std::numeric_limits<int64_t>::max()}};
    case ParameterType::kNumber:
      return {{"type", "number"}};
    case ParameterType::kDate:
      return {
          {"type", "string"}, {"format", "date"}, {"pattern", R"(^\d{4}-\d{2}-\d{2}$)"}};
    case ParameterType::kOptions:
      return NonEmptyList({{"type", {"string", "number", "boolean", "null"}}});
    case ParameterType::kNumbers:
      return ListSchema({{"type", "number"}});
    case ParameterType::kTexts:
      return NonEmptyList({{"type", "string"}});
    case ParameterType::kText:
      return {{"type", "string"}};
    case ParameterType::kTextOrTexts:
      return {{"type", {"string", "array"}},
              {"minItems", 1},
              {"items", {{"type", "string"}}}};
    case ParameterType::kValues:
      return NonEmptyList(Json::object());
    case ParameterType::kWeights:
      return KeyedSchema({{"type", "number"}, {"minimum", 0}});
    case ParameterType::kLists:
      return KeyedSchema(NonEmptyList(Json::object()));
    case ParameterType::kCalls:
      return NonEmptyList(Reference("call"));
    case ParameterType::kColumn: {
      // One value without a name.
      Json column = Reference("column");
      column["properties"] = {{"cols", {{"type", "null"}}},
                              {"hidden", {{"type", "null"}}}};
      return column;
    }
    case ParameterType::kColumns:
      return {{"type", "object"},
              {"minProperties", 1},
              {"propertyNames", {{"minLength", 1}}},
              {"additionalProperties", Reference("column")}};
    case ParameterType::kBoolean:
      return {{"type", "boolean"}};
    case ParameterType::kDistribution:
      return Reference("distribution");
    case ParameterType::kLength:
      return {{"type", {"number", "string"}}, {"minimum", 0}};
  }
  return Json::object();
}

// Null says "not given" of what need not be given.
void AllowNull(Json* schema) {
  if (!schema->contains("type")) {
    *schema = {{"anyOf", {*schema, {{"type", "null"}}}}};
    return;
  }
  Json types = Json::array();
  for (const Json& type :
       schema->at("type").is_array() ? schema->at("type") : Json{schema->at("type")}) {
    types.push_back(type);
  }
  types.push_back("null");
  (*schema)["type"] = std::move(types);
  if (schema->contains("enum")) (*schema)["enum"].push_back(nullptr);
}

Json ParameterSchema(const ParameterInfo& parameter) {
  Json schema = {{"description", parameter.meaning}};
  schema.update(TypeSchema(parameter.type));
  if (parameter.type == ParameterType::kTextOrTexts && !parameter.allowed.empty()) {
    const Json text = {{"enum", parameter.allowed}};
    schema = {{"description", parameter.meaning}, {"anyOf", {text, NonEmptyList(text)}}};
  } else if (!parameter.allowed.empty()) {
    Json& texts = schema.contains("items") ? schema["items"] : schema;
    texts["enum"] = parameter.allowed;
  }
  if (!parameter.minimum.empty()) schema["minimum"] = Json::parse(parameter.minimum);
  if (!parameter.maximum.empty()) schema["maximum"] = Json::parse(parameter.maximum);
  if (!parameter.required) AllowNull(&schema);
  if (!parameter.default_text.empty()) {
    const Json value = Json::parse(parameter.default_text, nullptr, false);
    if (!value.is_discarded()) schema["default"] = value;
  }
  return schema;
}

// One name of each required parameter, and never two names of one.
Json NameRules(const MethodInfo& method) {
  Json required = Json::array();
  Json rules = Json::array();
  Json exclusive = Json::object();
  for (const ParameterInfo& parameter : method.parameters) {
    const bool has_alias = !parameter.alias.empty();
    if (has_alias) {
      exclusive[parameter.alias] = {{"properties", {{parameter.name, false}}}};
    }
    if (!parameter.required) continue;
    if (!parameter.unless.empty()) {
      const Json either = {{{"required", Json::array({parameter.name})}},
                           {{"required", Json::array({parameter.unless})}}};
      rules.push_back({{"anyOf", either}});
      continue;
    }
    if (!has_alias) {
      required.push_back(parameter.name);
      continue;
    }
    const Json either = {{{"required", Json::array({parameter.name})}},
                         {{"required", Json::array({parameter.alias})}}};
    rules.push_back({{"anyOf", either}});
  }
  Json schema = Json::object();
  if (!required.empty()) schema["required"] = required;
  if (!rules.empty()) schema["allOf"] = rules;
  if (!exclusive.empty()) schema["dependentSchemas"] = exclusive;
  return schema;
}

bool NeedsParameters(const MethodInfo& method) {
  for (const ParameterInfo& parameter : method.parameters) {
    if (parameter.required) return true;
  }
  return false;
}

// Of other rows, one column or as many as `cols` names.
bool IsForSeveralColumns(const MethodInfo& method) {
  return FindParameter(method.parameters, "columns") != nullptr;
}

// Whichever of `column` and `columns` is given is no null.
Json ColumnsRule(const MethodInfo& method) {
  const auto given = [](const char* name, const char* type) {
    return Json{{"required", Json::array({name})},
                {"properties", {{name, {{"type", type}}}}}};
  };
  const Json either = {given("column", "string"), given("columns", "array")};
  const Json is_object = {{"type", "object"}};
  Json rule = {{"not", {{"allOf", {is_object, either[0], either[1]}}}}};
  const bool needs_one = FindParameter(method.parameters, "key") != nullptr;
  if (needs_one) rule["anyOf"] = either;
  return rule;
}

// What stands under "parms": keywords of objects count for objects, those of lists for
// lists.
Json ParametersSchema(const MethodInfo& method) {
  Json properties = Json::object();
  Json positions = Json::array();
  size_t least = 0;
  for (const ParameterInfo& parameter : method.parameters) {
    const Json schema = ParameterSchema(parameter);
    properties[parameter.name] = schema;
    if (!parameter.alias.empty()) properties[parameter.alias] = schema;
    positions.push_back(schema);
    if (parameter.required) least = positions.size();
  }
  Json types = {"object", "array"};
  if (!NeedsParameters(method)) types.push_back("null");
  Json schema = {{"title", "Parameters of " + method.name},
                 {"type", types},
                 {"properties", properties},
                 {"additionalProperties", false}};
  schema.update(NameRules(method));
  if (IsForSeveralColumns(method)) schema.update(ColumnsRule(method));
  if (!positions.empty()) schema["prefixItems"] = positions;
  schema["items"] = false;
  if (least > 0) schema["minItems"] = least;
  return schema;
}

// "parms", "kwargs" and "args" as `schema` has it.
Json KeywordProperties(const Json& schema) {
  Json properties = Json::object();
  for (const std::string& keyword : ParameterKeywords()) properties[keyword] = schema;
  return properties;
}

// What else holds of a column or template of this method; `parameters` is the definition
// of its parameters.
Json MethodRule(const MethodInfo& method, bool is_column, const std::string& parameters) {
  Json then = {{"title", method.name},
               {"description", method.summary + " Values: " + method.result + "."},
               {"examples", Json::array({Json::parse(method.example)})},
               {"properties", KeywordProperties(Reference(parameters))}};
  const bool has_several = method.make_columns != nullptr;
  if (is_column && has_several && !method.refers_to_rows) {
    then["required"] = {"cols"};
    // Where fields are chosen, one may be.
    const int least = FindParameter(method.parameters, "fields") != nullptr ? 1 : 2;
    then["properties"]["cols"] = {{"type", "array"}, {"minItems", least}};
  } else if (is_column && !IsForSeveralColumns(method)) {
    then["properties"]["cols"] = {{"maxItems", 1}};
  }
  if (NeedsParameters(method)) {
    Json any = Json::array();
    for (const std::string& keyword : ParameterKeywords()) {
      any.push_back({{"required", Json::array({keyword})}});
    }
    then["anyOf"] = any;
  }
  const Json is_method = {{"properties", {{"method", {{"const", method.name}}}}},
                          {"required", {"method"}}};
  return {{"if", is_method}, {"then", then}};
}

// Of the keywords, one.
Json ExclusiveKeywords() {
  Json rules = Json::object();
  for (const std::string& keyword : ParameterKeywords()) {
    Json others = Json::object();
    for (const std::string& other : ParameterKeywords()) {
      if (other != keyword) others[other] = false;
    }
    rules[keyword] = {{"properties", others}};
  }
  return rules;
}

// Anomalies need their rate; null is as good as none of either.
Json NeedsRate() {
  const Json none = {{"properties", {{"anomalies", {{"type", "null"}}}}}};
  const Json rated = {{"required", {"anomaly_rate"}},
                      {"properties", {{"anomaly_rate", {{"type", "number"}}}}}};
  return {{"anyOf", {none, rated}}};
}

using Chooses = bool(const MethodInfo&);

bool IsOfOneTable(const MethodInfo& method) { return !method.refers_to_rows; }
// What is nested may hold what refers to rows.
bool IsOfTables(const MethodInfo& method) {
  return method.refers_to_rows || method.is_nested;
}
bool IsTemplate(const MethodInfo& method) {
  return IsOfOneTable(method) && method.make != nullptr && !method.is_nested;
}

// The definition of what is nested in a column of a table of a dataset.
std::string NestedInTable(const MethodInfo& method) { return "table_" + method.name; }

Json NestedInTableSchema(const MethodInfo& method) {
  std::string text = ParametersSchema(method).dump();
  const std::string column = Reference("column")["$ref"].dump();
  const std::string own = Reference("table_column")["$ref"].dump();
  for (size_t at = 0; (at = text.find(column, at)) != std::string::npos;) {
    text.replace(at, column.size(), own);
  }
  return Json::parse(text);
}

Json MethodNames(Chooses* chooses) {
  Json names = Json::array();
  Json summaries = Json::array();
  for (const MethodInfo& method : Methods()) {
    if (!chooses(method)) continue;
    names.push_back(method.name);
    summaries.push_back(method.summary);
  }
  return {{"description", "what the values are"},
          {"type", "string"},
          {"enum", names},
          {"enumDescriptions", summaries}};
}

// A column of these methods, or a template inside of one, which has no keys of its own
// and gives one value.
Json CallSchema(Chooses* chooses, bool is_column) {
  Json rules = Json::array();
  for (const MethodInfo& method : Methods()) {
    if (!chooses(method)) continue;
    const bool is_of_tables = chooses == IsOfTables && method.is_nested;
    rules.push_back(MethodRule(method, is_column,
                               is_of_tables ? NestedInTable(method) : method.name));
  }
  Json properties = {{"method", MethodNames(chooses)}};
  properties.update(
      KeywordProperties({{"description", "the method's parameters, by name or a list"}}));
  if (is_column) {
    for (const ParameterInfo& key : ColumnKeys()) {
      properties[key.name] = ParameterSchema(key);
    }
    properties["cols"]["items"]["minLength"] = 1;
    properties["anomalies"]["minItems"] = 1;
  }
  Json dependent = ExclusiveKeywords();
  if (is_column) dependent["anomalies"] = NeedsRate();
  return {{"type", "object"},
          {"properties", properties},
          {"required", {"method"}},
          {"additionalProperties", false},
          {"dependentSchemas", dependent},
          {"allOf", rules}};
}

// A column of a table of a dataset: of one table, or of rows of others.
Json TableColumnSchema() {
  const Json related = MethodNames(IsOfTables);
  const auto any = [](const MethodInfo&) { return true; };
  return {{"type", "object"},
          {"properties", {{"method", MethodNames(any)}}},
          {"if",
           {{"properties", {{"method", {{"enum", related["enum"]}}}}},
            {"required", {"method"}}}},
          {"then", Reference("related_column")},
          {"else", Reference("column")}};
}

Json QuantitySchema(const DistributionParameter& parameter) {
  const Json value = {{"type", {"number", "string"}}};
  switch (parameter.quantity) {
    case DistributionQuantity::kPoint:
    case DistributionQuantity::kLength:
      return value;
    case DistributionQuantity::kFactor:
      return {
          {"type", "number"}, {"minimum", parameter.least}, {"maximum", parameter.most}};
    case DistributionQuantity::kPoints:
      return NonEmptyList(value);
    case DistributionQuantity::kWeights:
      return NonEmptyList({{"type", "number"}, {"minimum", 0}});
  }
  return Json::object();
}

// A name alone of those that need no parameters, or an object.
Json DistributionSchema() {
  Json names = Json::array();
  Json forms = Json::array();
  for (const DistributionInfo& distribution : Distributions()) {
    Json properties = {{"name", {{"const", distribution.name}}}};
    Json required = {"name"};
    for (const DistributionParameter& parameter : distribution.parameters) {
      Json& schema = properties[parameter.name] = {{"description", parameter.meaning}};
      schema.update(QuantitySchema(parameter));
      if (parameter.required) {
        required.push_back(parameter.name);
      } else {
        AllowNull(&schema);
      }
    }
    if (required.size() == 1) names.push_back(distribution.name);
    forms.push_back({{"title", distribution.name},
                     {"description", distribution.meaning},
                     {"type", "object"},
                     {"properties", properties},
                     {"required", required},
                     {"additionalProperties", false}});
  }
  const Json name = {{"type", "string"}, {"enum", names}};
  forms.insert(forms.begin(), name);
  return {{"anyOf", forms}};
}

// A key that rand_engine's Python package keeps from table to table.
Json ConstraintSchema() {
  const Json is_primary = {{"properties", {{"tipo", {{"const", "PK"}}}}},
                           {"required", {"tipo"}}};
  return {{"type", "object"},
          {"properties",
           {{"name",
             {{"description", "of the table of keys, the same for a PK and its FKs"},
              {"type", "string"},
              {"pattern", "^[A-Za-z0-9_]+$"}}},
            {"tipo",
             {{"description", "PK keeps the keys of each row, FK draws from them"},
              {"enum", {"PK", "FK"}}}},
            {"fields",
             {{"description",
               "the columns; of a PK with their SQL types: \"client_id VARCHAR(8)\""},
              {"type", "array"},
              {"minItems", 1},
              {"items", {{"type", "string"}, {"minLength", 1}}}}},
            {"watermark",
             {{"description", "of an FK: only keys of the last seconds"},
              {"type", {"number", "null"}},
              {"exclusiveMinimum", 0}}}}},
          {"required", {"name", "tipo", "fields"}},
          {"additionalProperties", false},
          {"if", is_primary},
          {"then", {{"properties", {{"watermark", {{"type", "null"}}}}}}},
          {"examples",
           {{{"name", "clients_pk"}, {"tipo", "FK"}, {"fields", {"client_id"}}}}}};
}

// The name of a key of the spec may be one of a column as well.
Json SpecKeySchema(const ParameterInfo& key, const char* column) {
  return {{"if", {{"type", "object"}}},
          {"then", Reference(column)},
          {"else", ParameterSchema(key)}};
}

// "constraints" is a column as well, if it has a method.
Json ConstraintsSchema() {
  const Json constraints = {
      {"description", "keys from table to table; the Python package alone keeps them"},
      {"type", "object"},
      {"additionalProperties", Reference("constraint")}};
  return {{"if", {{"type", "object"}, {"required", {"method"}}}},
          {"then", Reference("column")},
          {"else", constraints}};
}

Json SchemaKey() {
  return {{"description", "the place of this schema"}, {"type", "string"}};
}

// Columns by name; `members` are those that are no columns.
Json ColumnsSchema(const char* column, Json members) {
  members["$schema"] = SchemaKey();
  for (const ParameterInfo& key : SpecKeys()) {
    members[key.name] = SpecKeySchema(key, column);
  }
  return {{"type", "object"},
          {"properties", std::move(members)},
          {"propertyNames", {{"minLength", 1}}},
          {"minProperties", 1},
          {"additionalProperties", Reference(column)}};
}

// A key of a size that belongs to one distribution.
Json OwnedKeyRule(const char* distribution, const char* key, bool required) {
  const Json is_it = {{"properties", {{"distribution", {{"const", distribution}}}}},
                      {"required", {"distribution"}}};
  Json rule = {{"if", is_it}, {"else", {{"properties", {{key, {{"type", "null"}}}}}}}};
  if (required) {
    rule["then"] = {{"required", Json::array({key})},
                    {"properties", {{key, {{"type", "array"}, {"minItems", 1}}}}}};
  }
  return rule;
}

// A number of rows, or an object of children per parent.
Json SizeSchema(const ParameterInfo& size) {
  Json properties = Json::object();
  Json required = Json::array();
  for (const ParameterInfo& key : SizeKeys()) {
    properties[key.name] = ParameterSchema(key);
    if (key.required) required.push_back(key.name);
  }
  properties["weights"]["items"]["minimum"] = 0;
  Json schema = ParameterSchema(size);
  schema["type"].push_back("object");
  schema["properties"] = properties;
  schema["required"] = required;
  schema["additionalProperties"] = false;
  schema["allOf"] = {OwnedKeyRule("zipf", "exponent", false),
                     OwnedKeyRule("weighted", "weights", true)};
  return schema;
}

Json TableSchema() {
  Json properties = {{"spec", Reference("table_spec")}};
  for (const ParameterInfo& key : TableKeys()) {
    properties[key.name] = key.name == "size" ? SizeSchema(key) : ParameterSchema(key);
  }
  properties["primary_key"]["minLength"] = 1;
  properties["primary_key"]["items"]["minLength"] = 1;
  return {{"type", "object"},
          {"properties", properties},
          {"required", {"spec"}},
          {"additionalProperties", false}};
}

// A table's name becomes that of a file.
Json DatasetSchema() {
  const Json name = {{"pattern", R"(^[^./\u0000][^/\u0000]*$)"}, {"maxLength", 200}};
  const Json tables = {{"description", "the tables by name"},
                       {"type", "object"},
                       {"propertyNames", name},
                       {"minProperties", 1},
                       {"maxProperties", 1000},
                       {"additionalProperties", Reference("table")}};
  return {{"type", "object"},
          {"properties", {{"$schema", SchemaKey()}, {"tables", tables}}},
          {"required", {"tables"}},
          {"additionalProperties", false}};
}

// The spec of a table may have a column that is called tables.
Json IsDataset() {
  const Json column = {{"type", "object"}, {"required", {"method"}}};
  return {{"properties", {{"tables", {{"not", column}}}}}, {"required", {"tables"}}};
}

}  // namespace

std::string SpecSchema() {
  Json definitions = {
      {"spec", ColumnsSchema("column", {{"constraints", ConstraintsSchema()}})},
      {"dataset", DatasetSchema()},
      {"table", TableSchema()},
      {"table_spec", ColumnsSchema("table_column", Json::object())},
      {"column", CallSchema(IsOfOneTable, true)},
      {"table_column", TableColumnSchema()},
      {"related_column", CallSchema(IsOfTables, true)},
      {"call", CallSchema(IsTemplate, false)},
      {"distribution", DistributionSchema()},
      {"constraint", ConstraintSchema()}};
  for (const MethodInfo& method : Methods()) {
    definitions[method.name] = ParametersSchema(method);
    if (method.is_nested)
      definitions[NestedInTable(method)] = NestedInTableSchema(method);
  }
  const Json tables = {{"description", "of a dataset: its tables by name"}};
  const Json schema = {
      {"$schema", "https://json-schema.org/draft/2020-12/schema"},
      {"title", "A spec of rand_engine"},
      {"description",
       "Columns by name, each with a method and its parameters; or, under tables, "
       "several tables by name."},
      {"type", "object"},
      {"properties", {{"tables", tables}}},
      {"if", IsDataset()},
      {"then", Reference("dataset")},
      {"else", Reference("spec")},
      {"$defs", definitions}};
  return schema.dump(2) + "\n";
}

}  // namespace rand_engine
