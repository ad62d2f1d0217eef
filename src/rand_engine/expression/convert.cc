#include "rand_engine/expression/convert.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "rand_engine/domain/calendar.h"
#include "rand_engine/domain/digits.h"
#include "rand_engine/domain/domain.h"
#include "rand_engine/domain/number_text.h"
#include "rand_engine/expression/kernels.h"

namespace rand_engine::expression {
namespace {

constexpr int64_t kMicrosASecond = 1'000'000;
constexpr size_t kLongestNumber = 32;

// Text of one value of In, put by `put`(value, out) -> end into room for kLongestNumber.
template <typename In, typename Put>
Kernel TextKernel(Put put) {
  return [put](const KernelInput& input, Vector* result) {
    const In* in = input.values<In>(0);
    auto* out = result->Prepare<std::string_view>(input.count);
    for (int64_t i = 0; i < input.count; ++i) {
      char* text = input.arena->Allocate(kLongestNumber);
      char* end = put(in[i], text);
      out[i] = {text, static_cast<size_t>(end - text)};
      input.arena->Shrink(kLongestNumber - out[i].size());
    }
    TakeMissing<std::string_view>(input, result);
  };
}

char* Put(std::string_view text, char* out) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// Times of no zone are written without one.
char* PutLocalTimestamp(int64_t microseconds, char* out) {
  return PutTimestamp(microseconds, out) - 1;
}

Kernel TextKernelOf(const Facts& facts) {
  const Type& type = facts.type;
  const DigitTables* tables = &DigitTables::Get();
  switch (type.kind) {
    case Kind::kNumber:
      return TextKernel<int64_t>([tables, scale = type.scale](int64_t value, char* out) {
        return scale == 0 ? PutSigned(*tables, value, out)
                          : PutDecimal(*tables, value, scale, '.', out);
      });
    case Kind::kDouble:
      return TextKernel<double>([](double value, char* out) {
        const bool finite = value - value == 0;
        return finite ? PutDouble(value, '.', out) : Put(DoubleText(value, "."), out);
      });
    case Kind::kBoolean:
      return TextKernel<uint8_t>([](uint8_t value, char* out) {
        return Put(value != 0 ? "True" : "False", out);
      });
    case Kind::kDate:
      return TextKernel<int64_t>([](int64_t value, char* out) {
        RenderDate(value, out);
        return out + 10;
      });
    default:
      return TextKernel<int64_t>(facts.local ? PutLocalTimestamp : PutTimestamp);
  }
}

bool ReadDigits(std::string_view* text, size_t count, int64_t* value) {
  if (text->size() < count) return false;
  *value = 0;
  for (size_t i = 0; i < count; ++i) {
    const char c = (*text)[i];
    if (c < '0' || c > '9') return false;
    *value = *value * 10 + (c - '0');
  }
  text->remove_prefix(count);
  return true;
}

bool Skip(std::string_view* text, char c) {
  if (text->empty() || text->front() != c) return false;
  text->remove_prefix(1);
  return true;
}

// ".5" as 500,000.
bool ReadFraction(std::string_view* text, int64_t* microseconds) {
  *microseconds = 0;
  if (!Skip(text, '.')) return true;
  const size_t end = std::min(text->find_first_not_of("0123456789"), text->size());
  if (end == 0 || end > 6 || !ReadDigits(text, end, microseconds)) return false;
  *microseconds *= PowerOfTen(6 - static_cast<int>(end));
  return true;
}

Node DateToTimestamp(Node node) {
  const Facts& from = node.facts;
  const Facts facts =
      TimestampFacts(from.low * kMicrosADay, from.high * kMicrosADay, from.nullable);
  return Wrap(std::move(node), facts,
              Map<int64_t, int64_t>([](int64_t day) { return day * kMicrosADay; }));
}

// A constant text as what it says.
arrow::Result<Node> ReadConstant(const Call& call, size_t index, Kind kind) {
  const Node& node = call.arguments[index];
  if (!node.constant) {
    return call.Wrong(index,
                      "a text here must be constant, such as '2024-01-31'; turn "
                      "others into dates by date(x) or timestamp(x)");
  }
  const std::string& text = node.constant->text;
  const auto time = ParseTimestamp(text);
  if (!time || (kind == Kind::kDate && text.size() != 10)) {
    return call.Wrong(
        index, fmt::format("'{}' is no {}", text,
                           kind == Kind::kDate
                               ? "date 'YYYY-MM-DD' that exists"
                               : "time such as '2024-01-31T12:00:00' that exists"));
  }
  if (kind == Kind::kDate) {
    const int64_t day = FloorDivide(*time, kMicrosADay);
    return MakeConstant(DateFacts(day, day), {.integer = day, .text = {}}, node.position);
  }
  return MakeConstant(TimestampFacts(*time, *time), {.integer = *time, .text = {}},
                      node.position);
}

// What all of the types become.
arrow::Result<Type> CommonType(const Call& call, const std::vector<size_t>& indexes) {
  Type common;
  size_t first = indexes[0];
  for (const size_t i : indexes) {
    const Type& type = call.type(i);
    if (type.kind == Kind::kNull || type == common) continue;
    if (common.kind == Kind::kNull) {
      common = type;
      first = i;
    } else if (common.is_numeric() && type.is_numeric()) {
      const bool exact = common.kind == Kind::kNumber && type.kind == Kind::kNumber;
      common = exact ? Type{Kind::kNumber, std::max(common.scale, type.scale)}
                     : Type{Kind::kDouble};
    } else {
      const auto is_time = [](Kind kind) {
        return kind == Kind::kDate || kind == Kind::kTimestamp;
      };
      const auto joins = [&](Kind kind) { return is_time(kind) || kind == Kind::kText; };
      const bool some_time = is_time(common.kind) || is_time(type.kind);
      if (!joins(common.kind) || !joins(type.kind) || !some_time) {
        return call.Wrong(i, fmt::format("needs values of one type; there is a {} before",
                                         TypeName(call.type(first))));
      }
      const bool any_timestamp =
          common.kind == Kind::kTimestamp || type.kind == Kind::kTimestamp;
      common = {any_timestamp ? Kind::kTimestamp : Kind::kDate};
    }
  }
  return common;
}

arrow::Status ConvertArgument(Call* call, size_t index, const Type& type) {
  Node& node = call->arguments[index];
  const Type from = node.facts.type;
  if (from.kind == Kind::kNull || from == type) return arrow::Status::OK();
  if (type.kind == Kind::kDouble) {
    node = ToDouble(std::move(node));
  } else if (type.kind == Kind::kNumber) {
    node = ToScale(std::move(node), type.scale);
  } else if (from.kind == Kind::kText) {
    ARROW_ASSIGN_OR_RAISE(node, ReadConstant(*call, index, type.kind));
  } else if (from.kind == Kind::kDate) {
    node = DateToTimestamp(std::move(node));
  }
  return arrow::Status::OK();
}

}  // namespace

Node ToDouble(Node node) {
  if (node.facts.type.kind == Kind::kDouble) return node;
  const Facts facts =
      DoubleFacts(LeastOf(node.facts), MostOf(node.facts), node.facts.nullable);
  const auto unit = static_cast<double>(PowerOfTen(node.facts.type.scale));
  return Wrap(std::move(node), facts, Map<double, int64_t>([unit](int64_t value) {
                return static_cast<double>(value) / unit;
              }));
}

bool FitsScale(const Facts& facts, int scale) {
  if (facts.type.scale == scale) return true;
  const auto factor = static_cast<__int128>(PowerOfTen(scale - facts.type.scale));
  return facts.low * factor >= -kMostUnscaled && facts.high * factor <= kMostUnscaled;
}

Node ToScale(Node node, int scale) {
  const int64_t factor = PowerOfTen(scale - node.facts.type.scale);
  if (factor == 1) return node;
  Facts facts = NumberFacts(scale, node.facts.low * factor, node.facts.high * factor,
                            node.facts.nullable);
  return Wrap(std::move(node), facts,
              Map<int64_t, int64_t>([factor](int64_t value) { return value * factor; }));
}

arrow::Result<Facts> Unify(Call* call, const std::vector<size_t>& indexes,
                           bool takes_nulls) {
  for (const size_t i : indexes) {
    if (call->type(i).kind != Kind::kNull || takes_nulls) continue;
    return call->Wrong(i, "needs values");
  }
  ARROW_ASSIGN_OR_RAISE(Type common, CommonType(*call, indexes));
  if (common.kind == Kind::kNumber) {
    for (const size_t i : indexes) {
      const Facts& facts = call->arguments[i].facts;
      if (facts.type.kind == Kind::kNull || FitsScale(facts, common.scale)) continue;
      common = {Kind::kDouble};
      break;
    }
  }
  Facts all{common};
  bool any = false;
  bool nullable = false;
  for (const size_t i : indexes) {
    ARROW_RETURN_NOT_OK(ConvertArgument(call, i, common));
    const Facts& facts = call->arguments[i].facts;
    nullable = nullable || facts.nullable;
    if (facts.type.kind == Kind::kNull) continue;
    all = any ? Union(all, facts) : facts;
    any = true;
  }
  all.nullable = nullable;
  return all;
}

Node ToText(Node node) {
  if (node.facts.type.kind == Kind::kText) return node;
  const Facts facts = TextFacts(kLongestNumber, node.facts.nullable);
  Kernel kernel = TextKernelOf(node.facts);
  return Wrap(std::move(node), facts, std::move(kernel));
}

std::optional<int64_t> ParseTimestamp(std::string_view text) {
  const auto day = ParseDate(text.substr(0, 10));
  if (!day) return std::nullopt;
  text.remove_prefix(10);
  if (text.empty()) return *day * kMicrosADay;
  int64_t hour = 0;
  int64_t minute = 0;
  int64_t second = 0;
  int64_t fraction = 0;
  const bool good = (Skip(&text, 'T') || Skip(&text, ' ')) &&
                    ReadDigits(&text, 2, &hour) && Skip(&text, ':') &&
                    ReadDigits(&text, 2, &minute) && Skip(&text, ':') &&
                    ReadDigits(&text, 2, &second) && ReadFraction(&text, &fraction);
  if (!good || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  Skip(&text, 'Z');
  if (!text.empty()) return std::nullopt;
  return *day * kMicrosADay + (hour * 3600 + minute * 60 + second) * kMicrosASecond +
         fraction;
}

char* PutTimestamp(int64_t microseconds, char* out) {
  const DigitTables& tables = DigitTables::Get();
  const int64_t day = FloorDivide(microseconds, kMicrosADay);
  const int64_t rest = microseconds - day * kMicrosADay;
  const int64_t second = rest / kMicrosASecond;
  RenderDate(day, out);
  out[10] = 'T';
  PutPadded(tables, second / 3600, 2, out + 11);
  out[13] = ':';
  PutPadded(tables, second / 60 % 60, 2, out + 14);
  out[16] = ':';
  PutPadded(tables, second % 60, 2, out + 17);
  out[19] = '.';
  PutPadded(tables, rest % kMicrosASecond, 6, out + 20);
  out[26] = 'Z';
  return out + kTimestampText;
}

}  // namespace rand_engine::expression
