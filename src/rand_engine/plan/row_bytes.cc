#include "rand_engine/plan/row_bytes.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

#include "rand_engine/plan/nested.h"

namespace rand_engine {
namespace {

// Enough for any number, date, time or UUID.
constexpr double kLongestPlainBytes = 40;

double LongestOf(const std::vector<std::string>& texts) {
  size_t longest = 0;
  for (const std::string& text : texts) longest = std::max(longest, text.size());
  return static_cast<double>(longest);
}

double LongestOf(const Nested& nested) {
  double bytes = 0;
  for (const ColumnPlan& part : nested.columns) bytes += LongestBytes(part);
  return bytes * static_cast<double>(nested.most_items);
}

struct LongestBytesOf {
  double operator()(const ChoiceDomain& choice) const {
    return std::max(kLongestPlainBytes, LongestOf(choice.strings));
  }
  double operator()(const ConcatenationDomain& texts) const {
    return static_cast<double>(texts.longest());
  }
  double operator()(const TextDomain& texts) const {
    return static_cast<double>(texts.longest);
  }
  double operator()(const NestedDomain& domain) const { return LongestOf(*domain.parts); }
  template <typename Plain>
  double operator()(const Plain&) const {
    return kLongestPlainBytes;
  }
};

bool HasLongTexts(const ColumnPlan& part) {
  return std::holds_alternative<ConcatenationDomain>(part.domain) &&
         LongestBytes(part) > kMostComposedBytes;
}

}  // namespace

double LongestBytes(const ColumnPlan& column) {
  return std::visit(LongestBytesOf{}, column.domain);
}

void CheckRowBytes(SourcePosition position, const std::vector<ColumnPlan>& columns,
                   Problems* problems) {
  double bytes = 0;
  const ColumnPlan* largest = nullptr;
  for (const ColumnPlan& column : columns) {
    bytes += LongestBytes(column);
    if (largest == nullptr || LongestBytes(column) > LongestBytes(*largest)) {
      largest = &column;
    }
    AnyPart(column, [&](const ColumnPlan& part) {
      if (!HasLongTexts(part)) return false;
      problems->Add(
          position,
          fmt::format("column '{}': its texts can have {:.0f} bytes; at most "
                      "{:.0f} are possible: take a shorter pattern or format",
                      column.schema.name, LongestBytes(part), kMostComposedBytes));
      return true;
    });
  }
  if (bytes <= kMostRowBytes) return;
  problems->Add(
      position,
      fmt::format(
          "a row can have {:.0f} bytes of text, {:.0f} of them in column '{}'; at "
          "most {:.0f} are possible: take fewer items, shorter texts or fewer "
          "columns",
          bytes, LongestBytes(*largest), largest->schema.name, kMostRowBytes));
}

}  // namespace rand_engine
