// Values of one type as those of another.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rand_engine/expression/function.h"

namespace rand_engine::expression {

/// REQUIRES: a numeric node.
Node ToDouble(Node node);

/// The same values in units of 10^-scale. REQUIRES: a kNumber of no greater scale whose
/// bounds fit there (FitsScale).
Node ToScale(Node node, int scale);

/// True if all values stay exact in units of 10^-scale.
bool FitsScale(const Facts& facts, int scale);

/// Give some arguments of a call (those of `indexes`) one type, the widest among them:
/// numbers their greatest scale or double; dates become timestamps beside timestamps;
/// constant texts are read as dates or timestamps beside those. Nulls are refused, or
/// left alone where `takes_nulls`.
/// Return the facts that hold of all.
arrow::Result<Facts> Unify(Call* call, const std::vector<size_t>& indexes,
                           bool takes_nulls = false);

/// A value as CSV writes it. REQUIRES: not a null.
Node ToText(Node node);

/// "2024-01-31", "2024-01-31T12:00:00", with "." and 1 to 6 digits, with "Z"; a space may
/// stand for the T. Microseconds since 1970-01-01; nullopt if there is no such time.
std::optional<int64_t> ParseTimestamp(std::string_view text);

/// Room for the longest text of a timestamp.
inline constexpr size_t kTimestampText = 27;
/// Put "2024-01-31T12:00:00.000000Z" at `out`; return its end.
char* PutTimestamp(int64_t microseconds, char* out);

inline int64_t FloorDivide(int64_t a, int64_t b) {
  const int64_t quotient = a / b;
  return quotient * b != a && (a < 0) != (b < 0) ? quotient - 1 : quotient;
}

}  // namespace rand_engine::expression
