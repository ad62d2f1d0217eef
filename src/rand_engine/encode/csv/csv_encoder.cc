#include "rand_engine/encode/csv/csv_encoder.h"

#include <arrow/result.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "rand_engine/encode/json/json_style.h"
#include "rand_engine/encode/text/encodable.h"

namespace rand_engine {
namespace {

/// Quotes fields that need it: those that hold the separator, the quote, CR or LF.
class FieldQuoter {
 public:
  explicit FieldQuoter(std::string separator) : separator_(std::move(separator)) {}

  bool NeedsQuotes(std::string_view text) const {
    if (text.find(separator_) != std::string_view::npos) return true;
    for (const char c : text) {
      if (c == '"' || c == '\r' || c == '\n') return true;
    }
    return false;
  }

  /// An empty text is quoted, because nothing at all means a missing value.
  std::string Quote(std::string_view text) const {
    if (!text.empty() && !NeedsQuotes(text)) return std::string(text);
    std::string quoted;
    quoted.reserve(text.size() + 8);
    quoted += '"';
    for (size_t quote; (quote = text.find('"')) != text.npos;) {
      quoted.append(text.substr(0, quote + 1)) += '"';
      text.remove_prefix(quote + 1);
    }
    return quoted.append(text) += '"';
  }

 private:
  std::string separator_;
};

constexpr std::string_view kDigits = "-0123456789";

std::string QuoteForAnyOf(const FieldQuoter& quoter, std::string_view characters) {
  for (size_t i = 0; i < characters.size(); ++i) {
    if (quoter.NeedsQuotes(characters.substr(i, 1))) return "\"";
  }
  return "";
}

TextStyle MakeStyle(const CsvOptions& options, bool one_column) {
  const FieldQuoter quoter(options.separator);
  TextStyle style;
  style.decimal_point = options.decimal;
  style.integer_quote = QuoteForAnyOf(quoter, kDigits);
  style.decimal_quote =
      quoter.NeedsQuotes(options.decimal) ? "\"" : QuoteForAnyOf(quoter, "-0123456789e+");
  style.date_quote = style.integer_quote;
  // Quotes tell a value that reads like na_rep from a missing one.
  style.quote_text = [quoter, missing = options.missing](std::string_view text) {
    const std::string quoted = quoter.Quote(text);
    const bool looks_missing = !missing.empty() && quoted == missing;
    return looks_missing ? '"' + quoted + '"' : quoted;
  };
  // A line without a single byte is no record to many readers, so the only column of a
  // file writes a missing value as an empty text.
  for (size_t byte = 0; byte < style.is_plain.size(); ++byte) {
    const bool separates =
        options.separator.find(static_cast<char>(byte)) != std::string::npos;
    style.is_plain[byte] = !separates && byte != '"' && byte != '\r' && byte != '\n';
  }
  style.looks_missing = options.missing;
  style.missing = options.missing.empty() ? (one_column ? "\"\"" : "")
                                          : quoter.Quote(options.missing);
  style.true_text = quoter.Quote("True");
  style.false_text = quoter.Quote("False");
  style.timestamp_format = options.timestamp_format;
  JsonOptions nested;
  nested.force_ascii = false;
  style.nested = std::make_shared<const TextStyle>(JsonStyle(nested));
  style.escape_fragment = [quoter](std::string_view text) -> std::optional<std::string> {
    if (quoter.NeedsQuotes(text)) return std::nullopt;
    return std::string(text);
  };
  return style;
}

std::string Header(const Plan& plan, const CsvOptions& options) {
  if (!options.header || !options.begins_file) return "";
  const FieldQuoter quoter(options.separator);
  std::string header;
  if (options.index) header += options.separator;
  for (const ColumnPlan& column : plan.columns()) {
    if (&column != &plan.columns().front()) header += options.separator;
    header += quoter.Quote(column.schema.name);
  }
  return header + options.line_terminator;
}

}  // namespace

arrow::Result<std::unique_ptr<TextEncoder>> MakeCsvEncoder(
    std::shared_ptr<const Plan> plan, const CsvOptions& options, int64_t row_end) {
  ARROW_ASSIGN_OR_RAISE(TextEncoding encoding, TextEncoding::Find(options.encoding));
  bool all_ascii = true;
  ARROW_RETURN_NOT_OK(CheckEncodable(
      *plan, encoding,
      {options.separator, options.decimal, options.missing, options.timestamp_format},
      &all_ascii));

  const size_t columns = plan->columns().size();
  const TextStyle style = MakeStyle(options, columns == 1 && !options.index);
  auto rows = std::make_shared<RowEncoder>(plan);
  if (options.index) rows->AddRowNumber(style, "", "", row_end);
  for (size_t i = 0; i < columns; ++i) {
    const bool first = i == 0 && !options.index;
    const bool last = i + 1 == columns;
    rows->AddColumn(static_cast<int>(i), style, first ? "" : options.separator,
                    last ? options.line_terminator : "");
  }
  std::vector<TextSection> sections(1);
  sections[0].open = Header(*plan, options);
  sections[0].rows = std::move(rows);
  return std::make_unique<TextEncoder>(std::move(sections), std::move(encoding),
                                       all_ascii, options.begins_file);
}

}  // namespace rand_engine
