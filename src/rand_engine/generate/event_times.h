// When rows happen.
#pragma once

#include <cstdint>

namespace rand_engine {

/// Rows [first_row, first_row + rows) happen evenly over `span_us` microseconds, the
/// first at its beginning: row first_row + i at floor(i * span_us / rows). Without rows
/// or span all happen at once.
struct EventTimes {
  int64_t first_row = 0;
  int64_t rows = 0;
  int64_t span_us = 0;

  bool at_once() const { return rows <= 0 || span_us <= 0; }
};

}  // namespace rand_engine
