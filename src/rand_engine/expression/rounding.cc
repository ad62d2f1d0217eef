// round, floor, ceil, abs, ..., numbers of other types, least and greatest.
#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "rand_engine/domain/domain.h"
#include "rand_engine/expression/convert.h"
#include "rand_engine/expression/kernels.h"

namespace rand_engine::expression {
namespace {

constexpr int kMostDigits = 15;
// From here on all doubles are whole.
constexpr double kWhole = 9007199254740992.0;

arrow::Status CheckNumber(const Call& call) {
  return call.type(0).is_numeric() ? arrow::Status::OK()
                                   : call.Wrong(0, "needs a number");
}

struct HalfAway {
  static int64_t Divide(int64_t value, int64_t unit) {
    const int64_t half = value < 0 ? -(unit / 2) : unit / 2;
    return (value + half) / unit;
  }
  static int64_t Whole(double value) {
    const auto whole = static_cast<int64_t>(value);
    const double rest = value - static_cast<double>(whole);
    return whole + (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0);
  }
};

struct Down {
  static int64_t Divide(int64_t value, int64_t unit) { return FloorDivide(value, unit); }
  static int64_t Whole(double value) {
    const auto whole = static_cast<int64_t>(value);
    return whole - (static_cast<double>(whole) > value ? 1 : 0);
  }
};

struct Up {
  static int64_t Divide(int64_t value, int64_t unit) {
    return -FloorDivide(-value, unit);
  }
  static int64_t Whole(double value) { return -Down::Whole(-value); }
};

struct TowardsZero {
  static int64_t Divide(int64_t value, int64_t unit) { return value / unit; }
  static int64_t Whole(double value) { return static_cast<int64_t>(value); }
};

template <typename Mode>
Node RoundNumber(Call call, int digits) {
  const Facts from = call.arguments[0].facts;
  if (digits >= from.type.scale) return std::move(call.arguments[0]);
  const int64_t unit = PowerOfTen(from.type.scale - digits);
  return call.Finish(
      NumberFacts(digits, Mode::Divide(from.low, unit), Mode::Divide(from.high, unit),
                  from.nullable),
      Map<int64_t, int64_t>([unit](int64_t value) { return Mode::Divide(value, unit); }));
}

// Exact decimals where the bounds tell that 15 digits hold them, else the nearest
// doubles.
template <typename Mode>
Node RoundDouble(Call call, int digits) {
  const Facts from = call.arguments[0].facts;
  const auto unit = static_cast<double>(PowerOfTen(digits));
  const auto most = static_cast<double>(kMostUnscaled);
  if (from.least * unit > -most && from.most * unit < most) {
    return call.Finish(
        NumberFacts(digits, Mode::Whole(from.least * unit), Mode::Whole(from.most * unit),
                    from.nullable),
        Map<int64_t, double>([unit](double value) { return Mode::Whole(value * unit); }));
  }
  return call.Finish(from, Map<double, double>([unit](double value) {
                       const double scaled = value * unit;
                       if (!(scaled > -kWhole && scaled < kWhole)) return value;
                       return static_cast<double>(Mode::Whole(scaled)) / unit;
                     }));
}

template <typename Mode>
arrow::Result<Node> RoundTo(Call call, int digits) {
  ARROW_RETURN_NOT_OK(CheckNumber(call));
  call.arguments.resize(1);
  return call.type(0).kind == Kind::kNumber ? RoundNumber<Mode>(std::move(call), digits)
                                            : RoundDouble<Mode>(std::move(call), digits);
}

arrow::Result<Node> Round(Call call) {
  int64_t digits = 0;
  if (call.arguments.size() > 1) {
    ARROW_ASSIGN_OR_RAISE(digits, call.ConstantWhole(1, 0, kMostDigits));
  }
  return RoundTo<HalfAway>(std::move(call), static_cast<int>(digits));
}

template <typename Mode>
arrow::Result<Node> RoundWhole(Call call) {
  return RoundTo<Mode>(std::move(call), 0);
}

// Doubles beyond int64 have none.
Node WholeOfDouble(Call call) {
  const Facts from = call.arguments[0].facts;
  const bool inside = from.least > -kWhole && from.most < kWhole;
  const Facts facts = inside ? NumberFacts(0, TowardsZero::Whole(from.least),
                                           TowardsZero::Whole(from.most), from.nullable)
                             : NumberFacts(0, INT64_MIN, INT64_MAX, true);
  return call.Finish(facts, MapPartial<int64_t, double>([](double value, int64_t* out) {
                       const bool fits = value >= -0x1p63 && value < 0x1p63;
                       *out = fits ? static_cast<int64_t>(value) : 0;
                       return fits;
                     }));
}

Node WholeOfText(Call call) {
  return call.Finish(
      NumberFacts(0, INT64_MIN, INT64_MAX, true),
      MapPartial<int64_t, std::string_view>([](std::string_view text, int64_t* out) {
        const char* end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, *out);
        return !text.empty() && read.ec == std::errc() && read.ptr == end;
      }));
}

Node WholeOfBoolean(Call call) {
  const bool nullable = call.any_nullable();
  return call.Finish(NumberFacts(0, 0, 1, nullable),
                     Map<int64_t, uint8_t>([](uint8_t value) { return value; }));
}

arrow::Result<Node> ToWhole(Call call) {
  switch (call.type(0).kind) {
    case Kind::kNumber:
      return RoundNumber<TowardsZero>(std::move(call), 0);
    case Kind::kDouble:
      return WholeOfDouble(std::move(call));
    case Kind::kText:
      return WholeOfText(std::move(call));
    case Kind::kBoolean:
      return WholeOfBoolean(std::move(call));
    default:
      return call.Wrong(0, "needs a number, a text or a boolean");
  }
}

arrow::Result<Node> ToDoubleOf(Call call) {
  if (call.type(0).is_numeric()) return ToDouble(std::move(call.arguments[0]));
  if (call.type(0).kind != Kind::kText) return call.Wrong(0, "needs a number or a text");
  Facts facts{{Kind::kDouble}, true};
  return call.Finish(
      facts, MapPartial<double, std::string_view>([](std::string_view text, double* out) {
        const char* end = text.data() + text.size();
        const auto read = std::from_chars(text.data(), end, *out);
        return !text.empty() && read.ec == std::errc() && read.ptr == end &&
               std::isfinite(*out);
      }));
}

arrow::Result<Node> Abs(Call call) {
  ARROW_RETURN_NOT_OK(CheckNumber(call));
  const Facts from = call.arguments[0].facts;
  if (from.type.kind == Kind::kDouble) {
    const bool has_zero = from.least <= 0 && from.most >= 0;
    const double least =
        has_zero ? 0 : std::min(std::fabs(from.least), std::fabs(from.most));
    return call.Finish(
        DoubleFacts(least, std::max(std::fabs(from.least), std::fabs(from.most)),
                    from.nullable),
        Map<double, double>([](double value) { return value < 0 ? -value : value; }));
  }
  // The smallest int64 has no counterpart.
  const bool partial = from.low == INT64_MIN;
  const int64_t most = std::max(from.high, partial ? INT64_MAX : -from.low);
  return call.Finish(NumberFacts(from.type.scale, 0, most, from.nullable || partial),
                     MapPartial<int64_t, int64_t>([](int64_t value, int64_t* out) {
                       *out = value == INT64_MIN ? 0 : value < 0 ? -value : value;
                       return value != INT64_MIN;
                     }));
}

arrow::Result<Node> Sign(Call call) {
  ARROW_RETURN_NOT_OK(CheckNumber(call));
  const Facts facts = NumberFacts(0, -1, 1, call.any_nullable());
  const auto sign = [](auto value) { return int64_t{value > 0} - int64_t{value < 0}; };
  return call.Finish(facts, call.type(0).kind == Kind::kDouble
                                ? Map<int64_t, double>(sign)
                                : Map<int64_t, int64_t>(sign));
}

// IEEE 754 fixes every bit of a square root.
arrow::Result<Node> SquareRoot(Call call) {
  ARROW_RETURN_NOT_OK(CheckNumber(call));
  call.arguments[0] = ToDouble(std::move(call.arguments[0]));
  const Facts from = call.arguments[0].facts;
  const bool partial = !(from.least >= 0);
  const Facts facts =
      DoubleFacts(partial ? 0 : std::sqrt(from.least),
                  from.most > 0 ? std::sqrt(from.most) : 0, from.nullable || partial);
  return call.Finish(facts, MapPartial<double, double>([](double value, double* out) {
                       *out = std::sqrt(value) + 0.0;
                       return value >= 0;
                     }));
}

template <typename T, bool kGreatest>
Kernel PickKernel() {
  return [](const KernelInput& input, Vector* result) {
    T* out = result->Prepare<T>(input.count);
    std::copy_n(input.values<T>(0), input.count, out);
    for (size_t a = 1; a < input.arguments.size(); ++a) {
      const T* values = input.values<T>(a);
      for (int64_t i = 0; i < input.count; ++i) {
        const bool takes = kGreatest ? out[i] < values[i] : values[i] < out[i];
        out[i] = takes ? values[i] : out[i];
      }
    }
    TakeMissing<T>(input, result);
  };
}

template <bool kGreatest>
arrow::Result<Node> Pick(Call call) {
  std::vector<size_t> all;
  for (size_t i = 0; i < call.arguments.size(); ++i) {
    if (call.type(i).kind == Kind::kNull) return call.Wrong(i, "needs values to compare");
    all.push_back(i);
  }
  ARROW_ASSIGN_OR_RAISE(const Facts facts, Unify(&call, all));
  switch (facts.type.kind) {
    case Kind::kDouble:
      return call.Finish(facts, PickKernel<double, kGreatest>());
    case Kind::kText:
      return call.Finish(facts, PickKernel<std::string_view, kGreatest>());
    case Kind::kBoolean:
      return call.Wrong(0, "needs numbers, dates, timestamps or texts");
    default:
      return call.Finish(facts, PickKernel<int64_t, kGreatest>());
  }
}

}  // namespace

