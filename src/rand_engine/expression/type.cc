#include "rand_engine/expression/type.h"

#include <fmt/format.h>

#include <algorithm>

#include "rand_engine/domain/domain.h"

namespace rand_engine::expression {

std::string TypeName(const Type& type) {
  switch (type.kind) {
    case Kind::kNull:
      return "null";
    case Kind::kNumber:
      return type.scale == 0 ? "whole number"
                             : fmt::format("number with {} decimal{}", type.scale,
                                           type.scale == 1 ? "" : "s");
    case Kind::kDouble:
      return "double";
    case Kind::kBoolean:
      return "boolean";
    case Kind::kDate:
      return "date";
    case Kind::kTimestamp:
      return "timestamp";
    case Kind::kText:
      return "text";
  }
  return "";
}

Facts NumberFacts(int scale, int64_t low, int64_t high, bool nullable) {
  Facts facts{{Kind::kNumber, scale}, nullable};
  facts.low = low;
  facts.high = high;
  return facts;
}

Facts DoubleFacts(double least, double most, bool nullable) {
  Facts facts{{Kind::kDouble}, nullable};
  facts.least = least;
  facts.most = most;
  return facts;
}

Facts BooleanFacts(bool nullable) { return {{Kind::kBoolean}, nullable}; }

Facts DateFacts(int64_t low, int64_t high, bool nullable) {
  Facts facts{{Kind::kDate}, nullable};
  facts.low = low;
  facts.high = high;
  return facts;
}

Facts TimestampFacts(int64_t low, int64_t high, bool nullable) {
  Facts facts = DateFacts(low, high, nullable);
  facts.type.kind = Kind::kTimestamp;
  return facts;
}

Facts TextFacts(size_t longest, bool nullable) {
  Facts facts{{Kind::kText}, nullable};
  facts.longest = longest;
  return facts;
}

Facts Union(const Facts& a, const Facts& b) {
  Facts facts = a;
  facts.nullable = a.nullable || b.nullable;
  facts.low = std::min(a.low, b.low);
  facts.high = std::max(a.high, b.high);
  facts.least = std::min(a.least, b.least);
  facts.most = std::max(a.most, b.most);
  facts.longest = std::max(a.longest, b.longest);
  facts.local = a.local || b.local;
  return facts;
}

double LeastOf(const Facts& facts) {
  if (facts.type.kind == Kind::kDouble) return facts.least;
  return static_cast<double>(facts.low) /
         static_cast<double>(PowerOfTen(facts.type.scale));
}

double MostOf(const Facts& facts) {
  if (facts.type.kind == Kind::kDouble) return facts.most;
  return static_cast<double>(facts.high) /
         static_cast<double>(PowerOfTen(facts.type.scale));
}

}  // namespace rand_engine::expression
