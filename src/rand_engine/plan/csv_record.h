// One record of a CSV text (RFC 4180).
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rand_engine {

struct CsvRecord {
  std::vector<std::string> fields;  ///< without quotes
  std::string terminator;           ///< "\n", "\r\n", "\r", or "" at the end of the text
};

/// Read the record at `*position` and move past it. nullopt at the end of the text, and
/// where the record is cut by it (`whole` says that the text is not cut, so that its last
/// record needs no line end).
std::optional<CsvRecord> ReadCsvRecord(std::string_view text, std::string_view separator,
                                       bool whole, size_t* position);

/// `field` as a CSV file holds it when it must be quoted.
std::string QuoteCsvField(std::string_view field);

}  // namespace rand_engine
