// A column computed from others of the same row: an expression as a source of codes.
#pragma once

#include <memory>
#include <vector>

#include "rand_engine/domain/domain.h"
#include "rand_engine/expression/compile.h"
#include "rand_engine/expression/input_column.h"
#include "rand_engine/generate/code_source.h"

namespace rand_engine::expression {

struct ComputedColumn {
  Domain domain;
  std::unique_ptr<CodeSource> source;
  /// True if values can be missing: then the domain's reserved code says so.
  bool nullable = false;
};

/// `columns` are those that the expression reads, in its order.
ComputedColumn MakeComputedColumn(Compiled compiled, std::vector<InputColumn> columns);

/// Values of some columns, and of an expression over them, for a run of rows. One thread.
class Evaluation {
 public:
  /// `root` and `columns` outlive it.
  Evaluation(const Node& root, const std::vector<InputColumn>& columns,
             const std::vector<ValueReader>& readers);

  /// The values of at most batch_rows() rows, valid until the next call.
  const Vector& Run(uint64_t first_row, int64_t count);
  /// The same of rows in any order.
  const Vector& RunScattered(const uint64_t* rows, int64_t count);

 private:
  // Of the rows whose codes are in codes_.
  const Vector& EvaluateCodes(int64_t count);

  const Node& root_;
  const std::vector<InputColumn>& columns_;
  const std::vector<ValueReader>& readers_;
  std::vector<CodeBuffer> codes_;
  std::vector<Vector> values_;
  TextArena arena_;
  Vector result_;
};

/// So many rows that their texts need little memory.
int64_t BatchRowsOf(const Node& root);

}  // namespace rand_engine::expression
