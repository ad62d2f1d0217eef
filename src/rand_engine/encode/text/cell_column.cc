#include "rand_engine/encode/text/cell_column.h"

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "rand_engine/domain/digits.h"
#include "rand_engine/domain/number_text.h"
#include "rand_engine/encode/text/any_text_column.h"
#include "rand_engine/encode/text/computed_wide_column.h"
#include "rand_engine/encode/text/nested_column.h"
#include "rand_engine/encode/text/nullable_column.h"
#include "rand_engine/encode/text/put_value.h"
#include "rand_engine/encode/text/value_text.h"
#include "rand_engine/plan/nested.h"

namespace rand_engine {
namespace {

// The smallest stride for `bytes` of content, 0 if none holds them.
uint32_t StrideFor(size_t bytes) {
  for (uint32_t stride = 16; stride <= kLargestStride; stride *= 2) {
    if (bytes < stride) return stride;
  }
  return 0;
}

// --- Cells made once -------------------------------------------------------------------

/// Every code has its text ready; codes are the indices.
class TokenColumn : public CellColumn {
 public:
  explicit TokenColumn(const std::vector<std::string>& tokens) {
    size_t sum = 0;
    for (const std::string& token : tokens) {
      longest_ = std::max(longest_, token.size());
      sum += token.size();
    }
    typical_ = tokens.empty() ? 0 : sum / tokens.size() + 1;
    stride_ = StrideFor(longest_);
    if (stride_ == 0) {
      MakeWide(tokens, sum);
    } else {
      MakeCells(tokens);
    }
  }

  CellScratch MakeScratch(int) const override { return {}; }

  CellView Render(const CodeBuffer& codes, int count, const uint32_t*,
                  CellScratch* scratch) const override {
    CellView view{cells_.get(), wide_.data(), nullptr, stride_};
    if (codes.width() == CodeWidth::k32) {
      view.index = codes.codes32();
      return view;
    }
    scratch->index.resize(count);
    for (int i = 0; i < count; ++i) {
      scratch->index[i] = static_cast<uint32_t>(codes.codes64()[i]);
    }
    view.index = scratch->index.data();
    return view;
  }

  bool is_wide() const override { return stride_ == 0; }
  size_t longest() const override { return longest_; }
  size_t typical() const override { return typical_; }

 private:
  void MakeCells(const std::vector<std::string>& tokens) {
    const size_t bytes = tokens.size() * stride_ + kCellSlack;
    cells_ = std::make_unique<char[]>(bytes);
    char* cell = cells_.get();
    for (const std::string& token : tokens) {
      std::memcpy(cell, token.data(), token.size());
      FinishCell(cell, stride_, cell + token.size());
      cell += stride_;
    }
  }

  void MakeWide(const std::vector<std::string>& tokens, size_t bytes) {
    cells_ = std::make_unique_for_overwrite<char[]>(bytes);
    char* out = cells_.get();
    for (const std::string& token : tokens) {
      std::memcpy(out, token.data(), token.size());
      wide_.push_back({out, static_cast<uint32_t>(token.size())});
      out += token.size();
    }
  }

  std::unique_ptr<char[]> cells_;
  std::vector<WideCell> wide_;
  uint32_t stride_ = 0;
  size_t longest_ = 0;
  size_t typical_ = 0;
};

// --- Cells rendered block by block -----------------------------------------------------

/// Renders with `Put`, which has `char* operator()(code, char* out) const` (or two words,
/// as kTwoWords says) and `size_t longest`, `size_t typical`. The prefix stands in the
/// scratch cells from the start and is never written again.
template <typename Put>
class ComputedColumn : public CellColumn {
 public:
  ComputedColumn(Put put, std::string prefix, std::string suffix, uint32_t stride)
      : put_(std::move(put)),
        prefix_(std::move(prefix)),
        suffix_(std::move(suffix)),
        stride_(stride) {}

  /// Bytes of a cell that values may touch.
  static size_t ReachOf(const Put& put, const std::string& prefix,
                        const std::string& suffix) {
    return prefix.size() + put.longest + suffix.size() + kOverrun;
  }

