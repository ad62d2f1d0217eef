// Time zones of the IANA database, through Howard Hinnant's library and the files of the
// system (package tzdata): the one input besides the spec that decides what wall clocks
// show (docs/determinism.md).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace rand_engine {

/// A zone's name and rules. Immutable, cheap to copy.
class TimeZone {
 public:
  /// UTC, which needs no database.
  TimeZone() = default;

  /// Return nullopt if the database has no zone of this name ("Europe/Berlin", "UTC").
  static std::optional<TimeZone> Find(const std::string& name);

  /// Names of all zones, in order; without a database "UTC" alone.
  static std::vector<std::string> Names();

  /// "2024a", or "unknown" where the system has none or does not say.
  static std::string DatabaseVersion();

  /// True if the database decides what its clocks show.
  bool needs_database() const { return rules_ != nullptr; }

  /// The instant, microseconds since 1970-01-01T00:00:00Z, at which clocks show
  /// `local_us` (counted alike); the earlier of two. Nothing if clocks skip that time.
  std::optional<int64_t> ToUtc(int64_t local_us) const;

  /// A time during which clocks are `offset_s` ahead of UTC: seconds [begin_s, end_s)
  /// since 1970-01-01T00:00:00Z, at most the years 0001 to 9999.
  struct Period {
    int64_t begin_s;
    int64_t end_s;
    int64_t offset_s;
  };
  /// REQUIRES: years 0001 to 9999.
  Period PeriodAt(int64_t utc_s) const;

 private:
  struct Rules;
  std::shared_ptr<const Rules> rules_;  ///< null = UTC
};

}  // namespace rand_engine
