// foreign_key, lookup, child_number: columns that refer to other rows.
#include "rand_engine/methods/relations.h"

#include "rand_engine/methods/column_keys.h"
#include "rand_engine/methods/methods.h"

namespace rand_engine {
namespace {

using Recipes = std::vector<ColumnRecipe>;
using MakeRelated = Recipes (Relations::*)(const Arguments&, const ColumnContext&);

template <MakeRelated kMake>
Recipes Make(const Arguments& arguments, const ColumnContext& context) {
  if (context.relations != nullptr) {
    return (context.relations->*kMake)(arguments, context);
  }
  arguments.ReportColumn(
      "refers to rows of a dataset; its spec has several tables, e.g. {\"tables\": "
      "{\"customers\": {\"size\": 100, \"spec\": {...}}, \"orders\": {\"size\": 1000, "
      "\"spec\": {\"customer_id\": {\"method\": \"foreign_key\", \"parms\": {\"table\": "
      "\"customers\"}}}}}}");
  return {};
}

}  // namespace

MethodInfo ForeignKey() {
  MethodInfo info{
      "foreign_key",
      "The key of a row of another table of the dataset, or of a row above in the same "
      "table; with cols, a key of several columns.",
      "that of the key",
      {{"table", ParameterType::kText, true, "", "the table whose rows have the keys"},
       {"column", ParameterType::kText, false, "",
        "its key column; by default its primary_key, or its first column of unique "
        "values"},
       {"columns", ParameterType::kTexts, false, "",
        "instead of column: the columns of its key, as many as cols names"},
       {"distribution",
        ParameterType::kText,
        false,
        "\"uniform\"",
        "how often each row is referred to: uniform, or zipf: row k with a weight of 1 / "
        "k^exponent, the first row most often",
        "",
        {"uniform", "zipf"}},
       ZipfExponentInfo(),
       {"orphan_rate",
        ParameterType::kNumber,
        false,
        "0",
        "share of the rows whose key is in no row of the table",
        "",
        {},
        "0",
        "1"},
       {"roots",
        ParameterType::kInteger,
        false,
        "1",
        "of a table that refers to itself: how many of its first rows refer to none; the "
        "others refer to rows above them, so that there are no circles",
        "",
        {},
        "1"}},
      R"({"method": "foreign_key", "parms": {"table": "customers"}})",
      nullptr,
      Make<&Relations::MakeForeignKey>};
  info.refers_to_rows = true;
  return info;
}

MethodInfo LookupMethod() {
  MethodInfo info{
      "lookup",
      "A value of the row that a foreign key of the same table refers to; with cols, "
      "several. Missing where the key is missing or an orphan.",
      "that of the column",
      {{"key", ParameterType::kText, true, "", "the column of the foreign key"},
       {"column", ParameterType::kText, false, "", "the column of the other table"},
       {"columns", ParameterType::kTexts, false, "",
        "instead of column: several, as many as cols names"}},
      R"({"method": "lookup", "parms": {"key": "customer_id", "column": "country"}})",
      nullptr,
      Make<&Relations::MakeLookup>};
  info.refers_to_rows = true;
  return info;
}

MethodInfo ChildNumber() {
  MethodInfo info{
      "child_number",
      "The number of a row among the children of its parent, in a table whose size is "
      "{\"per\": ...}.",
      "int64",
      {{"start", ParameterType::kInteger, false, "1", "the first child's number"}},
      R"({"method": "child_number"})",
      nullptr,
      Make<&Relations::MakeChildNumber>};
  info.refers_to_rows = true;
  return info;
}

}  // namespace rand_engine
