// + - * / // % and the sign.
#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "rand_engine/domain/domain.h"
#include "rand_engine/expression/convert.h"
#include "rand_engine/expression/kernels.h"

namespace rand_engine::expression {
namespace {

using Wide = __int128;
constexpr int kMostScale = 15;

struct Range {
  Wide low;
  Wide high;
  bool FitsInt64() const { return low >= INT64_MIN && high <= INT64_MAX; }
  bool FitsDecimal() const { return low >= -kMostUnscaled && high <= kMostUnscaled; }
};

// Put both into units of 10^-scale, if 15 digits hold them.
bool ToCommonScale(Call* call, int scale) {
  for (const Node& argument : call->arguments) {
    if (!FitsScale(argument.facts, scale)) return false;
  }
  for (Node& argument : call->arguments) argument = ToScale(std::move(argument), scale);
  return true;
}

bool AreExact(const Call& call) {
  return call.type(0).kind == Kind::kNumber && call.type(1).kind == Kind::kNumber;
}

// --- + - *: an operation on whole numbers, on doubles, on bounds -----------------------

struct Plus {
  static constexpr bool kAligns = true;
  static bool Checked(int64_t a, int64_t b, int64_t* out) {
    return !__builtin_add_overflow(a, b, out);
  }
  template <typename T>
  static T Apply(T a, T b) {
    return a + b;
  }
};

struct Minus {
  static constexpr bool kAligns = true;
  static bool Checked(int64_t a, int64_t b, int64_t* out) {
    return !__builtin_sub_overflow(a, b, out);
  }
  template <typename T>
  static T Apply(T a, T b) {
    return a - b;
  }
};

struct Times {
  static constexpr bool kAligns = false;
  static bool Checked(int64_t a, int64_t b, int64_t* out) {
    return !__builtin_mul_overflow(a, b, out);
  }
  template <typename T>
  static T Apply(T a, T b) {
    return a * b;
  }
};

// The four corners hold the extremes of all three operations.
template <typename Op, typename T>
std::pair<T, T> Corners(T a_low, T a_high, T b_low, T b_high) {
  const auto corners = {Op::Apply(a_low, b_low), Op::Apply(a_low, b_high),
                        Op::Apply(a_high, b_low), Op::Apply(a_high, b_high)};
  return {std::min(corners), std::max(corners)};
}

template <typename Op>
Range BoundsOf(const Facts& a, const Facts& b) {
  const auto [low, high] = Corners<Op, Wide>(a.low, a.high, b.low, b.high);
  return {low, high};
}

// Overflow has no value.
template <typename Op>
Node WholeNumbers(Call call) {
  const Range range = BoundsOf<Op>(call.arguments[0].facts, call.arguments[1].facts);
  if (range.FitsInt64()) {
    return call.Finish(NumberFacts(0, static_cast<int64_t>(range.low),
                                   static_cast<int64_t>(range.high), call.any_nullable()),
                       Zip<int64_t, int64_t, int64_t>(
                           [](int64_t a, int64_t b) { return Op::Apply(a, b); }));
  }
  const auto clip = [](Wide value) {
    return static_cast<int64_t>(std::clamp<Wide>(value, INT64_MIN, INT64_MAX));
  };
  return call.Finish(NumberFacts(0, clip(range.low), clip(range.high), true),
                     ZipPartial<int64_t, int64_t, int64_t>(Op::Checked));
}

// Bounds that are not finite tell nothing, and let results be missing.
Facts BoundedDouble(double least, double most, bool nullable) {
  if (std::isfinite(least) && std::isfinite(most)) {
    return DoubleFacts(least, most, nullable);
  }
  Facts facts{{Kind::kDouble}, true};
  return facts;
}

// Adding 0.0 leaves no -0.0.
template <typename Op>
Kernel DoubleKernel(bool finite) {
  if (finite) {
    return Zip<double, double, double>(
        [](double a, double b) { return Op::Apply(a, b) + 0.0; });
  }
  return ZipPartial<double, double, double>([](double a, double b, double* out) {
    *out = Op::Apply(a, b) + 0.0;
    return std::isfinite(*out);
  });
}

template <typename Op>
Node Doubles(Call call) {
  for (Node& argument : call.arguments) argument = ToDouble(std::move(argument));
  const Facts& a = call.arguments[0].facts;
  const Facts& b = call.arguments[1].facts;
  const bool known = std::isfinite(a.least) && std::isfinite(a.most) &&
                     std::isfinite(b.least) && std::isfinite(b.most);
  const auto [least, most] = known ? Corners<Op>(a.least, a.most, b.least, b.most)
                                   : std::pair{-std::numeric_limits<double>::infinity(),
                                               std::numeric_limits<double>::infinity()};
  const Facts facts = BoundedDouble(least, most, call.any_nullable());
  return call.Finish(facts, DoubleKernel<Op>(std::isfinite(facts.least)));
}

// Exact while 15 digits hold the result, else by doubles.
template <typename Op>
Node Numbers(Call call) {
  const Type a = call.type(0);
  const Type b = call.type(1);
  if (!AreExact(call)) return Doubles<Op>(std::move(call));
  if (a.scale == 0 && b.scale == 0) return WholeNumbers<Op>(std::move(call));
  const int scale = Op::kAligns ? std::max(a.scale, b.scale) : a.scale + b.scale;
  if (scale > kMostScale) return Doubles<Op>(std::move(call));
  if (Op::kAligns && !ToCommonScale(&call, scale)) return Doubles<Op>(std::move(call));
  const Range range = BoundsOf<Op>(call.arguments[0].facts, call.arguments[1].facts);
  if (!range.FitsDecimal()) return Doubles<Op>(std::move(call));
  return call.Finish(NumberFacts(scale, static_cast<int64_t>(range.low),
                                 static_cast<int64_t>(range.high), call.any_nullable()),
                     Zip<int64_t, int64_t, int64_t>([](int64_t a_value, int64_t b_value) {
                       return Op::Apply(a_value, b_value);
                     }));
}

arrow::Status CheckNumeric(const Call& call) {
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    const Type& type = call.type(i);
    if (type.is_numeric()) continue;
    std::string advice;
    if (type.kind == Kind::kText) {
      advice = call.name == "+" ? " (texts are joined by ||)" : "";
    } else if (type.kind == Kind::kDate || type.kind == Kind::kTimestamp) {
      advice = " (see add_days, add_months, add_seconds, days_between, seconds_between)";
    } else if (type.kind == Kind::kNull) {
      advice = " (a missing value comes from if or coalesce)";
    }
    return call.Wrong(i, "needs numbers" + advice);
  }
  return arrow::Status::OK();
}

// --- Dates -----------------------------------------------------------------------------

bool IsDate(const Call& call, size_t i) { return call.type(i).kind == Kind::kDate; }

// Days that leave the years 0001 to 9999 have no value.
template <typename Op>
Node MoveDate(Call call) {
  const Range range = BoundsOf<Op>(call.arguments[0].facts, call.arguments[1].facts);
  const bool inside = range.low >= kFirstDay && range.high <= kLastDay;
  const auto clip = [](Wide day) {
    return static_cast<int64_t>(std::clamp<Wide>(day, kFirstDay, kLastDay));
  };
  return call.Finish(
      DateFacts(clip(range.low), clip(range.high), call.any_nullable() || !inside),
      ZipPartial<int64_t, int64_t, int64_t>([](int64_t a, int64_t b, int64_t* out) {
        return Op::Checked(a, b, out) && *out >= kFirstDay && *out <= kLastDay;
      }));
}

arrow::Result<Node> Add(Call call) {
  if (IsDate(call, 1) && call.type(0).is_whole()) {
    std::swap(call.arguments[0], call.arguments[1]);
  }
  if (IsDate(call, 0) && call.type(1).is_whole()) return MoveDate<Plus>(std::move(call));
  ARROW_RETURN_NOT_OK(CheckNumeric(call));
  return Numbers<Plus>(std::move(call));
}

arrow::Result<Node> Subtract(Call call) {
  if (IsDate(call, 0) && call.type(1).is_whole()) return MoveDate<Minus>(std::move(call));
  const bool dates = IsDate(call, 0) || IsDate(call, 1);
  const bool texts = call.type(0).kind == Kind::kText || call.type(1).kind == Kind::kText;
  if ((IsDate(call, 0) && IsDate(call, 1)) || (dates && texts)) {
    ARROW_RETURN_NOT_OK(Unify(&call, {0, 1}));
    return WholeNumbers<Minus>(std::move(call));
  }
  ARROW_RETURN_NOT_OK(CheckNumeric(call));
  return Numbers<Minus>(std::move(call));
}

arrow::Result<Node> Multiply(Call call) {
  ARROW_RETURN_NOT_OK(CheckNumeric(call));
  return Numbers<Times>(std::move(call));
}

arrow::Result<Node> Negate(Call call) {
  ARROW_RETURN_NOT_OK(CheckNumeric(call));
  if (call.type(0).kind == Kind::kDouble) {
    const Facts from = call.arguments[0].facts;
    return call.Finish(DoubleFacts(-from.most, -from.least, from.nullable),
                       Map<double, double>([](double value) { return 0.0 - value; }));
  }
  const Facts zero = NumberFacts(call.type(0).scale, 0, 0);
  call.arguments.insert(call.arguments.begin(), MakeConstant(zero, {}, call.position));
  return Numbers<Minus>(std::move(call));
}

// --- Division --------------------------------------------------------------------------

// Both in the same unit, so that the quotient of the units is that of the values.
bool Align(Call* call) {
  return AreExact(*call) &&
         ToCommonScale(call, std::max(call->type(0).scale, call->type(1).scale));
}

// Not known where the divisor may be 0.
Facts QuotientFacts(const Facts& a, const Facts& b, bool nullable) {
  if (!std::isfinite(LeastOf(a)) || !std::isfinite(MostOf(a)) ||
      !(LeastOf(b) > 0 || MostOf(b) < 0)) {
    return BoundedDouble(-std::numeric_limits<double>::infinity(), 0, true);
  }
  const auto corners = {LeastOf(a) / LeastOf(b), LeastOf(a) / MostOf(b),
                        MostOf(a) / LeastOf(b), MostOf(a) / MostOf(b)};
  return BoundedDouble(std::min(corners), std::max(corners), nullable);
}

template <typename T>
Kernel QuotientKernel() {
  return ZipPartial<double, T, T>([](T a, T b, double* out) {
    *out = static_cast<double>(a) / static_cast<double>(b) + 0.0;
    return std::isfinite(*out);
  });
}

arrow::Result<Node> Divide(Call call) {
  ARROW_RETURN_NOT_OK(CheckNumeric(call));
  const bool exact = Align(&call);
  if (!exact) {
    for (Node& argument : call.arguments) argument = ToDouble(std::move(argument));
  }
  const Facts facts = QuotientFacts(call.arguments[0].facts, call.arguments[1].facts,
                                    call.any_nullable());
  return call.Finish(facts, exact ? QuotientKernel<int64_t>() : QuotientKernel<double>());
}

arrow::Status AlignExactly(Call* call) {
  ARROW_RETURN_NOT_OK(CheckNumeric(*call));
  if (Align(call)) return arrow::Status::OK();
  return call->Error(
      fmt::format("needs exact numbers of at most 15 digits, got a {} and "
                  "a {}; use floor(a / b)",
                  TypeName(call->type(0)), TypeName(call->type(1))));
}

bool FloorQuotient(int64_t a, int64_t b, int64_t* out) {
  if (b == 0 || (a == INT64_MIN && b == -1)) return false;
  *out = FloorDivide(a, b);
  return true;
}

bool FloorRemainder(int64_t a, int64_t b, int64_t* out) {
  if (b == 0) return false;
  const int64_t rest = b == -1 ? 0 : a % b;
  *out = rest != 0 && (rest < 0) != (b < 0) ? rest + b : rest;
  return true;
}

bool NeverZero(const Facts& facts) { return facts.low > 0 || facts.high < 0; }

arrow::Result<Node> FloorDivision(Call call) {
  ARROW_RETURN_NOT_OK(AlignExactly(&call));
  const Facts& a = call.arguments[0].facts;
  const Facts& b = call.arguments[1].facts;
  const bool overflows = a.low == INT64_MIN && b.low <= -1 && b.high >= -1;
  const bool nullable = call.any_nullable() || !NeverZero(b) || overflows;
  Facts facts = NumberFacts(0, INT64_MIN, INT64_MAX, nullable);
  if (!overflows) {
    // No divisor makes a quotient greater than the number itself.
    const bool whole_range = a.low == INT64_MIN;
    const int64_t most = std::max(a.high, whole_range ? INT64_MAX : -a.low);
    facts = NumberFacts(0, whole_range ? INT64_MIN : -std::max<int64_t>(most, 1), most,
                        nullable);
  }
  if (b.low > 0) {
    facts.low = std::min(FloorDivide(a.low, b.low), FloorDivide(a.low, b.high));
    facts.high = std::max(FloorDivide(a.high, b.low), FloorDivide(a.high, b.high));
  }
  return call.Finish(facts, ZipPartial<int64_t, int64_t, int64_t>(FloorQuotient));
}

arrow::Result<Node> Remainder(Call call) {
  ARROW_RETURN_NOT_OK(AlignExactly(&call));
  const Facts& a = call.arguments[0].facts;
  const Facts& b = call.arguments[1].facts;
  Facts facts = NumberFacts(call.type(0).scale, std::min<int64_t>(b.low + (b.low < 0), 0),
                            std::max<int64_t>(b.high - (b.high > 0), 0),
                            call.any_nullable() || !NeverZero(b));
  if (a.low >= 0 && b.low > 0) facts.high = std::min(facts.high, a.high);
  return call.Finish(facts, ZipPartial<int64_t, int64_t, int64_t>(FloorRemainder));
}

}  // namespace

std::vector<FunctionInfo> ArithmeticFunctions() {
  return {
      {"+", "a + b", "The sum; a date and a whole number of days make a date.", 2, 2,
       Add},
      {"-", "a - b",
       "The difference; of a date and days a date, of two dates their days.", 2, 2,
       Subtract},
      {"*", "a * b", "The product.", 2, 2, Multiply},
      {"/", "a / b", "The quotient, a double; missing where b is 0.", 2, 2, Divide},
      {"//", "a // b", "The quotient rounded down; missing where b is 0.", 2, 2,
       FloorDivision},
      {"%", "a % b", "a - a // b * b, of the sign of b; missing where b is 0.", 2, 2,
       Remainder},
      {"negate", "-a", "The number with the other sign.", 1, 1, Negate},
  };
}

}  // namespace rand_engine::expression
