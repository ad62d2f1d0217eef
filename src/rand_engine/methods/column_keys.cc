#include "rand_engine/methods/column_keys.h"

namespace rand_engine {

const std::vector<std::string>& ParameterKeywords() {
  static const auto& keywords = *new std::vector<std::string>{"parms", "kwargs", "args"};
  return keywords;
}

const std::vector<ParameterInfo>& ColumnKeys() {
  static const auto& keys = *new std::vector<ParameterInfo>{
      {"cols", ParameterType::kTexts, false, "",
       "the names of the columns, where a method gives several; one name renames the "
       "column"},
      {"splitable", ParameterType::kBoolean, false, "",
       "taken as rand_engine writes it; changes nothing"},
      {"sep", ParameterType::kText, false, "",
       "taken as rand_engine writes it; changes nothing"},
      {"null_rate",
       ParameterType::kNumber,
       false,
       "0",
       "the share of rows without a value: 0 none, 1 all",
       "",
       {},
       "0",
       "1"},
      {"anomaly_rate",
       ParameterType::kNumber,
       false,
       "0",
       "the share of rows with an anomaly for a value, of those that have one: 0 none, 1 "
       "all",
       "",
       {},
       "0",
       "1"},
      {"anomalies", ParameterType::kValues, false, "",
       "the anomalies: values of the column's type, and names of kinds such as "
       "\"empty\", "
       "\"unicode\", \"extremes\" (docs/dirt.md); all kinds if left out"},
      {"hidden", ParameterType::kBoolean, false, "false",
       "true: other columns may read it, but it is none of the data"},
  };
  return keys;
}

const std::vector<ParameterInfo>& SpecKeys() {
  static const auto& keys = *new std::vector<ParameterInfo>{
      {"duplicate_rate",
       ParameterType::kNumber,
       false,
       "0",
       "the share of rows that are copies of one of the 1000 rows before them, in all "
       "columns; an object of that name is a column",
       "",
       {},
       "0",
       "0.99"},
  };
  return keys;
}

const std::vector<ParameterInfo>& TableKeys() {
  static const auto& keys = *new std::vector<ParameterInfo>{
      {"size",
       ParameterType::kInteger,
       false,
       "1000",
       "the number of rows, or children per parent: {\"per\": \"customers\", \"min\": 0, "
       "\"max\": 12}",
       "",
       {},
       "0",
       "8796093022208"},
      {"primary_key", ParameterType::kTextOrTexts, false, "",
       "a column, or columns whose values together no two rows have"},
  };
  return keys;
}

const std::vector<ParameterInfo>& SizeKeys() {
  static const auto& keys = *new std::vector<ParameterInfo>{
      {"per", ParameterType::kText, true, "", "the table whose rows are the parents"},
      {"key", ParameterType::kText, false, "",
       "the column whose foreign key is the parent; by default the first one to that "
       "table"},
      {"min",
       ParameterType::kInteger,
       false,
       "0",
       "the fewest children that a parent has",
       "",
       {},
       "0",
       "2147483647"},
      {"max",
       ParameterType::kInteger,
       true,
       "",
       "the most children that a parent has",
       "",
       {},
       "0",
       "2147483647"},
      {"distribution",
       ParameterType::kText,
       false,
       "\"uniform\"",
       "how likely each number from min to max is: uniform, zipf (min the most) or "
       "weighted",
       "",
       {"uniform", "zipf", "weighted"}},
      ZipfExponentInfo(),
      {"weights", ParameterType::kNumbers, false, "",
       "of weighted: of min, min + 1, ... max children"},
  };
  return keys;
}

ParameterInfo ZipfExponentInfo() {
  return {"exponent",
          ParameterType::kNumber,
          false,
          "1",
          "of zipf, above 0; higher is steeper",
          "",
          {},
          "0",
          "10"};
}

const ParameterInfo* FindParameter(const std::vector<ParameterInfo>& parameters,
                                   const std::string& name) {
  for (const ParameterInfo& parameter : parameters) {
    if (parameter.name == name) return &parameter;
    if (!parameter.alias.empty() && parameter.alias == name) return &parameter;
  }
  return nullptr;
}

}  // namespace rand_engine