  CellScratch MakeScratch(int block_rows) const override {
    CellScratch scratch;
    scratch.cells = std::make_unique<char[]>(size_t(block_rows) * stride_ + kCellSlack);
    for (int i = 0; i < block_rows; ++i) {
      std::memcpy(scratch.cells.get() + size_t(i) * stride_, prefix_.data(),
                  prefix_.size());
    }
    return scratch;
  }

  CellView Render(const CodeBuffer& codes, int count, const uint32_t* row_numbers,
                  CellScratch* scratch) const override {
    if (suffix_.empty()) {
      RenderWith<false>(codes, count, scratch->cells.get());
    } else {
      RenderWith<true>(codes, count, scratch->cells.get());
    }
    return {scratch->cells.get(), nullptr, row_numbers, stride_};
  }

  bool is_wide() const override { return false; }
  size_t longest() const override {
    return prefix_.size() + put_.longest + suffix_.size();
  }
  size_t typical() const override {
    return prefix_.size() + put_.typical + suffix_.size();
  }

 private:
  template <bool kSuffix>
  void RenderWith(const CodeBuffer& codes, int count, char* cells) const {
    switch (codes.width()) {
      case CodeWidth::k32:
        return RenderCodes<kSuffix>(codes.codes32(), count, cells);
      case CodeWidth::k64:
      case CodeWidth::k128:
        return RenderCodes<kSuffix>(codes.codes64(), count, cells);
    }
  }

  template <bool kSuffix, typename Code>
  void RenderCodes(const Code* codes, int count, char* cell) const {
    // Locals, because stores through char* could alias the members.
    const Put put = put_;
    const size_t prefix = prefix_.size();
    const size_t suffix = suffix_.size();
    const char* suffix_bytes = suffix_.data();
    const uint32_t stride = stride_;
    for (int i = 0; i < count; ++i, cell += stride) {
      char* end;
      if constexpr (Put::kTwoWords) {
        end = put(codes[2 * i], codes[2 * i + 1], cell + prefix);
      } else {
        end = put(codes[i], cell + prefix);
      }
      if constexpr (kSuffix) {
        std::memcpy(end, suffix_bytes, suffix);
        end += suffix;
      }
      FinishCell(cell, stride, end);
    }
  }

  Put put_;
  std::string prefix_;
  std::string suffix_;
  uint32_t stride_;
};

// --- Everything else, value by value ---------------------------------------------------

/// The slow and general way: values whose quoting only the whole text decides.
class WideColumn : public CellColumn {
 public:
  WideColumn(Domain domain, TextStyle style, std::string prefix, std::string suffix,
             size_t longest)
      : domain_(std::move(domain)),
        style_(std::move(style)),
        prefix_(std::move(prefix)),
        suffix_(std::move(suffix)),
        longest_(longest) {}

  CellScratch MakeScratch(int) const override { return {}; }

  CellView Render(const CodeBuffer& codes, int count, const uint32_t* row_numbers,
                  CellScratch* scratch) const override {
    scratch->text.clear();
    scratch->wide.resize(count);
    for (int i = 0; i < count; ++i) {
      const size_t begin = scratch->text.size();
      scratch->text += prefix_;
      AppendValue(codes, i, &scratch->text);
      scratch->text += suffix_;
      scratch->wide[i].length = static_cast<uint32_t>(scratch->text.size() - begin);
    }
    PointAtText(scratch->text, &scratch->wide);
    return {nullptr, scratch->wide.data(), row_numbers, 0};
  }

  bool is_wide() const override { return true; }
  size_t longest() const override { return longest_; }
  size_t typical() const override { return prefix_.size() + 24 + suffix_.size(); }

 private:
  void AppendValue(const CodeBuffer& codes, int i, std::string* text) const {
    switch (codes.width()) {
      case CodeWidth::k32:
        *text += ValueText(domain_, style_, codes.codes32()[i]);
        return;
      case CodeWidth::k64:
        *text += ValueText(domain_, style_, codes.codes64()[i]);
        return;
      case CodeWidth::k128:
        *text += ValueText(domain_, style_, codes.codes64()[2 * i],
                           codes.codes64()[2 * i + 1]);
    }
  }

