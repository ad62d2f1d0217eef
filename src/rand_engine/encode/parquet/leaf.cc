#include "rand_engine/encode/parquet/leaf.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "rand_engine/generate/nested_rows.h"
#include "rand_engine/plan/nested.h"

namespace rand_engine {
namespace {

bool IsRepeated(const ColumnPlan& column) {
  return column.schema.type == ValueType::kList || column.schema.type == ValueType::kMap;
}

void AddLeaves(Leaf way, const ColumnPlan& column, std::vector<Leaf>* leaves) {
  way.path.push_back(&column);
  way.most_definition += column.schema.nullable ? 1 : 0;
  if (!IsNested(column.schema.type)) {
    leaves->push_back(std::move(way));
    return;
  }
  const Nested& nested = NestedOf(column.domain);
  if (IsRepeated(column)) {
    ++way.most_definition;
    ++way.most_repetition;
    way.typical_values *= std::max(nested.typical_items, 0.1);
  }
  for (const ColumnPlan& part : nested.columns) AddLeaves(way, part, leaves);
}

/// Goes down the path. An entry is alive while its definition is the level reached; the
/// rows of those that are stand in scratch->rows.
class Descent {
 public:
  Descent(RowRange rows, LeafScratch* scratch, LeafValues* values)
      : scratch_(*scratch), values_(*values) {
    scratch_.rows.resize(rows.count);
    std::iota(scratch_.rows.begin(), scratch_.rows.end(),
              static_cast<uint64_t>(rows.first));
    values_.definitions.assign(rows.count, 0);
    values_.repetitions.assign(rows.count, 0);
  }

  void EnterColumn(const ColumnPlan& column) {
    Gather(column, &scratch_.codes);
    const uint64_t* codes = scratch_.codes.codes64();
    if (column.missing_code) {
      KeepPresent(codes, *column.missing_code);
    } else {
      scratch_.rows.assign(codes, codes + scratch_.rows.size());
    }
    if (IsRepeated(column)) EnterItems(NestedOf(column.domain));
  }

  void ReadCodes(const ColumnPlan& column) {
    Gather(column, &values_.codes);
    values_.count = static_cast<int64_t>(scratch_.rows.size());
    values_.definition = level_;
  }

 private:
  void Gather(const ColumnPlan& column, CodeBuffer* codes) {
    column.source->Gather(scratch_.rows.data(),
                          static_cast<int64_t>(scratch_.rows.size()), codes);
  }

  // Codes of nested columns are rows.
  void KeepPresent(const uint64_t* codes, uint64_t missing) {
    size_t alive = 0;
    size_t kept = 0;
    for (int16_t& definition : values_.definitions) {
      if (definition != level_) continue;
      const uint64_t code = codes[alive++];
      if (code == missing) continue;
      ++definition;
      scratch_.rows[kept++] = code;
    }
    scratch_.rows.resize(kept);
    ++level_;
  }

  // A list without items stays one entry, which ends here.
  void EnterItems(const Nested& nested) {
    const auto lists = static_cast<int64_t>(scratch_.rows.size());
    scratch_.lengths.resize(lists);
    nested.ReadLengths(scratch_.rows.data(), lists, &scratch_.codes,
                       scratch_.lengths.data());
    scratch_.definitions.clear();
    scratch_.repetitions.clear();
    scratch_.item_rows.clear();
    ++repetition_;
    size_t list = 0;
    for (size_t entry = 0; entry < values_.definitions.size(); ++entry) {
      const int16_t definition = values_.definitions[entry];
      const bool is_alive = definition == level_;
      const uint32_t length = is_alive ? scratch_.lengths[list] : 0;
      scratch_.definitions.push_back(static_cast<int16_t>(definition + (length > 0)));
      scratch_.repetitions.push_back(values_.repetitions[entry]);
      for (uint32_t item = 0; item < length; ++item) {
        scratch_.item_rows.push_back(
            ItemRow(scratch_.rows[list], nested.most_items, item));
        if (item == 0) continue;
        scratch_.definitions.push_back(static_cast<int16_t>(level_ + 1));
        scratch_.repetitions.push_back(repetition_);
      }
      list += is_alive ? 1 : 0;
    }
    ++level_;
    values_.definitions.swap(scratch_.definitions);
    values_.repetitions.swap(scratch_.repetitions);
    scratch_.rows.swap(scratch_.item_rows);
  }

  LeafScratch& scratch_;
  LeafValues& values_;
  int16_t level_ = 0;
  int16_t repetition_ = 0;
};

}  // namespace

std::vector<Leaf> LeavesOf(const ColumnPlan& column) {
  std::vector<Leaf> leaves;
  AddLeaves({}, column, &leaves);
  return leaves;
}

void ReadLeaf(const Leaf& leaf, RowRange rows, LeafScratch* scratch, LeafValues* values) {
  Descent descent(rows, scratch, values);
  for (size_t i = 0; i + 1 < leaf.path.size(); ++i) descent.EnterColumn(*leaf.path[i]);
  descent.ReadCodes(leaf.column());
}

}  // namespace rand_engine
