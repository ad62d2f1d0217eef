// The keys `anomaly_rate` and `anomalies` of a column: values on purpose that others of
// the data are not.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "rand_engine/methods/column_reader.h"
#include "rand_engine/spec/value.h"

namespace rand_engine {

/// Reports a mistake at a place in the spec; `key` is the one that is wrong.
using ReportMistake = std::function<void(SourcePosition position, const std::string& text,
                                         const std::string& key)>;

/// Put into `columns`, which the member `column` of a spec gives, their anomalies: those
/// of its list that are of a column's type, or all kinds that there are for it.
void ReadAnomalies(const Value& column, std::vector<NamedRecipe>* columns,
                   const ReportMistake& report);

}  // namespace rand_engine
