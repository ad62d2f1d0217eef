// Types of an expression's values, and what is known of the values before any is made.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace rand_engine::expression {

enum class Kind : uint8_t {
  kNull,    ///< of `null` alone, which takes the type of what it stands beside
  kNumber,  ///< exact: an int64 in units of 10^-scale
  kDouble,
  kBoolean,
  kDate,       ///< days since 1970-01-01, years 0001 to 9999
  kTimestamp,  ///< microseconds since 1970-01-01T00:00:00Z, the same years
  kText,       ///< UTF-8
};

struct Type {
  Kind kind = Kind::kNull;
  int scale = 0;  ///< of kNumber: digits after the point, 0 to 15

  bool operator==(const Type&) const = default;
  bool is_whole() const { return kind == Kind::kNumber && scale == 0; }
  bool is_numeric() const { return kind == Kind::kNumber || kind == Kind::kDouble; }
  /// Held as int64.
  bool is_integral() const {
    return kind == Kind::kNumber || kind == Kind::kDate || kind == Kind::kTimestamp;
  }
};

/// "whole number", "number with 2 decimals", "double", "boolean", "date", ...
std::string TypeName(const Type& type);

/// Numbers with digits after the point stay exact up to so many significant digits, which
/// a double holds too; beyond they are doubles.
inline constexpr int64_t kMostUnscaled = 999'999'999'999'999;

inline constexpr int64_t kFirstDay = -719'162;  ///< 0001-01-01
inline constexpr int64_t kLastDay = 2'932'896;  ///< 9999-12-31
inline constexpr int64_t kMicrosADay = 86'400'000'000;

/// Longer texts are refused before the first row.
inline constexpr size_t kLongestText = 65'536;

/// A type, and bounds that every value of it keeps.
struct Facts {
  Type type;
  bool nullable = false;
  /// Of integral types, in their units.
  int64_t low = std::numeric_limits<int64_t>::min();
  int64_t high = std::numeric_limits<int64_t>::max();
  /// Of doubles; infinite = not known, and then a value may be no finite number.
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
  size_t longest = 0;  ///< of texts, in bytes
  bool local = false;  ///< of timestamps: what a clock shows in some place, no UTC
};

Facts NumberFacts(int scale, int64_t low, int64_t high, bool nullable = false);
Facts DoubleFacts(double least, double most, bool nullable = false);
Facts BooleanFacts(bool nullable = false);
Facts DateFacts(int64_t low = kFirstDay, int64_t high = kLastDay, bool nullable = false);
Facts TimestampFacts(int64_t low = kFirstDay * kMicrosADay,
                     int64_t high = (kLastDay + 1) * kMicrosADay - 1,
                     bool nullable = false);
Facts TextFacts(size_t longest, bool nullable = false);

/// What holds of values of either; both of one type.
Facts Union(const Facts& a, const Facts& b);

/// The bounds of a numeric value as doubles.
double LeastOf(const Facts& facts);
double MostOf(const Facts& facts);

}  // namespace rand_engine::expression
