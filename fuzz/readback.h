// Rows of files, read by readers that are not ours, as JSON values.
#pragma once

#include <arrow/type_fwd.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/plan/format_options.h"

namespace rand_engine::fuzz {

/// Of each row its values.
using Rows = std::vector<std::vector<nlohmann::json>>;

/// Dates and times are ISO 8601 text, not-a-number and infinity the bytes
/// "nan", "inf", "-inf".
Rows RowsOf(const arrow::Table& table);

/// Rows of `schema`, read from a CSV file of `options`.
Rows ReadCsvRows(std::string_view text, const arrow::Schema& schema,
                 const CsvOptions& options);

/// The same of JSON; what is not finite is null there.
Rows ReadJsonRows(std::string_view text, const arrow::Schema& schema,
                  const JsonOptions& options);

/// A Parquet file, by Arrow's reader.
std::shared_ptr<arrow::Table> ReadParquetTable(std::string_view bytes);
Rows ReadParquetRows(std::string_view bytes);

/// Replace what JSON has no number for.
Rows WithoutNonFinite(Rows rows);

}  // namespace rand_engine::fuzz