std::vector<FunctionInfo> RoundingFunctions() {
  return {
      {"round", "round(x, digits = 0)",
       "x with so many digits after the point (0 to 15), halves away from zero.", 1, 2,
       Round},
      {"floor", "floor(x)", "The greatest whole number that is not above x.", 1, 1,
       RoundWhole<Down>},
      {"ceil", "ceil(x)", "The least whole number that is not below x.", 1, 1,
       RoundWhole<Up>},
      {"abs", "abs(x)", "x without its sign.", 1, 1, Abs},
      {"sign", "sign(x)", "-1, 0 or 1.", 1, 1, Sign},
      {"sqrt", "sqrt(x)", "The square root; missing where x is negative.", 1, 1,
       SquareRoot},
      {"least", "least(a, b, ...)", "The smallest; missing where one is.", 2, 0,
       Pick<false>},
      {"greatest", "greatest(a, b, ...)", "The greatest; missing where one is.", 2, 0,
       Pick<true>},
      {"int", "int(x)",
       "x without its digits after the point, the whole number that a text says "
       "(missing if it says none), or 1 for true and 0 for false.",
       1, 1, ToWhole},
      {"double", "double(x)",
       "x as a double; of a text the number that it says, missing if it says none.", 1, 1,
       ToDoubleOf},
  };
}

}  // namespace rand_engine::expression
