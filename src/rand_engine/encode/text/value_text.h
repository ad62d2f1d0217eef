// One value as text: the slow and plain way, for tokens made once and for previews.
#pragma once

#include <cstdint>
#include <string>

#include "rand_engine/domain/domain.h"
#include "rand_engine/encode/text/digits.h"
#include "rand_engine/encode/text/text_style.h"

namespace rand_engine {

/// Return the text of a code of a domain whose codes fit one word.
std::string ValueText(const Domain& domain, const TextStyle& style, uint64_t code);

/// Put a decimal: the shortest text with at least one digit after the point. Room for 24
/// bytes; returns the end. `point` is one byte.
char* PutDecimal(const DigitTables& tables, int64_t unscaled, int scale, char point,
                 char* out);

/// The shortest text that reads back as the same double, with ".0" if it looks whole
/// ("1e+300" stays).
std::string DoubleText(double value, const std::string& decimal_point);

}  // namespace rand_engine
