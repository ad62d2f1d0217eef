// One format with its codec, seen by a run: units encoded on any thread, joined in order.
#pragma once

#include <arrow/status.h>

#include <cstdint>
#include <memory>
#include <string>

#include "rand_engine/plan/output_plan.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/run_control.h"
#include "rand_engine/write/output_file.h"

namespace rand_engine {

class TransformedRows;

/// The result of one unit of work with the memory that it took; recycled by the run.
class Unit {
 public:
  virtual ~Unit() = default;
};

/// The ordered side of one part file.
class PartWriter {
 public:
  virtual ~PartWriter() = default;
  /// May take the unit's memory and leave it other, to be reused.
  virtual arrow::Status Append(Unit* unit) = 0;
  virtual arrow::Status Finish() = 0;
};

/// Shared by all threads, and immutable but for Prepare.
class PartFormat {
 public:
  virtual ~PartFormat() = default;

  /// At least 1, so that a part without rows is written too.
  virtual int64_t CountUnits(RowRange part) const = 0;
  virtual std::unique_ptr<Unit> NewUnit() const = 0;
  /// Do what has to be done in order, before the unit is encoded: called for one unit
  /// after another, by one thread at a time.
  virtual arrow::Status Prepare(RowRange /*part*/, int64_t /*number*/, Unit* /*unit*/) {
    return arrow::Status::OK();
  }
  /// Replace `unit`, which NewUnit made, by unit `number` of the part.
  virtual arrow::Status Encode(RowRange part, int64_t number, Unit* unit) const = 0;
  /// Open a part called `name` on `file`, which outlives the writer.
  virtual arrow::Result<std::unique_ptr<PartWriter>> Open(RowRange part,
                                                          const std::string& name,
                                                          OutputFile* file) const = 0;
  /// Bytes of a part of so many rows before external compression, roughly.
  virtual int64_t EstimateBytes(int64_t rows) const = 0;
};

/// What a format needs to know of the run beside plan and output.
struct RunContext {
  std::string spec_json;    ///< for Parquet's metadata
  std::string spec_sha256;  ///< the same
  int64_t row_end = 0;      ///< bounds the numbers of the rows to be written
  int threads = 1;
  StopToken stop_token;  ///< ends slow codecs with a StoppedError
  /// What is written instead of the plan's rows; null = these. Outlives the format.
  TransformedRows* transformed = nullptr;
};

/// Make the format of a run. Fails (OptionError) where the options do not fit the data.
arrow::Result<std::unique_ptr<PartFormat>> MakePartFormat(
    std::shared_ptr<const Plan> plan, const OutputPlan& output,
    const RunContext& context);

/// The makers of each kind, which MakePartFormat chooses from.
using PartFormatMaker = arrow::Result<std::unique_ptr<PartFormat>>(
    std::shared_ptr<const Plan> plan, const OutputPlan& output,
    const RunContext& context);
PartFormatMaker MakeTextPartFormat;
PartFormatMaker MakeParquetPartFormat;
PartFormatMaker MakeTransformedTextFormat;
PartFormatMaker MakeTransformedParquetFormat;

}  // namespace rand_engine
