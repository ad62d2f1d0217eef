#include "rand_engine/encode/text/encodable.h"

#include <arrow/status.h>
#include <fmt/format.h>

#include <algorithm>

#include "rand_engine/encode/text/cell_column.h"
#include "rand_engine/error.h"
#include "rand_engine/plan/nested.h"

namespace rand_engine {
namespace {

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 128; });
}

}  // namespace

arrow::Status CheckEncodable(const Plan& plan, const TextEncoding& encoding,
                             const std::vector<std::string>& extra, bool* all_ascii) {
  *all_ascii = true;
  arrow::Status status;
  // Returns false at the first text that cannot be held.
  const auto check = [&](const std::string& where, std::string_view text) {
    if (IsAscii(text) && encoding.is_ascii_superset()) return true;
    *all_ascii = *all_ascii && IsAscii(text);
    size_t bad = 0;
    if (encoding.is_utf8() || encoding.CanEncode(text, &bad)) return true;
    status =
        OptionError(fmt::format("option 'encoding': '{}' cannot hold \"{}\" ({}); use "
                                "\"utf-8\", or leave that value "
                                "out",
                                encoding.name(), CutText(text, 60), where));
    return false;
  };
  for (const std::string& text : extra) {
    if (!check("an option's value", text)) return status;
  }
  for (const ColumnPlan& column : plan.columns()) {
    const std::string& name = column.schema.name;
    if (!check("the name of a column", name)) return status;
    // Nobody knows its texts: what the encoding cannot hold is found when it comes.
    const bool any_text = AnyPart(column, [](const ColumnPlan& part) {
      return std::holds_alternative<TextDomain>(part.domain);
    });
    *all_ascii = *all_ascii && !any_text;
    VisitTexts(column.domain, [&](std::string_view text) {
      return check(fmt::format("a value of column '{}'", name), text);
    });
    ARROW_RETURN_NOT_OK(status);
  }
  return status;
}

std::string_view CutText(std::string_view text, size_t bytes) {
  if (text.size() <= bytes) return text;
  const auto continues = [&](size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
  };
  while (bytes > 0 && continues(bytes)) --bytes;
  return text.substr(0, bytes);
}

}  // namespace rand_engine
