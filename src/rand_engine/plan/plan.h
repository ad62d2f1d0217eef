// The spec resolved: columns with domain, source of codes and type. Immutable, shared by
// all threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/domain/domain.h"
#include "rand_engine/domain/value_type.h"
#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/event_times.h"

namespace arrow {
class Status;
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

class Spec;
struct ColumnRecipe;
struct DatasetTable;
struct InputColumn;

/// Rows [first, first + count).
struct RowRange {
  int64_t first = 0;
  int64_t count = 0;
  int64_t end() const { return first + count; }
};

/// Number of pieces of up to `piece_rows` rows. REQUIRES: piece_rows >= 1, rows >= 0.
inline int64_t CountPieces(int64_t rows, int64_t piece_rows) {
  return rows / piece_rows + (rows % piece_rows != 0 ? 1 : 0);
}

struct ColumnPlan {
  ColumnSchema schema;
  Domain domain;
  std::shared_ptr<const CodeSource> source;
  bool follows_row_number = false;
  /// How many rows have values, each another one; 0 = any number.
  uint64_t most_rows = 0;
  /// The code that means a missing value; none if no value can be missing.
  std::optional<uint64_t> missing_code = {};
  /// What happens after most_rows, if the unique values do not end.
  std::string rows_end = {};
  /// True if `now` decides the values.
  bool depends_on_now = false;
  /// True if the time zone database decides the values.
  bool depends_on_zones = false;
  bool unique = false;        ///< no two rows have the same value
  bool bound_to_row = false;  ///< a new version of the row keeps the value
  /// Values repeat on purpose: it has anomalies, or its table has copies of rows.
  bool repeats = false;
  /// What other columns read in its place: the values without anomalies. Null = these.
  std::shared_ptr<const InputColumn> clean = {};
  /// Other columns may read it, but it is none of the data.
  bool hidden = false;
  /// More than that of one source where it is made of others' values.
  FillEffort effort = {};
};

class PlanSource;

/// What decides the data besides spec and rows.
struct PlanInputs {
  std::string seed;    ///< decimal text
  int64_t now_us = 0;  ///< of gen_now
  /// One more than the number of the last row that will be asked for; 0 = not known.
  /// Bounds the values of sequences, so that encoders can make room for just them.
  int64_t row_end = 0;
  EventTimes event_times = {};  ///< of gen_now: when the rows happen, after now_us
  /// What makes the plan, where it is not the spec's own columns; may be null.
  std::shared_ptr<const PlanSource> source = {};
};

class Plan {
 public:
  /// Check the spec and resolve it; all its mistakes in one SpecError.
  static arrow::Result<std::shared_ptr<const Plan>> Make(const Spec& spec,
                                                         const PlanInputs& inputs);

  /// A plan of columns that no spec describes.
  static std::shared_ptr<const Plan> FromColumns(std::vector<ColumnPlan> columns,
                                                 const PlanInputs& inputs);

  /// Those of the data, without the hidden ones.
  const std::vector<ColumnPlan>& columns() const { return columns_; }
  const Schema& schema() const { return schema_; }
  const PlanInputs& inputs() const { return inputs_; }

  /// True if a column's values follow the row number or are unique within a run (two runs
  /// of the same rows repeat them).
  bool has_sequence() const;

  /// True if `now` decides data.
  bool depends_on_now() const;
  /// The release of the time zone database, if it decides the values of a column; else
  /// "".
  std::string ZoneRelease() const;

  /// Fail (SpecError) if a sequence leaves int64 within these rows, or if they are more
  /// than a column has unique values.
  arrow::Status CheckRows(RowRange rows) const;

 private:
  template <typename Holds>
  bool AnyColumn(Holds holds) const;

  std::vector<ColumnPlan> columns_;
  std::vector<ColumnPlan> hidden_;
  Schema schema_;
  PlanInputs inputs_;
};

/// Makes plans of what is part of a spec: a table of a dataset, its changes.
class PlanSource {
 public:
  virtual ~PlanSource() = default;

  /// The plan; fails as Plan::Make does, and (OptionError) if `inputs.row_end` lies
  /// beyond its rows.
  virtual arrow::Result<std::shared_ptr<const Plan>> MakePlan(
      const PlanInputs& inputs) const = 0;

  /// Which part of the spec it is: what, besides the spec, decides the rows.
  virtual const std::string& name() const = 0;

  /// The table that grows from file to file of a stream; null if it does not.
  virtual const DatasetTable* streamed_table() const { return nullptr; }
};

}  // namespace rand_engine
