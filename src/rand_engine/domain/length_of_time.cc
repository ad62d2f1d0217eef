#include "rand_engine/domain/length_of_time.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <system_error>

namespace rand_engine {
namespace {

constexpr int64_t kMillisecond = 1'000'000;
constexpr int64_t kSecond = 1000 * kMillisecond;
constexpr int64_t kMinute = 60 * kSecond;
constexpr int64_t kHour = 60 * kMinute;
constexpr int64_t kDay = 24 * kHour;

struct Unit {
  const char* name;
  int64_t nanoseconds;
};

constexpr Unit kUnits[] = {
    {"ms", kMillisecond},
    {"millisecond", kMillisecond},
    {"milliseconds", kMillisecond},
    {"s", kSecond},
    {"sec", kSecond},
    {"secs", kSecond},
    {"second", kSecond},
    {"seconds", kSecond},
    {"m", kMinute},
    {"min", kMinute},
    {"mins", kMinute},
    {"minute", kMinute},
    {"minutes", kMinute},
    {"h", kHour},
    {"hr", kHour},
    {"hrs", kHour},
    {"hour", kHour},
    {"hours", kHour},
    {"d", kDay},
    {"day", kDay},
    {"days", kDay},
};

/// Cut the longest beginning whose characters all are `wanted` off `text`.
template <class Predicate>
std::string_view Take(std::string_view* text, Predicate wanted) {
  const auto end = std::find_if_not(text->begin(), text->end(), wanted);
  const auto taken = text->substr(0, static_cast<size_t>(end - text->begin()));
  text->remove_prefix(taken.size());
  return taken;
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsSpace(char c) { return c == ' ' || c == '\t'; }

/// One "1.5 h" of a length: digits before and after the point, and the unit.
struct Term {
  std::string_view whole;
  std::string_view fraction;
  std::string_view unit;
};

Term TakeTerm(std::string_view* text) {
  Term term;
  term.whole = Take(text, IsDigit);
  if (!text->empty() && text->front() == '.') {
    text->remove_prefix(1);
    term.fraction = Take(text, IsDigit);
  }
  Take(text, IsSpace);
  term.unit = Take(text, IsLetter);
  Take(text, IsSpace);
  return term;
}

const Unit* FindUnit(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) c |= 0x20;
  const auto* unit = std::find_if(std::begin(kUnits), std::end(kUnits),
                                  [&](const Unit& u) { return u.name == lower; });
  return unit == std::end(kUnits) ? nullptr : unit;
}

/// Nanoseconds of a term, to the nearest; nullopt if whole units alone exceed
/// kLongestLengthNs.
std::optional<int64_t> LengthOf(const Term& term, int64_t unit) {
  int64_t whole = 0;
  const char* end = term.whole.data() + term.whole.size();
  const auto error = std::from_chars(term.whole.data(), end, whole).ec;
  if (error == std::errc::result_out_of_range) return std::nullopt;
  if (whole > kLongestLengthNs / unit) return std::nullopt;
  // Ten times unit * 0.d1d2d3..., rounded down, exact for any number of digits: rounding
  // down after each division by ten is the same as once at the end.
  int64_t tenfold = 0;
  for (auto digit = term.fraction.rbegin(); digit != term.fraction.rend(); ++digit) {
    tenfold = tenfold / 10 + (*digit - '0') * unit;
  }
  return whole * unit + (tenfold + 5) / 10;
}

}  // namespace

ParsedLength ParseLengthOfTime(std::string_view text) {
  int64_t total = 0;
  Take(&text, IsSpace);
  for (bool first = true; first || !text.empty(); first = false) {
    const Term term = TakeTerm(&text);
    if (term.whole.empty() && term.fraction.empty()) return {0, LengthMistake::kNoLength};
    const bool plain_number = first && term.unit.empty() && text.empty();
    const Unit* unit = FindUnit(plain_number ? "s" : term.unit);
    if (unit == nullptr) return {0, LengthMistake::kUnit, std::string(term.unit)};
    const auto length = LengthOf(term, unit->nanoseconds);
    if (!length || total + *length > kLongestLengthNs)
      return {0, LengthMistake::kTooLong};
    total += *length;
  }
  return {total};
}

std::vector<std::string> LengthUnitNames() {
  std::vector<std::string> names;
  for (const Unit& unit : kUnits) names.emplace_back(unit.name);
  return names;
}

}  // namespace rand_engine
