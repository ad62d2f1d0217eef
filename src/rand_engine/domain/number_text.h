// Numbers as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "rand_engine/domain/digits.h"

namespace rand_engine {

/// Put a decimal: the shortest text with at least one digit after the point. Room for 24
/// bytes; returns the end. `point` is one byte.
char* PutDecimal(const DigitTables& tables, int64_t unscaled, int scale, char point,
                 char* out);

/// Put exactly `width` digits, leading zeros included; touches nothing behind them.
/// REQUIRES: value < 10^width.
char* PutPadded(const DigitTables& tables, uint64_t value, int width, char* out);

/// Bytes of the longest finite double as PutDouble puts it.
inline constexpr size_t kLongestDouble = 32;

/// Put a finite double: the shortest text that reads back as the same one, with ".0" if
/// it looks whole ("1e+300" stays). Room for kLongestDouble bytes; returns the end.
char* PutDouble(double value, char point, char* out);

/// The shortest text that reads back as the same double, with ".0" if it looks whole
/// ("1e+300" stays); "nan", "inf" or "-inf" of what is not finite.
std::string DoubleText(double value, const std::string& decimal_point);

}  // namespace rand_engine
