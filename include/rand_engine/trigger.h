// When a stream makes its files.
#pragma once

#include <optional>

#include "rand_engine/option_value.h"

namespace rand_engine {

struct Trigger {
  /// Time from one file to the next: seconds, or text such as "5s", "10m", "1 minute".
  std::optional<OptionValue> frequency = std::nullopt;
  /// Write one file at once and return.
  bool once = false;
  /// Write all files of timeout / frequency at once, without waiting for their ticks.
  bool available_now = false;
};

}  // namespace rand_engine