  Domain domain_;
  TextStyle style_;
  std::string prefix_;
  std::string suffix_;
  size_t longest_;
};

// --- Choosing --------------------------------------------------------------------------

size_t DigitsOf(int64_t value) {
  char text[24];
  return PutSigned(DigitTables::Get(), value, text) - text;
}

// Makes the column of one domain; each overload decides between tokens and rendering.
class ColumnMaker {
 public:
  ColumnMaker(const Domain& domain, std::optional<uint64_t> missing_code,
              const TextStyle& style, const std::string& prefix,
              const std::string& suffix)
      : domain_(domain),
        missing_code_(missing_code),
        style_(style),
        prefix_(prefix),
        suffix_(suffix) {}

  std::unique_ptr<CellColumn> operator()(const IntegerDomain& integers) const {
    if (FewEnough(integers.size)) return Tokens(integers.size);
    const uint64_t last_code = integers.size - 1;  // 2^64 - 1 for the whole range
    const size_t longest =
        integers.size == 0
            ? 20
            : std::max(DigitsOf(integers.first), DigitsOf(integers.ValueOf(last_code)));
    return Computed(PutInteger{integers, &DigitTables::Get(), longest, longest},
                    style_.integer_quote);
  }

  std::unique_ptr<CellColumn> operator()(const DecimalDomain& decimals) const {
    if (FewEnough(decimals.size)) return Tokens(decimals.size);
    const int64_t unit = PowerOfTen(decimals.scale);
    const int64_t last = decimals.UnscaledOf(decimals.size - 1);
    // "-0" counts for values such as -0.5, whose whole part shows no sign.
    const size_t whole =
        std::max(DigitsOf(decimals.first / unit), DigitsOf(last / unit)) +
        (decimals.first < 0 ? 1 : 0);
    const size_t longest = whole + 1 + std::max(1, decimals.scale);
    if (style_.decimal_point.size() != 1) return Wide(longest + 8);
    const char point = style_.decimal_point[0];
    if (decimals.scale > 4) {
      return Computed(
          PutAnyDecimal{decimals, &DigitTables::Get(), point, longest, longest},
          style_.decimal_quote);
    }
    auto fractions = MakeFractions(decimals.scale, point);
    const auto* entries = fractions->data();
    return Computed(PutShortDecimal{decimals.first, Divider(unit), &DigitTables::Get(),
                                    std::move(fractions), entries, longest, longest},
                    style_.decimal_quote);
  }

  std::unique_ptr<CellColumn> operator()(const DateDomain& dates) const {
    if (FewEnough(dates.size)) return Tokens(dates.size);
    return Computed(PutDate{dates, 10, 10}, style_.date_quote);
  }

  std::unique_ptr<CellColumn> operator()(const TimestampDomain& times) const {
    if (FewEnough(times.size)) return Tokens(times.size);
    const bool is_plain = style_.timestamp_format.empty() &&
                          style_.looks_missing.empty() &&
                          style_.escape_fragment("0123456789-T:.Z");
    if (!is_plain || !PutTimestamp::Fits(times)) return Wide(64);
    return Computed(PutTimestamp{times, &DigitTables::Get()}, style_.fragment_quote);
  }

  std::unique_ptr<CellColumn> operator()(const ChoiceDomain& choice) const {
    return Tokens(choice.size());
  }

  std::unique_ptr<CellColumn> operator()(const ConcatenationDomain& texts) const {
    auto escaped = Escape(texts);
    if (escaped == nullptr) return Wide(2 * texts.longest() + 2);
    return texts.has_two_words() ? Composed<true>(std::move(escaped))
                                 : Composed<false>(std::move(escaped));
  }

  std::unique_ptr<CellColumn> operator()(const FloatDomain&) const {
    if (style_.decimal_point.size() != 1) return Wide(kLongestDouble + 8);
    return Computed(PutFloat(style_), "");
  }

  std::unique_ptr<CellColumn> operator()(const TextDomain& texts) const {
    return Nullable(MakeAnyTextColumn(texts, style_, prefix_, suffix_));
  }

  std::unique_ptr<CellColumn> operator()(const NestedDomain& nested) const {
    return Nullable(MakeNestedColumn(nested, style_, prefix_, suffix_));
  }

