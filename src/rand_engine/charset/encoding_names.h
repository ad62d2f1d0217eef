// Which of Python's encodings a user's name means, and what to say where it means none.
#pragma once

#include <string_view>

#include "rand_engine/charset/encoding_tables.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// Find a text encoding that can be written, by Python's name or alias as Python compares
/// them (any case; every run of characters other than letters, digits and dots counts as
/// one underscore). The entry lives as long as the process. An OptionError explains why
/// another name is refused.
arrow::Result<const EncodingEntry*> FindEncoding(std::string_view name);

}  // namespace rand_engine
