// Rows of cells: codes -> cells -> text, block by block.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/charset/text_encoding.h"
#include "rand_engine/encode/text/cell_column.h"
#include "rand_engine/memory/byte_buffer.h"
#include "rand_engine/plan/plan.h"

namespace rand_engine {

/// What a thread keeps between chunks.
struct RowScratch {
  std::vector<CodeBuffer> codes;   ///< of each plan column that is used, then row numbers
  std::vector<CellScratch> cells;  ///< of each cell column
  std::vector<CellView> views;
  bool ready = false;
};

/// A row as a run of cell columns. Built once, then immutable and shared by all threads.
class RowEncoder {
 public:
  explicit RowEncoder(std::shared_ptr<const Plan> plan);

  /// Add the value of a plan column between constant bytes.
  void AddColumn(int plan_column, const TextStyle& style, std::string prefix,
                 const std::string& suffix);
  /// Add the row's number between constant bytes.
  void AddRowNumber(const TextStyle& style, std::string prefix, const std::string& suffix,
                    int64_t row_end);
  void AddConstant(const std::string& bytes);

  /// Append the text of `rows` to `out`.
  void Encode(RowRange rows, RowScratch* scratch, ByteBuffer* out) const;

  /// The plan column that first has, in these rows, a text which `encoding` cannot hold,
  /// with that text; nothing if there is none. Looks at columns of any texts only: those
  /// of the others are known beforehand (CheckEncodable).
  struct Unencodable {
    std::string column;
    std::string text;
  };
  std::optional<Unencodable> FindUnencodable(RowRange rows,
                                             const TextEncoding& encoding) const;

  /// Bytes that a row takes on average, roughly: from the plan alone.
  size_t typical_row_bytes() const;

 private:
  enum class Source { kPlanColumn, kRowNumber, kConstant };
  struct Column {
    Source source;
    size_t codes;  ///< index into RowScratch::codes
    std::unique_ptr<CellColumn> cells;
  };

  void Add(Source source, size_t codes, std::unique_ptr<CellColumn> cells);
  void Prepare(RowScratch* scratch) const;
  void GenerateCodes(uint64_t first_row, int count, RowScratch* scratch) const;
  int BlockRows() const;

  std::shared_ptr<const Plan> plan_;
  std::unique_ptr<CodeSource> row_numbers_;
  std::vector<Column> columns_;
  std::vector<bool> used_;  ///< of each entry of RowScratch::codes
  size_t longest_row_ = 0;
  bool has_wide_ = false;
};

}  // namespace rand_engine
