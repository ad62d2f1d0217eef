#include "rand_engine/domain/time_zone.h"

#include <date/ptz.h>
#include <date/tz.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <fstream>

#include "rand_engine/domain/calendar.h"

namespace rand_engine {
namespace {

constexpr int64_t kSecondsADay = 86'400;
constexpr int64_t kMicrosecond = 1'000'000;
constexpr char kDatabase[] = "/usr/share/zoneinfo/";

int64_t FirstSecond() { return DaysFromCivil({1, 1, 1}) * kSecondsADay; }
int64_t EndSecond() { return DaysFromCivil({10000, 1, 1}) * kSecondsADay; }

// The last line of a zone's file (RFC 8536, section 3.3): the rule for all times after
// those that the file lists, often from 2037 on, which the library leaves out.
std::string ReadRule(const std::string& name) {
  std::ifstream file(kDatabase + name, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.size() < 2 || bytes.back() != '\n') return "";
  const size_t begin = bytes.rfind('\n', bytes.size() - 2);
  return begin == std::string::npos ? ""
                                    : bytes.substr(begin + 1, bytes.size() - begin - 2);
}

TimeZone::Period ToPeriod(const date::sys_info& info) {
  return {std::max<int64_t>(info.begin.time_since_epoch().count(), FirstSecond()),
          std::min<int64_t>(info.end.time_since_epoch().count(), EndSecond()),
          info.offset.count()};
}

}  // namespace

struct TimeZone::Rules {
  const date::time_zone* listed;
  /// Of a zone that changes its clocks for ever.
  std::optional<Posix::time_zone> afterwards;
};

std::optional<TimeZone> TimeZone::Find(const std::string& name) {
  if (name == "UTC") return TimeZone();
  // A name with dots or a leading slash would be a file elsewhere.
  if (name.empty() || name.front() == '/' || name.find('.') != std::string::npos) {
    return std::nullopt;
  }
  try {
    Rules rules{date::locate_zone(name), std::nullopt};
    const std::string rule = ReadRule(name);
    if (rule.find(',') != std::string::npos) rules.afterwards.emplace(rule);
    rules.listed->get_info(date::sys_seconds{});  // reads the file, which may be broken
    TimeZone zone;
    zone.rules_ = std::make_shared<const Rules>(std::move(rules));
    return zone;
  } catch (const std::exception&) {  // no such zone, or no database
    return std::nullopt;
  }
}

std::vector<std::string> TimeZone::Names() {
  std::vector<std::string> names;
  try {
    for (const auto& zone : date::get_tzdb().zones) names.push_back(zone.name());
  } catch (const std::exception&) {
    return {"UTC"};
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string TimeZone::DatabaseVersion() {
  const std::string head = "# version ";
  std::ifstream file(kDatabase + std::string("tzdata.zi"));
  std::string line;
  std::getline(file, line);
  return line.compare(0, head.size(), head) == 0 ? line.substr(head.size()) : "unknown";
}

std::optional<int64_t> TimeZone::ToUtc(int64_t local_us) const {
  if (rules_ == nullptr) return local_us;
  const auto utc_in = [&](const Period& period) {
    return local_us - period.offset_s * kMicrosecond;
  };
  // No zone is a day off, so that the period of the day before is not too late.
  const int64_t day_before = local_us / kMicrosecond - kSecondsADay;
  Period period = PeriodAt(std::max(day_before, FirstSecond()));
  while (utc_in(period) >= period.end_s * kMicrosecond && period.end_s < EndSecond()) {
    period = PeriodAt(period.end_s);
  }
  const int64_t utc_us = utc_in(period);
  const bool exists = utc_us >= period.begin_s * kMicrosecond;
  return exists ? std::optional(utc_us) : std::nullopt;
}

TimeZone::Period TimeZone::PeriodAt(int64_t utc_s) const {
  if (rules_ == nullptr) return {FirstSecond(), EndSecond(), 0};
  const date::sys_seconds at{std::chrono::seconds(utc_s)};
  const Period listed = ToPeriod(rules_->listed->get_info(at));
  if (listed.end_s < EndSecond() || !rules_->afterwards) return listed;
  Period period = ToPeriod(rules_->afterwards->get_info(at));
  period.begin_s = std::max(period.begin_s, listed.begin_s);
  return period;
}

}  // namespace rand_engine
