// The dataset that an append adds to: what it is, and whether the new data fits it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "rand_engine/domain/value_type.h"
#include "rand_engine/plan/dataset_facts.h"
#include "rand_engine/plan/option_parser.h"
#include "rand_engine/plan/row_count.h"
#include "rand_engine/write/dataset_directory.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// An OptionError that names the data files in the listing that are not ours; OK without
/// any.
arrow::Status CheckNoForeignData(const std::string& directory,
                                 const DatasetListing& listing);

/// The format of the listing's parts; nullopt without parts. Parts of several formats are
/// an OptionError.
arrow::Result<std::optional<Format>> FormatOfDataset(const std::string& directory,
                                                     const DatasetListing& listing);

/// Look at the newest part that holds rows (or else the newest): how the dataset is
/// written, and whether data of `schema` fits it. REQUIRES: parts are there, all of
/// `format`.
arrow::Result<DatasetFacts> InspectDataset(const std::string& directory,
                                           const DatasetListing& listing, Format format,
                                           const Schema& schema, const SaidOptions& said);

/// Give `said` what was left unsaid and the dataset tells. What was said and contradicts
/// the dataset adds a line to `problems`, another codec one to `warnings`.
void TakeUnsaid(const DatasetFacts& facts, const std::string& directory,
                SaidOptions* said, OptionProblems* problems,
                std::vector<std::string>* warnings);

/// Rows of all parts. `form` says how they are written; each part's codec is its
/// suffix's.
arrow::Result<int64_t> CountDatasetRows(const std::string& directory,
                                        const DatasetListing& listing, PartForm form);

}  // namespace rand_engine
