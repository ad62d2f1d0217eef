// A stream decided: what comes before its first file or row.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "rand_engine/manifest/manifest_record.h"
#include "rand_engine/plan/output_plan.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/run/checkpoint.h"
#include "rand_engine/run/part_format.h"
#include "rand_engine/run/run_request.h"
#include "rand_engine/run/transformed_rows.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

/// What a file of a stream holds, and when.
struct StreamPart {
  int64_t number = 0;  ///< from 0
  RowRange rows;
  int64_t tick_us = 0;  ///< time of its tick, microseconds since the epoch
};

struct PendingPart {
  std::string name;
  PartRows rows;
};

struct StreamSetup {
  RunRequest request;
  OutputPlan output = {};
  PlanInputs inputs = {};  ///< now_us is the tick of file 0
  std::shared_ptr<const Plan> plan = nullptr;
  std::unique_ptr<TransformedRows> transformed = nullptr;  ///< null without a transform
  std::unique_ptr<Checkpoint> checkpoint = nullptr;        ///< null without one
  CheckpointState identity = {};  ///< the result of IdentifyStream
  /// A part that is visible, though the checkpoint does not know it.
  std::optional<PendingPart> pending_part = {};
  int64_t next_file = 0;  ///< the first file of this run
  int64_t next_row = 0;   ///< its first row
  int64_t end_file = 0;   ///< one more than the last file of this run

  /// Read the checkpoint, resolve output and plan. Changes nothing on disk.
  static arrow::Result<StreamSetup> Make(RunRequest request);

  const StreamPlan& stream() const { return output.stream; }

  /// The table of a dataset that is written; null where there is none.
  const DatasetTable* streamed_table() const;

  /// Where spec and rows are asked for each file, take those of the file that begins with
  /// row `first_row`. Fails if its columns are not those of the stream.
  arrow::Status TakeNextInputs(int64_t first_row);

  /// The format of rows of `part_plan`, or of what is made of them.
  arrow::Result<std::unique_ptr<PartFormat>> MakeFormat(
      std::shared_ptr<const Plan> part_plan) const;

  /// File `number`, whose first row is `first_row`.
  StreamPart PartAt(int64_t number, int64_t first_row) const;

  /// The part's plan: `plan` itself, or where a column tells time one for its tick.
  arrow::Result<std::shared_ptr<const Plan>> PlanOf(const StreamPart& part) const;

  /// The name under which the part appears.
  std::string NameOf(const StreamPart& part, const Plan& part_plan) const;

  /// What a checkpoint keeps of which stream this is.
  CheckpointState IdentifyStream() const;

  /// What the checkpoint is to say before file `number` with this first row.
  arrow::Result<CheckpointState> StateBefore(int64_t number, int64_t first_row) const;
};

}  // namespace rand_engine
