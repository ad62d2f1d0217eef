#include "rand_engine/encode/text/nested_column.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "rand_engine/encode/json/json_style.h"
#include "rand_engine/generate/nested_rows.h"
#include "rand_engine/plan/nested.h"

namespace rand_engine {

// Rows or items that are rendered at once.
constexpr int kBlock = 256;

struct NestedScratch {
  std::vector<CodeBuffer> codes;   ///< of each part; views may point at them
  std::vector<CellScratch> cells;  ///< of each part
  std::vector<CellView> views;
  std::vector<uint32_t> numbers;  ///< 0, 1, 2, ...: cells in the block's own order
  CodeBuffer lengths;
  std::vector<uint32_t> item_counts;  ///< of each row
  std::vector<uint64_t> item_rows;
  std::string json;
};

namespace {

/// Renders the parts at given rows.
class Parts {
 public:
  void Add(const ColumnPlan& part, const TextStyle& style, const std::string& prefix,
           const std::string& suffix) {
    sources_.push_back(part.source.get());
    cells_.push_back(
        MakeCellColumn(part.domain, part.missing_code, style, prefix, suffix));
  }

  std::shared_ptr<NestedScratch> MakeScratch() const {
    auto scratch = std::make_shared<NestedScratch>();
    for (const auto& cells : cells_) scratch->cells.push_back(cells->MakeScratch(kBlock));
    scratch->codes.resize(cells_.size());
    scratch->views.resize(cells_.size());
    scratch->numbers.resize(kBlock);
    std::iota(scratch->numbers.begin(), scratch->numbers.end(), 0u);
    return scratch;
  }

  /// REQUIRES: count <= kBlock.
  void Render(const uint64_t* rows, int count, NestedScratch* scratch) const {
    for (size_t part = 0; part < cells_.size(); ++part) {
      CodeBuffer& codes = scratch->codes[part];
      sources_[part]->Gather(rows, count, &codes);
      scratch->views[part] = cells_[part]->Render(codes, count, scratch->numbers.data(),
                                                  &scratch->cells[part]);
    }
  }

  /// Append what was rendered of a row.
  static void Append(const NestedScratch& scratch, int row, std::string* text) {
    for (const CellView& view : scratch.views) *text += CellAt(view, row);
  }

  size_t typical() const {
    size_t bytes = 0;
    for (const auto& cells : cells_) bytes += cells->typical();
    return bytes;
  }

 private:
  std::vector<const CodeSource*> sources_;
  std::vector<std::unique_ptr<CellColumn>> cells_;
};

/// Puts prefix, JSON and suffix of each row behind each other; what a row's JSON is, the
/// kinds say.
class NestedColumn : public CellColumn {
 public:
  NestedColumn(const NestedDomain& domain, const TextStyle& style, std::string prefix,
               std::string suffix)
      : nested_(domain.parts),
        style_(style),
        prefix_(std::move(prefix)),
        suffix_(std::move(suffix)) {}

  CellScratch MakeScratch(int) const override {
    CellScratch scratch;
    scratch.nested = parts_.MakeScratch();
    return scratch;
  }

  CellView Render(const CodeBuffer& codes, int count, const uint32_t* row_numbers,
                  CellScratch* scratch) const override {
    scratch->text.clear();
    scratch->wide.resize(count);
    AppendRows(codes.codes64(), count, scratch);
    PointAtText(scratch->text, &scratch->wide);
    return {nullptr, scratch->wide.data(), row_numbers, 0};
  }

  bool is_wide() const override { return true; }
  size_t longest() const override { return typical(); }
  size_t typical() const override {
    const double items = parts_.typical() * std::max(nested_->typical_items, 0.1);
    return prefix_.size() + static_cast<size_t>(items) + 2 + suffix_.size();
  }

 protected:
  const Nested& nested() const { return *nested_; }
  const TextStyle& json_style() const { return style_.nested ? *style_.nested : style_; }
  std::string Break(int levels) const {
    const TextStyle& style = json_style();
    return BreakAt(style.indent, style.depth + levels);
  }
  TextStyle PartStyle() const {
    TextStyle style = json_style();
    ++style.depth;
    return style;
  }

  /// The JSON of a row goes into scratch->json, then to FinishRow.
  virtual void AppendRows(const uint64_t* rows, int count,
                          CellScratch* scratch) const = 0;

  void FinishRow(int row, CellScratch* scratch) const {
    std::string& text = scratch->text;
    std::string& json = scratch->nested->json;
    const size_t begin = text.size();
    text += prefix_;
    text += style_.nested ? style_.quote_text(json) : json;
    text += suffix_;
    scratch->wide[row].length = static_cast<uint32_t>(text.size() - begin);
    json.clear();
  }

