// Several tables whose keys refer to each other.
//
//   rand_engine::Dataset shop(*rand_engine::Spec::FromFile("shop.yaml"), 42);
//   auto report = shop.write().format("parquet").save("output/shop");
//
// writes output/shop/customers.parquet, output/shop/orders.parquet, ... As with
// DataGenerator, nothing in a chain fails but its last call. docs/datasets.md describes
// the spec.
#pragma once

#include <arrow/result.h>
#include <arrow/type_fwd.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/data_generator.h"
#include "rand_engine/option_value.h"
#include "rand_engine/report.h"
#include "rand_engine/run_control.h"
#include "rand_engine/seed.h"
#include "rand_engine/spec.h"

namespace rand_engine {

class DatasetPlan;
class DatasetWriter;

struct TableSummary {
  std::string name;
  int64_t rows = 0;
  std::vector<ColumnSummary> columns;
};

/// The result of `save`: a report for each table, in the order in which they were
/// written.
struct DatasetReport {
  std::vector<std::string> tables;
  std::vector<WriteReport> reports;
  int64_t rows = 0;    ///< of all tables together
  int64_t bytes = 0;   ///< the same
  double seconds = 0;  ///< wall time
  std::string seed;

  /// {"tables": {"customers": {...}, ...}, "rows": ..., ...} as JSON text.
  std::string ToJson(int indent = 2) const;
};

/// The result of a dry run, table by table.
struct DatasetPreview {
  std::vector<std::string> tables;
  std::vector<WritePreview> previews;

  std::string ToJson(int indent = 2) const;
};

/// How a table changes from each version to the next: numbers of rows (integers) or
/// shares of the version's rows (floating-point numbers from 0 to 1); texts are read as
/// either ("1000", "0.05").
struct TableChanges {
  OptionValue inserts = 0;
  OptionValue updates = 0;
  OptionValue deletes = 0;
};

/// Makes data of one spec of several tables. Immutable, cheap to copy; seed and gen_now's
/// time are the same for all tables and calls.
class Dataset {
 public:
  /// Without a seed one is drawn, here.
  explicit Dataset(Spec spec, std::optional<Seed> seed = std::nullopt);
  explicit Dataset(std::string_view spec_text, std::optional<Seed> seed = std::nullopt);

  /// True if the spec is one of several tables, `{"tables": ...}`.
  static bool IsDataset(const Spec& spec);

  /// Check the spec: all its mistakes in one error of kind kSpec.
  arrow::Status Validate() const;

  /// The tables, parents before their children.
  arrow::Result<std::vector<TableSummary>> tables() const;

  /// One table, its size that of the spec: to write, preview or load all of it or any
  /// part, without the others. Its streams are those of the dataset (writeStream).
  arrow::Result<DataGenerator> table(std::string_view name) const;

  /// The change records that make version `version` (from 1) of a table out of the one
  /// before; version 0 is the table itself. See docs/datasets.md.
  arrow::Result<DataGenerator> changes(std::string_view table,
                                       const TableChanges& changes,
                                       int64_t version = 1) const;

  /// Version `version` of a table itself.
  arrow::Result<DataGenerator> version(std::string_view table,
                                       const TableChanges& changes,
                                       int64_t version) const;

  /// A fresh writer.
  DatasetWriter write() const;

  /// A fresh writer of a stream: with each file the rows of the tables' sizes come anew,
  /// to DIR/<table>/, and no child before its parent. See docs/datasets.md.
  StreamWriter writeStream() const;

  /// The seed given or drawn.
  arrow::Result<Seed> seed() const;
  /// The spec; null if its text could not be parsed.
  const Spec* spec() const;

 private:
  struct State;
  arrow::Result<std::shared_ptr<const DatasetPlan>> plan() const;
  arrow::Result<DataGenerator> Generate(std::shared_ptr<const PlanSource> source,
                                        int64_t rows) const;

  std::shared_ptr<State> state_;
};

/// Writes the tables of a dataset into a directory: DIR/<table>.<ext>, or DIR/<table>/
/// with parts, each in one step, parents before their children.
class DatasetWriter {
 public:
  explicit DatasetWriter(Dataset dataset);

  /// Only these; by default all.
  DatasetWriter& tables(std::vector<std::string> names);
  /// Rows to write, of one table; by default all.
  DatasetWriter& size(int64_t rows);
  /// As those of BatchWriter, for every table.
  DatasetWriter& format(std::string name);
  DatasetWriter& mode(std::string name);
  DatasetWriter& option(std::string key, OptionValue value);
  DatasetWriter& options(std::vector<std::pair<std::string, OptionValue>> list);
  /// Told of all tables together; outlives the save.
  DatasetWriter& observer(Observer* observer);
  DatasetWriter& stop_token(StopToken token);

  /// Write. All mistakes are found before the first table is written; a failure while
  /// writing leaves the tables before it written, and names its table.
  arrow::Result<DatasetReport> save(const std::string& directory) const;

  /// Say what save would do; changes nothing.
  arrow::Result<DatasetPreview> dry_run(const std::string& directory) const;

 private:
  struct Job;
  arrow::Result<std::vector<Job>> MakeJobs(const std::string& directory) const;

  Dataset dataset_;
  std::vector<std::string> tables_;
  std::optional<int64_t> size_;
  std::optional<std::string> format_;
  std::optional<std::string> mode_;
  std::vector<std::pair<std::string, OptionValue>> options_;
  Observer* observer_ = nullptr;
  StopToken stop_token_;
};

}  // namespace rand_engine
