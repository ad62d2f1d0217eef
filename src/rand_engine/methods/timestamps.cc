// timestamps, event_times: points in time.
#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/domain/calendar.h"
#include "rand_engine/generate/distributions/arrivals.h"
#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/methods.h"
#include "rand_engine/methods/time_reader.h"
#include "rand_engine/methods/value_list.h"
#include "rand_engine/methods/wall_clock.h"

namespace rand_engine {
namespace {

constexpr int64_t kMicrosecond = 1'000'000;

// `count` weights, empty if the parameter is not given.
std::optional<std::vector<double>> ReadClockWeights(const Arguments& arguments,
                                                    const char* name, size_t count,
                                                    const char* example) {
  const Value* list = arguments.Find(name);
  if (list == nullptr) return std::vector<double>(count, 1.0);
  if (list->items().size() != count) {
    arguments.Report(name, fmt::format("must be {} weights, {}; got {}", count, example,
                                       list->items().size()));
    return std::nullopt;
  }
  std::vector<const Value*> items;
  for (const Value& item : list->items()) items.push_back(&item);
  auto weights = ReadWeights(arguments, name, "", items);
  if (weights.empty()) return std::nullopt;
  return weights;
}

std::unique_ptr<CodeSource> MakeWeightedTimes(const Arguments& arguments,
                                              const ColumnContext& context,
                                              const Distribution& distribution,
                                              const TimeZone& zone, int64_t step_us,
                                              const StepRange& range) {
  const auto hours =
      ReadClockWeights(arguments, "hours", 24, "one for each hour from 0 to 23 o'clock");
  const auto weekdays =
      ReadClockWeights(arguments, "weekdays", 7, "one for each day, Monday first");
  if (!hours || !weekdays) return nullptr;
  const int64_t length_s = (range.last - range.first) / (kMicrosecond / step_us);
  if (length_s / 3600 > kMostWeightedHours) {
    arguments.Report("end",
                     fmt::format("must be at most {} years after {} where hours or "
                                 "weekdays have weights",
                                 kMostWeightedHours / 24 / 366, arguments.Path("start")));
    return nullptr;
  }
  const std::vector<Cell> cells =
      WeighByClock(CellsOf(distribution, range.size(), range.first), range.first, step_us,
                   zone, {*hours, *weekdays});
  if (cells.empty()) {
    ReportNothingWithin(arguments, "start", "end");
    return nullptr;
  }
  return MakeCellSource(context.Key("value"), cells, range.size() - 1,
                        /*keep_small=*/false);
}

std::optional<StepRange> ReadRange(const Arguments& arguments, const TimeZone& zone,
                                   int64_t step_us) {
  const auto start = ReadTime(arguments, "start", zone);
  const auto end = ReadTime(arguments, "end", zone);
  if (!start || !end) return std::nullopt;
  const StepRange range = {CeilToStep(*start, step_us), CeilToStep(*end, step_us) - 1};
  if (range.first <= range.last) return range;
  arguments.Report("start", fmt::format("must be before {}, which no value reaches (got "
                                        "\"{}\", \"{}\")",
                                        arguments.Path("end"), arguments.Text("start"),
                                        arguments.Text("end")));
  return std::nullopt;
}

ColumnRecipe MakeTimestamps(const Arguments& arguments, const ColumnContext& context) {
  const auto zone = ReadZone(arguments);
  if (!zone) return {};
  const int64_t step_us = ReadPrecision(arguments);
  const auto range = ReadRange(arguments, *zone, step_us);
  if (!range) return {};
  const ValueAxis axis = TimeAxis(*zone, step_us, range->first);
  const StepBounds bounds = {range->first, range->last};
  const auto distribution = ReadDistribution(arguments, axis, bounds);
  if (!distribution) return {};
  const bool weighted =
      arguments.Find("hours") != nullptr || arguments.Find("weekdays") != nullptr;
  auto source = weighted ? MakeWeightedTimes(arguments, context, *distribution, *zone,
                                             step_us, *range)
                         : MakeDistributionSource(context.Key("value"), *distribution,
                                                  range->size(), range->first);
  if (source == nullptr && !weighted) ReportNothingWithin(arguments, "start", "end");
  ColumnRecipe recipe{TimestampDomain{range->first * step_us, step_us, range->size()},
                      std::move(source)};
  recipe.depends_on_zones = zone->needs_database();
  return recipe;
}

// Microseconds from one event to the next.
std::optional<double> ReadMeanGap(const Arguments& arguments) {
  const auto rate = arguments.Find("rate")->ToDouble();
  const Value* per = arguments.Find("per");
  const auto per_us =
      static_cast<double>(per == nullptr ? 1'000'000 : *ParseLength(*per));
  constexpr double kLeast = 1e-6;
  constexpr double kMost = 36'525 * 86'400e6;
  if (rate && *rate > 0 && per_us > 0) {
    const double gap = per_us / *rate;
    if (gap >= kLeast && gap <= kMost) return gap;
  }
  arguments.Report("rate", fmt::format("must be a number of events above 0 in each {}, "
                                       "from one in 100 years to 10^12 a second; got {}",
                                       arguments.Path("per"), arguments.Number("rate")));
  return std::nullopt;
}

ColumnRecipe MakeEventTimes(const Arguments& arguments, const ColumnContext& context) {
  const auto zone = ReadZone(arguments);
  const auto gap_us = ReadMeanGap(arguments);
  if (!zone || !gap_us) return {};
  const auto start_us = ReadTime(arguments, "start", *zone);
  if (!start_us) return {};
  const int64_t step_us = ReadPrecision(arguments);
  const int64_t first = CeilToStep(*start_us, step_us);
  const int64_t end_us = DaysFromCivil({10000, 1, 1}) * 86'400 * kMicrosecond;
  const auto size = static_cast<uint64_t>(CeilToStep(end_us, step_us) - first);
  const Arrivals arrivals(context.Key("value"), context.Key("division"),
                          *gap_us / static_cast<double>(step_us));
  ColumnRecipe recipe{TimestampDomain{first * step_us, step_us, size},
                      MakeArrivalSource(arrivals)};
  recipe.depends_on_zones = zone->needs_database();
  recipe.most_rows = arrivals.CountBelow(size);
  const bool many = recipe.most_rows == Arrivals::kMostRows;
  recipe.rows_end = many ? "ends" : "reaches the year 10000";
  return recipe;
}

}  // namespace

MethodInfo Timestamps() {
  return {"timestamps",
          "Points in time from start to before end, each equally likely, or as "
          "`distribution` and the weights of hours and weekdays say.",
          "timestamp[us, tz=UTC]",
          {{"start", ParameterType::kText, true, "",
            "the first possible time, a date or date and time (ISO 8601)"},
           {"end", ParameterType::kText, true, "", "the end, not a possible value"},
           ZoneParameter(),
           PrecisionParameter(),
           {"hours", ParameterType::kNumbers, false, "",
            "24 weights, one for each hour of the zone's clocks from 0 to 23"},
           {"weekdays", ParameterType::kNumbers, false, "",
            "7 weights, one for each day of the zone's calendar, Monday first"},
           DistributionParameterInfo()},
          R"({"method": "timestamps", "parms": {"start": "2024-01-01", )"
          R"("end": "2025-01-01", "zone": "Europe/Berlin", )"
          R"("weekdays": [5, 5, 5, 5, 6, 3, 1]}})",
          MakeTimestamps};
}

MethodInfo EventTimesMethod() {
  return {"event_times",
          "Points in time in order, one a row, as independent events happen (a Poisson "
          "process).",
          "timestamp[us, tz=UTC]",
          {{"start", ParameterType::kText, true, "",
            "the time of the first row, a date or date and time (ISO 8601)"},
           {"rate", ParameterType::kNumber, true, "", "how many events on average"},
           {"per", ParameterType::kLength, false, "\"1s\"", "in each of these times"},
           ZoneParameter(),
           PrecisionParameter()},
          R"({"method": "event_times", "parms": {"start": "2024-01-01T08:00:00", )"
          R"("rate": 250, "per": "1h"}})",
          MakeEventTimes};
}

}  // namespace rand_engine
