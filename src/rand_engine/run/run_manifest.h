// What a run writes into its manifest.
#pragma once

#include "rand_engine/manifest/manifest_record.h"
#include "rand_engine/plan/output_plan.h"
#include "rand_engine/plan/plan.h"
#include "rand_engine/run/run_request.h"

namespace rand_engine {

/// The record of a run that writes `output`; it takes away a manifest that is not wanted.
ManifestRecord MakeManifestRecord(const RunRequest& request, const OutputPlan& output);

/// Tell the record that rows of `plan` come now.
void DescribeSource(const RunRequest& request, const Plan& plan, const OutputPlan& output,
                    ManifestRecord* record);

}  // namespace rand_engine
