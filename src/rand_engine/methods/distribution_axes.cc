// How values of a spec lie on the steps of a column.
#include <fmt/format.h>

#include <cmath>

#include "rand_engine/domain/calendar.h"
#include "rand_engine/domain/decimal.h"
#include "rand_engine/domain/domain.h"
#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/time_reader.h"

namespace rand_engine {
namespace {

std::optional<double> LengthOf(const Value& value, double steps_a_unit) {
  if (!value.is_number() || value.text()[0] == '-') return std::nullopt;
  return value.ToDouble().value_or(INFINITY) * steps_a_unit;
}

// Exact, also where no double holds the number.
std::optional<StepPoint> PointOf(const Value& value, int scale) {
  if (!value.is_number()) return std::nullopt;
  if (const auto whole = scale == 0 ? value.ToInt64() : std::nullopt) {
    return StepPoint{*whole, 0};
  }
  const auto below = ScaleDecimal(value.text(), scale, Rounding::kDown);
  const auto above = ScaleDecimal(value.text(), scale, Rounding::kUp);
  if (!below || !above) return std::nullopt;
  if (*below == *above) return StepPoint{*below, 0};
  const double steps = *value.ToDouble() * static_cast<double>(PowerOfTen(scale));
  const double fraction = steps - static_cast<double>(*below);
  return StepPoint{*below, std::fmin(std::fmax(fraction, 0x1p-30), 1 - 0x1p-30)};
}

}  // namespace

ValueAxis IntegerAxis() {
  ValueAxis axis;
  axis.point = [](const Value& value) { return PointOf(value, 0); };
  axis.length = [](const Value& value) { return LengthOf(value, 1); };
  axis.counts = true;
  return axis;
}

ValueAxis DecimalAxis(int scale) {
  ValueAxis axis;
  axis.point = [scale](const Value& value) { return PointOf(value, scale); };
  if (scale > 0) {
    axis.point_name = fmt::format(
        "a number from -{0} to {0}, which 64 bits hold to {1} digits after the point",
        INT64_MAX / PowerOfTen(scale), scale);
  }
  axis.length_unit = static_cast<double>(PowerOfTen(scale));
  axis.length = [unit = axis.length_unit](const Value& value) {
    return LengthOf(value, unit);
  };
  return axis;
}

ValueAxis DateAxis() {
  ValueAxis axis;
  axis.point = [](const Value& value) -> std::optional<StepPoint> {
    const auto day = value.is_string() ? ParseDate(value.text()) : std::nullopt;
    if (!day) return std::nullopt;
    return StepPoint{*day, 0};
  };
  axis.length = [](const Value& value) -> std::optional<double> {
    if (value.is_number()) return LengthOf(value, 1);
    const auto length = ParseLength(value);
    if (!length) return std::nullopt;
    return static_cast<double>(*length) / 86'400e6;
  };
  axis.point_name = "a date \"YYYY-MM-DD\"";
  axis.length_name = "a number of days or a length of time such as \"36h\"";
  return axis;
}

}  // namespace rand_engine
