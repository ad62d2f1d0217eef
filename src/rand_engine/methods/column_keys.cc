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

const ParameterInfo* FindParameter(const std::vector<ParameterInfo>& parameters,
                                   const std::string& name) {
  for (const ParameterInfo& parameter : parameters) {
    if (parameter.name == name) return &parameter;
    if (!parameter.alias.empty() && parameter.alias == name) return &parameter;
  }
  return nullptr;
}

}  // namespace rand_engine
