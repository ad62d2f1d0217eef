// gen_uuid, gen_dates, gen_now; uuid4.
#include <fmt/format.h>

#include <utility>

#include "rand_engine/generate/distributions/sequence.h"
#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/methods.h"

namespace rand_engine {
namespace {

ColumnRecipe MakeUuid(const Arguments&, const ColumnContext& context) {
  ColumnRecipe recipe{UuidDomain{},
                      MakeRandomBitsSource(context.Key("high"), context.Key("low"))};
  // Of 122 random bits: two of 10^9 are the same with a probability of 10^-19.
  recipe.unique = true;
  return recipe;
}

ColumnRecipe MakeDates(const Arguments& arguments, const ColumnContext& context) {
  const int32_t first = arguments.Date("date_min");
  const int32_t last = arguments.Date("date_max");
  if (first > last) {
    arguments.Report("date_min", fmt::format("must be <= {} (got \"{}\", \"{}\")",
                                             arguments.Path("date_max"),
                                             arguments.Find("date_min")->text(),
                                             arguments.Find("date_max")->text()));
    return {};
  }
  ValueAxis axis = DateAxis();
  axis.zero = {first, 0};
  auto steps = MakeDistributedSteps(arguments, context.Key("value"), axis, {first, last},
                                    "date_min", "date_max");
  if (!steps) return {};
  return {DateDomain{first, steps->range.size()}, std::move(steps->source)};
}

ColumnRecipe MakeNow(const Arguments&, const ColumnContext& context) {
  const EventTimes& times = context.event_times;
  ColumnRecipe recipe;
  if (times.at_once()) {
    recipe = {TimestampDomain{context.now_us, 0, 1}, MakeConstantSource()};
  } else {
    const auto size = static_cast<uint64_t>(times.span_us);
    recipe = {TimestampDomain{context.now_us, 1, size}, MakeSpreadSource(times)};
  }
  recipe.depends_on_now = true;
  return recipe;
}

}  // namespace

MethodInfo GenUuid() {
  return {"gen_uuid", "Random UUIDs (RFC 9562, version 4).", "string",
          {},         R"({"method": "gen_uuid"})",           MakeUuid};
}

MethodInfo Uuid4() {
  MethodInfo info = GenUuid();
  info.name = "uuid4";
  info.example = R"({"method": "uuid4"})";
  return info;
}

MethodInfo GenDates() {
  return {"gen_dates",
          "Dates from date_min to date_max, both included, each equally likely or as "
          "`distribution` says.",
          "date32[day]",
          {{"date_min", ParameterType::kDate, true, "", "the first day"},
           {"date_max", ParameterType::kDate, true, "", "the last day"},
           DistributionParameterInfo()},
          R"({"method": "gen_dates", "parms": {"date_min": "2024-01-01", )"
          R"("date_max": "2024-12-31"}})",
          MakeDates};
}

MethodInfo GenNow() {
  return {"gen_now",
          "The time at which the data is made, UTC (option `now` fixes it).",
          "timestamp[us, tz=UTC]",
          {},
          R"({"method": "gen_now"})",
          MakeNow};
}

}  // namespace rand_engine
