// Times, zones and lengths of time as parameters give them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rand_engine/domain/time_zone.h"
#include "rand_engine/methods/distribution_reader.h"
#include "rand_engine/methods/method.h"

namespace rand_engine {

/// A length of time in microseconds, >= 0: a number of seconds or a text such as "90s" or
/// "1h30m"; nothing if it is none, or longer than 100 years. Digits below a microsecond
/// are dropped.
std::optional<int64_t> ParseLength(const Value& value);

/// The parameter `zone`; reports an unknown name.
std::optional<TimeZone> ReadZone(const Arguments& arguments);

/// An ISO 8601 date or time, without an offset of its own as clocks in the zone show it;
/// microseconds since the epoch. Nothing if it is none or no clock shows it.
std::optional<int64_t> ParseTimeIn(const TimeZone& zone, const Value& value);

/// The same of a parameter; reports what is wrong.
std::optional<int64_t> ReadTime(const Arguments& arguments, std::string_view name,
                                const TimeZone& zone);

/// Microseconds of the parameter `precision`: "us", "ms" or "s".
int64_t ReadPrecision(const Arguments& arguments);

ParameterInfo ZoneParameter();
ParameterInfo PrecisionParameter();

/// Times in steps of `step_us` since the epoch; lengths are lengths of time.
ValueAxis TimeAxis(const TimeZone& zone, int64_t step_us, int64_t first_step);

/// The last step at or before (kDown), or the first at or after `us`.
int64_t FloorToStep(int64_t us, int64_t step_us);
int64_t CeilToStep(int64_t us, int64_t step_us);

}  // namespace rand_engine