  Parts parts_;

 private:
  std::shared_ptr<const Nested> nested_;
  TextStyle style_;
  std::string prefix_;
  std::string suffix_;
};

class StructColumn : public NestedColumn {
 public:
  StructColumn(const NestedDomain& domain, const TextStyle& style,
               const std::string& prefix, const std::string& suffix)
      : NestedColumn(domain, style, prefix, suffix) {
    const TextStyle part_style = PartStyle();
    const std::vector<ColumnPlan>& fields = nested().columns;
    for (const ColumnPlan& field : fields) {
      const bool is_first = &field == &fields.front();
      const bool is_last = &field == &fields.back();
      parts_.Add(field, part_style,
                 (is_first ? "{" : ",") + Break(1) +
                     part_style.quote_text(field.schema.name) +
                     ColonOf(part_style.indent),
                 is_last ? Break(0) + "}" : "");
    }
  }

 protected:
  void AppendRows(const uint64_t* rows, int count, CellScratch* scratch) const override {
    NestedScratch& nested = *scratch->nested;
    for (int begin = 0; begin < count; begin += kBlock) {
      const int block = std::min(kBlock, count - begin);
      parts_.Render(rows + begin, block, &nested);
      for (int i = 0; i < block; ++i) {
        Parts::Append(nested, i, &nested.json);
        FinishRow(begin + i, scratch);
      }
    }
  }
};

/// Lists and maps.
class ItemsColumn : public NestedColumn {
 public:
  ItemsColumn(const NestedDomain& domain, const TextStyle& style,
              const std::string& prefix, const std::string& suffix)
      : NestedColumn(domain, style, prefix, suffix) {
    const TextStyle part_style = PartStyle();
    const std::string between = "," + Break(1);
    if (domain.type == ValueType::kList) {
      open_ = "[";
      close_ = "]";
      parts_.Add(nested().columns[0], part_style, between, "");
      return;
    }
    open_ = "{";
    close_ = "}";
    parts_.Add(nested().columns[0], KeyStyle(part_style), between,
               ColonOf(part_style.indent));
    parts_.Add(nested().columns[1], part_style, "", "");
  }

 protected:
  void AppendRows(const uint64_t* rows, int count, CellScratch* scratch) const override {
    NestedScratch& nested = *scratch->nested;
    nested.item_counts.resize(count);
    NestedColumn::nested().ReadLengths(rows, count, &nested.lengths,
                                       nested.item_counts.data());
    PutItemRows(rows, count, &nested);
    const std::string end = Break(0) + close_;
    size_t item = 0;  // of those of all rows
    size_t rendered = 0;
    for (int row = 0; row < count; ++row) {
      nested.json += open_;
      const size_t first = item;
      for (; item < first + nested.item_counts[row]; ++item) {
        if (item == rendered) rendered += RenderItems(item, &nested);
        const size_t begin = nested.json.size();
        Parts::Append(nested, static_cast<int>(item % kBlock), &nested.json);
        if (item == first) nested.json.erase(begin, 1);  // the comma
      }
      nested.json += item == first ? close_ : end;
      FinishRow(row, scratch);
    }
  }

 private:
  // Keys are texts, whatever they say.
  static TextStyle KeyStyle(TextStyle style) {
    style.integer_quote = style.fragment_quote;
    return style;
  }

  void PutItemRows(const uint64_t* rows, int count, NestedScratch* scratch) const {
    const uint64_t most_items = nested().most_items;
    scratch->item_rows.clear();
    for (int row = 0; row < count; ++row) {
      for (uint64_t item = 0; item < scratch->item_counts[row]; ++item) {
        scratch->item_rows.push_back(ItemRow(rows[row], most_items, item));
      }
    }
  }

  // Returns how many.
  size_t RenderItems(size_t first, NestedScratch* scratch) const {
    const size_t count = std::min<size_t>(kBlock, scratch->item_rows.size() - first);
    parts_.Render(scratch->item_rows.data() + first, static_cast<int>(count), scratch);
    return count;
  }

  std::string open_;
  std::string close_;
};

}  // namespace

std::unique_ptr<CellColumn> MakeNestedColumn(const NestedDomain& domain,
                                             const TextStyle& style,
                                             const std::string& prefix,
                                             const std::string& suffix) {
  if (domain.type == ValueType::kStruct) {
    return std::make_unique<StructColumn>(domain, style, prefix, suffix);
  }
  return std::make_unique<ItemsColumn>(domain, style, prefix, suffix);
}

}  // namespace rand_engine
