// Functions of dates and timestamps; all of UTC.
#include <arrow/result.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <utility>

#include "rand_engine/domain/calendar.h"
#include "rand_engine/domain/time_pattern.h"
#include "rand_engine/expression/convert.h"
#include "rand_engine/expression/kernels.h"

namespace rand_engine::expression {
namespace {

constexpr int64_t kMicrosASecond = 1'000'000;
constexpr int64_t kFirstTime = kFirstDay * kMicrosADay;
constexpr int64_t kLastTime = (kLastDay + 1) * kMicrosADay - 1;

bool IsTime(const Call& call, size_t i) {
  return call.type(i).kind == Kind::kDate || call.type(i).kind == Kind::kTimestamp;
}

arrow::Status CheckTime(const Call& call, size_t i) {
  return IsTime(call, i) ? arrow::Status::OK()
                         : call.Wrong(i,
                                      "needs a date or a timestamp (date(x) and "
                                      "timestamp(x) read texts)");
}

arrow::Status CheckTimestamp(const Call& call, size_t i) {
  return call.type(i).kind == Kind::kTimestamp
             ? arrow::Status::OK()
             : call.Wrong(i, "needs a timestamp (timestamp(x) makes one of a date)");
}

arrow::Status CheckWhole(const Call& call, size_t i) {
  return call.type(i).is_whole() ? arrow::Status::OK()
                                 : call.Wrong(i, "needs a whole number");
}

int64_t DayOf(int64_t time) { return FloorDivide(time, kMicrosADay); }

Node TimestampToDate(Node node) {
  const Facts facts =
      DateFacts(DayOf(node.facts.low), DayOf(node.facts.high), node.facts.nullable);
  return Wrap(std::move(node), facts, Map<int64_t, int64_t>(DayOf));
}

Node AsDate(Node node) {
  return node.facts.type.kind == Kind::kDate ? std::move(node)
                                             : TimestampToDate(std::move(node));
}

// --- Making them -----------------------------------------------------------------------

// A constant text that says no time is a mistake; other texts may be missing.
template <bool kDate>
arrow::Result<Node> ReadText(Call call) {
  const auto read = [](std::string_view text, int64_t* out) {
    const auto time = ParseTimestamp(text);
    if (!time) return false;
    *out = kDate ? DayOf(*time) : *time;
    return true;
  };
  if (const auto& constant = call.arguments[0].constant) {
    int64_t value = 0;
    if (!read(constant->text, &value)) {
      return call.Error(fmt::format(
          "'{}' is no {} that exists", constant->text,
          kDate ? "date 'YYYY-MM-DD'" : "time such as '2024-01-31T12:00:00'"));
    }
    const Facts facts = kDate ? DateFacts(value, value) : TimestampFacts(value, value);
    return MakeConstant(facts, {.integer = value, .text = {}}, call.position);
  }
  const Facts facts = kDate ? DateFacts(kFirstDay, kLastDay, true)
                            : TimestampFacts(kFirstTime, kLastTime, true);
  return call.Finish(facts, MapPartial<int64_t, std::string_view>(read));
}

arrow::Result<Node> ToDate(Call call) {
  if (call.type(0).kind == Kind::kText) return ReadText<true>(std::move(call));
  ARROW_RETURN_NOT_OK(CheckTime(call, 0));
  return AsDate(std::move(call.arguments[0]));
}

arrow::Result<Node> ToTimestamp(Call call) {
  if (call.type(0).kind == Kind::kText) return ReadText<false>(std::move(call));
  ARROW_RETURN_NOT_OK(CheckTime(call, 0));
  if (call.type(0).kind == Kind::kTimestamp) return std::move(call.arguments[0]);
  const Facts from = call.arguments[0].facts;
  return call.Finish(
      TimestampFacts(from.low * kMicrosADay, from.high * kMicrosADay, from.nullable),
      Map<int64_t, int64_t>([](int64_t day) { return day * kMicrosADay; }));
}

arrow::Result<Node> MakeDate(Call call) {
  for (size_t i = 0; i < 3; ++i) ARROW_RETURN_NOT_OK(CheckWhole(call, i));
  return call.Finish(
      DateFacts(kFirstDay, kLastDay, true), [](const KernelInput& input, Vector* result) {
        int64_t* out = result->Prepare<int64_t>(input.count);
        uint8_t* present = result->MutablePresent(input.count);
        for (int64_t i = 0; i < input.count; ++i) {
          const int64_t year = input.values<int64_t>(0)[i];
          const int64_t month = input.values<int64_t>(1)[i];
          const int64_t day = input.values<int64_t>(2)[i];
          const bool good =
              year >= 1 && year <= 9999 && month >= 1 && month <= 12 && day >= 1 &&
              day <= DaysInMonth(static_cast<int>(year), static_cast<int>(month));
          present[i] = good;
          if (!good) continue;
          out[i] = DaysFromCivil(
              {static_cast<int>(year), static_cast<int>(month), static_cast<int>(day)});
        }
        TakeMissing<int64_t>(input, result);
      });
}

// --- Parts of them ---------------------------------------------------------------------

struct Year {
  static constexpr int64_t kLow = 1;
  static constexpr int64_t kHigh = 9999;
  static int64_t Of(int64_t day) { return CivilFromDays(day).year; }
};
struct Quarter {
  static constexpr int64_t kLow = 1;
  static constexpr int64_t kHigh = 4;
  static int64_t Of(int64_t day) { return (CivilFromDays(day).month + 2) / 3; }
};
struct Month {
  static constexpr int64_t kLow = 1;
  static constexpr int64_t kHigh = 12;
  static int64_t Of(int64_t day) { return CivilFromDays(day).month; }
};
struct Day {
  static constexpr int64_t kLow = 1;
  static constexpr int64_t kHigh = 31;
  static int64_t Of(int64_t day) { return CivilFromDays(day).day; }
};
struct Weekday {
  static constexpr int64_t kLow = 1;
  static constexpr int64_t kHigh = 7;
  // 1970-01-01 was a Thursday.
  static int64_t Of(int64_t day) { return day + 3 - FloorDivide(day + 3, 7) * 7 + 1; }
};
struct DayOfYear {
  static constexpr int64_t kLow = 1;
  static constexpr int64_t kHigh = 366;
  static int64_t Of(int64_t day) {
    return day - DaysFromCivil({CivilFromDays(day).year, 1, 1}) + 1;
  }
};

template <typename Part>
arrow::Result<Node> DatePart(Call call) {
  ARROW_RETURN_NOT_OK(CheckTime(call, 0));
  call.arguments[0] = AsDate(std::move(call.arguments[0]));
  Facts facts = NumberFacts(0, Part::kLow, Part::kHigh, call.any_nullable());
  if (Part::kHigh == Year::kHigh) {
    facts.low = Part::Of(call.arguments[0].facts.low);
    facts.high = Part::Of(call.arguments[0].facts.high);
  }
  return call.Finish(facts, Map<int64_t, int64_t>(Part::Of));
}

template <int64_t kUnit, int64_t kCount>
arrow::Result<Node> ClockPart(Call call) {
  ARROW_RETURN_NOT_OK(CheckTimestamp(call, 0));
  const Facts facts = NumberFacts(0, 0, kCount - 1, call.any_nullable());
  return call.Finish(facts, Map<int64_t, int64_t>([](int64_t time) {
                       const int64_t units = FloorDivide(time, kUnit);
                       return units - FloorDivide(units, kCount) * kCount;
                     }));
}

arrow::Result<Node> Epoch(Call call) {
  ARROW_RETURN_NOT_OK(CheckTimestamp(call, 0));
  const Facts from = call.arguments[0].facts;
  const auto seconds = [](int64_t time) { return FloorDivide(time, kMicrosASecond); };
  return call.Finish(NumberFacts(0, seconds(from.low), seconds(from.high), from.nullable),
                     Map<int64_t, int64_t>(seconds));
}

// --- Moving them -----------------------------------------------------------------------

// Times that leave the years 0001 to 9999 have no value. `kUnit` in the units of the
// type.
template <int64_t kUnit>
Node Move(Call call) {
  const Facts& from = call.arguments[0].facts;
  const Facts& steps = call.arguments[1].facts;
  const bool is_date = from.type.kind == Kind::kDate;
  const int64_t first = is_date ? kFirstDay : kFirstTime;
  const int64_t last = is_date ? kLastDay : kLastTime;
  const __int128 low = from.low + static_cast<__int128>(steps.low) * kUnit;
  const __int128 high = from.high + static_cast<__int128>(steps.high) * kUnit;
  Facts facts = from;
  facts.nullable = call.any_nullable() || low < first || high > last;
  facts.low = static_cast<int64_t>(std::clamp<__int128>(low, first, last));
  facts.high = static_cast<int64_t>(std::clamp<__int128>(high, first, last));
  return call.Finish(facts, ZipPartial<int64_t, int64_t, int64_t>(
                                [first, last](int64_t time, int64_t count, int64_t* out) {
                                  int64_t step = 0;
                                  return !__builtin_mul_overflow(count, kUnit, &step) &&
                                         !__builtin_add_overflow(time, step, out) &&
                                         *out >= first && *out <= last;
                                }));
}

arrow::Result<Node> AddDays(Call call) {
  ARROW_RETURN_NOT_OK(CheckTime(call, 0));
  ARROW_RETURN_NOT_OK(CheckWhole(call, 1));
  return call.type(0).kind == Kind::kDate ? Move<1>(std::move(call))
                                          : Move<kMicrosADay>(std::move(call));
}

template <int64_t kUnit>
arrow::Result<Node> AddTime(Call call) {
  ARROW_RETURN_NOT_OK(CheckTimestamp(call, 0));
  ARROW_RETURN_NOT_OK(CheckWhole(call, 1));
  return Move<kUnit>(std::move(call));
}

// The same day of another month, or that month's last.
bool MoveMonths(int64_t day, int64_t months, int64_t* out) {
  constexpr int64_t kMost = 12 * 10'000;
  if (months > kMost || months < -kMost) return false;
  const CivilDate date = CivilFromDays(day);
  const int64_t month = date.year * int64_t{12} + date.month - 1 + months;
  const int64_t year = FloorDivide(month, 12);
  if (year < 1 || year > 9999) return false;
  CivilDate moved{static_cast<int>(year), static_cast<int>(month - year * 12 + 1), 0};
  moved.day = std::min(date.day, DaysInMonth(moved.year, moved.month));
  *out = DaysFromCivil(moved);
  return true;
}

bool MoveTimeMonths(int64_t time, int64_t months, int64_t* out) {
  const int64_t day = DayOf(time);
  int64_t moved = 0;
  if (!MoveMonths(day, months, &moved)) return false;
  *out = moved * kMicrosADay + (time - day * kMicrosADay);
  return true;
}

arrow::Result<Node> AddMonths(Call call) {
  ARROW_RETURN_NOT_OK(CheckTime(call, 0));
  ARROW_RETURN_NOT_OK(CheckWhole(call, 1));
  Facts facts = call.arguments[0].facts;
  const Facts& months = call.arguments[1].facts;
  const bool is_date = facts.type.kind == Kind::kDate;
  const auto move = is_date ? MoveMonths : MoveTimeMonths;
  const bool inside = move(facts.low, months.low, &facts.low) &&
                      move(facts.high, months.high, &facts.high);
  if (!inside) {
    facts.low = is_date ? kFirstDay : kFirstTime;
    facts.high = is_date ? kLastDay : kLastTime;
  }
  facts.nullable = call.any_nullable() || !inside;
  return call.Finish(facts, ZipPartial<int64_t, int64_t, int64_t>(move));
}

// --- Between them ----------------------------------------------------------------------

// Two times as dates.
arrow::Status MakeDates(Call* call) {
  ARROW_RETURN_NOT_OK(CheckTime(*call, IsTime(*call, 0) ? 0 : 1));
  ARROW_RETURN_NOT_OK(Unify(call, {0, 1}).status());
  for (Node& argument : call->arguments) argument = AsDate(std::move(argument));
  return arrow::Status::OK();
}

arrow::Result<Node> DaysBetween(Call call) {
  ARROW_RETURN_NOT_OK(MakeDates(&call));
  const Facts& a = call.arguments[0].facts;
  const Facts& b = call.arguments[1].facts;
  const Facts facts = NumberFacts(0, b.low - a.high, b.high - a.low, call.any_nullable());
  return call.Finish(facts, Zip<int64_t, int64_t, int64_t>(
                                [](int64_t from, int64_t to) { return to - from; }));
}

arrow::Result<Node> SecondsBetween(Call call) {
  ARROW_RETURN_NOT_OK(
      CheckTimestamp(call, call.type(0).kind == Kind::kTimestamp ? 0 : 1));
  ARROW_RETURN_NOT_OK(Unify(&call, {0, 1}).status());
  const Facts& a = call.arguments[0].facts;
  const Facts& b = call.arguments[1].facts;
  const auto seconds = [](int64_t from, int64_t to) {
    return FloorDivide(to - from, kMicrosASecond);
  };
  const Facts facts =
      NumberFacts(0, seconds(a.high, b.low), seconds(a.low, b.high), call.any_nullable());
  return call.Finish(facts, Zip<int64_t, int64_t, int64_t>(seconds));
}

// Whole years that have passed, as of ages; negative where `to` is earlier.
int64_t YearsFrom(int64_t from, int64_t to) {
  if (to < from) return -YearsFrom(to, from);
  const CivilDate a = CivilFromDays(from);
  const CivilDate b = CivilFromDays(to);
  const bool before = b.month < a.month || (b.month == a.month && b.day < a.day);
  return b.year - a.year - (before ? 1 : 0);
}

arrow::Result<Node> YearsBetween(Call call) {
  ARROW_RETURN_NOT_OK(MakeDates(&call));
  const Facts& a = call.arguments[0].facts;
  const Facts& b = call.arguments[1].facts;
  const Facts facts = NumberFacts(0, YearsFrom(a.high, b.low), YearsFrom(a.low, b.high),
                                  call.any_nullable());
  return call.Finish(facts, Zip<int64_t, int64_t, int64_t>(YearsFrom));
}

// --- Their beginnings and texts --------------------------------------------------------

int64_t FirstOf(int64_t day, int months) {
  const CivilDate date = CivilFromDays(day);
  return DaysFromCivil({date.year, (date.month - 1) / months * months + 1, 1});
}

struct Truncation {
  const char* unit;
  int64_t microseconds;  ///< 0 = not within a day
  int64_t (*of_day)(int64_t day);
};
constexpr Truncation kTruncations[] = {
    {"year", 0, [](int64_t day) { return FirstOf(day, 12); }},
    {"quarter", 0, [](int64_t day) { return FirstOf(day, 3); }},
    {"month", 0, [](int64_t day) { return FirstOf(day, 1); }},
    {"week", 0, [](int64_t day) { return day - (Weekday::Of(day) - 1); }},
    {"day", kMicrosADay, [](int64_t day) { return day; }},
    {"hour", 3600 * kMicrosASecond, nullptr},
    {"minute", 60 * kMicrosASecond, nullptr},
    {"second", kMicrosASecond, nullptr},
};

// 0001-01-01 was a Monday, so that no beginning lies before the first day.
arrow::Result<Node> Truncate(Call call) {
  ARROW_ASSIGN_OR_RAISE(const std::string unit, call.ConstantText(0));
  ARROW_RETURN_NOT_OK(CheckTime(call, 1));
  const auto* found = std::find_if(std::begin(kTruncations), std::end(kTruncations),
                                   [&](const Truncation& t) { return unit == t.unit; });
  const bool is_date = call.type(1).kind == Kind::kDate;
  if (found == std::end(kTruncations) || (is_date && found->of_day == nullptr)) {
    return call.Wrong(0, fmt::format("the unit must be year, quarter, month, week, day{}",
                                     is_date ? " of a date" : ", hour, minute, second"));
  }
  const auto truncate = [is_date, unit_us = found->microseconds,
                         of_day = found->of_day](int64_t value) {
    if (is_date) return of_day(value);
    if (unit_us != 0) return FloorDivide(value, unit_us) * unit_us;
    return of_day(DayOf(value)) * kMicrosADay;
  };
  call.arguments.erase(call.arguments.begin());
  Facts facts = call.arguments[0].facts;
  facts.low = truncate(facts.low);
  facts.high = truncate(facts.high);
  return call.Finish(facts, Map<int64_t, int64_t>(truncate));
}

arrow::Result<Node> Format(Call call) {
  ARROW_RETURN_NOT_OK(CheckTime(call, 0));
  ARROW_ASSIGN_OR_RAISE(const std::string text, call.ConstantText(1));
  auto made = TimePattern::Make(text);
  if (!made) {
    return call.Wrong(
        1, fmt::format("the pattern must be of {}", TimePattern::SupportedDirectives()));
  }
  const auto pattern = std::make_shared<const TimePattern>(*std::move(made));
  const int64_t to_seconds = call.type(0).kind == Kind::kDate ? 0 : kMicrosASecond;
  call.arguments.resize(1);
  const Facts facts = TextFacts(pattern->longest(), call.any_nullable());
  return call.Finish(
      facts, [pattern, to_seconds](const KernelInput& input, Vector* result) {
        const int64_t* in = input.values<int64_t>(0);
        auto* out = result->Prepare<std::string_view>(input.count);
        const size_t room = pattern->longest();
        for (int64_t i = 0; i < input.count; ++i) {
          char* const begin = input.arena->Allocate(room);
          const int64_t seconds =
              to_seconds == 0 ? in[i] * 86'400 : FloorDivide(in[i], to_seconds);
          const auto size = static_cast<size_t>(pattern->Render(seconds, begin) - begin);
          out[i] = {begin, size};
          input.arena->Shrink(room - size);
        }
        TakeMissing<std::string_view>(input, result);
      });
}

}  // namespace

std::vector<FunctionInfo> TimeFunctions() {
  constexpr int64_t kSecond = kMicrosASecond;
  return {
      {"date", "date(x)",
       "The day of a timestamp, or what a text \"YYYY-MM-DD\" says (missing if it says "
       "none).",
       1, 1, ToDate},
      {"timestamp", "timestamp(x)",
       "The beginning of a date, or what a text such as \"2024-01-31T12:00:00\" says "
       "(missing if it says none).",
       1, 1, ToTimestamp},
      {"make_date", "make_date(year, month, day)", "Missing if there is no such date.", 3,
       3, MakeDate},
      {"year", "year(x)", "1 to 9999.", 1, 1, DatePart<Year>},
      {"quarter", "quarter(x)", "1 to 4.", 1, 1, DatePart<Quarter>},
      {"month", "month(x)", "1 to 12.", 1, 1, DatePart<Month>},
      {"day", "day(x)", "Of the month, 1 to 31.", 1, 1, DatePart<Day>},
      {"weekday", "weekday(x)", "1 = Monday to 7 = Sunday.", 1, 1, DatePart<Weekday>},
      {"day_of_year", "day_of_year(x)", "1 to 366.", 1, 1, DatePart<DayOfYear>},
      {"hour", "hour(t)", "0 to 23.", 1, 1, ClockPart<3600 * kSecond, 24>},
      {"minute", "minute(t)", "0 to 59.", 1, 1, ClockPart<60 * kSecond, 60>},
      {"second", "second(t)", "0 to 59.", 1, 1, ClockPart<kSecond, 60>},
      {"epoch", "epoch(t)", "Whole seconds since 1970-01-01T00:00:00Z.", 1, 1, Epoch},
      {"add_days", "add_days(x, n)", "n days later.", 2, 2, AddDays},
      {"add_months", "add_months(x, n)",
       "The same day n months later, or that month's last day.", 2, 2, AddMonths},
      {"add_hours", "add_hours(t, n)", "n hours later.", 2, 2, AddTime<3600 * kSecond>},
      {"add_minutes", "add_minutes(t, n)", "n minutes later.", 2, 2,
       AddTime<60 * kSecond>},
      {"add_seconds", "add_seconds(t, n)", "n seconds later.", 2, 2, AddTime<kSecond>},
      {"days_between", "days_between(a, b)", "How many days b is after a.", 2, 2,
       DaysBetween},
      {"years_between", "years_between(a, b)", "How many whole years b is after a.", 2, 2,
       YearsBetween},
      {"seconds_between", "seconds_between(a, b)",
       "How many whole seconds b is after a, rounded down.", 2, 2, SecondsBetween},
      {"date_trunc", "date_trunc(unit, x)",
       "The beginning of x's 'year', 'quarter', 'month', 'week' or 'day', of timestamps "
       "also 'hour', 'minute', 'second'.",
       2, 2, Truncate},
      {"format_date", "format_date(x, pattern)",
       "As a text by the directives of `unix_timestamps`, such as '%Y-%m-%d'.", 2, 2,
       Format},
  };
}

}  // namespace rand_engine::expression
