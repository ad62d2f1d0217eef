// What the fluent API hands to a driver.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/batch_transform.h"
#include "rand_engine/plan/output_plan.h"
#include "rand_engine/run_control.h"
#include "rand_engine/seed.h"
#include "rand_engine/spec.h"

namespace rand_engine {

class Clock;
class PlanSource;

/// Which tables of a dataset a stream writes, and how.
struct StreamedTables {
  std::vector<std::string> names;  ///< none = all
  std::vector<std::string> fixed;  ///< those that come with the first file alone
  /// What a seed is if neither the request nor a checkpoint says it.
  Seed drawn_seed;
};

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
  /// What makes the plan, where the spec has several tables; may be null.
  std::shared_ptr<const PlanSource> plan_source = {};
  /// Microseconds since the epoch: gen_now's time, where it is not the clock's.
  std::optional<int64_t> now_us = {};
  /// Of a stream of a dataset.
  std::optional<StreamedTables> tables = {};
  /// Owns `file_system` where that does without syncs (ObeyDurability).
  std::shared_ptr<FileSystem> unsynced_files = {};
};

}  // namespace rand_engine