  std::unique_ptr<CellColumn> operator()(const UuidDomain& uuids) const {
    if (!style_.escape_fragment("0123456789abcdef-")) {
      return Wide(UuidDomain::kTextLength + 2);
    }
    return Computed(PutUuid{uuids}, style_.fragment_quote);
  }

 private:
  // Beyond this a table of cells costs more cache than digits cost time.
  static bool FewEnough(uint64_t size) { return size != 0 && size <= 10'000; }

  std::unique_ptr<CellColumn> Tokens(uint64_t size) const {
    std::vector<std::string> tokens;
    tokens.reserve(size + 1);
    for (uint64_t code = 0; code < size; ++code) {
      tokens.push_back(prefix_ + ValueText(domain_, style_, code) + suffix_);
    }
    if (missing_code_ == size) tokens.push_back(MissingCell());
    return std::make_unique<TokenColumn>(tokens);
  }

  template <typename Put>
  std::unique_ptr<CellColumn> Computed(Put put, const std::string& quote) const {
    const std::string prefix = prefix_ + quote;
    const std::string suffix = quote + suffix_;
    const size_t reach = ComputedColumn<Put>::ReachOf(put, prefix, suffix);
    const uint32_t stride = StrideFor(std::max(reach, MissingCell().size()));
    if (stride == 0) {
      return Nullable(
          std::make_unique<ComputedWideColumn<Put>>(std::move(put), prefix, suffix));
    }
    return Nullable(
        std::make_unique<ComputedColumn<Put>>(std::move(put), prefix, suffix, stride));
  }

  std::unique_ptr<CellColumn> Wide(size_t longest_value) const {
    return Nullable(
        std::make_unique<WideColumn>(domain_, style_, prefix_, suffix_,
                                     prefix_.size() + longest_value + suffix_.size()));
  }

  std::unique_ptr<CellColumn> Nullable(std::unique_ptr<CellColumn> values) const {
    if (!missing_code_) return values;
    return MakeNullableColumn(std::move(values), *missing_code_, MissingCell());
  }

  std::string MissingCell() const {
    return missing_code_ ? prefix_ + style_.missing + suffix_ : "";
  }

  static std::shared_ptr<const std::vector<PutShortDecimal::Fraction>> MakeFractions(
      int scale, char point) {
    auto fractions = std::make_shared<std::vector<PutShortDecimal::Fraction>>();
    for (int64_t i = 0; i < PowerOfTen(scale); ++i) {
      char text[32];
      const char* end = PutDecimal(DigitTables::Get(), i, scale, point, text);
      PutShortDecimal::Fraction fraction{};
      fraction.length = static_cast<uint8_t>(end - text - 1);  // without the leading 0
      std::memcpy(fraction.text, text + 1, fraction.length);
      fractions->push_back(fraction);
    }
    return fractions;
  }

  template <bool kTwoWords>
  std::unique_ptr<CellColumn> Composed(
      std::shared_ptr<const ConcatenationDomain> texts) const {
    const size_t longest = texts->longest();
    if constexpr (!kTwoWords) {
      std::unique_ptr<CellColumn> column;
      VisitShortWordTexts(*texts, [&]<size_t kPieces>(ShortWordTexts<kPieces> words) {
        column = Computed(PutShortWords<kPieces>{words, texts, longest, longest * 2 / 3},
                          style_.fragment_quote);
      });
      if (column != nullptr) return column;
    }
    return Computed(
        PutConcatenation<kTwoWords>{std::move(texts), longest, longest * 2 / 3},
        style_.fragment_quote);
  }

  // True if what the part makes up needs no escaping.
  bool IsPlain(const TextPart& part) const {
    const std::string characters = CharactersOf(part);
    return style_.escape_fragment(characters) == characters;
  }

  // Those that the part can make up, though perhaps not all at once.
  static std::string CharactersOf(const TextPart& part) {
    const std::string digits = "0123456789";
    switch (part.kind) {
      case TextPart::Kind::kTime:
        return digits + "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" +
               part.pattern->literals();
      case TextPart::Kind::kHexadecimal:
        return digits + "abcdef";
      case TextPart::Kind::kProse:
        return std::string(part.prose->characters());
      case TextPart::Kind::kRule:
        return std::string(InfoOf(part.rule).characters);
      default:
        return part.width > 0 ? digits : digits + (part.scale < 0 ? "-" : "-.");
    }
  }

  // Appends the words as they stand between the quotes; false if that cannot be.
  bool EscapeWords(const TextPart& part, std::vector<std::string>* words) const {
    for (const std::string_view word : part.words) {
      std::optional<std::string> escaped = style_.escape_fragment(word);
      if (!escaped) return false;
      words->push_back(*std::move(escaped));
    }
    return true;
  }

  // The domain with each word as it stands between the quotes; null if that cannot be.
  std::shared_ptr<const ConcatenationDomain> Escape(
      const ConcatenationDomain& texts) const {
    auto words = std::make_shared<std::vector<std::string>>();
    // An empty text needs the whole text's quotes.
    bool may_be_empty = true;
    for (const TextPart& part : texts.parts) {
      const bool listed = part.kind == TextPart::Kind::kWords;
      if (listed ? !EscapeWords(part, words.get()) : !IsPlain(part)) return nullptr;
      may_be_empty = may_be_empty && listed &&
                     std::any_of(part.words.begin(), part.words.end(),
                                 [](std::string_view word) { return word.empty(); });
    }
    if (may_be_empty) return nullptr;
    auto domain = std::make_shared<ConcatenationDomain>();
    domain->low_begin = texts.low_begin;
    size_t next = 0;
    for (const TextPart& part : texts.parts) {
      if (part.kind != TextPart::Kind::kWords) {
        domain->Add(part);
        continue;
      }
      const auto begin = words->begin() + static_cast<std::ptrdiff_t>(next);
      next += part.words.size();
      domain->AddPart({begin, words->begin() + static_cast<std::ptrdiff_t>(next)});
    }
    domain->storage = std::move(words);
    return domain;
  }

  const Domain& domain_;
  std::optional<uint64_t> missing_code_;
  const TextStyle& style_;
  const std::string& prefix_;
  const std::string& suffix_;
};

/// Each returns false once the visitor has.
class TextVisitor {
 public:
  explicit TextVisitor(const std::function<bool(std::string_view text)>& visit)
      : visit_(visit) {}

