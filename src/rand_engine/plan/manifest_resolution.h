// Whether the data gets a manifest, and whether it can have one there.
#pragma once

#include "rand_engine/plan/option_parser.h"
#include "rand_engine/plan/output_plan.h"
#include "rand_engine/write/dataset_directory.h"

namespace rand_engine {

/// As said, else as the dataset that is appended to has it. What stands against a
/// manifest at the plan's path is added to `problems`: a place without a name, a file
/// there that is none of ours, parts that have none, one that is damaged or not in step
/// with `listing`. `resumes`: a stream goes on, whose last part may not have been
/// entered.
arrow::Result<bool> ResolveManifest(const SaidOptions& said, const OutputPlan& plan,
                                    const DatasetListing& listing, bool resumes,
                                    FileSystem* file_system, OptionProblems* problems);

}  // namespace rand_engine
