// The spec of several tables resolved: their sizes, keys and references.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/plan/dataset_reader.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/spec.h"

namespace rand_engine {

/// The tables of a dataset. Immutable, shared by all threads. Holds no rows; of a size
/// per parent, 8 bytes for 256 parents.
class DatasetPlan : public std::enable_shared_from_this<DatasetPlan> {
 public:
  /// Read and check the spec; all its mistakes in one SpecError. Declared keys of up to
  /// 2^20 rows are checked row by row.
  static arrow::Result<std::shared_ptr<const DatasetPlan>> Make(const Spec& spec,
                                                                const std::string& seed);

  /// The same of a stream: its tables grow from file to file, and foreign keys refer to
  /// rows of the files up to their own. What comes with a file does not depend on how
  /// many there are.
  static arrow::Result<std::shared_ptr<const DatasetPlan>> MakeStream(
      const Spec& spec, const std::string& seed, const StreamedFiles& files);

  /// Parents before their children.
  const std::vector<DatasetTable>& tables() const { return tables_; }

  /// The table; an OptionError with the nearest name if there is none.
  arrow::Result<const DatasetTable*> Find(std::string_view name) const;

  /// The columns of a table, as `inputs` say; `row_end` is how many rows of it there
  /// are, perhaps more than its size.
  arrow::Result<std::shared_ptr<const Plan>> PlanTable(const DatasetTable& table,
                                                       const PlanInputs& inputs,
                                                       uint64_t row_end) const;

  /// What makes the plan of a table. REQUIRES: it is one of tables().
  std::shared_ptr<const PlanSource> SourceOf(const DatasetTable& table) const;

 private:
  using Plans = std::map<std::string, std::shared_ptr<const Plan>>;

  /// Make the plan of one table; `plans` has those of its parents.
  std::shared_ptr<const Plan> MakeTable(const DatasetTable& table, const Plans& plans,
                                        const PlanInputs& inputs, int64_t row_end,
                                        Problems* problems) const;
  std::set<std::string> AncestorsOf(const DatasetTable& table) const;
  /// The plans of all that a table refers to.
  Plans PlanParents(const DatasetTable& table, const PlanInputs& inputs,
                    Problems* problems) const;
  void CheckTables(const PlanInputs& inputs, Problems* problems);
  void CheckTable(const PlanInputs& inputs, DatasetTable* table, Plans* plans,
                  Problems* problems) const;

  explicit DatasetPlan(const Spec& spec) : spec_(spec) {}

  static arrow::Result<std::shared_ptr<const DatasetPlan>> Make(
      const Spec& spec, const std::string& seed, const StreamedFiles* files);

  Spec spec_;
  std::vector<DatasetTable> tables_;
  std::vector<std::string> fixed_;  ///< of a stream, sorted
  /// What PlanParents made for this seed and time: all tables of a long chain of
  /// references would make all of theirs anew.
  mutable std::mutex planned_mutex_;
  mutable std::pair<std::string, int64_t> planned_for_;
  mutable Plans planned_;
};

}  // namespace rand_engine