  bool Visit(const Domain& domain) const { return std::visit(*this, domain); }

  bool operator()(const ChoiceDomain& choice) const { return VisitAll(choice.strings); }

  bool operator()(const TextDomain& texts) const {
    return texts.known == nullptr || VisitAll(*texts.known);
  }

  bool operator()(const ConcatenationDomain& texts) const {
    return std::all_of(
        texts.parts.begin(), texts.parts.end(), [this](const TextPart& part) {
          return (part.pattern == nullptr || visit_(part.pattern->literals())) &&
                 VisitAll(part.words);
        });
  }

  bool operator()(const NestedDomain& nested) const {
    return std::all_of(nested.parts->columns.begin(), nested.parts->columns.end(),
                       [this](const ColumnPlan& part) {
                         return visit_(part.schema.name) && Visit(part.domain);
                       });
  }

  bool operator()(const auto&) const { return true; }

 private:
  bool VisitAll(const auto& texts) const {
    return std::all_of(texts.begin(), texts.end(),
                       [this](std::string_view text) { return visit_(text); });
  }

  const std::function<bool(std::string_view text)>& visit_;
};

}  // namespace

std::unique_ptr<CellColumn> MakeCellColumn(const Domain& domain,
                                           std::optional<uint64_t> missing_code,
                                           const TextStyle& style,
                                           const std::string& prefix,
                                           const std::string& suffix) {
  return std::visit(ColumnMaker(domain, missing_code, style, prefix, suffix), domain);
}

std::unique_ptr<CellColumn> MakeConstantColumn(const std::string& bytes) {
  return std::make_unique<TokenColumn>(std::vector<std::string>{bytes});
}

void VisitTexts(const Domain& domain,
                const std::function<bool(std::string_view text)>& visit) {
  TextVisitor(visit).Visit(domain);
}

}  // namespace rand_engine
