// How an existing CSV part was written, from its first records and the known columns.
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

/// Look at the part at `path`. Separator, header and index column are found by the names
/// of `schema`; a part without header by the number of fields and their types.
/// OptionErrors: other columns, a value that is not of its column's type, a column of
/// nothing but numbers (or dates, ...) where none of the new data's texts is one, an
/// encoding that must be said.
arrow::Result<DatasetFacts> InspectCsv(const std::string& path, Codec codec,
                                       const Schema& schema, const SaidOptions& said);

}  // namespace rand_engine
