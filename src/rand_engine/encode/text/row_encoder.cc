#include "rand_engine/encode/text/row_encoder.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "rand_engine/generate/distributions/sequence.h"

namespace rand_engine {
namespace {

// Enough rows to pay for starting a column's loop, few enough that cells stay in the
// nearest caches.
constexpr int kMostBlockRows = 512;
constexpr size_t kBlockBytes = size_t{256} << 10;
// A prefix longer than this becomes a column of its own, to leave cells for values.
constexpr size_t kLongPrefix = 31;

const std::array<uint32_t, kMostBlockRows>& RowNumbersOfBlock() {
  static const auto numbers = [] {
    std::array<uint32_t, kMostBlockRows> list{};
    for (uint32_t i = 0; i < list.size(); ++i) list[i] = i;
    return list;
  }();
  return numbers;
}

// The second pass. The branches follow the columns, the same for every row, so the
// processor predicts them; a version unrolled by column count was no faster.
template <bool kHasWide>
char* MergeRows(const CellView* views, size_t columns, int rows, char* out) {
  for (int row = 0; row < rows; ++row) {
    for (size_t c = 0; c < columns; ++c) {
      const CellView& view = views[c];
      if constexpr (kHasWide) {
        if (view.stride == 0) {
          const WideCell& wide = view.wide[view.index[row]];
          std::memcpy(out, wide.bytes, wide.length);
          out += wide.length;
          continue;
        }
      }
      const uint32_t stride = view.stride;
      const char* cell = view.cells + size_t{view.index[row]} * stride;
      std::memcpy(out, cell, 16);
      if (stride > 16) {
        std::memcpy(out + 16, cell + 16, 16);
        if (stride > 32) std::memcpy(out + 32, cell + 32, 32);
      }
      out += static_cast<unsigned char>(cell[stride - 1]);
    }
  }
  return out;
}

size_t WideBytes(const CellView& view, int rows) {
  size_t bytes = 0;
  for (int row = 0; row < rows; ++row) bytes += view.wide[view.index[row]].length;
  return bytes;
}

}  // namespace

RowEncoder::RowEncoder(std::shared_ptr<const Plan> plan)
    : plan_(std::move(plan)),
      row_numbers_(MakeRowNumberSource()),
      used_(plan_->columns().size() + 1, false) {}

void RowEncoder::Add(Source source, size_t codes, std::unique_ptr<CellColumn> cells) {
  if (source != Source::kConstant) used_[codes] = true;
  if (cells->is_wide()) {
    has_wide_ = true;
  } else {
    longest_row_ += cells->longest();
  }
  columns_.push_back({source, codes, std::move(cells)});
}

void RowEncoder::AddConstant(const std::string& bytes) {
  Add(Source::kConstant, 0, MakeConstantColumn(bytes));
}

void RowEncoder::AddColumn(int plan_column, const TextStyle& style, std::string prefix,
                           const std::string& suffix) {
  if (prefix.size() > kLongPrefix) AddConstant(std::exchange(prefix, ""));
  const ColumnPlan& column = plan_->columns()[plan_column];
  Add(Source::kPlanColumn, plan_column,
      MakeCellColumn(column.domain, column.missing_code, style, prefix, suffix));
}

void RowEncoder::AddRowNumber(const TextStyle& style, std::string prefix,
                              const std::string& suffix, int64_t row_end) {
  if (prefix.size() > kLongPrefix) AddConstant(std::exchange(prefix, ""));
  const IntegerDomain numbers{0, 1, static_cast<uint64_t>(std::max<int64_t>(row_end, 1))};
  Add(Source::kRowNumber, plan_->columns().size(),
      MakeCellColumn(numbers, std::nullopt, style, prefix, suffix));
}

size_t RowEncoder::typical_row_bytes() const {
  size_t bytes = 0;
  for (const Column& column : columns_) bytes += column.cells->typical();
  return std::max<size_t>(bytes, 1);
}

int RowEncoder::BlockRows() const {
  const size_t row_bytes = columns_.size() * kLargestStride;
  const size_t rows = kBlockBytes / std::max<size_t>(row_bytes, 1);
  return static_cast<int>(std::clamp<size_t>(rows, 16, kMostBlockRows));
}

void RowEncoder::Prepare(RowScratch* scratch) const {
  if (scratch->ready) return;
  scratch->codes.resize(used_.size());
  for (const Column& column : columns_) {
    scratch->cells.push_back(column.cells->MakeScratch(BlockRows()));
  }
  scratch->views.resize(columns_.size());
  scratch->ready = true;
}

void RowEncoder::GenerateCodes(uint64_t first_row, int count, RowScratch* scratch) const {
  const size_t plan_columns = plan_->columns().size();
  for (size_t i = 0; i < plan_columns; ++i) {
    if (used_[i]) plan_->columns()[i].source->Fill(first_row, count, &scratch->codes[i]);
  }
  if (used_[plan_columns]) {
    row_numbers_->Fill(first_row, count, &scratch->codes[plan_columns]);
  }
}

std::optional<RowEncoder::Unencodable> RowEncoder::FindUnencodable(
    RowRange rows, const TextEncoding& encoding) const {
  CodeBuffer codes;
  for (const ColumnPlan& column : plan_->columns()) {
    if (!std::holds_alternative<TextDomain>(column.domain)) continue;
    column.source->Fill(static_cast<uint64_t>(rows.first), rows.count, &codes);
    for (int64_t i = 0; i < rows.count; ++i) {
      const uint64_t* code = codes.codes64() + 2 * i;
      if (column.missing_code == code[0]) continue;
      const std::string_view text = TextDomain::TextOf(code[0], code[1]);
      if (encoding.CanEncode(text, nullptr)) continue;
      return Unencodable{column.schema.name, std::string(text)};
    }
  }
  return std::nullopt;
}

void RowEncoder::Encode(RowRange rows, RowScratch* scratch, ByteBuffer* out) const {
  Prepare(scratch);
  const int block_rows = BlockRows();
  CodeBuffer zero;
  std::memset(zero.Prepare32(block_rows), 0, block_rows * sizeof(uint32_t));
  for (int64_t done = 0; done < rows.count; done += block_rows) {
    const int count = static_cast<int>(std::min<int64_t>(block_rows, rows.count - done));
    GenerateCodes(static_cast<uint64_t>(rows.first + done), count, scratch);
    size_t wide_bytes = 0;
    for (size_t c = 0; c < columns_.size(); ++c) {
      const Column& column = columns_[c];
      const CodeBuffer& codes =
          column.source == Source::kConstant ? zero : scratch->codes[column.codes];
      CellView& view = scratch->views[c];
      view = column.cells->Render(codes, count, RowNumbersOfBlock().data(),
                                  &scratch->cells[c]);
      if (view.stride == 0) wide_bytes += WideBytes(view, count);
    }
    out->Reserve(out->size() + longest_row_ * count + wide_bytes + kCellSlack);
    char* end = out->data() + out->size();
    end = has_wide_
              ? MergeRows<true>(scratch->views.data(), columns_.size(), count, end)
              : MergeRows<false>(scratch->views.data(), columns_.size(), count, end);
    out->Resize(end - out->data());
  }
}

}  // namespace rand_engine
