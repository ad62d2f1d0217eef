// unix_timestamps, dates: times between two bounds.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "rand_engine/domain/time_pattern.h"
#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/methods.h"
#include "rand_engine/methods/time_reader.h"

namespace rand_engine {
namespace {

constexpr char kDefaultFormat[] = "%Y-%m-%d";

/// Seconds [start, end) since 1970-01-01.
struct TimeRange {
  int64_t start;
  int64_t end;
  std::shared_ptr<const TimePattern> pattern;
};

// A bound as the pattern writes it or as an ISO date; the later rand_engine takes both.
std::optional<int64_t> ReadBound(const Arguments& arguments, const char* name,
                                 const TimePattern& pattern) {
  const std::string text = arguments.Text(name);
  auto seconds = pattern.Parse(text);
  if (!seconds) seconds = TimePattern::Make(kDefaultFormat)->Parse(text);
  if (seconds) return seconds;
  constexpr int64_t kShown = 1'717'200'000;  // 2024-06-01
  std::string example(pattern.longest(), '\0');
  example.resize(pattern.Render(kShown, example.data()) - example.data());
  arguments.Report(name, fmt::format("must be a time that exists, as {} \"{}\" writes it "
                                     "(\"{}\") or as YYYY-MM-DD; got {}",
                                     arguments.Path("format"),
                                     arguments.Text("format", kDefaultFormat), example,
                                     arguments.Find(name)->Describe()));
  return std::nullopt;
}

std::optional<TimeRange> ReadRange(const Arguments& arguments) {
  auto pattern = TimePattern::Make(arguments.Text("format", kDefaultFormat));
  if (!pattern) {
    arguments.Report("format",
                     fmt::format("must be a pattern of {} such as \"%d-%m-%Y\", got {}",
                                 TimePattern::SupportedDirectives(),
                                 arguments.Find("format")->Describe()));
    return std::nullopt;
  }
  const auto start = ReadBound(arguments, "start", *pattern);
  const auto end = ReadBound(arguments, "end", *pattern);
  if (!start || !end) return std::nullopt;
  if (*start >= *end) {
    arguments.Report("start",
                     fmt::format("must be before {}, which no value reaches (got "
                                 "\"{}\", \"{}\")",
                                 arguments.Path("end"), arguments.Text("start"),
                                 arguments.Text("end")));
    return std::nullopt;
  }
  return TimeRange{*start, *end, std::make_shared<const TimePattern>(*pattern)};
}

// In units of `unit` seconds from `start` on.
ValueAxis PatternAxis(const TimeRange& range, int64_t start, int64_t unit) {
  ValueAxis axis = TimeAxis(TimeZone(), unit * 1'000'000, 0);
  axis.point = [pattern = range.pattern, start,
                unit](const Value& value) -> std::optional<StepPoint> {
    if (!value.is_string()) return std::nullopt;
    auto seconds = pattern->Parse(value.text());
    if (!seconds) seconds = TimePattern::Make(kDefaultFormat)->Parse(value.text());
    if (!seconds) return std::nullopt;
    const int64_t whole = FloorToStep(*seconds - start, unit);
    const int64_t rest = *seconds - start - whole * unit;
    return StepPoint{whole, static_cast<double>(rest) / static_cast<double>(unit)};
  };
  axis.point_name = "a time as the format or YYYY-MM-DD writes it";
  return axis;
}

std::unique_ptr<CodeSource> MakeSource(const Arguments& arguments,
                                       const ColumnContext& context,
                                       const ValueAxis& axis, uint64_t size) {
  auto steps = MakeDistributedSteps(arguments, context.Key("value"), axis,
                                    {0, static_cast<int64_t>(size) - 1}, "start", "end");
  return steps ? std::move(steps->source) : nullptr;
}

ColumnRecipe MakeTimestamps(const Arguments& arguments, const ColumnContext& context) {
  const auto range = ReadRange(arguments);
  if (!range) return {};
  if (range->end <= 0) {
    arguments.Report("end", fmt::format("must be after 1970-01-01, where unix time "
                                        "begins; got \"{}\"",
                                        arguments.Text("end")));
    return {};
  }
  const int64_t start = std::max<int64_t>(range->start, 0);
  const auto size = static_cast<uint64_t>(range->end - start);
  const ValueAxis axis = PatternAxis(*range, start, 1);
  return {IntegerDomain{start, 1, size}, MakeSource(arguments, context, axis, size)};
}

ColumnRecipe MakeFormattedDates(const Arguments& arguments,
                                const ColumnContext& context) {
  const auto range = ReadRange(arguments);
  if (!range) return {};
  const int64_t unit = range->pattern->unit();
  const auto size = static_cast<uint64_t>((range->end - range->start - 1) / unit + 1);
  ConcatenationDomain domain;
  domain.AddTime(range->start, unit, size, range->pattern);
  const ValueAxis axis = PatternAxis(*range, range->start, unit);
  return {std::move(domain), MakeSource(arguments, context, axis, size)};
}

std::vector<ParameterInfo> RangeParameters(const std::string& start) {
  return {{"start", ParameterType::kText, true, "", start},
          {"end", ParameterType::kText, true, "", "the end, not a possible value"},
          {"format", ParameterType::kText, false, fmt::format("\"{}\"", kDefaultFormat),
           "how times are written: " + TimePattern::SupportedDirectives(), "date_format"},
          DistributionParameterInfo()};
}

}  // namespace

MethodInfo UnixTimestamps() {
  return {"unix_timestamps",
          "Seconds since 1970-01-01 UTC, from start to before end, each equally likely "
          "or as `distribution` says.",
          "int64",
          RangeParameters("the first possible time; before 1970 counts as 1970-01-01"),
          R"({"method": "unix_timestamps", "kwargs": {"start": "01-01-2024", )"
          R"("end": "31-12-2024", "format": "%d-%m-%Y"}})",
          MakeTimestamps};
}

MethodInfo Dates() {
  return {"dates",
          "Times from start to before end as text, each that the format tells apart "
          "equally likely or as `distribution` says.",
          "string",
          RangeParameters("the first possible time"),
          R"({"method": "dates", "kwargs": {"start": "2024-01-01 08:00", )"
          R"("end": "2024-12-31 18:00", "format": "%Y-%m-%d %H:%M"}})",
          MakeFormattedDates};
}

}  // namespace rand_engine
