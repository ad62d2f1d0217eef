// A dataset's spec -> its tables, their sizes, and the order in which they can be made.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/generate/code_source.h"
#include "rand_engine/generate/file_rows.h"
#include "rand_engine/generate/row_groups.h"
#include "rand_engine/spec/problems.h"
#include "rand_engine/spec/value.h"

namespace rand_engine {

/// The most rows that a table has; row numbers leave room for versions (code_source.h).
inline constexpr int64_t kMostTableRows = int64_t{1} << (kRowNumberBits - 1);

/// The files of a stream: each table's size is that of one file, and comes again with
/// each.
struct StreamedFiles {
  int64_t count = 1;
  std::vector<std::string> fixed = {};  ///< tables that come with the first file alone
};

/// A table's size that depends on another table: so many rows for each of its.
struct SizePerParent {
  std::string parent;
  SourcePosition position;
  /// The column whose foreign key is the parent; "" = the first one to that table.
  std::string key;
  SourcePosition key_position;
  uint64_t least = 0;
  uint64_t most = 0;
  std::vector<uint64_t> weights;  ///< of least, ... most; none = each equally likely
};

struct DatasetTable {
  std::string name;
  SourcePosition position;
  const Value* columns = nullptr;  ///< the table's `spec`; null if it has none
  uint64_t rows = 1000;
  uint64_t row_end = 1000;  ///< more than `rows` where versions of it add some
  std::vector<std::string> primary_key;
  SourcePosition primary_key_position;
  std::optional<SizePerParent> per;
  /// The member of `columns` whose foreign key follows the groups; "" if none does.
  std::string group_member;
  std::shared_ptr<const RowGroups> groups;  ///< of a size per parent
  FileRowsPointer file_rows;                ///< of a stream; `rows` are all of them
  std::vector<std::string> parents;         ///< other tables that it refers to
  /// True where mistakes leave size or columns unknown.
  bool broken = false;
};

/// Read the tables, parents before their children. Mistakes go to `problems`; the tables
/// then are those that could be read, some of them broken. `root` outlives them. `files`
/// are those of a stream, null for tables as they are.
std::vector<DatasetTable> ReadTables(const Value& root, std::string_view seed,
                                     const StreamedFiles* files, Problems* problems);

/// True of {"tables": ...}: the spec of a dataset, not that of a column "tables".
bool IsDatasetSpec(const Value& root);

/// The first of the names that comes again; "" if none does.
std::string FindRepeated(const std::vector<std::string>& names);

/// `table 'orders'`.
std::string TablePlace(std::string_view name);

/// `tables.orders`: where it stands in the spec.
std::string TablePath(std::string_view name);

/// The names a member of a spec gives its columns.
std::vector<std::string> ColumnNamesOf(const Value::Member& member);

/// `e.g. {"tables": ...}`
std::string DatasetExample();

}  // namespace rand_engine
