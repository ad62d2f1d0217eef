// What the drivers, batch, stream and feed, do alike.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "rand_engine/plan/output_plan.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/report.h"
#include "rand_engine/run/content_hash.h"
#include "rand_engine/run/part_format.h"
#include "rand_engine/run/run_request.h"
#include "rand_engine/run/transformed_rows.h"
#include "rand_engine/version.h"

namespace arrow {
template <class T>
class Result;
}  // namespace arrow

namespace rand_engine {

class Target;

/// The seed given, or one drawn from the system, as decimal text.
arrow::Result<std::string> SeedText(const std::optional<Seed>& seed);

/// `threads` or, where it is 0, as many as there are cores to run on.
int ResolveThreads(int threads);

/// Where option durability is none, let the request's file system leave out all syncs.
void ObeyDurability(const OutputPlan& output, RunRequest* request);

/// The target for straight writing to `output.path`. A path such as "-", /dev/stdout or
/// /dev/fd/3 is written where that descriptor stands: opening it anew would begin a
/// redirected file again.
std::unique_ptr<Target> MakeStraightTargetOf(const RunRequest& request,
                                             const OutputPlan& output);

/// The format of the rows up to `row_end`, or of those that are made of them.
arrow::Result<std::unique_ptr<PartFormat>> MakeFormatOf(const RunRequest& request,
                                                        std::shared_ptr<const Plan> plan,
                                                        const OutputPlan& output,
                                                        int64_t row_end,
                                                        TransformedRows* transformed);

/// Where the request has a transform, learn its columns from `draft`; else null.
arrow::Result<std::unique_ptr<TransformedRows>> BeginTransform(
    const RunRequest& request, std::shared_ptr<const Plan> draft);

/// What decides the rows of the request's parts, for their names.
std::string ContentIdentity(const RunRequest& request,
                            const TransformedRows* transformed);

/// The columns of what is written.
inline const Schema& WrittenSchema(const Plan& plan, const TransformedRows* transformed) {
  return transformed == nullptr ? plan.schema() : transformed->schema();
}

/// Warn if the rows could repeat those of the dataset that is appended to.
void WarnOfRepeatedRows(const RunRequest& request, const Plan& plan, OutputPlan* output);

/// What a preview says of columns, format and mode.
WritePreview DescribeOutput(const Schema& schema, const OutputPlan& output);

/// What a report says of where the data comes from.
template <typename Report>
void FillProvenance(const RunRequest& request, const Plan& plan, const OutputPlan& output,
                    Report* report) {
  report->seed = plan.inputs().seed;
  report->first_row = output.first_row;
  if (plan.depends_on_now()) FormatTimeIso(plan.inputs().now_us, &report->now);
  report->format = FormatName(output.format);
  report->compression = GetCodec(output.codec).name;
  report->codec_version = CodecVersion(output);
  report->data_version = kDataVersion;
  report->tzdata_version = plan.ZoneRelease();
  report->spec_sha256 = request.spec.sha256();
  report->durability = output.durable ? "full" : "none";
  report->warnings = output.warnings;
}

}  // namespace rand_engine
