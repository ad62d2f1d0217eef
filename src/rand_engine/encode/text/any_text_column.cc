#include "rand_engine/encode/text/any_text_column.h"

#include <algorithm>
#include <utility>

namespace rand_engine {
namespace {

class AnyTextColumn : public CellColumn {
 public:
  AnyTextColumn(const TextDomain& domain, TextStyle style, std::string prefix,
                std::string suffix)
      : style_(std::move(style)),
        prefix_(std::move(prefix)),
        suffix_(std::move(suffix)),
        typical_(domain.typical) {}

  CellScratch MakeScratch(int) const override { return {}; }

  CellView Render(const CodeBuffer& codes, int count, const uint32_t* row_numbers,
                  CellScratch* scratch) const override {
    std::string& text = scratch->text;
    text.clear();
    scratch->wide.resize(count);
    for (int i = 0; i < count; ++i) {
      const size_t begin = text.size();
      const uint64_t* code = codes.codes64() + size_t{2} * i;
      text += prefix_;
      AppendValue(TextDomain::TextOf(code[0], code[1]), &text);
      text += suffix_;
      scratch->wide[i].length = static_cast<uint32_t>(text.size() - begin);
    }
    PointAtText(text, &scratch->wide);
    return {nullptr, scratch->wide.data(), row_numbers, 0};
  }

  bool is_wide() const override { return true; }
  size_t longest() const override { return prefix_.size() + typical_ + suffix_.size(); }
  size_t typical() const override { return longest(); }

 private:
  void AppendValue(std::string_view value, std::string* text) const {
    if (!IsPlain(value)) {
      *text += style_.quote_text(value);
      return;
    }
    *text += style_.fragment_quote;
    *text += value;
    *text += style_.fragment_quote;
  }

  bool IsPlain(std::string_view value) const {
    if (value.empty() || value == style_.looks_missing) return false;
    bool plain = true;
    for (const char c : value) plain &= style_.is_plain[static_cast<unsigned char>(c)];
    return plain;
  }

  TextStyle style_;
  std::string prefix_;
  std::string suffix_;
  size_t typical_;
};

}  // namespace

std::unique_ptr<CellColumn> MakeAnyTextColumn(const TextDomain& domain,
                                              const TextStyle& style,
                                              const std::string& prefix,
                                              const std::string& suffix) {
  return std::make_unique<AnyTextColumn>(domain, style, prefix, suffix);
}

}  // namespace rand_engine
