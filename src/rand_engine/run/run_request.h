// What the fluent API hands to a driver.
#pragma once

#include <memory>
#include <optional>

#include "rand_engine/batch_transform.h"
#include "rand_engine/plan/output_plan.h"
#include "rand_engine/run_control.h"
#include "rand_engine/seed.h"
#include "rand_engine/spec.h"

namespace rand_engine {

class Clock;

struct RunRequest {
  Spec spec;
  std::optional<Seed> seed;
  OutputRequest output;
  Observer* observer = nullptr;  ///< may be null
  StopToken stop_token;
  FileSystem* file_system = nullptr;
  Clock* clock = nullptr;                               ///< of a stream
  std::shared_ptr<BatchTransform> transform = nullptr;  ///< null = rows as they are made
  NextFileInputs next_inputs = nullptr;                 ///< of a stream; null = the same
};

}  // namespace rand_engine
