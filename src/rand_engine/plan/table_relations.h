// The foreign keys and lookups of one table of a dataset.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/generate/row_map.h"
#include "rand_engine/methods/relations.h"
#include "rand_engine/plan/dataset_reader.h"
#include "rand_engine/plan/plan.h"

namespace rand_engine {

/// What the columns of a table may refer to.
struct TableSurroundings {
  const DatasetTable* table = nullptr;
  /// All tables of the dataset, parents before their children.
  const std::vector<DatasetTable>* tables = nullptr;
  /// The plans of the parents; none for those with mistakes.
  const std::map<std::string, std::shared_ptr<const Plan>>* plans = nullptr;
};

/// What is wrong with a column of a stream that has such a value.
std::string CopiesTimeText();

/// True of a column that has values of other rows: a foreign_key or a lookup.
bool RefersToRows(const Value& column);

/// Makes what refers to other rows. What is asked for is asked while the columns of the
/// table are read; all that it gives lives on without it.
class TableRelations : public Relations {
 public:
  /// `context` is that of the table's columns; it and `surroundings` outlive this.
  TableRelations(const TableSurroundings& surroundings, const ColumnContext& context,
                 Problems* problems)
      : surroundings_(surroundings), context_(context), problems_(problems) {}

  std::vector<ColumnRecipe> MakeForeignKey(const Arguments& arguments,
                                           const ColumnContext& context) override;
  std::vector<ColumnRecipe> MakeLookup(const Arguments& arguments,
                                       const ColumnContext& context) override;
  std::vector<ColumnRecipe> MakeChildNumber(const Arguments& arguments,
                                            const ColumnContext& context) override;
  bool LacksParts() const override { return surroundings_.table->broken; }

 private:
  /// What a foreign key refers to.
  struct Reference {
    const DatasetTable* parent = nullptr;
    RowMapPointer rows;
    bool may_be_none = false;
    bool bound_to_row = false;
  };
  /// A column, perhaps in the memory of a plan.
  using Column = std::shared_ptr<const ColumnPlan>;
  using Columns = std::vector<Column>;

  const DatasetTable* FindParent(const Arguments& arguments) const;
  /// The columns that `column` or `columns` name; nullopt after mistakes.
  std::optional<Columns> FindColumns(const Arguments& arguments,
                                     const DatasetTable& parent);
  std::optional<Columns> FindKey(const Arguments& arguments, const DatasetTable& parent);
  std::optional<Columns> DefaultKey(const Arguments& arguments,
                                    const DatasetTable& parent);
  bool CheckKey(const Arguments& arguments, const DatasetTable& parent,
                const Columns& columns) const;
  /// Where the keys come from; null rows after mistakes.
  Reference MakeReference(const Arguments& arguments, const ColumnContext& context,
                          const DatasetTable& parent) const;
  /// True unless they are times that the row's file does not know.
  bool CheckTimes(const Arguments& arguments, const Columns& columns) const;
  Reference MakeArrivedReference(const Arguments& arguments, const ColumnContext& context,
                                 const DatasetTable& parent, double exponent) const;
  std::optional<double> ReadExponent(const Arguments& arguments, bool has_distribution,
                                     const char* why) const;
  /// Add orphans; returns the end of the rows beyond the parent's that they come from, 0
  /// after mistakes or if there are none.
  uint64_t AddOrphans(const Arguments& arguments, const ColumnContext& context,
                      const Columns& key, Reference* reference) const;
  std::optional<Reference> FindReference(const Arguments& arguments);

  bool IsOwn(const DatasetTable& table) const {
    return table.name == surroundings_.table->name;
  }
  /// The column; null if there is none, or it has mistakes.
  Column ColumnOf(const DatasetTable& table, const std::string& name);
  /// True if the table has a column of that name which is none of its data.
  static bool IsHidden(const DatasetTable& table, const std::string& name);
  /// False, reported, if the values of these columns, looked up, took too long.
  bool CheckEffort(const Arguments& arguments, const DatasetTable& parent,
                   const Columns& columns) const;
  Column OwnColumn(const std::string& name);
  Column MakeOwnColumn(const std::string& name, const Value::Member& member);
  /// The member that gives the column; null if none does.
  const Value::Member* OwnMember(const std::string& name) const;
  std::vector<std::string> ColumnNames(const DatasetTable& table) const;

  const TableSurroundings& surroundings_;
  const ColumnContext& context_;
  Problems* problems_;
  const NestedColumns* nested_ = nullptr;  ///< of the context; may be null
  InputColumns* inputs_ = nullptr;         ///< the table's own columns, for computed ones
  std::map<std::string, Reference, std::less<>> references_;  ///< by member
  std::vector<std::string> being_made_;                       ///< own columns, by member
  std::map<std::string, Column> own_columns_;
};

}  // namespace rand_engine
