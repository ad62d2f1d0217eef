// How an existing Parquet part was written, from its footer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rand_engine/domain/value_type.h"
#include "rand_engine/plan/dataset_facts.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Look at the footer of the part at `path`. OptionErrors: other columns, order or types
/// than `schema`'s. WriteErrors: what cannot be read, or is no Parquet file.
arrow::Result<DatasetFacts> InspectParquet(const std::string& path, const Schema& schema);

/// Rows of the file, by its footer.
arrow::Result<int64_t> CountParquetRows(const std::string& path);

/// Return one more than the number of the part's last row, if its metadata tells.
arrow::Result<std::optional<int64_t>> ReadParquetRowEnd(const std::string& path);

}  // namespace rand_engine
