// business_dates: days on which people work.
#include <fmt/format.h>

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "rand_engine/domain/calendar.h"
#include "rand_engine/generate/distributions/lookup.h"
#include "rand_engine/generate/distributions/uniform.h"
#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/methods.h"

namespace rand_engine {
namespace {

constexpr char kMondayToFriday[] = "1111100";

// Monday = 0.
int WeekdayOf(int64_t day) {
  const int64_t since_monday = (day + 3) % 7;  // 1970-01-01 was a Thursday
  return static_cast<int>(since_monday < 0 ? since_monday + 7 : since_monday);
}

bool CheckWeek(const Arguments& arguments, const std::string& week) {
  const bool good = week.size() == 7 && week.find('1') != std::string::npos &&
                    week.find_first_not_of("01") == std::string::npos;
  if (!good) {
    arguments.Report("week", fmt::format("must be seven digits, 1 for each day on which "
                                         "people work, Monday first, such as \"{}\"; "
                                         "got \"{}\"",
                                         kMondayToFriday, week));
  }
  return good;
}

bool ReadHolidays(const Arguments& arguments, std::set<int32_t>* holidays) {
  const Value* list = arguments.Find("holidays");
  if (list == nullptr) return true;
  for (const Value& item : list->items()) {
    const auto day = ParseDate(item.text());
    if (!day) {
      arguments.Report("holidays", fmt::format("must be dates \"YYYY-MM-DD\" that exist, "
                                               "got {}",
                                               item.Describe()));
      return false;
    }
    holidays->insert(*day);
  }
  return true;
}

// Which of the days from first to last people work on, counted from the first.
std::optional<std::vector<uint32_t>> ListDays(const Arguments& arguments, int32_t first,
                                              int32_t last) {
  const std::string week = arguments.Text("week", kMondayToFriday);
  std::set<int32_t> holidays;
  const bool good_week = CheckWeek(arguments, week);
  if (!ReadHolidays(arguments, &holidays) || !good_week) return std::nullopt;
  std::vector<uint32_t> days;
  for (int32_t day = first; day <= last; ++day) {
    if (week[WeekdayOf(day)] == '1' && holidays.count(day) == 0) {
      days.push_back(static_cast<uint32_t>(day - first));
    }
  }
  if (!days.empty()) return days;
  arguments.Report("date_min",
                   fmt::format("to {}: no business day from \"{}\" to \"{}\"",
                               arguments.Path("date_max"), arguments.Text("date_min"),
                               arguments.Text("date_max")));
  return std::nullopt;
}

// What the cells give to each of the days; both in order.
std::vector<Cell> PickDays(const std::vector<Cell>& cells,
                           const std::vector<uint32_t>& days) {
  std::vector<Cell> picked;
  auto cell = cells.begin();
  for (const uint32_t day : days) {
    while (cell != cells.end() && cell->last < day) ++cell;
    if (cell == cells.end()) break;
    if (cell->first > day) continue;
    const double width = static_cast<double>(cell->last - cell->first) + 1;
    picked.push_back({day, day, cell->weight / width});
  }
  return picked;
}

bool OnlyZeros(const std::vector<Cell>& cells) {
  for (const Cell& cell : cells) {
    if (cell.weight > 0) return false;
  }
  return true;
}

ColumnRecipe MakeBusinessDates(const Arguments& arguments, const ColumnContext& context) {
  const int32_t first = arguments.Date("date_min");
  const int32_t last = arguments.Date("date_max");
  if (first > last) {
    arguments.Report(
        "date_min",
        fmt::format("must be <= {} (got \"{}\", \"{}\")", arguments.Path("date_max"),
                    arguments.Text("date_min"), arguments.Text("date_max")));
    return {};
  }
  ValueAxis axis = DateAxis();
  axis.zero = {first, 0};
  const auto distribution = ReadDistribution(arguments, axis, {first, last});
  const auto days = ListDays(arguments, first, last);
  if (!distribution || !days) return {};
  const auto size = static_cast<uint64_t>(last - first) + 1;
  const StreamKey key = context.Key("value");
  if (distribution->kind == Distribution::Kind::kUniform) {
    return {DateDomain{first, size},
            MakeLookupSource(MakeUniformSource(key, days->size()), *days)};
  }
  const auto cells = PickDays(CellsOf(*distribution, size, first), *days);
  if (OnlyZeros(cells)) {
    ReportNothingWithin(arguments, "date_min", "date_max");
    return {};
  }
  return {DateDomain{first, size},
          MakeCellSource(key, cells, size - 1, /*keep_small=*/false)};
}

}  // namespace

MethodInfo BusinessDates() {
  return {
      "business_dates",
      "Days on which people work from date_min to date_max, each equally likely or as "
      "`distribution` says.",
      "date32[day]",
      {{"date_min", ParameterType::kDate, true, "", "no day is before it"},
       {"date_max", ParameterType::kDate, true, "", "no day is after it"},
       {"holidays", ParameterType::kTexts, false, "",
        "days on which nobody works, \"YYYY-MM-DD\""},
       {"week", ParameterType::kText, false, fmt::format("\"{}\"", kMondayToFriday),
        "1 for each day on which people work, Monday first"},
       DistributionParameterInfo()},
      R"({"method": "business_dates", "parms": {"date_min": "2024-01-01", )"
      R"("date_max": "2024-12-31", "holidays": ["2024-12-25"]}})",
      MakeBusinessDates};
}

}  // namespace rand_engine
