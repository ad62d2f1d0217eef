// How an existing JSON part was written, from its first records.
#pragma once

#include <string>

#include "rand_engine/domain/value_type.h"
#include "rand_engine/plan/dataset_facts.h"
#include "rand_engine/plan/option_parser.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Look at the part at `path`: lines, an array of records, split or index. OptionErrors:
/// other names or another order of the records' keys, a value of another kind than its
/// column's, an encoding that must be said. WriteErrors: what cannot be read, or is no
/// JSON of a table.
arrow::Result<DatasetFacts> InspectJson(const std::string& path, Codec codec,
                                        const Schema& schema, const SaidOptions& said);

}  // namespace rand_engine
