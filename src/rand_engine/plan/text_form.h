// What a text could be a value of: a CSV file holds numbers, dates and words alike.
#pragma once

#include <string>
#include <string_view>

#include "rand_engine/domain/domain.h"
#include "rand_engine/domain/value_type.h"

namespace rand_engine {

/// True of an integer's digits, with or without sign.
bool IsIntegerText(std::string_view text);

/// True of a floating-point number; `decimal` gets the character before its decimals, or
/// nothing. Whole numbers are none: floats are written with at least one decimal.
bool IsFloatText(std::string_view text, std::string* decimal);

/// True of a date ("2024-05-01") or a point in time.
bool IsDateText(std::string_view text);
bool IsTimeText(std::string_view text);

/// True of "True" and "False".
bool IsBooleanText(std::string_view text);

/// The one form of `text`. Decimals stand after a point or a comma.
TextForm FormOf(std::string_view text);

/// The forms of a domain's strings: of all options of a choice, of a sample of composed
/// texts. Domains of other types, and those without a text, have any.
TextForms FormsOf(const Domain& domain);

}  // namespace rand_engine
