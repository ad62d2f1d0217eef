#include "rand_engine/methods/time_reader.h"

#include <arrow/result.h>
#include <fmt/format.h>

#include "rand_engine/domain/decimal.h"
#include "rand_engine/domain/length_of_time.h"
#include "rand_engine/domain/time_text.h"
#include "rand_engine/spec/nearest_name.h"

namespace rand_engine {
namespace {

// Behind the date, where a minus is no part of it.
bool HasOffset(const std::string& text) {
  constexpr size_t kDateLength = 10;
  return text.size() > kDateLength &&
         text.find_first_of("Zz+-", kDateLength) != std::string::npos;
}

struct Precision {
  const char* name;
  int64_t us;
};
constexpr Precision kPrecisions[] = {{"us", 1}, {"ms", 1000}, {"s", 1'000'000}};

}  // namespace

std::optional<int64_t> ParseLength(const Value& value) {
  if (value.is_number()) {
    const auto us = ScaleDecimal(value.text(), 6, Rounding::kDown);
    const bool good = us && *us >= 0 && *us <= kLongestLengthNs / 1000;
    return good ? us : std::nullopt;
  }
  if (!value.is_string()) return std::nullopt;
  const ParsedLength length = ParseLengthOfTime(value.text());
  if (length.mistake != LengthMistake::kNone) return std::nullopt;
  return length.nanoseconds / 1000;
}

std::optional<TimeZone> ReadZone(const Arguments& arguments) {
  const std::string name = arguments.Text("zone", "UTC");
  auto zone = TimeZone::Find(name);
  if (!zone) {
    const auto names = TimeZone::Names();
    arguments.Report(
        "zone",
        fmt::format("must be the name of a time zone such as \"Europe/Berlin\" or "
                    "\"UTC\", got \"{}\"{}{}",
                    name, DidYouMean(name, names),
                    names.size() == 1
                        ? "; this system has no time zone database (package tzdata)"
                        : ""));
  }
  return zone;
}

std::optional<int64_t> ParseTimeIn(const TimeZone& zone, const Value& value) {
  if (!value.is_string()) return std::nullopt;
  const auto us = ParseTime(value.text());
  if (!us.ok()) return std::nullopt;
  return HasOffset(value.text()) ? *us : zone.ToUtc(*us);
}

std::optional<int64_t> ReadTime(const Arguments& arguments, std::string_view name,
                                const TimeZone& zone) {
  const Value& value = *arguments.Find(name);
  const auto us = ParseTimeIn(zone, value);
  if (us) return us;
  const bool skipped = ParseTime(value.text()).ok();
  arguments.Report(
      name, skipped ? fmt::format("{} is a time that clocks in {} skip; take the hour "
                                  "before or after",
                                  value.Describe(), arguments.Text("zone"))
                    : fmt::format("must be a date or a time such as \"2024-05-01\", "
                                  "\"2024-05-01T12:30:00\" or "
                                  "\"2024-05-01T12:30:00+02:00\" that exists, got {}",
                                  value.Describe()));
  return std::nullopt;
}

int64_t ReadPrecision(const Arguments& arguments) {
  const std::string name = arguments.Text("precision", "ms");
  for (const Precision& precision : kPrecisions) {
    if (precision.name == name) return precision.us;
  }
  return 1;  // the table of methods allows no other name
}

ParameterInfo ZoneParameter() {
  return {"zone", ParameterType::kText, false, "\"UTC\"",
          "the time zone of times without an offset and of wall clocks, by its name in "
          "the IANA database; the values are points in time, UTC"};
}

ParameterInfo PrecisionParameter() {
  ParameterInfo info{"precision", ParameterType::kText, false, "\"ms\"",
                     "the values are whole microseconds, milliseconds or seconds"};
  for (const Precision& precision : kPrecisions) info.allowed.push_back(precision.name);
  return info;
}

int64_t FloorToStep(int64_t us, int64_t step_us) {
  const int64_t quotient = us / step_us;
  return us % step_us < 0 ? quotient - 1 : quotient;
}

int64_t CeilToStep(int64_t us, int64_t step_us) { return -FloorToStep(-us, step_us); }

ValueAxis TimeAxis(const TimeZone& zone, int64_t step_us, int64_t first_step) {
  ValueAxis axis;
  axis.point = [zone, step_us](const Value& value) -> std::optional<StepPoint> {
    const auto us = ParseTimeIn(zone, value);
    if (!us) return std::nullopt;
    const int64_t whole = FloorToStep(*us, step_us);
    return StepPoint{
        whole, static_cast<double>(*us - whole * step_us) / static_cast<double>(step_us)};
  };
  axis.length = [step_us](const Value& value) -> std::optional<double> {
    const auto us = ParseLength(value);
    if (!us) return std::nullopt;
    return static_cast<double>(*us) / static_cast<double>(step_us);
  };
  axis.point_name = "a time such as \"2024-05-01T12:30:00\"";
  axis.length_name = "a number of seconds or a length of time such as \"90s\" or \"36h\"";
  axis.zero = {first_step, 0};
  return axis;
}

}  // namespace rand_engine
